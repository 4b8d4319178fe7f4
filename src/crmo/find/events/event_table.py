"""The finished event table: where its files are, and which codes a code set means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from crmo.errors import UnreadableError
from crmo.find.definition import CodeRow, matching_code_ids
from crmo.find.events.database import duckdb_module, literal
from crmo.find.reference import Event, PersonEvents
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import CodeSet

MANIFEST = "manifest.json"


class EventTable:
    """A folder that `build_events` has finished.

    Args:
        folder: with events, persons, codes and manifest.

    Attributes:
        folder: the folder.
        persons: path of persons.parquet.
        events: folder of the parts of the events, in the order of their names.
        codes: path of codes.parquet.
        ancestors: path of code_ancestors.parquet: wider codes of other systems.
        texts: path of texts.parquet; there is none if the source holds no text.
        remarks: path of remarks.parquet.
        codes_not_understood: path of codes_not_understood.csv.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.persons = folder / "persons.parquet"
        self.events = folder / "events"
        self.codes = folder / "codes.parquet"
        self.ancestors = folder / "code_ancestors.parquet"
        self.texts = folder / "texts.parquet"
        self.remarks = folder / "remarks.parquet"
        self.codes_not_understood = folder / "codes_not_understood.csv"

    @classmethod
    def open(cls, folder: Path | str) -> EventTable:
        """Return the event table in a folder.

        Raises:
            UnreadableError: there is none, or it was not finished.
        """
        table = cls(Path(folder))
        if not (table.folder / MANIFEST).is_file():
            raise UnreadableError(
                "there is no finished event table here.",
                where=str(folder),
                expected=f"a folder with {MANIFEST}",
                todo="Build it with crmo find, or let an interrupted run finish.",
            )
        return table

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """What manifest.json says: source, versions, counts, hashes."""
        found: dict[str, Any] = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        return found

    @property
    def event_files(self) -> tuple[Path, ...]:
        """The files of the events, in the order of their codes."""
        return tuple(sorted(self.events.glob("*.parquet")))

    def code_rows(self) -> tuple[CodeRow, ...]:
        """Return the codes that occur, the wider ones of CONCEPT_ANCESTOR beside each."""
        return self._code_rows

    @cached_property
    def _code_rows(self) -> tuple[CodeRow, ...]:
        wider: dict[int, list[str]] = {}
        if self.ancestors.is_file():
            for row in self._records(f"SELECT * FROM {literal(str(self.ancestors))}"):
                wider.setdefault(row["code_id"], []).append(f"{row['system']}:{row['code']}")
        rows = self._records(f"SELECT * FROM {literal(str(self.codes))} ORDER BY code_id")
        return tuple(
            CodeRow(
                code_id=row["code_id"],
                system=row["system"],
                code=row["code"],
                concept=row["concept"],
                concept_kind=row["concept_kind"],
                also=(*(row["also"] or ()), *wider.get(row["code_id"], ())),
            )
            for row in rows
        )

    def code_ids(self, code_set: CodeSet, knowledge: Knowledge) -> tuple[int, ...]:
        """Return the numbers of the codes that a code set means, sorted."""
        return matching_code_ids(code_set, self.code_rows(), knowledge)

    def person_events(self, person_id: int) -> PersonEvents:
        """Return the events of one person for the reference engine and for records.

        Rows are read by Python; meant for a few persons, never for all.

        Args:
            person_id: row of the persons.

        Raises:
            UnreadableError: there is no such person.
        """
        events = self._records(
            f"SELECT * FROM read_parquet({self._all_events()}) "
            f"WHERE person_id = {int(person_id)} ORDER BY d_lo, event_id"
        )
        persons = self._records(
            f"SELECT * FROM {literal(str(self.persons))} WHERE person_id = {int(person_id)}"
        )
        if not persons:
            raise UnreadableError(
                "there is no person with this number.",
                where=self.persons.name,
                expected="a person_id of persons.parquet",
                todo="Check the number.",
            )
        return PersonEvents(
            person_id=person_id,
            birth_lo=persons[0]["birth_lo"],
            birth_hi=persons[0]["birth_hi"],
            events=tuple(map(Event.from_row, events)),
        )

    def _all_events(self) -> str:
        return literal(str(self.events / "*.parquet"))

    def _records(self, query: str) -> list[dict[str, Any]]:
        with duckdb_module().connect() as connection:
            cursor = connection.execute(query)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
