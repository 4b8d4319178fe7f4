"""OMOP CDM 5.3 and 5.4 as a source of events."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path

from crmo.errors import UnreadableError
from crmo.find.events.database import literal, records, sql
from crmo.find.events.omop.folder import columns
from crmo.find.events.omop.relations import start_of, typed, unusable_types
from crmo.find.events.omop.understand import OmopReading
from crmo.find.events.source import Desk, Prepared, Source, Understand
from crmo.find.events.source_table import SourceTable
from crmo.find.events.work import whole
from crmo.find.vocabulary.code_meaning import Code
from crmo.find.vocabulary.concept_tables import read_vocabulary
from crmo.find.vocabulary.omop_vocabulary import OmopVocabulary
from crmo.terminology.omop_concepts import fixed_words, omop_concepts

# Tables that make events, and the field id under which details point at a row of theirs.
_EVENT_TABLES = (
    "visit_occurrence",
    "condition_occurrence",
    "drug_exposure",
    "procedure_occurrence",
    "measurement",
    "observation",
)
_BESIDE = ("person", "observation_period", "provider", "care_site", "note")
_DETAILS = ("site", "covers", "department", "date_as_written")
_SEX = (
    "CASE WHEN gender = {male} OR gender_words IN ('m', 'male') THEN 'male' "
    "WHEN gender = {female} OR gender_words IN ('f', 'female') THEN 'female' ELSE 'unknown' END"
)


class OmopSource(Source):
    """OMOP tables, wherever they lie."""

    form = "OMOP CDM"

    def __init__(self) -> None:
        self._relations: dict[str, str] = {}
        self._vocabulary: OmopVocabulary | None = None

    @abstractmethod
    def relations(self, desk: Desk) -> dict[str, str]:
        """Return table -> FROM clause that tells file and row, after bringing it to Parquet."""

    def prepare(self, desk: Desk) -> Prepared:
        """Return the tables; details that crmo wrote beside rows are gathered first."""
        self._relations = self.relations(desk)
        if "person" not in self._relations:
            raise UnreadableError(
                "there is no PERSON table.",
                where=self.form,
                expected="the tables of OMOP CDM 5.3 or 5.4",
                todo="Export PERSON and the clinical tables into one folder.",
            )
        queries = {
            table: typed(desk.connection, table, relation, desk.remarks)
            for table, relation in self._relations.items()
            if table in (*_EVENT_TABLES, *_BESIDE)
        }
        for table in queries:
            found = unusable_types(desk.connection, table, self._relations[table])
            for column, n in found.items():
                desk.remarks.add("type-not-usable", f"{table}.{column}", n)
        for table in (*_EVENT_TABLES, *_BESIDE):
            if table not in queries:
                desk.remarks.add("table-missing", table)
        details = self._details(desk, queries)
        return Prepared(
            tables=[
                self._table(desk, table, number, queries, details)
                for number, table in enumerate(_EVENT_TABLES, start=1)
                if table in queries
            ],
            persons=self._persons(queries["person"]),
            periods=_periods(queries.get("observation_period")),
            texts=sql(__package__, "note.sql", table=f"({queries['note']})")
            if "note" in queries
            else None,
        )

    def _details(self, desk: Desk, queries: Mapping[str, str]) -> str:
        """Return the path of the details that crmo wrote, or an empty text if there are none."""
        if "observation" not in queries:
            return ""
        own = omop_concepts(desk.knowledge).details
        ids = {own[word]: word for word in _DETAILS}
        values = ", ".join(f"({key}, {literal(word)})" for key, word in ids.items())
        desk.connection.execute(
            "CREATE OR REPLACE TEMP TABLE own_details AS "
            f"SELECT * FROM (VALUES {values}) v(observation_source_concept_id, detail)"
        )
        path = desk.work.path("details", desk.key)
        if not path.exists():
            query = sql(__package__, "details.sql", table=f"({queries['observation']})")
            with whole(path) as half:
                desk.connection.execute(
                    f"COPY (SELECT * FROM ({query}) ORDER BY field, event_id) "
                    f"TO {literal(str(half))} (FORMAT parquet)"
                )
        n_rows = desk.connection.execute(
            f"SELECT count(*) FROM read_parquet({literal(str(path))})"
        ).fetchall()[0][0]
        return str(path) if n_rows else ""

    def _table(
        self, desk: Desk, table: str, number: int, queries: Mapping[str, str], details: str
    ) -> SourceTable:
        key = columns()[table][0].name
        fields = {**omop_concepts(desk.knowledge).fields}
        relation = (
            f"read_parquet({literal(details)})"
            if details
            else (f"({sql(__package__, 'no_details.sql')})")
        )
        parts = {
            "table": f"({queries[table]})",
            "start": start_of(table, queries[table], last=False),
            "start_last": start_of(table, queries[table], last=True),
            "details": f"LEFT JOIN {relation} d ON d.field = {fields.get(table, -1)} "
            f"AND d.event_id = t.{key}",
        }
        if table == "visit_occurrence":
            parts["provider"] = _beside("provider", queries)
            parts["care_site"] = _beside("care_site", queries)
        if table == "observation":
            history = ", ".join(str(i) for i in fixed_words("history").values())
            parts["is_history"] = (
                f"coalesce(t.observation_concept_id, 0) IN ({history}) "
                "OR coalesce(t.qualifier_source_value, '') = 'undated'"
            )
        rows = sql(__package__, f"{table}.sql", **parts)
        described = desk.connection.execute(f"DESCRIBE {rows}").fetchall()
        return SourceTable(
            name=table,
            number=number,
            rows=rows,
            wording=tuple(row[0] for row in described if row[0].startswith("w_")),
            has_number_keys=True,
            is_of_visits=table == "visit_occurrence",
            date_column=next(c.name for c in columns()[table] if c.type == "date"),
        )

    def _persons(self, query: str) -> str:
        genders = fixed_words("gender")
        sex = _SEX.format(male=genders["male"], female=genders["female"])
        rows = sql(__package__, "person.sql", table=f"({query})")
        return f"SELECT *, {sex} AS sex FROM ({rows})"

    def readings(self, desk: Desk, counted: Mapping[str, Path]) -> Mapping[str, Understand]:
        """Return how each table is understood, with the concepts that occur looked up."""
        tables = {
            table: typed(desk.connection, table, relation, desk.remarks, has_rows=False)
            for table, relation in self._relations.items()
            if table.startswith("concept")
        }
        self._vocabulary = read_vocabulary(desk, tables, _ids_that_occur(desk, counted))
        if not self._vocabulary.has_wider:
            desk.remarks.add("no-ancestors", "concept_ancestor")
        return OmopReading(desk.knowledge, self._vocabulary, desk.mapping).by_table

    def wider_codes(self, codes: Sequence[Code]) -> list[tuple[int, str, str]]:
        """Return the wider codes that CONCEPT_ANCESTOR names for the codes that occur."""
        if self._vocabulary is None:
            return []
        found: set[tuple[int, str, str]] = set()
        for number, code in enumerate(codes, start=1):
            told = (f"{code.system}:{code.code}", *code.also)
            ids = [int(each[5:]) for each in told if each.startswith("omop:")]
            found |= {(number, each.system, each.code) for each in self._vocabulary.wider(ids)}
        return sorted(found)


def _periods(query: str | None) -> str | None:
    if query is None:
        return None
    return (
        "SELECT person_id AS person_key, observation_period_start_date AS first_day, "
        f"observation_period_end_date AS last_day FROM ({query})"
    )


def _beside(table: str, queries: Mapping[str, str]) -> str:
    if table in queries:
        return f"({queries[table]})"
    empty = ", ".join(
        f"NULL::{'BIGINT' if column.type == 'bigint' else 'VARCHAR'} AS {column.name}"
        for column in columns()[table]
    )
    return f"(SELECT {empty} WHERE false)"


def _ids_that_occur(desk: Desk, counted: Mapping[str, Path]) -> set[int]:
    """Return every concept id in the wordings."""
    found: set[int] = set()
    for path in counted.values():
        relation = f"read_parquet({literal(str(path))})"
        described = desk.connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
        for column, kind, *_ in described:
            if column.startswith("w_") and kind == "BIGINT":
                rows = records(desk.connection, f"SELECT DISTINCT {column} AS id FROM {relation}")
                found |= {row["id"] for row in rows}
    return found - {0, None}
