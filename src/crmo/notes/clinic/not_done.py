"""Whether an examination was put off, planned, refused or only thought of."""

from __future__ import annotations

import re
from functools import cache

from crmo.notes.mention import Mention
from crmo.notes.vocabulary import rules

RULE = "procedures"


def is_not_done(folded: str, mention: Mention) -> bool:
    """Whether the words around say that an examination was put off, planned or thought of."""
    before, after = _not_done()
    begin = max(folded.rfind(". ", 0, mention.start) + 1, folded.rfind("\n", 0, mention.start), 0)
    said = before.search(folded, max(begin, mention.start - 60), mention.start)
    behind = after.match(folded, mention.end)
    if not said and not behind:
        return False
    end = behind.end() if behind else mention.end
    return not _done_after().search(folded, end, min(len(folded), end + 50))


@cache
def _not_done() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = rules(RULE)
    before, after = "|".join(table["not_done_before"]), "|".join(table["not_done_after"])
    return (
        re.compile(rf"(?:{before}){table['not_done_fillers']}\Z"),
        re.compile(rf"\s*(?:{after})"),
    )


@cache
def _done_after() -> re.Pattern[str]:
    return re.compile(rules(RULE)["done_after"])


@cache
def by_method() -> re.Pattern[str]:
    """Return the words that make an examination a method: `no growth on culture`."""
    return re.compile(rules(RULE)["by_method"] + r"\Z")
