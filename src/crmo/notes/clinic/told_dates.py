"""Which day a value, a finding or a drug is told of."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from crmo.notes.context import DateMention, NoteContext, Sentence
from crmo.record import PartialDate

_NEAR = 30
_SINCE = (
    "since ",
    "from ",
    "since the ",
    "since about ",
    "since early ",
    "since late ",
    "from the ",
)
_LONGEST_LINE = 600
_ASIDE = re.compile(r"\([^()]*[a-z]{2}[^()]*\Z")
_RESULTS = re.compile(
    r"[\s*#>-]*(?:(?:last|latest|recent|most recent|admission|today's|routine)\s)?(?:bloods?|labs?"
    r"|laborator\w+|ix|invx?|investigations?|data|results?|tests?|cbc|fbc|biochem\w*|haem\w*)\b"
    r"[^.:\n]{0,12}[^:\n]{0,30}:"
)
_SPANS = frozenset({"date.lasting"})


def day_of(context: NoteContext) -> PartialDate | None:
    """Return the note's own day, or None."""
    return None if context.on is None else _day(context.on)


@lru_cache(maxsize=64)
def _day(day: date) -> PartialDate:
    return PartialDate.parse(day)


def is_since(context: NoteContext, told: DateMention) -> bool:
    """Whether a date tells a beginning: `since March`, `for six months`."""
    if told.rule in _SPANS:
        return True
    return context.folded[max(0, told.start - 14) : told.start].endswith(_SINCE)


def date_after(context: NoteContext, start: int, end: int) -> DateMention | None:
    """Return the first date that begins within a few words after a place, or None."""
    for told in context.dates_in(start, min(end, start + _NEAR)):
        return told if told.rule not in _SPANS else None
    return None


def date_before(context: NoteContext, sentence: Sentence, start: int) -> DateMention | None:
    """Return the date under which something stands: earlier in its sentence, or in its heading."""
    begin = sentence.start
    line = context.folded.rfind("\n", 0, sentence.start)
    heading = context.folded[max(0, line) : sentence.start].rstrip(" :*-")
    if heading and len(heading) < 60 and context.folded[: sentence.start].rstrip().endswith(":"):
        begin = max(0, line)
    # "Bloods from last week" are of that week; "since last week" tells a beginning.
    found = [
        told
        for told in context.dates_in(begin, start)
        if told.rule not in _SPANS
        and "since" not in context.folded[max(0, told.start - 10) : told.start]
        and not _is_aside(context.folded, told, start)
    ]
    return found[-1] if found else _of_line(context, begin)


def _is_aside(folded: str, told: DateMention, start: int) -> bool:
    """Whether a date stands in a bracket that closed: `29.11.22: ALT 61 (was 24 in May), CRP`."""
    if ")" not in folded[told.end : start] or "):" in folded[told.end : start]:
        return False
    return bool(_ASIDE.search(folded, max(0, told.start - 40), told.start))


def _of_line(context: NoteContext, start: int) -> DateMention | None:
    """Return the date that heads a line of results: `Labs 21 Nov: Hb 131. Creatinine 48`."""
    line = context.text.rfind("\n", max(0, start - _LONGEST_LINE), start) + 1
    if line == 0 and start > _LONGEST_LINE:
        return None
    heading = _RESULTS.match(context.folded, line, min(start, line + 60))
    if heading is None:
        return None
    found = [told for told in context.dates_in(*heading.span()) if told.rule not in _SPANS]
    return found[0] if len(found) == 1 else None


def latest_possible(told: PartialDate | None, on: date | None) -> bool:
    """Whether a date does not lie wholly after the note."""
    return told is None or on is None or told.earliest <= on
