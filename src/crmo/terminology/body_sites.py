"""Bone sites in the words of a body site."""

from __future__ import annotations

import re
from functools import lru_cache

from crmo.anatomy import search

_WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=4096)
def named_site(text: str, beside: frozenset[str]) -> str | None:
    """Return the site whose own words these are, no more and no fewer; None for all others.

    `Left femur` is a site. `Thoracic` is none, because it may be the spine or the lung; nor is
    `skin of left knee`.

    Args:
        text: the words.
        beside: words that may stand beside a bone's own (`structure`).
    """
    said = set(_WORD.findall(text.lower().replace("vertebrae", "vertebra"))) - beside
    found = search(text, limit=1)
    if not said or not found:
        return None
    own = set(_WORD.findall(found[0].id.replace("_", " ")))
    return found[0].id if own == said else None
