"""Find an entry by the words people use for it: exact names only, spelling forgiven."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WORDS = re.compile(r"[^\W_]+")
_GREEK = str.maketrans({"α": "alpha", "β": "beta", "γ": "gamma", "µ": "u", "μ": "u"})
_BRITISH = (("ae", "e"), ("oe", "e"), ("our", "or"), ("sulph", "sulf"))
_VOWEL = re.compile(r"[aeiouy]")
_PLURAL_OF_CAPITALS = re.compile(r"\b([A-Z]{2,})s\b")  # WBCs
_ISE = re.compile(r"is(e|ed|es|ing|ation)\Z")
_LONGEST_ABBREVIATION = 4


def wording_key(text: str) -> str:
    """Return what is left of a name when case, punctuation, spacing and spelling habits go.

    British and American spelling, plural and singular, and hyphens become the same. Nothing
    else does: a name that is nearly right is not found.
    """
    singular = _PLURAL_OF_CAPITALS.sub(r"\1", unicodedata.normalize("NFKC", text))
    folded = singular.translate(_GREEK).casefold()
    folded = folded.replace("'", "").replace("’", "")
    return "".join(_word_key(word) for word in _WORDS.findall(folded))


def _word_key(word: str) -> str:
    for british, american in _BRITISH:
        word = word.replace(british, american)
    word = _ISE.sub(r"iz\1", word)
    if len(word) > 3 and word.endswith("ies"):
        return f"{word[:-3]}y"
    is_plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    # No vowel, no word: CRPS is not several CRP.
    return word[:-1] if is_plural and _VOWEL.search(word) else word


def is_abbreviation(name: str) -> bool:
    """Whether a name is short and in capitals: `ALL` is leukaemia, `all` is not."""
    letters = name.replace("-", "")
    return letters.isalpha() and letters.isupper() and len(letters) <= _LONGEST_ABBREVIATION


class WordIndex:
    """Which of our ids a name means.

    Args:
        entries: (our id, name); short abbreviations are found only when written in capitals.
    """

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        self._ids: dict[str, str] = {}
        self._abbreviations: dict[str, str] = {}
        self.clashes: list[tuple[str, str, str]] = []
        for key, name in entries:
            if is_abbreviation(name):
                other = self._abbreviations.setdefault(name.replace("-", ""), key)
            else:
                other = self._ids.setdefault(wording_key(name), key)
            if other != key:
                self.clashes.append((name, other, key))

    def find(self, text: str) -> str | None:
        """Return our id for a name, or None."""
        letters = "".join(_WORDS.findall(text))
        return self._abbreviations.get(letters) or self._ids.get(wording_key(text))
