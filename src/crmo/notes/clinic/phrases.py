"""Find the phrases of a rule in a few words of text, without trying each of them at each place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_BEGINS = re.compile(r"(?<![\w/'-])[^\s]")
_KEY = 4  # letters by which phrases are looked up; shorter phrases have keys of their own
_LENGTHS = range(_KEY, 0, -1)
_GOES_ON = re.compile(r"[\w/-]")


class Found(NamedTuple):
    """A phrase in a text.

    Args:
        start: first character.
        end: character after the last.
        tag: what the phrase was registered for.
    """

    start: int
    end: int
    tag: int


class Phrases:
    """A list of phrases, each with a tag; the longest at a place wins.

    Args:
        tagged: phrases in lower case with their tags.
        whole: whether a phrase must end where a word ends.
    """

    def __init__(self, tagged: Iterable[tuple[str, int]], *, whole: bool = True) -> None:
        self._whole = whole
        self._by_start: dict[str, list[tuple[str, int]]] = {}
        for phrase, tag in sorted(tagged, key=lambda one: -len(one[0])):
            self._by_start.setdefault(phrase[:_KEY], []).append((phrase, tag))

    def find(self, folded: str, start: int, end: int) -> Iterator[Found]:
        """Yield the phrases of a span, in order; of one place all tags, the longest first."""
        for match in _BEGINS.finditer(folded, start, end):
            at = match.start()
            for length in _LENGTHS if at + _KEY <= len(folded) else range(len(folded) - at, 0, -1):
                for phrase, tag in self._by_start.get(folded[at : at + length], ()):
                    stop = at + len(phrase)
                    if stop <= end and folded.startswith(phrase, at) and self._ends(folded, stop):
                        yield Found(at, stop, tag)

    def _ends(self, folded: str, stop: int) -> bool:
        if not self._whole or stop >= len(folded) or not folded[stop - 1].isalnum():
            return True
        return not _GOES_ON.match(folded, stop)
