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
