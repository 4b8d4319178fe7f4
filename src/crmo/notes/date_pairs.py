"""Two numbers with a stroke that may be a day and a month, or a score, a fraction, a power."""

from __future__ import annotations

import re

from crmo.notes.date_words import Written
from crmo.notes.vocabulary import rules

# "Power 5/5", "VA 6/9", "2/3 samples": no days.
_NO_DAY_BEFORE = re.compile(
    r"\b(?:pain|scor\w+|vas|nrs|power|strength|grade|kocher|criteria|acuity|va|vision|eyes?|murmur|bp"
    r"|tone|reflex\w*|deauville|stage|stools?|ratio|level|x|q|every|times|scale|schober)\b[^.;\n]{0,24}\Z"
)
_NO_DAY_AFTER = re.compile(
    r"\s?(?:joints?|limbs?|of\b|weeks?|wks?|days?|months?|cycles?|courses?|doses?|lesions?|sites?|criteria"
    r"|mmhg|points?|bottles?|samples?|tests?|cultures?|nights?|positive|systolic|murmur|-|/|%|mm|cm|mg)"
)

# Before the date of what lies behind the note.
_DONE = re.compile(
    r"\b(?:done|performed|taken|dated|obtained|acquired|showed|grew|(?:examination|scan|study) date"
    r"|date of (?:scan|study|examination))(?:[ ]on)?[ :]*$"
)
# The heading of a table: another day in the next column.
_COLUMN = re.compile(r"[ \t]*(?:\||\t|[ ]{2})[ \t|]*\d{1,2}[/.-]\d")


def is_of_the_past(folded: str, each: Written) -> bool:
    """Whether a date is of something done: `biopsy done 4/1/24`, a column of results.

    Args:
        folded: the folded note.
        each: the date.
    """
    is_done = _DONE.search(folded, max(0, each.start - 40), each.start)
    return bool(is_done or _COLUMN.match(folded, each.end))


def may_be_day(folded: str, each: Written, *, is_day_first: bool | None) -> bool:
    """Whether a pair of numbers without a word of time beside it may be a day: `MRI 4/6: oedema`.

    Args:
        folded: the folded note.
        each: the pair.
        is_day_first: the order of day and month in this note.
    """
    first, second = each.parts
    if first <= second == 10 and not folded.startswith(":", each.end):
        return False
    if is_day_first and str(second) in rules("dates")["shorthand"]:
        return False
    if _NO_DAY_BEFORE.search(folded, max(0, each.start - 30), each.start):
        return False
    return not _NO_DAY_AFTER.match(folded, each.end)
