"""The name of the drug in the name of a product."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmo.terminology.fhir_codes import tables

_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")


def drug_names(text: str) -> Iterator[str]:
    """Yield what may be the drug in `Naproxen sodium 220 MG Oral Tablet`, longest first.

    Strength and form are left out, then salts; no other word is, because `Tylenol PM` is not
    Tylenol, and a combination is not one of its ingredients.
    """
    yield text
    if "/" in text or "+" in text:
        return
    said = _IN_BRACKETS.sub(" ", text).split()
    name = said[: next((n for n, word in enumerate(said) if word[0].isdigit()), len(said))]
    while name:
        yield " ".join(name)
        if name[-1].lower() not in tables().salts:
            return
        name.pop()
