"""Which of the dates of a note is its own: by label, by the words of a contact, by its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache

from crmo.notes.date_words import Written
from crmo.notes.vocabulary import rules

_HEAD = 400
_FOOT = 200
_LONGEST_LINE = 40
_LONGEST_SIGNATURE = 80
_SEEN = re.compile(
    r"\b(?:saw|seen|see|reviewed|review|attended|clinic|consultation|visit|assessed|evaluated|met"
    r"|examined|follow-up|followed up|telephoned|spoke)\b"
    r"[^.;:]*(?:\bon|,|\bin clinic|\()?\s*(?:the )?\Z"
)
# What was found on a day is told of a scan, not of the note: "MRI on 14 February showed".
_TOLD_OF_SCAN = re.compile(
    r"[\s,)]*(?:which |that )?(?:showed|shows|demonstrated|revealed|reported|was|were|had|did"
    r"|has)\b"
)

DatedDays = Sequence[tuple[Written, date]]


def the_notes_own(folded: str, whole: DatedDays) -> date | None:
    """Return the day of a note, or None if no date of it can be its own.

    Args:
        folded: the folded note.
        whole: its full dates with the days they are, in the order of the text.
    """
    in_head = [(each, day) for each, day in whole if each.start < _HEAD]
    tests: tuple[tuple[DatedDays, Callable[[str, Written], bool]], ...] = (
        (in_head, _is_own_in_head),
        (whole, _is_labelled_own),
        (whole, _is_labelled_late),
        (in_head, _is_labelled_early),
        (whole[::-1], _stands_in_foot),
    )
    for dates, test in tests:
        for each, day in dates:
            if test(folded, each):
                return day
    return None


def _is_own_in_head(folded: str, each: Written) -> bool:
    return (
        is_labelled(folded, each, "own")
        or _is_of_contact(folded, each)
        or _stands_in_head(folded, each)
    )


def _is_labelled_own(folded: str, each: Written) -> bool:
    return is_labelled(folded, each, "own")


def _is_labelled_late(folded: str, each: Written) -> bool:
    return is_labelled(folded, each, "own_late")


def _is_labelled_early(folded: str, each: Written) -> bool:
    return is_labelled(folded, each, "own_early")


def _stands_in_foot(folded: str, each: Written) -> bool:
    """Whether a date is part of a signature: alone in its line, or the last words of the note."""
    if each.start <= len(folded) - _FOOT:
        return False
    is_last = not folded[each.end :].strip(" .\n") and folded[: each.start].endswith((", ", ",\n"))
    longest = _LONGEST_SIGNATURE if is_last else _LONGEST_LINE
    return _stands_alone(folded, each, longest=longest)


def is_labelled(folded: str, each: Written, key: str) -> bool:
    """Whether the words of one list of the rules (`own`, `not_own` ...) stand before a date."""
    before = folded[max(0, each.start - 50) : each.start].rsplit("\n", 1)[-1]
    return bool(_label(key).search(before))


@cache
def _label(key: str) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in rules("dates")[key])
    return re.compile(
        rf"(?:\A|[^\w])(?:{words})(?: (?:on|of|the|to|with|and|mri|scan|dated|by [a-z .]{{2,30}}))*"
        r"\s*[:=.-]?\s*\Z"
    )


def _is_of_contact(folded: str, each: Written) -> bool:
    """Whether the sentence says that the child was seen that day."""
    before = folded[max(0, each.start - 120) : each.start]
    return bool(_SEEN.search(before.rsplit(". ", 1)[-1]))


def _stands_alone(folded: str, each: Written, *, longest: int = _LONGEST_LINE) -> bool:
    line_start = folded.rfind("\n", 0, each.start) + 1
    line_end = folded.find("\n", each.end)
    line_end = len(folded) if line_end < 0 else line_end
    rest = folded[line_start : each.start] + folded[each.end : line_end]
    return len(rest.strip(" .,:;*-")) <= longest


def _stands_in_head(folded: str, each: Written) -> bool:
    """Whether a date belongs to the first line or stands by itself in a line of the head."""
    if any(is_labelled(folded, each, key) for key in ("own_late", "own_early")):
        return False
    before = folded[: each.start].strip()
    is_first = "\n" not in before and ". " not in before
    if _TOLD_OF_SCAN.match(folded, each.end):
        return False
    return is_first or _stands_alone(folded, each)
