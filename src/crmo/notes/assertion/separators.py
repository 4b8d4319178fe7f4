"""Marks and words that part a sentence, where they do not stand within a term or a place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

# Where a list goes on or a new statement begins.
SEPARATOR = re.compile(r"[,;()]|(?<![a-z])/|/(?![a-z])|\b(?:and|or|nor|with|plus|but)\b")


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
            yield Separator(match.start(), match.end(), match[0])
