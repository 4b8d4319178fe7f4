"""What is gathered while a spreadsheet is read: entries by child, remarks, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from attrs import evolve

from crmo.exchange.reading import Level, Remark
from crmo.exchange.spreadsheet.lookups import Lookups
from crmo.exchange.spreadsheet.written_date import DateStyle
from crmo.exchange.spreadsheet.written_number import NumberStyle
from crmo.record import Entry, ImagingStudy, Lesion, Patient

# Beyond so many notes or warnings of one kind in one column they are only counted.
_MOST_ALIKE = 50


class RowNotTakenError(Exception):
    """A row cannot become an entry; the remark has been made. For this package only."""


class Intake:
    """Everything that one spreadsheet gives.

    Args:
        document: name of the file or folder.
        lookups: what its words mean.
        dates: how its dates are written.
        numbers: how its numbers are written.
    """

    def __init__(
        self, document: str, lookups: Lookups, dates: DateStyle, numbers: NumberStyle
    ) -> None:
        self.document = document
        self.lookups = lookups
        self.dates = dates
        self.numbers = numbers
        self.patients: dict[str, Patient] = {}
        self.entries: dict[str, dict[str, Entry]] = {}
        self.lesions: dict[tuple[str, str], list[Lesion]] = {}
        self.understood: Counter[str] = Counter()
        self.ignored: Counter[str] = Counter()
        self.not_understood: Counter[str] = Counter()
        self._remarks: list[Remark] = []
        self._alike: Counter[tuple[str, str, str]] = Counter()

    def remark(self, remark: Remark, sheet: str = "", column: str = "") -> None:
        """Keep a remark; notes and warnings that are all alike are counted after the first."""
        key = (remark.code, sheet, column)
        self._alike[key] += 1
        if remark.level is Level.ERROR or self._alike[key] <= _MOST_ALIKE:
            self._remarks.append(remark)

    def remarks(self) -> Iterator[Remark]:
        """Yield the remarks, and for those that were only counted their number."""
        yield from self._remarks
        last = {remark.code: remark for remark in self._remarks}
        for (code, sheet, column), times in self._alike.items():
            if times > _MOST_ALIKE and last[code].level is not Level.ERROR:
                places = (self.document, sheet and f"sheet {sheet}", column and f"column {column}")
                where = ", ".join(part for part in places if part)
                message = f"{times - _MOST_ALIKE:,} more rows like these: {last[code].message}"
                yield Remark(level=last[code].level, where=where, message=message, code=code)

    def add(self, patient_id: str, entry: Entry, *, is_own_id: bool) -> str | None:
        """Keep an entry; return the id it was given when its own one was taken, else None."""
        entries = self.entries.setdefault(patient_id, {})
        name, number = entry.id, 2
        while name in entries:
            name, number = f"{entry.id} ({number})", number + 1
        entries[name] = entry if name == entry.id else evolve(entry, id=name)
        return name if name != entry.id and is_own_id else None

    def studies(self, patient_id: str) -> Iterator[ImagingStudy]:
        """Yield the imaging studies of a child that have been read so far."""
        for entry in self.entries.get(patient_id, {}).values():
            if isinstance(entry, ImagingStudy):
                yield entry
