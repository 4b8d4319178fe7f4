"""Meanings of codes that crmo ships: its own ids, and the codes that the knowledge names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from crmo.find.vocabulary.code_meaning import OWN, Coding, Meaning
from crmo.knowledge import Knowledge
from crmo.knowledge.codes import system_named
from crmo.knowledge.concepts import ConceptKind
from crmo.terminology.drug_names import drug_names

KIND_OF_CONCEPT: Mapping[ConceptKind, str] = MappingProxyType(
    {
        ConceptKind.DISEASE: "condition",
        ConceptKind.FINDING: "finding",
        ConceptKind.FEATURE: "finding",
        ConceptKind.RESULT: "finding",
        ConceptKind.EVENT: "finding",
        ConceptKind.PROCEDURE: "procedure",
    }
)
# Procedures of the knowledge that are pictures, as modalities of the record; a whole-body MRI
# stays apart because a definition may ask for it alone.
MODALITY_OF_PROCEDURE: Mapping[str, str] = MappingProxyType(
    {
        "mri": "mri",
        "regional_mri": "mri",
        "whole_body_mri": "whole_body_mri",
        "radiograph": "radiograph",
        "bone_scan": "bone_scan",
        "bone_density_scan": "dxa",
    }
)


class KnownCodes:
    """Looks codes up in the knowledge.

    Args:
        knowledge: concepts, analytes, drugs and instruments with their codes.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def own(self, kind: str, word: str) -> Meaning | None:
        """Return the meaning of one of our own ids.

        Args:
            kind: concept, analyte, drug, instrument, modality, contact.
            word: the id.
        """
        knowledge = self._knowledge
        if kind == "concept" and word in knowledge.concepts:
            return self._concept(word)
        if kind == "analyte" and word in knowledge.analytes:
            return Meaning(word, "analyte", "measurement")
        if kind == "drug" and (word in knowledge.drugs or word in knowledge.drug_classes):
            return Meaning(word, "drug", "drug")
        if kind == "instrument" and word in knowledge.instruments:
            return Meaning(word, "instrument", "measurement")
        if kind == "modality":
            return Meaning(word, "modality", "imaging")
        return Meaning(word, "visit", "visit") if kind == "contact" else None

    def any_own(self, word: str) -> Meaning | None:
        """Return the meaning of an id of which the kind is not told, or None."""
        kinds = ("concept", "analyte", "drug", "instrument")
        return next(filter(None, (self.own(kind, word) for kind in kinds)), None)

    def of(self, coding: Coding) -> Meaning | None:
        """Return what a code means, or None."""
        if coding.own_kind:
            return self.own(coding.own_kind, coding.code)
        return self._of(coding.system, coding.code)

    @lru_cache(maxsize=1 << 16)  # noqa: B019 # lives as long as one build
    def _of(self, system: str, code: str) -> Meaning | None:
        knowledge = self._knowledge
        if system == OWN:
            return self.any_own(code)
        known = system_named(system) if system else None
        if known is None or not code:
            return None
        if known == "loinc":
            if analyte := knowledge.analyte_for_loinc(code):
                return Meaning(analyte.id, "analyte", "measurement")
            if scale := knowledge.instrument_for_loinc(code):
                return Meaning(scale.id, "instrument", "measurement")
        if known in {"atc", "rxnorm"}:
            drug = knowledge.drug_for_code(known, code)
            return Meaning(drug.id, "drug", "drug") if drug else None
        concept = knowledge.concept_for_code(known, code)
        return self._concept(concept.id) if concept else None

    def _concept(self, word: str) -> Meaning:
        if modality := MODALITY_OF_PROCEDURE.get(word):
            return Meaning(modality, "modality", "imaging")
        return Meaning(word, "concept", KIND_OF_CONCEPT[self._knowledge.concepts[word].kind])

    @lru_cache(maxsize=1 << 16)  # noqa: B019 # lives as long as one build
    def of_words(self, text: str, kind: str) -> Meaning | None:
        """Return what words mean by their exact name or synonym, or None. Nothing is guessed.

        Args:
            text: the words.
            kind: kind of the event, which decides where to look.
        """
        knowledge = self._knowledge
        if not text:
            return None
        if kind == "drug":
            for drug_name in drug_names(text):
                if found := knowledge.drug_for_text(drug_name):
                    return Meaning(found.id, "drug", "drug")
            return None
        if kind in {"measurement", "finding"}:
            if analyte := knowledge.analyte_for_text(text):
                return Meaning(analyte.id, "analyte", "measurement")
            if scale := knowledge.instrument_for_text(text):
                return Meaning(scale.id, "instrument", "measurement")
        concept = knowledge.concept_for_text(text)
        return self._concept(concept.id) if concept else None

    def label(self, meaning: Meaning) -> str:
        """Return the name of what is meant, for people."""
        if meaning.concept_kind in {"concept", "analyte", "drug", "instrument"}:
            return self._knowledge.label(meaning.id)
        return meaning.id.replace("_", " ")


@lru_cache(maxsize=4)
def known_codes(knowledge: Knowledge) -> KnownCodes:
    """Return the meanings of codes for a knowledge, made once."""
    return KnownCodes(knowledge)
