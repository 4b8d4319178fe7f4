"""CodeableConcepts, each different text of them understood once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from crmo.anatomy import is_site
from crmo.find.events.source import Desk
from crmo.find.vocabulary.code_meaning import LOCAL, OWN, Code, Coding, Meaning
from crmo.terminology.body_sites import named_site
from crmo.terminology.fhir_codes import tables

# Code systems under which crmo itself writes its ids; see docs/reference/fhir-export.md.
_OWN_SYSTEMS = ("crmo-concept", "crmo-analyte", "crmo-instrument", "crmo-drug")
OWN_SITE, OWN_MODALITY = "urn:crmo:site", "urn:crmo:modality"
OWN_STATEMENT, OWN_LESION_STATUS = "urn:crmo:statement", "urn:crmo:lesion-status"
OWN_CONTACT = "urn:crmo:contact"
# About the family and not the child: the finding is in the code, the child is not meant.
OWN_FAMILY = "urn:crmo:family-history"

Concept = Mapping[str, Any]


@lru_cache(maxsize=1 << 16)
def parsed(text: str | None) -> Any:
    """Return JSON as Python, or None if there is none or it is broken."""
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def listed(value: Any) -> list[Any]:
    """Return a list for a list, one thing, or nothing."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def codings_of(concept: Any) -> list[Mapping[str, Any]]:
    """Return the codings of a CodeableConcept, or a Coding itself."""
    if not isinstance(concept, dict):
        return []
    if "coding" in concept:
        return [each for each in listed(concept["coding"]) if isinstance(each, dict)]
    return [concept] if concept.get("code") else []


def words_of(concept: Any) -> str:
    """Return the text of a CodeableConcept or Coding, else its first name."""
    if not isinstance(concept, dict):
        return concept if isinstance(concept, str) else ""
    for each in (concept, *codings_of(concept)):
        if text := each.get("text") or each.get("display"):
            return str(text)
    return ""


def codes_of(concepts: Any) -> Iterator[str]:
    """Yield the codes of CodeableConcepts, whatever their systems."""
    for concept in listed(concepts):
        for coding in codings_of(concept):
            yield str(coding.get("code") or "")


def has_system(concept: Any, system: str) -> str | None:
    """Return the code that a concept has in a system, or None."""
    for coding in codings_of(concept):
        if coding.get("system") == system:
            return str(coding.get("code") or "")
    return None


class Concepts:
    """Understands CodeableConcepts.

    Args:
        desk: for the meanings.
    """

    def __init__(self, desk: Desk) -> None:
        self._known = desk.known
        self._mapping = desk.mapping
        self._systems = tables().systems

    def code(self, kind: str, concept: Any) -> Code:
        """Return the code of an event.

        The hospital's mapping comes first; then the first coding that is known; then, for drugs
        and for codes without a known system, the exact words.

        Args:
            kind: kind of event that the resource holds.
            concept: CodeableConcept or Coding, or None.
        """
        codings = list(self._codings(concept))
        text = words_of(concept)
        if not codings and text:
            codings = [Coding(LOCAL, text, text)]
        primary, meaning, others = self._meant(kind, codings, text)
        also = {each.key for each in codings} | {f"{OWN}:{each}" for each in others}
        also.discard(primary.key)
        return Code(
            kind=meaning.kind if meaning else kind,
            system=primary.system,
            code=primary.code,
            also=tuple(sorted(also)),
            label=text or primary.label or (self._known.label(meaning) if meaning else ""),
            concept=meaning.id if meaning else None,
            concept_kind=meaning.concept_kind if meaning else None,
            how=meaning.how if meaning else "",
        )

    def is_known(self, concept: Any) -> bool:
        """Whether any coding of a concept means something to crmo."""
        return any(self._known.of(each) for each in self._codings(concept))

    def _codings(self, concept: Any) -> Iterator[Coding]:
        for coding in codings_of(concept):
            code = coding.get("code")
            if not code:
                continue
            address = str(coding.get("system") or "")
            short = self._systems[address] if address else ""
            label = str(coding.get("display") or "")
            if short in _OWN_SYSTEMS:
                own = unquote(str(code), errors="surrogatepass")
                yield Coding(OWN, own, label, short.removeprefix("crmo-"))
            else:
                yield Coding(short or address or LOCAL, str(code), label)

    def _meant(
        self, kind: str, codings: list[Coding], text: str
    ) -> tuple[Coding, Meaning | None, list[str]]:
        first = codings[0] if codings else Coding(LOCAL, "")
        for each in codings:
            if self._mapping.has(each.system, each.code):
                return each, self._mapping.find(each.system, each.code), []
        found = [(each, meaning) for each in codings if (meaning := self._known.of(each))]
        if found:
            further = [m.id for _, m in found[1:] if m.concept_kind == "concept"]
            others = [each for each in dict.fromkeys(further) if each != found[0][1].id]
            return found[0][0], found[0][1], others
        is_of_known_system = any(each.system in self._systems.values() for each in codings)
        trusts_words = kind == "drug" or not is_of_known_system
        meaning = self._known.of_words(text, kind) if trusts_words and text else None
        return first, meaning, []

    def site(self, text: str | None) -> tuple[str | None, bool]:
        """Return the bone site of a body site, and whether one was told that is none.

        Args:
            text: JSON of one CodeableConcept, or of a list of them.
        """
        sites = listed(parsed(text))
        if len(sites) != 1:
            return None, bool(sites)
        own = has_system(sites[0], OWN_SITE)
        if own and is_site(own):
            return own, False
        words = words_of(sites[0])
        found = named_site(words, tables().site_words) if words else None
        return found, found is None
