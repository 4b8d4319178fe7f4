"""Small event tables for the engines: as Arrow tables in memory, and as files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
from attrs import asdict, frozen
from pyarrow import parquet

from crmo.find.definition import CodeRow, matching_code_ids
from crmo.find.reference import PersonEvents
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import CodeSet

EVENT_SCHEMA = pa.schema(
    [
        ("person_id", pa.int64()),
        ("event_id", pa.int64()),
        ("code_id", pa.int32()),
        ("state", pa.string()),
        ("d_lo", pa.date32()),
        ("d_hi", pa.date32()),
        ("e_hi", pa.date32()),
        ("value", pa.float64()),
        ("unit", pa.string()),
        ("ref_lo", pa.float64()),
        ("ref_hi", pa.float64()),
        ("flag", pa.string()),
        ("value_code_id", pa.int32()),
        ("site", pa.string()),
    ]
)
PERSON_SCHEMA = pa.schema(
    [
        ("person_id", pa.int64()),
        ("birth_lo", pa.date32()),
        ("birth_hi", pa.date32()),
        ("n_events", pa.int32()),
    ]
)
CODE_SCHEMA = pa.schema(
    [("code_id", pa.int32()), ("concept", pa.string()), ("concept_kind", pa.string())]
)


@frozen(kw_only=True)
class SmallTable:
    """An event table of a few persons, with what an engine asks of one."""

    people: tuple[PersonEvents, ...]
    known: tuple[CodeRow, ...]
    folder: Path = Path()

    def code_rows(self) -> tuple[CodeRow, ...]:
        return self.known

    def code_ids(self, code_set: CodeSet, knowledge: Knowledge) -> tuple[int, ...]:
        return matching_code_ids(code_set, self.known, knowledge)

    @property
    def events(self) -> Path:
        return self.folder / "events.parquet"

    @property
    def persons(self) -> Path:
        return self.folder / "persons.parquet"

    @property
    def codes(self) -> Path:
        return self.folder / "codes.parquet"

    def write(self, *, rows_per_group: int = 4) -> SmallTable:
        parquet.write_table(event_rows(self.people), self.events, row_group_size=rows_per_group)
        parquet.write_table(person_rows(self.people), self.persons)
        parquet.write_table(code_rows(self.known), self.codes)
        return self


def event_rows(people: Iterable[PersonEvents]) -> pa.Table:
    rows = [
        {"person_id": person.person_id, **asdict(event)}
        for person in people
        for event in person.events
    ]
    rows.sort(key=lambda row: (row["code_id"], row["person_id"], row["event_id"]))
    return pa.Table.from_pylist(rows, schema=EVENT_SCHEMA)


def person_rows(people: Iterable[PersonEvents]) -> pa.Table:
    rows = [
        {
            "person_id": person.person_id,
            "birth_lo": person.birth_lo,
            "birth_hi": person.birth_hi,
            "n_events": len(person.events),
        }
        for person in people
    ]
    return pa.Table.from_pylist(rows, schema=PERSON_SCHEMA)


def code_rows(rows: Sequence[CodeRow]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {"code_id": row.code_id, "concept": row.concept, "concept_kind": row.concept_kind}
            for row in rows
        ],
        schema=CODE_SCHEMA,
    )
