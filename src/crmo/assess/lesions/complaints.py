"""Complaints and signs that the record tells of one place of the skeleton."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import frozen

from crmo.assess.answer import number, remembered, spoken
from crmo.assess.facts import Facts
from crmo.assess.lesions.place import Place, place_of
from crmo.record import FactStatus, Finding, PartialDate


@frozen(slots=True)
class Complaint:
    """A complaint or sign that was there, and where.

    Attributes:
        finding: as recorded.
        on: the date on which it was told.
        site: the place it was told of, or None.
        region: group of bones that it concerns by its name ("back pain": spine), or empty.
    """

    finding: Finding
    on: PartialDate
    site: Place | None
    region: str = ""

    def may_be_at(self, place: Place) -> bool:
        """Whether it may be a complaint of this place."""
        if self.site is not None:
            return self.site.may_be(place)
        return bool(self.region) and place.is_in(self.region) is not False


def complaints(facts: Facts) -> tuple[Complaint, ...]:
    """Return every dated complaint or local sign that was present, in order of date."""
    return remembered(facts, _make_complaints)


def _make_complaints(facts: Facts) -> tuple[Complaint, ...]:
    rows = facts.knowledge.rules("lesions")["silent_lesions"].body["complaints"]
    found = [
        Complaint(
            finding, finding.on, place_of(finding.site) if finding.site else None, row["region"]
        )
        for row in rows
        for finding in facts.findings(row["finding"])
        if finding.status is FactStatus.PRESENT and finding.on is not None
    ]
    return tuple(sorted(found, key=lambda c: (c.on.earliest, c.on.latest, c.finding.id)))


def complaints_at(facts: Facts, place: Place) -> list[Complaint]:
    """Return the complaints that may be of one place, in order of date."""
    return [told for told in complaints(facts) if told.may_be_at(place)]


def complaints_since(facts: Facts, place: Place, seen: PartialDate) -> list[Complaint]:
    """Return the complaints of a place that belong to what a study saw there on a date.

    These are the ones told within the window of the rule `silent_lesions` before the study, or
    at any time after it.
    """
    limit = days_before(facts)
    return [
        told
        for told in complaints_at(facts, place)
        if (seen.earliest - told.on.latest).days <= limit
    ]


def days_before(facts: Facts) -> float:
    """Return how many days before a study a complaint may be told and still belong to it."""
    body: Mapping[str, Any] = facts.knowledge.rules("lesions")["silent_lesions"].body
    return number(body["complaint_window"]) or 0.0


def told_complaint(facts: Facts, told: Complaint) -> str:
    """Return "bone pain on 13 January 2026"."""
    known = facts.knowledge.concepts.get(told.finding.concept)
    name = known.label.lower() if known else told.finding.concept.replace("_", " ")
    return f"{name} on {spoken(told.on)}"


def pain_words(facts: Facts, *, after: PartialDate | None) -> str:
    """Return what was last told of pain as a finding: "bone pain on 13 January 2026", or "".

    Args:
        facts: the record on a day.
        after: only what was told after this date, if given.
    """
    rows = facts.knowledge.rules("lesions")["silent_lesions"].body["complaints"]
    told = [
        finding
        for row in rows
        if row["is_pain"]
        for finding in facts.findings(row["finding"])
        if finding.on is not None
        and finding.status.truth is not None
        and (after is None or finding.on.earliest > after.latest)
    ]
    if not told:
        return ""
    last = max(told, key=_newest_and_worst)
    known = facts.knowledge.concepts.get(last.concept)
    name = known.label.lower() if known else last.concept.replace("_", " ")
    negation = "" if last.status is FactStatus.PRESENT else "no "
    return f"{negation}{name} on {spoken(last.on)}" if last.on else ""


def _newest_and_worst(finding: Finding) -> tuple[date, bool, str]:
    day = finding.on.earliest if finding.on else date.min
    return day, finding.status is FactStatus.PRESENT, finding.id
