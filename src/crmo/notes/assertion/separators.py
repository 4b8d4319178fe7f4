"""Marks and words that part a sentence, where they do not stand within a term or a place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

# Where a list goes on or a new statement begins; on a form, the next column after an answer.
SEPARATOR = re.compile(
    r"[,;()]|(?<![a-z])/|/(?![a-z])|\b(?:and|or|nor|with|plus|but)\b|"
    r"(?:(?<=[ ][yn])|(?<=[ ]no)|(?<=[ ]yes)|(?<=[ ]nil))[ ]{2,}(?=\S)"
)


class Separator(NamedTuple):
    """A mark or word between two parts of a sentence."""

    start: int
    end: int
    word: str


def outside(
    found: Iterable[re.Match[str]], spans: Sequence[tuple[int, int]]
) -> Iterable[Separator]:
    """Leave out separators within a term or a place ("left and right tibia")."""
    ordered = sorted(spans)
    starts = [start for start, _ in ordered]
    for match in found:
        at = bisect_right(starts, match.start()) - 1
        inside = any(match.start() < end for _, end in ordered[max(0, at - 2) : at + 1])
        if not inside or match[0] == ";":
            yield Separator(match.start(), match.end(), match[0].strip() or ";")


def before_bracket(
    folded: str, found: Sequence[Separator], until: int, holds: Callable[[int, int], bool]
) -> int:
    """Return where a verdict begins, or the bracket before it: `Hip X-ray (April): normal`.

    Args:
        folded: the folded note.
        found: separators before a verdict.
        until: where the verdict begins.
        holds: whether a term or a place stands between two characters.
    """
    if len(found) < 2 or (found[-2].word, found[-1].word) != ("(", ")"):
        return until
    is_beside = not folded[found[-1].end : until].strip(" :,-")
    is_empty = is_beside and not holds(found[-2].end, found[-1].start)
    return found[-2].start if is_empty else until
