"""What of a record has no place in the spreadsheet: counted, and told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from crmo.exchange.reading import Level, Remark
from crmo.exchange.spreadsheet.fill import SHEET_OF, Cells, facts_of, says_nothing
from crmo.record import Entry, ImagingStudy, PatientRecord

# What XML cannot hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REPLACED, _SHORTENED = "signs that no sheet can hold, replaced", "texts longer than a cell, cut"


class LeftOut:
    """Counts what was not written, child by child.

    Args:
        most_characters: that one cell can hold.
    """

    def __init__(self, most_characters: int) -> None:
        self._most_characters = most_characters
        self._of_patient: dict[str, Counter[str]] = {}
        self._patient = ""
        self._n_sources = 0

    def count(self, record: PatientRecord) -> None:
        """Take in the next child; what `fitting` cuts belongs to it."""
        self._patient = record.patient.id
        self._n_sources += sum(entry.source is not None for entry in record.current)
        counts = Counter(
            {"corrected or retracted entries": len(record.entries) - len(record.current)}
        )
        for entry in record.current:
            counts["entries of another kind"] += type(entry) not in SHEET_OF
            counts["entries that say nothing"] += says_nothing(entry)
            counts["remarks beside an answer"] += _n_texts(entry)
        self._of_patient[self._patient] = counts

    def fitting(self, cells: Cells) -> Cells:
        """Return a row's cells as a sheet can hold them."""
        return {name: self._fitting(value) for name, value in cells.items()}

    def _fitting(self, value: str | float) -> str | float:
        if not isinstance(value, str):
            return value
        if _CONTROL.search(value):
            self._of_patient[self._patient][_REPLACED] += 1
            value = _CONTROL.sub("\ufffd", value)
        if len(value) > self._most_characters:
            self._of_patient[self._patient][_SHORTENED] += 1
            value = f"{value[: self._most_characters - 1]}…"
        return value

    def remarks(self) -> Iterator[Remark]:
        """Yield what was not written, for each child and for all."""
        for patient_id, counts in self._of_patient.items():
            for what, number in counts.items():
                if number:
                    yield Remark(
                        level=Level.WARNING,
                        where=f"patient {patient_id}",
                        message=f"{number} {what} have no place in the spreadsheet; not written.",
                        code="not-written",
                    )
        if self._n_sources:
            yield Remark(
                level=Level.NOTE,
                where="all sheets",
                message=f"where {self._n_sources:,} entries came from has no place in the"
                " spreadsheet; not written.",
                code="sources-not-written",
            )


def _n_texts(entry: Entry) -> int:
    parts = entry.lesions if isinstance(entry, ImagingStudy) else (entry,)
    return sum(bool(fact.text.strip()) for part in parts for fact in facts_of(part))
