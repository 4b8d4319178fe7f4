"""Departments and specialties in the words of hospitals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from crmo.yaml12 import load

_AROUND = re.compile(
    r"\b(paediatrics?|pediatrics?|children'?s|department|dept|clinic|unit|service|outpatients?|"
    r"of|for)\b|[.,;:]"
)


def specialty_named(words: str) -> str | None:
    """Return the id of the specialty with this name, or None. Nothing is guessed."""
    plain = " ".join(words.lower().split())
    table = _table()
    if plain in table:
        return table[plain]
    return table.get(" ".join(_AROUND.sub(" ", plain).split()))


@cache
def _table() -> Mapping[str, str]:
    raw: Mapping[str, list[str]] = load(files(__package__) / "specialties.yaml")
    return {word: key for key, words in raw.items() for word in (key.replace("_", " "), *words)}
