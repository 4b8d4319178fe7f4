"""Counted remarks on a source: what was not understood, where, how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

# Kind of remark -> (level, message). No message holds a value of a patient.
KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "code-not-understood": (
            "note",
            "No meaning is known for the code; the event is kept under its code. A mapping file "
            "can tell what it means (see codes_not_understood.csv).",
        ),
        "no-code": ("warning", "No code at all; the event is kept under `local:` without one."),
        "unit-not-understood": ("warning", "The unit is not known; the value is kept as told."),
        "unit-missing": (
            "warning",
            "A number without a unit where the analyte has one; the value is kept as told.",
        ),
        "unit-not-convertible": (
            "warning",
            "The unit cannot be converted to that of the analyte; value and unit stay as told.",
        ),
        "date-not-usable": (
            "warning",
            "The date is no day of the calendar, or before 1900 or after 2100; the event is kept "
            "without a date.",
        ),
        "no-date": ("note", "The event has no date; it is kept without one."),
        "end-before-start": ("warning", "The end lies before the start and was left out."),
        "no-person": ("error", "The row names no person; it makes no event."),
        "person-not-listed": (
            "warning",
            "The person of an event is not in the list of persons; sex and birth are unknown.",
        ),
        "person-twice": (
            "warning",
            "A person is listed more than once with different facts; the birth date is the span "
            "of those told, a sex that differs is unknown.",
        ),
        "person-repeated": ("note", "A person is listed more than once with the same facts."),
        "birth-not-usable": ("warning", "The birth date is no usable date; it is unknown."),
        "entered-in-error": ("note", "Entered in error, says the source; it makes no event."),
        "not-a-fact": ("note", "An order not given, a plan or a cancelled contact; no event."),
        "family": ("note", "About the family and not the child; it makes no event."),
        "detail": ("note", "A detail of another row, which makes no event of its own."),
        "value-bound-only": (
            "note",
            "The value is a limit (below or above a number); the limit stands as the value.",
        ),
        "value-not-a-number": ("warning", "The value is no finite number; it was left out."),
        "site-not-a-bone": ("note", "The body site names no single bone site; left out."),
        "type-not-usable": (
            "warning",
            "A value of another type than the column has; it was taken as empty.",
        ),
        "no-ancestors": (
            "warning",
            "CONCEPT_ANCESTOR is missing or empty, so a code below one that a definition lists (of "
            "SNOMED CT, for instance) is not recognised unless crmo knows it.",
        ),
        "table-missing": ("note", "The source has no such table; nothing is read from it."),
        "column-missing": ("note", "The table has no such column; it is taken as empty."),
        "file-empty": ("note", "The file holds no row."),
        "line-not-readable": (
            "error",
            "Lines that are broken or not of this form; they make no event.",
        ),
        "element-not-usable": (
            "warning",
            "Lines with an element of another shape than FHIR R4 has; it was taken as empty.",
        ),
        "line-too-long": ("error", "Lines longer than the limit; they make no event."),
        "row-not-readable": ("error", "Rows that do not fit the header; they make no event."),
        "not-utf-8": ("warning", "The file is not UTF-8; it was read as Latin-1."),
        "text-not-readable": ("warning", "A text in a form that is not read here."),
        "type-not-used": ("note", "A kind of resource or table that is not used here."),
        "same-id": ("warning", "Rows share an id that should be unique; all are kept."),
        "mapping-line": ("warning", "A line of the mapping file was not used."),
        "time-zone": (
            "note",
            "Time stamps with a zone whose local day is lost; the day is that of UTC.",
        ),
        "not-found": ("note", "What is referred to is not in the source."),
    }
)


class Remarks:
    """Counts remarks; the same kind at the same place is one row."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def add(self, what: str, where: str, n: int = 1, *, detail: str = "") -> None:
        """Count a remark.

        Args:
            what: one of `KINDS`.
            where: file or table and column; no value of a patient.
            n: how often; 0 counts nothing.
            detail: more words for the message, without a value of a patient.
        """
        if n:
            self._counts[what, where, detail] += n

    def rows(self) -> list[tuple[str, str, str, str, int]]:
        """Return level, place, kind, message and number, the most frequent first."""
        found = []
        for (what, where, detail), n in self._counts.items():
            level, message = KINDS[what]
            found.append((level, where, what, f"{message} {detail}".strip(), n))
        return sorted(found, key=lambda row: (-row[4], row[1:4]))

    def counts(self) -> dict[str, int]:
        """Return how often each kind of remark was made."""
        total: Counter[str] = Counter()
        for (what, _, _), n in self._counts.items():
            total[what] += n
        return dict(sorted(total.items()))
