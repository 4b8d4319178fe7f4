"""When a course of treatment began and ended, as told beside the drug."""

from __future__ import annotations

import re
from itertools import zip_longest

from crmo.notes.clinic.course import OVER
from crmo.notes.clinic.drug_words import Cue
from crmo.notes.clinic.told_dates import day_of, is_since
from crmo.notes.context import DateMention, NoteContext
from crmo.notes.mention import Mention
from crmo.notes.reading import Mark, Role
from crmo.record import PartialDate

_END_BEFORE = re.compile(r"(?:\b(?:until|till|to|through|up to)\b|-)\s*(?:the\s+)?\Z")
_DURATION = re.compile(
    r"\bfor\s+(?:the\s+)?(?:last|past)\s+\Z|\bfor\s+(?:about |nearly |almost |over )?\Z"
)
_AHEAD = re.compile(r"\b(?:next|due|planned|booked|scheduled)\b[^.;,]{0,24}\Z")
_UNTIL = re.compile(r"\b(?:until|till|til)\s+(?:the\s+)?\Z")
# "2018 to 2020": the first of the two is no end.
_SPAN = re.compile(r"\s*(?:-|–|to|until|till|through)\s*")
_FIRST_DAY = re.compile(r"\b(\d{1,2})\s?-\s?\Z")


def course_dates(
    context: NoteContext,
    status: str,
    drug: Mention,
    cue: Cue | None,
    before: tuple[int, int],
    after: tuple[int, int],
) -> tuple[PartialDate | None, PartialDate | None, list[Mark]]:
    """Return start and end of a course as told beside the drug."""
    on = end = None
    marks: list[Mark] = []
    dates = _dates_of(context, drug, cue, before, after)
    for told, following in zip_longest(dates, dates[1:]):
        said = context.folded[max(0, told.start - 14) : told.start]
        if _END_BEFORE.search(said):
            if status in OVER and end is None:
                end = told.date
                on = on or _first_day(said, told)
                marks.append(context.mark(told.start, told.end, Role.DATE, told.rule))
            continue
        is_duration = told.rule == "date.lasting"
        if is_duration and (status != "ongoing" or not _DURATION.search(said)):
            continue
        is_off = is_since(context, told) and told.start > drug.end and cue is not None
        is_off = is_off and cue is not None and cue.end <= drug.start  # "off it since May"
        is_end = (
            status == "stopped"
            and cue is not None
            and (is_off or not is_since(context, told))
            and on is None
            and not _begins_span(context, told, following)
        )
        if is_end and cue is not None and _stands_by(cue, told) and end is None:
            end = told.date
        elif on is None:
            on = told.date
        else:
            continue
        marks.append(context.mark(told.start, told.end, Role.DATE, told.rule))
    if status == "started" and on is None:
        on = day_of(context)
    if on and end and end.is_before(on):
        on = None
    return on, end, marks


def _begins_span(context: NoteContext, told: DateMention, following: DateMention | None) -> bool:
    """Whether a date is the first of two: `2018 to 2020`."""
    if following is None or following.start < told.end:
        return False
    return _SPAN.fullmatch(context.folded, told.end, following.start) is not None


def _dates_of(
    context: NoteContext,
    drug: Mention,
    cue: Cue | None,
    before: tuple[int, int],
    after: tuple[int, int],
) -> list[DateMention]:
    """Return the dates beside a drug; a date between two drugs belongs to the first of them."""
    sentence = context.sentence_at(drug.start)
    is_first = sentence is not None and sentence.start == before[0]
    earlier = _before_drug(context, before, cue) if is_first else []
    return [
        told
        for told in [*earlier, *context.dates_in(after[0], after[1])]
        if not _AHEAD.search(context.folded, max(0, told.start - 34), told.start)
    ]


def _first_day(said: str, told: DateMention) -> PartialDate | None:
    """Return the first day of `9-19 August`."""
    match = _FIRST_DAY.search(said)
    if match is None or not told.date.is_day:
        return None
    day = int(match[1])
    if not 0 < day < (told.date.day or 0):
        return None
    return PartialDate(told.date.year, told.date.month, day)


def has_ended(context: NoteContext, after: tuple[int, int]) -> bool:
    """Whether a span of days is told that lies behind: `flucloxacillin 9-19 August`."""
    for told in context.dates_in(after[0], min(after[1], after[0] + 50)):
        said = context.folded[max(0, told.start - 14) : told.start]
        if _END_BEFORE.search(said) and context.on and told.date.latest <= context.on:
            return True
    return False


def ran_until(context: NoteContext, after: tuple[int, int]) -> bool:
    """Whether a drug was given until a day that has passed: `on MTX until last month`."""
    told = next(iter(context.dates_in(after[0], min(after[1], after[0] + 60))), None)
    if told is None or context.on is None or told.date.latest > context.on:
        return False
    return _UNTIL.search(context.folded, max(0, told.start - 12), told.start) is not None


def ends_later(context: NoteContext, after: tuple[int, int]) -> bool:
    """Whether the first date behind a drug lies ahead: `to run until September`, told in May."""
    told = next(iter(context.dates_in(after[0], min(after[1], after[0] + 60))), None)
    return bool(told and context.on and told.date.earliest > context.on)


def _before_drug(
    context: NoteContext, before: tuple[int, int], cue: Cue | None
) -> list[DateMention]:
    """Return dates before a drug that speak of it: `In March 2023 we started naproxen`."""
    found = list(context.dates_in(before[0], before[1]))
    if cue is None or cue.start >= before[1] or cue.status == "ongoing":
        return [told for told in found if told.start > before[1] - 25 and is_since(context, told)]
    return [
        told for told in found if abs(told.start - cue.start) < 60 and told.rule != "date.lasting"
    ]


def _stands_by(cue: Cue, told: DateMention) -> bool:
    return abs(told.start - cue.end) < 45 or abs(cue.start - told.end) < 45
