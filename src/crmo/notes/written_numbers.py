"""Numbers spelled out in dictated letters: `forty-five`, `one hundred and twelve`."""

from __future__ import annotations

import re

from ahocorasick_rs import AhoCorasick

_UNITS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_SMALL = {**_UNITS, **_TENS, "oh": 0, "nought": 0, "a": 1}
_WORD = "|".join(sorted((*_UNITS, *_TENS, "hundred", "thousand"), key=len, reverse=True))
SPELLED = rf"(?:{_WORD})(?:[ -]+(?:and +)?(?:{_WORD}))*(?: +point(?: +(?:{_WORD}|oh|nought))+)?\b"
"""Pattern of a spelled number in folded text; put a word boundary before it."""
NUMBER_WORDS = frozenset({*_UNITS, *_TENS, "hundred"})
"""Words with which a spelled number begins."""
_SPLIT = re.compile(r"[ -]+")
_WORDS = AhoCorasick(sorted(NUMBER_WORDS))
_LETTERS = re.compile(r"[a-z]+")


def has_number_word(folded: str) -> bool:
    """Whether one of `NUMBER_WORDS` stands in a folded text, and not only within a word (bone)."""
    if not _WORDS.find_matches_as_indexes(folded):
        return False
    return not NUMBER_WORDS.isdisjoint(_LETTERS.findall(folded))


def from_words(words: str) -> float:
    """Return the number that these words spell.

    Args:
        words: folded text that `SPELLED` matches.
    """
    whole, _, after = words.partition(" point")
    digits = "".join(f"{_SMALL[word]:g}" for word in _SPLIT.split(after) if word in _SMALL)
    number = _whole(whole)
    return float(f"{number}.{digits}") if digits else float(number)


def _whole(words: str) -> int:
    total = current = 0
    for word in _SPLIT.split(words.strip()):
        if word == "hundred":
            current = max(current, 1) * 100
        elif word == "thousand":
            total, current = total + max(current, 1) * 1000, 0
        elif word in _SMALL:
            current += _SMALL[word]
    return total + current
