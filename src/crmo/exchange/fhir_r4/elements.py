"""Small parts of resources: words of a concept, first code, dates, notes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from crmo.errors import InvalidValueError
from crmo.exchange.fhir_r4.remarks import Remarks
from crmo.record import PartialDate


class Days(dict[str, PartialDate | None]):
    """Dates as FHIR writes them; of a time stamp the day is kept, as written where it was made.

    A dict, so that a day met before costs one look-up. An invalid date is None, with a remark.
    """

    def __init__(self, remarks: Remarks) -> None:
        super().__init__()
        self._remarks = remarks

    def __missing__(self, text: str) -> PartialDate | None:
        try:
            day = PartialDate.parse(text)
        except InvalidValueError:
            self._remarks.add("date-invalid", text)
            return None  # not kept: every occurrence is to be counted
        self[text] = day
        return day

    def of(self, text: Any) -> PartialDate | None:
        """Return the date, or None with a remark; None for nothing."""
        if not text:
            return None
        if type(text) is not str:
            self._remarks.add("date-invalid", str(text)[:40])
            return None
        return self[text[:10]]

    def exact(self, text: Any) -> date | None:
        """Return the whole day of a time stamp, or None when only month or year are told."""
        day = self.of(text)
        return day.earliest if day is not None and day.day is not None else None

    def end_not_before(self, start: PartialDate | None, text: Any) -> PartialDate | None:
        """Return the end of something; an end before its start is left out with a remark."""
        end = self.of(text)
        if start is not None and end is not None and end.latest < start.earliest:
            self._remarks.add("ends-before-start")
            return None
        return end


def listed(value: Any) -> Iterable[Any]:
    """Return a list for a list, one object, or nothing: versions of FHIR differ in that."""
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def words(concept: Any) -> str:
    """Return the text of a CodeableConcept, Coding, or CodeableReference; empty if none."""
    if not isinstance(concept, dict):
        return concept if isinstance(concept, str) else ""
    if text := concept.get("text") or concept.get("display"):
        return str(text)
    for coding in concept.get("coding") or ():
        if display := coding.get("display"):
            return str(display)
    if inner := concept.get("concept"):
        return words(inner)
    return str(next((c["code"] for c in concept.get("coding") or () if "code" in c), ""))


def all_words(concepts: Any) -> str:
    """Return the texts of several concepts, separated by semicolons."""
    if not concepts:
        return ""
    return "; ".join(filter(None, (words(each) for each in listed(concepts))))


def first_code(concept: Any) -> str:
    """Return the first code of a CodeableConcept or Coding, or the code itself; else empty."""
    if isinstance(concept, str):
        return concept
    if not isinstance(concept, dict):
        return ""
    for coding in concept.get("coding") or ():
        if code := coding.get("code"):
            return str(code)
    return str(concept.get("code") or "")


def notes(resource: dict[str, Any]) -> str:
    """Return the annotations of a resource as one text."""
    if not ("note" in resource or "comment" in resource or "comments" in resource):
        return ""
    texts = [
        str(each.get("text") or "") if isinstance(each, dict) else str(each)
        for each in listed(resource.get("note"))
    ]
    texts += [str(resource[name]) for name in ("comment", "comments") if resource.get(name)]
    return "\n".join(filter(None, texts))


def joined(*parts: str) -> str:
    """Return the texts that are not empty, a line each."""
    return "\n".join(filter(None, parts))
