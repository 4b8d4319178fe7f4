"""Run a definition by its meaning itself, person by person: slow, plain, the judge of the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import fields

from crmo.find.answer import Holds, PersonAnswer
from crmo.find.database import opened_database
from crmo.find.definition import CodeTable
from crmo.find.duckdb_engine.keep import keep_found
from crmo.find.duckdb_engine.run_definition import parquet_of
from crmo.find.found_cases import FoundCases
from crmo.find.reference import Event, PersonEvents, answer_person
from crmo.find.worklist.tables import arrow_table
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import CaseDefinition

if TYPE_CHECKING:
    from crmo.find.events import EventTable

_HITS = {
    "person_id": "int64", "index_event_id": "int64", "index_lo": "date32", "index_hi": "date32",
    "age_days_lo": "int64", "age_days_hi": "int64", "score_lo": "float64", "score_hi": "float64",
    "score_open": "float64", "band": "string", "band_possible": "string",
}  # fmt: skip
_ANSWERS = {"person_id": "int64", "criterion": "int16", "answer": "string", "points": "float64"}
_EVIDENCE = {
    "person_id": "int64", "criterion": "int16", "event_id": "int64", "role": "string",
    "is_certain": "bool",
}  # fmt: skip
_BATCH = 20_000


def run_reference(
    definition: CaseDefinition,
    table: EventTable,
    out: Path,
    knowledge: Knowledge,
    *,
    progress: Callable[[str, float], None] | None = None,
) -> FoundCases:
    """Ask every person of an event table with the reference engine; write what DuckDB would.

    Args:
        definition: whom to propose.
        table: the events of a source.
        out: folder for hits, answers, evidence and attrition.json.
        knowledge: concepts and units.
        progress: told what is being done, and what share of the persons is behind.
    """
    with opened_database(out) as connection:
        codes = CodeTable.of(definition, table.code_rows(), knowledge)
        n_persons, n_with_events = connection.execute(
            f"SELECT count(*), count(*) FILTER (n_events > 0) FROM {parquet_of(table.persons)}"
        ).fetchall()[0]
        kept = _Kept(definition)
        for number, person in enumerate(_people(connection, table, codes), start=1):
            answer = answer_person(definition, codes, person)
            if answer is not None:
                kept.take(answer, person)
            if progress and number % 1000 == 0:
                progress("asking every person", number / max(1, n_persons))
        for name, columns, rows in kept.tables():
            connection.register(name, arrow_table(columns, rows))
        counts = kept.counts()
        counts.update(persons=n_persons, with_events=n_with_events)
        return keep_found(connection, out, definition, counts)


def _people(connection: Any, table: EventTable, codes: CodeTable) -> Iterator[PersonEvents]:
    """Yield everybody with an event that the definition may ask for, with these events."""
    names = [each.name for each in fields(Event)]
    wanted = sorted({code for ids in codes.code_ids.values() for code in ids})
    listed = ", ".join(str(int(code)) for code in wanted) or "NULL"
    columns = ", ".join(f"e.{name}" for name in names)
    cursor = connection.cursor().execute(
        f"SELECT p.person_id, p.birth_lo, p.birth_hi, {columns} "
        f"FROM {parquet_of(table.events)} e JOIN {parquet_of(table.persons)} p "
        f"ON p.person_id = e.person_id WHERE e.code_id IN ({listed}) "
        "ORDER BY p.person_id, e.event_id"
    )
    who: tuple[Any, ...] | None = None
    events: list[Event] = []
    while rows := cursor.fetchmany(_BATCH):
        for row in rows:
            if who is not None and who != row[:3]:
                yield PersonEvents(**_person(who), events=tuple(events))
                events = []
            who = row[:3]
            events.append(Event.from_row(dict(zip(names, row[3:], strict=True))))
    if who is not None:
        yield PersonEvents(**_person(who), events=tuple(events))


def _person(row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(("person_id", "birth_lo", "birth_hi"), row, strict=True))


class _Kept:
    """Answers as rows and counts."""

    def __init__(self, definition: CaseDefinition) -> None:
        self._definition = definition
        self._hits: list[tuple[Any, ...]] = []
        self._answers: list[tuple[Any, ...]] = []
        self._evidence: list[tuple[Any, ...]] = []
        self._counts: Counter[str] = Counter()

    def take(self, answer: PersonAnswer, person: PersonEvents) -> None:
        """Count a person's answers, and keep those of a hit as rows."""
        self._count(answer)
        if not answer.is_hit:
            return
        index = next(e for e in person.events if e.event_id == answer.index_event_id)
        at = (answer.person_id,)
        self._hits.append(
            (*at, index.event_id, index.d_lo, index.d_hi, *_age_days(person, index),
             answer.score_lo, answer.score_hi, answer.score_open,
             self._band(answer.score_lo), self._band(answer.score_hi))
        )  # fmt: skip
        for number, (criterion, holds) in enumerate(
            zip(self._definition.criteria.values(), answer.answers, strict=True)
        ):
            counted = holds is Holds.YES or (holds is Holds.POSSIBLE and criterion.points < 0)
            points = float(criterion.points) if counted else 0.0
            self._answers.append((*at, number, str(holds), points))
        self._evidence += [
            (*at, row.criterion, row.event_id, row.role, row.is_certain) for row in answer.evidence
        ]

    def _count(self, answer: PersonAnswer) -> None:
        holds = dict(zip(self._definition.criteria, answer.answers, strict=True))
        self._counts["with_index"] += 1
        self._counts.update(f"{word}_{name}" for name, word in holds.items())
        for name in self._definition.require:
            if holds[name] not in (Holds.YES, Holds.POSSIBLE):
                return
            self._counts[f"require_{name}"] += 1
        for name in self._definition.exclude:
            if holds[name] is Holds.YES:
                return
            self._counts[f"exclude_{name}"] += 1
        for band in self._definition.bands:
            self._counts[f"band_certain_{band.id}"] += answer.score_lo >= band.at_least
            self._counts[f"band_possible_{band.id}"] += answer.score_hi >= band.at_least
        self._counts["hits"] += answer.is_hit

    def _band(self, score: float) -> str:
        found = (band.id for band in self._definition.bands if score >= band.at_least)
        return next(found, "")

    def counts(self) -> Counter[str]:
        """Return the counts by the names that `keep_found` knows; what is not there is 0."""
        return self._counts

    def tables(self) -> Iterator[tuple[str, Mapping[str, str], list[tuple[Any, ...]]]]:
        """Yield name, columns and rows of each table."""
        yield "hits", _HITS, self._hits
        yield "answers", _ANSWERS, self._answers
        yield "evidence", _EVIDENCE, self._evidence


def _age_days(person: PersonEvents, index: Event) -> tuple[int | None, int | None]:
    if None in (person.birth_lo, person.birth_hi, index.d_lo, index.d_hi):
        return None, None
    return (index.d_lo - person.birth_hi).days, (index.d_hi - person.birth_lo).days  # type: ignore[operator]
