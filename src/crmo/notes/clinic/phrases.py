"""Find the phrases of a rule in a few words of text, without trying each of them at each place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

_WITHIN_WORD = "_/'-"  # beside letters and digits; a phrase does not begin after one of them
_GOES_ON = "_/-"


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
        longest_first = sorted(tagged, key=lambda one: -len(one[0]))
        self._tags = [tag for _, tag in longest_first]
        self._automaton = AhoCorasick([phrase for phrase, _ in longest_first])

    def find(self, folded: str, start: int, end: int) -> Iterator[Found]:
        """Yield the phrases of a span, in order; of one place all tags, the longest first."""
        hits = self._automaton.find_matches_as_indexes(folded[start:end], overlapping=True)
        hits.sort(key=itemgetter(1, 0))
        for number, at, after in hits:
            begin, stop = start + at, start + after
            if _begins(folded, begin) and self._ends(folded, stop):
                yield Found(begin, stop, self._tags[number])

    def _ends(self, folded: str, stop: int) -> bool:
        if not self._whole or stop >= len(folded) or not folded[stop - 1].isalnum():
            return True
        following = folded[stop]
        return not (following.isalnum() or following in _GOES_ON)


def _begins(folded: str, at: int) -> bool:
    """Whether a word begins there."""
    before = folded[at - 1] if at else " "
    return not (before.isalnum() or before in _WITHIN_WORD)
