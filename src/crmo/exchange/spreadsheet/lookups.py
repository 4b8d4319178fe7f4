"""What the words of a cell mean in the knowledge: an id, or the words themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from attrs import frozen

from crmo.exchange.plausible import Sizes
from crmo.knowledge import Knowledge
from crmo.record import Fact, FactStatus

_MOST_TEXT = 80
# Ids of things outside the knowledge, as readers make them: `text:some words`, `loinc:1-8`.
_OWN_ID = re.compile(r"[a-z0-9_]+[:|]\S|https?:")


@frozen
class Meaning:
    """What words mean.

    Args:
        id: id in the knowledge, or `text:` and the words.
        is_known: whether the knowledge has it.
    """

    id: str
    is_known: bool


class Lookups:
    """Words of each kind, looked up once.

    Args:
        knowledge: gives words their meaning.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.sizes = Sizes(knowledge)
        self._finders: Mapping[str, Callable[[str], object | None]] = MappingProxyType(
            {
                "analyte": knowledge.analyte_for_text,
                "drug": knowledge.drug_for_text,
                "finding": knowledge.concept_for_text,
                "disease": knowledge.concept_for_text,
                "procedure": knowledge.concept_for_text,
                "scale": knowledge.instrument_for_text,
            }
        )
        self._met: dict[tuple[str, str], Meaning] = {}

    def meaning(self, kind: str, text: str) -> Meaning:
        """Return what words of a kind of column mean; unknown ones keep themselves as id.

        Args:
            kind: `analyte`, `drug`, `finding`, `disease`, `procedure` or `scale`.
            text: what stands in the cell. An id written by crmo is understood, too.
        """
        key = (kind, text)
        if key not in self._met:
            self._met[key] = self._found(kind, text)
        return self._met[key]

    def _found(self, kind: str, text: str) -> Meaning:
        if _OWN_ID.match(text):
            return Meaning(text, is_known=False)
        found = self._finders[kind](text.replace("_", " ")) or self._finders[kind](text)
        if found is not None:
            return Meaning(str(found.id), is_known=True)  # type: ignore[attr-defined]
        return Meaning(f"text:{' '.join(text.lower().split())[:_MOST_TEXT]}", is_known=False)

    def fact(self, name: str, status: FactStatus, text: str = "") -> tuple[Fact, bool]:
        """Return a fact about a named concept, and whether the concept is known."""
        meaning = self.meaning("finding", name)
        return Fact(concept=meaning.id, status=status, text=text), meaning.is_known
