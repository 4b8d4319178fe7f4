"""The words people write into cells: headings, closed lists, German names of bones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import frozen

from crmo.yaml12 import load

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SIGNS = re.compile(r"[^0-9a-z]+")
_LEVEL = re.compile(r"\b([hbl])w(?:k|s)?[\s-]*(\d{1,2})\b")
_LEVEL_LETTERS = {"h": "c", "b": "t", "l": "l"}


@frozen
class Word:
    """What a word in a closed list means.

    Args:
        value: the list's own word, or None when it means none or could mean several.
        is_ambiguous: whether it could mean several.
    """

    value: str | None
    is_ambiguous: bool = False


def word_key(text: str) -> str:
    """Return a word without case, accents and superfluous blanks; signs are kept."""
    folded = " ".join(text.casefold().split()).translate(_GERMAN)
    plain = unicodedata.normalize("NFKD", folded)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def header_key(text: str) -> str:
    """Return a heading without case, accents, blanks and signs (`Birth date *` = birthdate)."""
    return _SIGNS.sub("", word_key(text))


def word(listed: str, text: str, own: tuple[str, ...] = ()) -> Word:
    """Return what a word means in one of the closed lists.

    Args:
        listed: name of the list in words.yaml.
        text: what stands in the cell.
        own: words of the list itself, accepted with blanks for underscores.
    """
    key = word_key(text)
    found = {word_key(each): each for each in own}.get(key.replace(" ", "_"))
    found = found or _meanings(listed).get(key) or _meanings(listed).get(key.rstrip("."))
    if found == "ambiguous":
        return Word(None, is_ambiguous=True)
    return Word(found)


def in_english(text: str) -> str:
    """Return words for a place with German ones replaced by anatomy's English ones."""
    key = _LEVEL.sub(lambda found: f"{_LEVEL_LETTERS[found[1]]}{found[2]}", word_key(text))
    for listed in ("bones", "parts"):
        known = _meanings(listed)
        key = " ".join(known.get(each, each) for each in [known.get(key, key)])
        key = " ".join(known.get(each.strip(",;"), each) for each in key.split())
    return key


@cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = load(files("crmo.exchange.spreadsheet") / "words.yaml")
    return table


@cache
def _meanings(listed: str) -> Mapping[str, str]:
    return {
        word_key(each): meaning
        for meaning, words in _table()[listed].items()
        for each in (*words, meaning)
    }


def list_words(listed: str) -> Mapping[str, tuple[str, ...]]:
    """Return a closed list with the other words that are understood for each of its own."""
    return {meaning: tuple(words) for meaning, words in _table()[listed].items()}
