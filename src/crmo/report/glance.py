"""The few values a doctor asks for first, each leading to its place on the page."""

from __future__ import annotations

import math
from collections.abc import Iterator

from attrs import frozen

from crmo.assess.assessment import Verdict
from crmo.assess.lesions.index import counts
from crmo.record import (
    FactStatus,
    ImagingStudy,
    Interval,
    Measurement,
    Modality,
    Score,
    TreatmentCourse,
)
from crmo.report.case import Case
from crmo.report.due_words import due_rows
from crmo.report.words import (
    date_words,
    listed,
    modality_words,
    number_words,
    quantity_words,
    say,
    say_n,
)


@frozen(kw_only=True)
class Tile:
    """One value at a glance.

    Args:
        name: what it is.
        value: the value in a few words.
        note: its date, or what it is compared with.
        leads_to: id of the section that tells more.
        tone: `calm`, or `alert` for something to act on.
        entries: ids of the entries it comes from.
    """

    name: str
    value: str
    note: str
    leads_to: str
    tone: str = "calm"
    entries: tuple[str, ...] = ()


def glance(case: Case) -> tuple[Tile, ...]:
    """Return the tiles for which the record or the assessment holds something."""
    return tuple(_tiles(case))


def _tiles(case: Case) -> Iterator[Tile]:
    yield from _newest_scan(case)
    yield from _newest_score(case)
    yield from _newest_crp(case)
    yield from _running(case)
    yield _flags(case)
    yield from _due(case)


def _newest_scan(case: Case) -> Iterator[Tile]:
    scans = [s for s in case.of_kind(ImagingStudy) if s.modality is Modality.MRI and s.on]
    if not scans:
        return
    scan = scans[-1]
    count = counts(case.facts)[scan.id].present
    is_whole = scan.whole_body is FactStatus.PRESENT
    kind = modality_words(scan.modality, is_whole_body=is_whole)
    yield Tile(
        name=say("Newest {kind}", kind=kind),
        value=_places(count),
        note=date_words(scan.on),
        leads_to="lesions",
        entries=(scan.id,),
    )


def _places(count: Interval) -> str:
    n = round(count.low)
    if math.isinf(count.high):
        return say_n("{n} active place or more", "{n} active places or more", n)
    if not count.is_exact:
        return say("{low} to {high} active places", low=n, high=round(count.high))
    return say_n("{n} active place", "{n} active places", n)


def _newest_score(case: Case) -> Iterator[Tile]:
    scores = [s for s in case.of_kind(Score) if s.instrument == "pain" and s.on and not s.site]
    if scores:
        score = scores[-1]
        top = number_words(score.scale_high)
        yield Tile(
            name=case.names.instrument("pain"),
            value=say("{value} of {top}", value=number_words(score.value), top=top),
            note=date_words(score.on),
            leads_to="time",
            entries=(score.id,),
        )


def _newest_crp(case: Case) -> Iterator[Tile]:
    measured = [m for m in case.of_kind(Measurement) if m.analyte == "crp" and m.on and m.quantity]
    if measured and measured[-1].quantity is not None:
        newest = measured[-1]
        yield Tile(
            name=say("CRP"),
            value=quantity_words(measured[-1].quantity),
            note=date_words(newest.on),
            leads_to="time",
            entries=(newest.id,),
        )


def _running(case: Case) -> Iterator[Tile]:
    courses = [c for c in case.of_kind(TreatmentCourse) if c.ongoing is FactStatus.PRESENT]
    if courses:
        yield Tile(
            name=say("Treatment now"),
            value=listed(list(dict.fromkeys(case.names.of(course) for course in courses))),
            note=say("since {date}", date=date_words(courses[-1].on)),
            leads_to="treatments",
            entries=tuple(course.id for course in courses),
        )


def _due(case: Case) -> Iterator[Tile]:
    rows = due_rows(case)
    n_overdue = sum(row.state == "overdue" for row in rows)
    n_due = sum(row.state == "due" for row in rows)
    if rows:
        yield Tile(
            name=say("Due"),
            value=say_n("{n} overdue", "{n} overdue", n_overdue),
            note=say("{n} due now", n=n_due),
            leads_to="due",
            tone="alert" if n_overdue else "calm",
        )


def _flags(case: Case) -> Tile:
    flags = case.assessment.red_flags
    raised = sum(flag.verdict is Verdict.MET for flag in flags)
    unknown = sum(flag.verdict is Verdict.CANNOT_TELL for flag in flags)
    return Tile(
        name=say("Red flags"),
        value=say_n("{n} raised", "{n} raised", raised),
        note=say("{n} not fully looked at", n=unknown),
        leads_to="red-flags",
        tone="alert" if raised else "calm",
    )
