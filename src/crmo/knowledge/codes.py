"""Codes of other people's systems: their names, their spellings, and what they mean here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from attrs import frozen


@frozen(kw_only=True)
class CodeSystem:
    """A system of codes.

    Args:
        id: our short name (`hpo`).
        label: its name for people.
        uri: its address in FHIR; the first of those in use.
        other_names: further addresses, object identifiers and prefixes that mean it.
        is_hierarchical: True when a longer code is a kind of the code it begins with.
    """

    id: str
    label: str
    uri: str
    other_names: tuple[str, ...] = ()
    is_hierarchical: bool = False


CODE_SYSTEMS: Mapping[str, CodeSystem] = MappingProxyType(
    {
        system.id: system
        for system in (
            CodeSystem(
                id="hpo",
                label="Human Phenotype Ontology",
                uri="http://human-phenotype-ontology.org",
                other_names=("HP", "http://purl.obolibrary.org/obo/hp.owl"),
            ),
            CodeSystem(
                id="snomed",
                label="SNOMED CT",
                uri="http://snomed.info/sct",
                other_names=("SCTID", "SNOMEDCT", "SCT", "2.16.840.1.113883.6.96"),
            ),
            CodeSystem(
                id="icd10",
                label="ICD-10",
                uri="http://hl7.org/fhir/sid/icd-10",
                other_names=(
                    "ICD10WHO",
                    "ICD10GM",
                    "http://fhir.de/CodeSystem/bfarm/icd-10-gm",
                    "http://fhir.de/CodeSystem/dimdi/icd-10-gm",
                    "http://hl7.org/fhir/sid/icd-10-de",
                    "2.16.840.1.113883.6.3",
                    "1.2.276.0.76.5.409",
                ),
                is_hierarchical=True,
            ),
            CodeSystem(
                id="icd10cm",
                label="ICD-10-CM",
                uri="http://hl7.org/fhir/sid/icd-10-cm",
                other_names=(
                    "http://terminology.hl7.org/CodeSystem/icd10CM",
                    "2.16.840.1.113883.6.90",
                ),
                is_hierarchical=True,
            ),
            CodeSystem(
                id="mondo",
                label="Mondo",
                uri="http://purl.obolibrary.org/obo/mondo.owl",
            ),
            CodeSystem(
                id="orpha",
                label="Orphanet",
                uri="http://www.orpha.net",
                other_names=("Orphanet", "http://www.orpha.net/ORDO"),
            ),
            CodeSystem(id="omim", label="OMIM", uri="http://www.omim.org", other_names=("OMIMPS",)),
            CodeSystem(
                id="ncit",
                label="NCI Thesaurus",
                uri="http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
            ),
            CodeSystem(id="mesh", label="MeSH", uri="http://id.nlm.nih.gov/mesh"),
            CodeSystem(
                id="loinc",
                label="LOINC",
                uri="http://loinc.org",
                other_names=("2.16.840.1.113883.6.1",),
            ),
            CodeSystem(
                id="rxnorm",
                label="RxNorm",
                uri="http://www.nlm.nih.gov/research/umls/rxnorm",
                other_names=("RXCUI", "2.16.840.1.113883.6.88"),
            ),
            CodeSystem(
                id="atc",
                label="ATC",
                uri="http://www.whocc.no/atc",
                other_names=(
                    "http://fhir.de/CodeSystem/bfarm/atc",
                    "http://fhir.de/CodeSystem/dimdi/atc",
                    "2.16.840.1.113883.6.73",
                ),
                is_hierarchical=True,
            ),
        )
    }
)

_CURIE_SYSTEMS = frozenset({"hpo", "mondo"})  # the prefix is a part of the code
_SHORTEST_HIERARCHICAL = 3  # M86, J01
_RANGE = re.compile(r"([A-Z]\d\d)-([A-Z]\d\d)\Z")


def _plain(name: str) -> str:
    name = name.casefold().removeprefix("urn:oid:").replace("https://", "http://")
    return name.rstrip("/#").replace("-", "").replace("_", "").replace(" ", "")


_BY_NAME = {
    _plain(name): system.id
    for system in CODE_SYSTEMS.values()
    for name in (system.id, system.label, system.uri, *system.other_names)
}


def system_named(name: str) -> str | None:
    """Return our short name of a code system given by address, identifier or prefix, or None."""
    return _BY_NAME.get(_plain(name))


def spelled(system: str, code: str) -> str:
    """Return a code in the one spelling under which it is kept.

    Args:
        system: our short name (`icd10cm`).
        code: as it came: with or without prefix, dot or dash (`m86.3-`, `HP_0002653`).
    """
    text = code.strip().upper()
    if system in _CURIE_SYSTEMS:
        return text.replace("_", ":")
    prefix, colon, rest = text.partition(":")
    if colon:
        text = f"PS{rest}" if prefix == "OMIMPS" else rest
    if system in {"icd10", "icd10cm"}:
        return text if _RANGE.match(text) else text.replace(".", "").rstrip("-+*!")
    return text


class CodeIndex:
    """Which of our ids a code means.

    Args:
        entries: (our id, system, code); for hierarchical systems a code stands for all longer
            ones, and `C81-C88` for the categories from the first to the last.
    """

    def __init__(self, entries: Iterable[tuple[str, str, str]]) -> None:
        self._ids: dict[tuple[str, str], str] = {}
        self._ranges: list[tuple[str, str, str, str]] = []
        self.clashes: list[tuple[str, str, str, str]] = []
        for key, system, code in entries:
            limits = _RANGE.match(code) if CODE_SYSTEMS[system].is_hierarchical else None
            if limits:
                self._ranges.append((system, limits[1], limits[2], key))
                continue
            other = self._ids.setdefault((system, spelled(system, code)), key)
            if other != key:
                self.clashes.append((system, code, other, key))
        self._ranges.sort(key=lambda row: _width(row[1], row[2]))  # the narrowest first

    def find(self, system: str, code: str) -> str | None:
        """Return our id for a code, or None.

        Args:
            system: short name or address of the code system.
            code: the code as it came.
        """
        known = system_named(system)
        if known is None or not code:
            return None
        text = spelled(known, code)
        exact = self._ids.get((known, text))
        if exact or not CODE_SYSTEMS[known].is_hierarchical:
            return exact
        for length in range(len(text) - 1, _SHORTEST_HIERARCHICAL - 1, -1):
            if (known, text[:length]) in self._ids:
                return self._ids[known, text[:length]]
        category = text[:_SHORTEST_HIERARCHICAL]
        for name, first, last, key in self._ranges:
            if name == known and first <= category <= last:
                return key
        return None


def _width(first: str, last: str) -> int:
    """Number of categories from the first to the last: letter, then two digits."""
    return (ord(last[0]) - ord(first[0])) * 100 + int(last[1:]) - int(first[1:])
