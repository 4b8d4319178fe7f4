"""Whether an item applies to a child, since when, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from attrs import evolve, frozen

from crmo.assess.answer import remembered, spoken
from crmo.assess.facts import Facts
from crmo.assess.lesions.index import places_ever
from crmo.assess.treatments.courses import Course, belongs_to, courses, disease_courses
from crmo.record import Certainty, Diagnosis, PartialDate

# Forms of an interval that say nothing of the time just after a start.
_REPEATED = frozenset({"every", "window"})
_A_DAY = timedelta(days=1)


@frozen(slots=True)
class Trigger:
    """Why an item applies.

    Attributes:
        since: the date from which its interval counts, or None when not known.
        why: in words.
        entries: ids of the entries that make it apply.
    """

    since: PartialDate | None
    why: str
    entries: tuple[str, ...]


def trigger(facts: Facts, body: Mapping[str, Any]) -> Trigger | None:
    """Return why an item applies, or None when it does not.

    A drug gives the date if the item names drugs; else the latest start of a treatment for
    the disease, else the diagnosis.
    """
    applies = body["applies"]
    known = _diagnosis(facts, applies["diagnosis"]) if "diagnosis" in applies else None
    if "diagnosis" in applies and known is None:
        return None
    group = applies.get("bone_group")
    if group and not any(line.place.is_in(group) is not False for line in places_ever(facts)):
        return None
    names = (*applies.get("drugs", ()), *applies.get("drug_classes", ()))
    if names:
        is_repeated = body["interval"].keys() <= _REPEATED
        ever = applies.get("use") == "ever"
        return _drug_trigger(facts, names, ever=ever, is_repeated=is_repeated)
    latest = _latest_start(facts) if "months_since_start" in body["interval"] else None
    if latest is not None:
        return _by_course(latest)
    return None if known is None else Trigger(known.on, _diagnosed(known), (known.id,))


def _diagnosis(facts: Facts, disease: str) -> Diagnosis | None:
    """Return the first diagnosis that was not excluded and not given up."""
    known = remembered(facts, _no_diagnoses)
    if disease not in known:
        known[disease] = _make_diagnosis(facts, disease)
    return known[disease]


def _no_diagnoses(facts: Facts) -> dict[str, Diagnosis | None]:
    del facts
    return {}


def _make_diagnosis(facts: Facts, disease: str) -> Diagnosis | None:
    said = facts.diagnoses(disease)
    held = [
        d
        for d in said
        if d.certainty is not Certainty.EXCLUDED and (d.until is None or d.until.latest >= facts.on)
    ]
    refuted = [
        d.on.earliest for d in said if d.certainty is Certainty.EXCLUDED and d.on is not None
    ]
    if refuted:
        held = [d for d in held if d.on is not None and d.on.earliest >= max(refuted)]
    return held[0] if held else None


def _diagnosed(known: Diagnosis) -> str:
    name = known.concept.upper() if known.concept == "cno" else known.concept.replace("_", " ")
    when = f" {spoken(known.on)}" if known.on else ""
    held = "suspected" if known.certainty is Certainty.SUSPECTED else "diagnosed"
    return f"{name} {held}{when}"


def _drug_trigger(
    facts: Facts, names: tuple[str, ...], *, ever: bool, is_repeated: bool
) -> Trigger | None:
    """Return the newest course of the named drugs and classes as the reason.

    What is only repeated at an interval counts from the first drug of an unbroken stretch:
    changing from one drug to another of the class puts nothing off.
    """
    of_class = [c for c in courses(facts) if belongs_to(facts.knowledge, c, names)]
    found = [c for c in of_class if ever or c.runs_on(facts.on) is not False]
    dated = [c for c in found if c.start is not None]
    if not found:
        return None
    if not dated:
        return _by_course(found[0])
    newest = _by_course(max(dated, key=_started))
    if not is_repeated:
        return newest
    first = _first_of_stretch(of_class, newest.since)
    return evolve(newest, since=first)


def _first_of_stretch(of_class: Iterable[Course], start: PartialDate | None) -> PartialDate | None:
    """Return the start of the earliest course from which treatment went on without a day off."""
    dated = [course for course in of_class if course.start is not None]
    for course in sorted(dated, key=_started, reverse=True):
        if start is None or course.start is None or course.start.earliest > start.earliest:
            continue
        goes_on = course.end is None or course.end.latest >= start.earliest - _A_DAY
        if goes_on:
            start = course.start
    return start


def _started(course: Course) -> tuple[object, ...]:
    assert course.start is not None  # noqa: S101 - callers pass dated courses only
    return course.start.earliest, course.start.latest, course.drug


def _by_course(course: Course) -> Trigger:
    since = f" since {spoken(course.start)}" if course.start else ""
    past = "" if course.end is None else f", until {spoken(course.end)}"
    return Trigger(course.start, f"{course.label}{since}{past}", course.entries)


def _latest_start(facts: Facts) -> Course | None:
    dated = [c for c in disease_courses(facts) if c.start is not None]
    return max(dated, key=_started) if dated else None
