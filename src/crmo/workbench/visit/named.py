"""What a typed name means: in the knowledge's own words, or in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeVar

from crmo.knowledge import Knowledge
from crmo.knowledge.analytes import Analyte
from crmo.knowledge.concepts import Concept, ConceptKind
from crmo.knowledge.drugs import Drug, DrugClass
from crmo.report.words import name_words


class _Named(Protocol):
    @property
    def label(self) -> str: ...


Entry = TypeVar("Entry", bound=_Named)


def drug_meant(typed: str, knowledge: Knowledge) -> Drug | DrugClass | None:
    """Return the drug, or class of drugs, that a name means; nothing is guessed."""
    return (
        knowledge.drug_for_text(typed)
        or _in_this_language(typed, knowledge.drugs)
        or _in_this_language(typed, knowledge.drug_classes)
    )


def analyte_meant(typed: str, knowledge: Knowledge) -> Analyte | None:
    """Return the laboratory value that a name means; nothing is guessed."""
    return knowledge.analyte_for_text(typed) or _in_this_language(typed, knowledge.analytes)


def concept_meant(typed: str, knowledge: Knowledge, kind: ConceptKind) -> Concept | None:
    """Return the concept of a kind that a name means; nothing is guessed."""
    of_kind = {key: each for key, each in knowledge.concepts.items() if each.kind is kind}
    found = knowledge.concept_for_text(typed)
    return found if found and found.kind is kind else _in_this_language(typed, of_kind)


def _in_this_language(typed: str, table: Mapping[str, Entry]) -> Entry | None:
    words = typed.strip().casefold()
    return next((e for e in table.values() if name_words(e.label).casefold() == words), None)
