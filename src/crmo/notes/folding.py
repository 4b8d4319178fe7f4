"""The same text for matching: capitals, dashes, quotes and spaces made alike, offsets kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

_ALIKE = {
    "\u0130": "i",  # its lower case has two characters
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\ufe58\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u0060", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys(
        "\t\x0b\x0c\x1c\x1d\x1e\x1f\x00\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
        "\u2007\u2008\u2009\u200a\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u202f\u205f"
        "\u3000\ufeff",
        " ",
    ),
    **dict.fromkeys("\x85\u2028\u2029", "\n"),
    **dict.fromkeys("\u2022\u25cf\u25e6\u2023\u00b7\u25aa", "*"),
    "\u00d7": "x",
}


_BEYOND_ASCII = re.compile(r"[^\x01-\x08\x0a\x0e-\x1b\x20-\x7f]")
_LATIN = [chr(code) for code in range(256)]
# Letters and digits stay; everything else, and what Latin-1 lacks, becomes a space.
_LETTERS_ONLY = bytes(code if mark.isalnum() else 32 for code, mark in enumerate(_LATIN))
_SPACES = re.compile(r"[ \n][ \n]+")


class Folded:
    """A text prepared for matching.

    Args:
        text: as long as the original, lower case, plain dashes, quotes and spaces.
        words: words parted by single spaces, with a space at both ends; punctuation is a space
            of its own, so that no phrase is found across a full stop.
        kept: the stretches that stayed when runs of spaces became one; None if there were none.
    """

    def __init__(self, text: str, words: str, kept: list[tuple[int, int]] | None = None) -> None:
        self.text = text
        self.words = words
        self._kept = kept

    @cached_property
    def offsets(self) -> Sequence[int] | None:
        """Place in the original of each character of `words`; None when they are one apart.

        Made when first asked for: most notes of a hospital hold no word of ours and need none.
        """
        if self._kept is None:
            return None
        offsets = [0]
        for start, end in self._kept:
            offsets.extend(range(start, end))
        offsets.append(len(self.text))
        return offsets


def fold_characters(text: str) -> str:
    """Return the text in lower case with plain dashes, quotes and spaces; same length."""
    if text.isascii():
        folded = text.encode("ascii").translate(_ASCII_FOLDED).decode("ascii")
    else:
        folded = _BEYOND_ASCII.sub(_alike, text).lower()
    if "\r" in folded:
        folded = folded.replace("\r\n", " \n").replace("\r", "\n")
    return folded


def _alike(match: re.Match[str]) -> str:
    mark = match[0]
    # No automaton takes half a character; it is no letter of ours.
    return "\ufffd" if "\ud800" <= mark <= "\udfff" else _ALIKE.get(mark, mark)


# What becomes of each character of plain English, so that one pass is enough for it.
_ASCII_FOLDED = _BEYOND_ASCII.sub(_alike, "".join(_LATIN[:128])).lower().encode("ascii").ljust(256)


def _letters_only(folded: str) -> str:
    return folded.encode("latin-1", "replace").translate(_LETTERS_ONLY).decode("latin-1")


def fold(text: str) -> Folded:
    """Prepare a text for matching."""
    folded = fold_characters(text)
    words = _letters_only(folded)
    if not any(pair in folded for pair in ("  ", "\n\n", " \n", "\n ")):
        return Folded(folded, f" {words} ")
    kept = list(_kept(folded))
    return Folded(folded, f" {''.join([words[start:end] for start, end in kept])} ", kept)


def _kept(folded: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches that stay when runs of spaces become one."""
    at = 0
    for run in _SPACES.finditer(folded):
        # A blank line parts phrases as a full stop does.
        yield at, run.start() + (2 if run[0].count("\n") > 1 else 1)
        at = run.end()
    yield at, len(folded)


def fold_term(term: str) -> str:
    """Return a term of the vocabulary in the form in which it is searched for."""
    return " ".join(_letters_only(fold_characters(term)).split())
