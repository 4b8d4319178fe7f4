"""One person whom a definition proposes, with its answers and the events they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from attrs import evolve, fields, frozen

from crmo.find.answer import Holds
from crmo.find.candidates.chart import ChartEvent, Person, Table, persons_of
from crmo.find.duckdb_engine.run_definition import parquet_of
from crmo.find.found_cases import FoundCases
from crmo.knowledge.case_definition import CaseDefinition, Criterion
from crmo.record.age import DAYS_PER_YEAR

_BATCH = 20_000
Row = TypeVar("Row")


@frozen(kw_only=True)
class Answer:
    """What one criterion says of a person.

    Args:
        criterion: of the definition.
        holds: yes, possible, no or unknown.
        points: that it adds for certain.
    """

    criterion: Criterion
    holds: Holds
    points: float


@frozen(kw_only=True)
class Support:
    """One event that a criterion rests on.

    Args:
        criterion: id of the criterion; `index` for the index event.
        label: of the criterion, in words.
        answer: yes, possible, no or unknown; empty for the index event.
        role: `index`, `of`, `first`, `then` or `second`.
        is_certain: False if it fits only for some reading of the dates.
        event: what was recorded.
    """

    criterion: str
    label: str
    answer: str
    role: str
    is_certain: bool
    event: ChartEvent


@frozen(kw_only=True)
class Hit:
    """A person proposed.

    Args:
        person: who.
        pseudonym: the name used from here on.
        index_event_id: the event from which days are counted.
        index_lo: its first possible day.
        index_hi: its last possible day.
        age_days_lo: youngest possible age on that day, in days, or None.
        age_days_hi: oldest possible age on that day, in days, or None.
        score_lo: certain score.
        score_hi: highest score that some reading of the dates gives.
        score_open: highest score if all that cannot be seen held as well.
        band: by the certain score; empty below the lowest.
        band_possible: by the highest score.
        answers: one per criterion, in the order of the definition.
        evidence: by criterion, role and event.
    """

    person: Person
    pseudonym: str
    index_event_id: int
    index_lo: date
    index_hi: date
    age_days_lo: int | None
    age_days_hi: int | None
    score_lo: float
    score_hi: float
    score_open: float
    band: str
    band_possible: str
    answers: tuple[Answer, ...] = ()
    evidence: tuple[Support, ...] = ()

    @property
    def stratum(self) -> str:
        """The group in which PPV is told: the band, or that it is only possible."""
        return self.band or f"possibly {self.band_possible}"

    @property
    def age_years(self) -> tuple[float, float] | None:
        """Youngest and oldest possible age on the index day, in years; None if not known."""
        if self.age_days_lo is None or self.age_days_hi is None:
            return None
        return self.age_days_lo / DAYS_PER_YEAR, self.age_days_hi / DAYS_PER_YEAR

    def of(self, *holds: Holds) -> tuple[Answer, ...]:
        """Return the answers that are one of these."""
        return tuple(answer for answer in self.answers if answer.holds in holds)


_OF_HIT = (
    "person_id", "index_event_id", "index_lo", "index_hi", "age_days_lo", "age_days_hi",
    "score_lo", "score_hi", "score_open", "band", "band_possible",
)  # fmt: skip


def hits_of(
    connection: Any,
    table: Table,
    cases: FoundCases,
    definition: CaseDefinition,
    pseudonyms: Mapping[int, str],
    *,
    with_evidence: bool = True,
) -> Iterator[Hit]:
    """Yield the persons proposed, by their row in the event table.

    Args:
        connection: of DuckDB; sorting and joining are done there, within its memory limit.
        table: the events that were asked.
        cases: what the engine said.
        definition: that it answered.
        pseudonyms: person -> pseudonym.
        with_evidence: whether to fetch the events as well.
    """
    criteria = tuple(definition.criteria.values())
    persons = persons_of(connection, table, f"SELECT person_id FROM {parquet_of(cases.hits)}")
    answers = _Walk(_answer_rows(connection.cursor(), cases))
    rows = _evidence_rows(connection.cursor(), table, cases) if with_evidence else iter(())
    evidence = _Walk(rows)
    for hit in _bare_hits(connection.cursor(), cases, persons, pseudonyms):
        person_id = hit.person.person_id
        told = tuple(
            Answer(criterion=criteria[at], holds=Holds(holds), points=points or 0.0)
            for _, at, holds, points in answers.of(person_id)
        )
        supports = tuple(_support(row, criteria, told) for row in evidence.of(person_id))
        yield evolve(hit, answers=told, evidence=supports)


def _bare_hits(
    cursor: Any, cases: FoundCases, persons: Mapping[int, Person], pseudonyms: Mapping[int, str]
) -> Iterator[Hit]:
    cursor.execute(f"SELECT {', '.join(_OF_HIT)} FROM {parquet_of(cases.hits)} ORDER BY person_id")
    for row in _rows(cursor):
        told: dict[str, Any] = dict(zip(_OF_HIT, row, strict=True))
        person_id = told.pop("person_id")
        bands: dict[str, Any] = {n: told.pop(n) or "" for n in ("band", "band_possible")}
        yield Hit(person=persons[person_id], pseudonym=pseudonyms[person_id], **told, **bands)


def _answer_rows(cursor: Any, cases: FoundCases) -> Iterator[tuple[Any, ...]]:
    cursor.execute(
        f"SELECT person_id, criterion, answer, points FROM {parquet_of(cases.answers)} "
        f"WHERE person_id IN (SELECT person_id FROM {parquet_of(cases.hits)}) "
        "ORDER BY person_id, criterion"
    )
    return _rows(cursor)


def _evidence_rows(cursor: Any, table: Table, cases: FoundCases) -> Iterator[tuple[Any, ...]]:
    columns = ", ".join(_source_of(each.name) for each in fields(ChartEvent))
    cursor.execute(
        f"SELECT s.person_id, s.criterion, s.role, s.is_certain, {columns} "
        f"FROM {parquet_of(cases.evidence)} s "
        f"JOIN {parquet_of(table.events)} e ON e.event_id = s.event_id "
        f"JOIN {parquet_of(table.codes)} c ON c.code_id = e.code_id "
        f"LEFT JOIN {parquet_of(table.codes)} v ON v.code_id = e.value_code_id "
        f"WHERE s.person_id IN (SELECT person_id FROM {parquet_of(cases.hits)}) "
        "ORDER BY s.person_id, s.criterion, s.role, e.d_lo, s.event_id"
    )
    return _rows(cursor)


def _source_of(name: str) -> str:
    if name == "value_concept":
        return "v.concept"
    if name == "value_label":
        return "coalesce(v.label, v.code)"
    if name == "source_id":
        return "e.source_id::VARCHAR"  # a number where all keys are numbers
    of_code = ("kind", "system", "code", "label", "concept", "concept_kind")
    return f"c.{name}" if name in of_code else f"e.{name}"


def _support(
    row: tuple[Any, ...], criteria: tuple[Criterion, ...], told: tuple[Answer, ...]
) -> Support:
    _, at, role, is_certain, *of_event = row
    names = [each.name for each in fields(ChartEvent)]
    is_index = at < 0
    return Support(
        criterion="index" if is_index else criteria[at].id,
        label="First event" if is_index else criteria[at].label,
        answer="" if is_index else str(_holds(told, criteria[at])),
        role=role,
        is_certain=bool(is_certain),
        event=ChartEvent(**dict(zip(names, of_event, strict=True))),
    )


def _holds(told: tuple[Answer, ...], criterion: Criterion) -> Holds:
    return next((a.holds for a in told if a.criterion.id == criterion.id), Holds.UNKNOWN)


def _rows(cursor: Any) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(_BATCH):
        yield from rows


class _Walk:
    """Rows sorted by person, handed out person by person."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._groups = groupby(rows, key=itemgetter(0))
        self._next = self._advance()

    def of(self, person_id: int) -> list[tuple[Any, ...]]:
        """Return the rows of a person; those of persons before are passed over."""
        while self._next is not None and self._next[0] < person_id:
            self._next = self._advance()
        if self._next is None or self._next[0] != person_id:
            return []
        _, found = self._next
        self._next = self._advance()
        return found

    def _advance(self) -> tuple[int, list[tuple[Any, ...]]] | None:
        found = next(self._groups, None)
        return None if found is None else (found[0], list(found[1]))
