"""Count the wordings of a table, understand each once, and number the codes of all tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import define, field

from crmo.errors import CrmoError
from crmo.find.events.database import literal, name, records, table_of
from crmo.find.events.outcome import Outcome, Understood
from crmo.find.events.remarks import Remarks
from crmo.find.events.source_table import MOST_EVENTS_OF_A_ROW, SourceTable
from crmo.find.vocabulary.code_meaning import Code, CodeKey

if TYPE_CHECKING:
    import duckdb

_COUNTED = ("n", "n_unusable", "n_undated", "n_ends_before", "n_no_person")
_WORDS = ("state", "unit", "flag", "site")
_OUTCOME_COLUMNS = {
    "key": "uint64",
    "part": "int64",
    "code_id": "int32",
    "state": "string",
    "factor": "float64",
    "shift": "float64",
    "unit": "string",
    "has_value": "bool",
    "has_limits": "bool",
    "own_value": "float64",
    "own_lo": "float64",
    "own_hi": "float64",
    "flag": "string",
    "value_code_id": "int32",
    "site": "string",
    "is_visit": "bool",
}


def wording_query(table: SourceTable) -> str:
    """Return the query that counts the wordings of a table."""
    columns = ", ".join(table.wording)
    return f"""SELECT {table.key} AS key, {columns},
  count(*) AS n,
  sum(n_unusable)::BIGINT AS n_unusable,
  count(*) FILTER (d_lo IS NULL) AS n_undated,
  count(*) FILTER (e_hi < d_lo) AS n_ends_before,
  count(*) FILTER (person_key IS NULL) AS n_no_person
FROM ({table.rows})
GROUP BY {columns}
ORDER BY n DESC, key"""


@define
class Wordings:
    """The wordings of one table with what they come to.

    Args:
        table: whose.
        rows: key and what it comes to, the most frequent first.
        n_rows: how many rows the table has.
    """

    table: SourceTable
    rows: list[tuple[int, Understood]] = field(factory=list)
    counts: dict[int, int] = field(factory=dict)

    @property
    def n_rows(self) -> int:
        """Number of rows of the table."""
        return sum(self.counts.values())

    def outcomes(self) -> Iterator[tuple[int, int, Outcome]]:
        """Yield key, number within the row, and outcome."""
        for key, understood in self.rows:
            for part, outcome in enumerate(understood.outcomes[:MOST_EVENTS_OF_A_ROW]):
                yield key, part, outcome


def read_wordings(
    connection: duckdb.DuckDBPyConnection,
    table: SourceTable,
    path: Path,
    understand: Callable[[Mapping[str, Any]], Understood],
    remarks: Remarks,
) -> Wordings:
    """Return the wordings that `wording_query` counted into a file, understood."""
    found = Wordings(table)
    query = f"SELECT * FROM read_parquet({literal(str(path))}) ORDER BY n DESC, key"
    for row in records(connection, query):
        key = row["key"]
        if key in found.counts:
            raise CrmoError("Two wordings have one hash; nothing was written.")
        understood = understand(row)
        found.rows.append((key, understood))
        found.counts[key] = row["n"] - row["n_no_person"]
        _remark(table, row, understood, remarks)
    return found


def _remark(
    table: SourceTable, row: dict[str, Any], understood: Understood, remarks: Remarks
) -> None:
    for what, column in understood.remarks:
        remarks.add(what, f"{table.name}.{column}", row["n"])
    if not understood.outcomes:
        return
    n_unusable = row["n_unusable"] or 0
    remarks.add("date-not-usable", f"{table.name}.{table.date_column}", n_unusable)
    remarks.add("no-date", f"{table.name}.{table.date_column}", row["n_undated"] - n_unusable)
    remarks.add("end-before-start", table.name, row["n_ends_before"])
    remarks.add("no-person", table.name, row["n_no_person"])


@define
class Codes:
    """The codes of all tables, numbered.

    Args:
        numbers: code -> code_id, from 1 in the order of kind, system, code and `also`.
        counts: code_id -> how many events.
    """

    numbers: dict[CodeKey, int]
    codes: list[Code]
    counts: Counter[int]

    @classmethod
    def of(cls, tables: Iterable[Wordings]) -> Codes:
        """Number the codes of all outcomes."""
        counts: Counter[CodeKey] = Counter()
        known: dict[CodeKey, Code] = {}
        for wordings in tables:
            for key, _, outcome in wordings.outcomes():
                known.setdefault(outcome.code.key, outcome.code)
                counts[outcome.code.key] += wordings.counts[key]
                if outcome.value_code:
                    known.setdefault(outcome.value_code.key, outcome.value_code)
        ordered = sorted(known)
        numbers = {key: number for number, key in enumerate(ordered, start=1)}
        return cls(
            numbers=numbers,
            codes=[known[key] for key in ordered],
            counts=Counter({numbers[key]: n for key, n in counts.items()}),
        )

    def write_table(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the table `codes`."""
        columns = {
            "code_id": "int32",
            "kind": "string",
            "system": "string",
            "code": "string",
            "label": "string",
            "concept": "string",
            "concept_kind": "string",
            "also": "strings",
            "n_events": "int64",
            "how": "string",
        }
        rows = [
            (
                number,
                code.kind,
                code.system,
                code.code,
                code.label or None,
                code.concept,
                code.concept_kind,
                list(code.also),
                self.counts[number],
                code.how,
            )
            for number, code in enumerate(self.codes, start=1)
        ]
        table_of(connection, "codes", columns, rows)


def write_outcomes(connection: duckdb.DuckDBPyConnection, wordings: Wordings, codes: Codes) -> None:
    """Make the table `outcomes_of_<table>`, to which rows are joined by their wording's hash."""
    rows = [
        (
            key,
            part,
            codes.numbers[outcome.code.key],
            outcome.state,
            outcome.conversion.factor,
            outcome.conversion.offset,
            outcome.conversion.unit,
            outcome.has_value,
            outcome.has_limits,
            outcome.value,
            outcome.ref_lo,
            outcome.ref_hi,
            outcome.flag,
            codes.numbers[outcome.value_code.key] if outcome.value_code else None,
            outcome.site,
            outcome.is_visit,
        )
        for key, part, outcome in wordings.outcomes()
    ]
    table = f"outcomes_of_{wordings.table.name}"
    table_of(connection, table, _OUTCOME_COLUMNS, rows)
    for column in _WORDS:
        connection.execute(f"ALTER TABLE {name(table)} ALTER {column} TYPE word")
