"""Take what is sound from a record of which some entries are not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from attrs import evolve, frozen

from crmo.errors import InvalidValueError
from crmo.exchange.reading import Level, Remark
from crmo.record import Entry, Patient, PatientRecord, Retraction
from crmo.record.json_form import from_dict, part_from_dict, require_schema_version

_EMPTY = "null, which is nothing"
_STEP = re.compile(r"\w+")


@frozen
class Rescued:
    """A record, or None, with what was not taken into it.

    Args:
        record: what could be read.
        remarks: one for each thing left out or changed.
        not_taken: kind of each entry left out.
    """

    record: PatientRecord | None
    remarks: tuple[Remark, ...] = ()
    not_taken: tuple[str, ...] = ()


def rescued(data: Any, where: str) -> Rescued:
    """Read a record entry by entry.

    Args:
        data: plain JSON values.
        where: what remarks call the record.

    Raises:
        InvalidValueError: it is no record, its version or patient is not sound, or its
            corrections run in a circle.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("entries", []), list):
        from_dict(data)
    require_schema_version(data)
    patient = part_from_dict(data.get("patient"), Patient)
    work = _Work(where)
    unknown = data.keys() - {"schema_version", "patient", "entries", "retractions"}
    for key in sorted(unknown, key=str):  # YAML may have a number as a key
        work.remark(Level.WARNING, str(key), "there is no such field; left out.", data[key])
    for number, entry in enumerate(data.get("entries", [])):
        work.take_entry(entry, f"entries[{number}]")
    retractions = data.get("retractions", [])
    if not isinstance(retractions, list):
        work.remark(Level.ERROR, "retractions", "this should be a list; left out.", retractions)
        retractions = []
    for number, retraction in enumerate(retractions):
        work.take_retraction(retraction, f"retractions[{number}]")
    work.drop_loose_corrections()
    record = PatientRecord(
        patient=patient, entries=work.entries.values(), retractions=work.retractions
    )
    return Rescued(record, tuple(work.remarks), tuple(work.not_taken))


def _what_came(error: InvalidValueError, data: object) -> object:
    """Return the value that was refused, not all that stands around it."""
    if error.came is not None:
        return error.came
    value = data
    for name in _STEP.findall(error.where):
        if isinstance(value, Mapping) and name in value:
            value = value[name]
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None  # a field that is not there
    if value is None:
        return _EMPTY
    return None if isinstance(value, Mapping | list) else value


class _Work:
    """Entries by id as they are taken, and what was noticed meanwhile."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.entries: dict[str, Entry] = {}
        self.retractions: list[Retraction] = []
        self.remarks: list[Remark] = []
        self.not_taken: list[str] = []

    def remark(self, level: Level, path: str, message: str, came: object = None) -> None:
        text = "" if came is None else str(came)
        where = f"{self.where}, {path}"
        self.remarks.append(
            Remark(level=level, where=where, message=message, came=text, code="entry-not-sound")
        )

    def take_entry(self, data: Any, path: str) -> None:
        try:
            entry = part_from_dict(data, Entry)
        except InvalidValueError as error:
            kind = data.get("kind") if isinstance(data, Mapping) else None
            self.not_taken.append(kind if isinstance(kind, str) else "entry")
            self._refused(path, error, data)
            return
        same = self.entries.get(entry.id)
        if same == entry:
            self.remark(Level.NOTE, path, "the same entry stands here twice; read once.")
            return
        if same is not None:
            entry = evolve(entry, id=self._free_id(entry.id))
            message = f"another entry has this id; kept under the id {entry.id}."
            self.remark(Level.WARNING, path, message)
        self.entries[entry.id] = entry

    def take_retraction(self, data: Any, path: str) -> None:
        try:
            retraction = part_from_dict(data, Retraction)
        except InvalidValueError as error:
            self._refused(path, error, data)
            return
        if retraction.entry in self.entries:
            self.retractions.append(retraction)
        else:
            message = "it takes back an entry that is not in the record; left out."
            self.remark(Level.WARNING, path, message, data)

    def drop_loose_corrections(self) -> None:
        """Let corrections of entries that are not there stand by themselves."""
        for entry in list(self.entries.values()):
            if entry.supersedes is not None and entry.supersedes not in self.entries:
                self.entries[entry.id] = evolve(entry, supersedes=None)
                message = "it corrects an entry that is not in the record; kept by itself."
                self.remark(Level.WARNING, f"entry {entry.id}", message)

    def _refused(self, path: str, error: InvalidValueError, data: object) -> None:
        place = f"{path}.{error.where}" if error.where else path
        came = _what_came(error, data)
        todo = "Write it, or leave the field out." if came == _EMPTY else error.todo
        parts = (error.problem, f"Expected: {error.expected}.", todo)
        message = f"not taken in: {' '.join(part for part in parts if part)}"
        self.remark(Level.ERROR, place, message, came)

    def _free_id(self, taken: str) -> str:
        number = 2
        while f"{taken} ({number})" in self.entries:
            number += 1
        return f"{taken} ({number})"
