"""All events of chosen persons, streamed person by person out of the event table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, Protocol

from attrs import fields, frozen

from crmo.find.duckdb_engine.run_definition import parquet_of

_BATCH = 20_000


class Table(Protocol):
    """What is needed of an event table (`crmo.find.events.EventTable`)."""

    @property
    def folder(self) -> Path:
        """The folder."""
        ...

    @property
    def events(self) -> Path:
        """Folder or file of the events."""
        ...

    @property
    def persons(self) -> Path:
        """File of the persons."""
        ...

    @property
    def codes(self) -> Path:
        """File of the codes."""
        ...

    @property
    def texts(self) -> Path:
        """File of the notes; need not be there."""
        ...

    @property
    def remarks(self) -> Path:
        """File of the remarks."""
        ...


@frozen(kw_only=True)
class Person:
    """A person of the event table.

    Args:
        person_id: row of the table.
        source_person: key in the source; never leaves the machine.
        sex: female, male or unknown.
        birth_lo: first possible day of birth, or None.
        birth_hi: last possible day of birth, or None.
        seen_lo: first day in the data, or None.
        seen_hi: last day in the data, or None.
    """

    person_id: int
    source_person: str
    sex: str
    birth_lo: date | None
    birth_hi: date | None
    seen_lo: date | None
    seen_hi: date | None


@frozen(kw_only=True)
class ChartEvent:
    """One event with what its code means; the columns are those of the event table.

    Args:
        person_id: whose.
        event_id: unique in the table.
        code_id: its code.
        state: present, absent, uncertain or unknown.
        d_lo: first possible day.
        d_hi: last possible day.
        e_hi: last day of what lasts.
        value: number, in `unit`.
        unit: UCUM unit.
        ref_lo: lower reference limit.
        ref_hi: upper reference limit.
        flag: low, normal or high.
        site: bone unit or site.
        visit_id: the encounter it belongs to.
        source_table: where it came from.
        source_id: key there.
        kind: condition, finding, measurement, drug, procedure, imaging, visit or specialty.
        system: code system.
        code: as it came.
        label: its name, or None.
        concept: what crmo understands by it, or None.
        concept_kind: the sort of thing that `concept` names.
        value_concept: what the coded value means.
        value_label: its name.
    """

    person_id: int
    event_id: int
    code_id: int
    state: str | None
    d_lo: date | None
    d_hi: date | None
    e_hi: date | None
    value: float | None
    unit: str | None
    ref_lo: float | None
    ref_hi: float | None
    flag: str | None
    site: str | None
    visit_id: int | None
    source_table: str | None
    source_id: str | None
    kind: str
    system: str | None
    code: str | None
    label: str | None
    concept: str | None
    concept_kind: str | None
    value_concept: str | None
    value_label: str | None


_OF_EVENT = (
    "person_id", "event_id", "code_id", "state", "d_lo", "d_hi", "e_hi", "value", "unit",
    "ref_lo", "ref_hi", "flag", "site", "visit_id", "source_table",
)  # fmt: skip
_OF_CODE = ("kind", "system", "code", "label", "concept", "concept_kind")
_COLUMNS = ", ".join(
    [
        *(f"e.{name}" for name in _OF_EVENT),
        "e.source_id::VARCHAR AS source_id",
        *(f"c.{name}" for name in _OF_CODE),
        "v.concept AS value_concept",
        "coalesce(v.label, v.code) AS value_label",
    ]
)


def persons_of(connection: Any, table: Table, ids: str) -> Mapping[int, Person]:
    """Return persons by their row.

    Args:
        connection: of DuckDB.
        table: the event table.
        ids: SQL that yields one column `person_id`.
    """
    names = [each.name for each in fields(Person)]
    found = connection.execute(
        f"SELECT {', '.join(names)} FROM {parquet_of(table.persons)} "
        f"WHERE person_id IN ({ids}) ORDER BY person_id"
    ).fetchall()
    return {row[0]: Person(**dict(zip(names, row, strict=True))) for row in found}


def charts_of(
    connection: Any, table: Table, ids: str
) -> Iterator[tuple[int, tuple[ChartEvent, ...]]]:
    """Yield each person's events, undated ones first, then by day; who has none is left out.

    The sorting is DuckDB's, within its memory limit; one person at a time is in Python.

    Args:
        connection: of DuckDB.
        table: the event table.
        ids: SQL that yields one column `person_id`.
    """
    cursor = connection.cursor().execute(
        f"SELECT {_COLUMNS} FROM {parquet_of(table.events)} e "
        f"JOIN {parquet_of(table.codes)} c ON c.code_id = e.code_id "
        f"LEFT JOIN {parquet_of(table.codes)} v ON v.code_id = e.value_code_id "
        f"WHERE e.person_id IN ({ids}) "
        "ORDER BY e.person_id, e.d_lo NULLS FIRST, e.d_hi, e.event_id"
    )
    for person_id, events in groupby(_rows(cursor), key=attrgetter("person_id")):
        yield person_id, tuple(events)


def _rows(cursor: Any) -> Iterable[ChartEvent]:
    names = [each.name for each in fields(ChartEvent)]
    while rows := cursor.fetchmany(_BATCH):
        for row in rows:
            yield ChartEvent(**dict(zip(names, row, strict=True)))
