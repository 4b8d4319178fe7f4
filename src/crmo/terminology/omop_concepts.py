"""Which concept ids stand for our words: standard ones where they are known, local ones for all."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from attrs import evolve, frozen

from crmo.anatomy import all_sites
from crmo.errors import InvalidValueError
from crmo.knowledge import Knowledge
from crmo.knowledge.concepts import Concept, ConceptKind
from crmo.record.units import convert
from crmo.yaml12 import load

FIRST_LOCAL_ID = 2_000_000_000
_LOCAL_IDS = 147_000_000  # up to the greatest whole number of 32 bits
LOCAL_VOCABULARY = "CRMO"
UNKNOWN_CODE = "not known to crmo"
_VOCABULARIES = {"snomed": "SNOMED", "loinc": "LOINC", "rxnorm": "RxNorm"}
_DOMAINS = {
    ConceptKind.FINDING: "Condition",
    ConceptKind.DISEASE: "Condition",
    ConceptKind.EVENT: "Condition",
    ConceptKind.PROCEDURE: "Procedure",
    ConceptKind.FEATURE: "Observation",
    ConceptKind.RESULT: "Observation",
}
_OWN_DOMAINS = {"state": "Meas Value", "flag": "Meas Value", "modality": "Procedure"}
_OWN_DOMAINS |= {"contact": "Visit", "field": "Metadata"}

Key = TypeVar("Key")
Value = TypeVar("Value")


@frozen(kw_only=True)
class OmopConcept:
    """One row of the CONCEPT table.

    Args:
        concept_id: of the OMOP vocabularies, or a local one from `FIRST_LOCAL_ID` on.
        name: what we call it.
        domain: `Condition`, `Measurement` and the like.
        vocabulary: `SNOMED`, or `CRMO` for a local one.
        concept_class: as there; `Undefined` for a local one.
        code: the code in the vocabulary, if it was seen.
        is_standard: whether OMOP counts it as standard.
        unit_like: a unit of the property that a LOINC code measures, or empty.
        seen: where the id was confirmed.
    """

    concept_id: int
    name: str
    domain: str
    vocabulary: str
    concept_class: str = "Undefined"
    code: str = UNKNOWN_CODE
    is_standard: bool = False
    unit_like: str = ""
    seen: str = ""


class Mapped(NamedTuple):
    """What stands for one of our words: standard id (0 if unknown), local id, domain."""

    concept_id: int
    source_concept_id: int
    domain: str


class Remembered(dict[Key, Value], Generic[Key, Value]):
    """A table that asks once for each key.

    Args:
        ask: returns the value of a key.
    """

    def __init__(self, ask: Callable[[Key], Value]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, key: Key) -> Value:
        self[key] = found = self._ask(key)
        return found


class OmopConcepts:
    """The concept ids for one knowledge.

    Local ids are drawn from the SHA-256 of `kind:word`, so that they are the same in every run,
    worker and installation; words of a record that the knowledge does not have get none.

    Args:
        knowledge: whose concepts, analytes, instruments, drugs and units are named.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self.all: dict[int, OmopConcept] = {0: fixed("none", "none")}
        self._add_standard()
        self.local: dict[str, int] = {}
        for key, name, domain in sorted(_own_words(knowledge)):
            self._add_local(key, name, domain)
        self.concepts: Remembered[str, Mapped] = Remembered(self._concept)
        self.drugs: Remembered[str, Mapped] = Remembered(self._drug)
        self.analytes: Remembered[tuple[str, str | None], Mapped] = Remembered(self._analyte)
        self.instruments: Remembered[tuple[str, float, float], Mapped] = Remembered(
            self._instrument
        )
        self.units: Remembered[str, Mapped] = Remembered(self._unit)
        self.states = self._words("state")
        self.flags = self._words("flag")
        self.details = self._words("detail")
        self.sites = self._words("site")
        self.fields = {**self._words("field"), **fixed_words("field")}
        self.observed = frozenset(_table()["findings_that_are_observations"])

    def _add_standard(self) -> None:
        names = dict(_names(self._knowledge))
        for (vocabulary, code), found in standard_ids().items():
            name = names.get((vocabulary, code), code)
            self.all[found.concept_id] = _renamed(found, name)
        for group in _table()["standard"]:
            for word in _table()["standard"][group]:
                self.all[fixed(group, word).concept_id] = fixed(group, word)

    def _add_local(self, key: str, name: str, domain: str) -> None:
        number = int.from_bytes(sha256(key.encode()).digest()[:8], "big") % _LOCAL_IDS
        while FIRST_LOCAL_ID + number in self.all:  # two words of one hash: the later moves on
            number = (number + 1) % _LOCAL_IDS
        concept_id = self.local[key] = FIRST_LOCAL_ID + number
        self.all[concept_id] = OmopConcept(
            concept_id=concept_id,
            name=name[:255],
            domain=domain,
            vocabulary=LOCAL_VOCABULARY,
            code=key[:50],
        )

    def _words(self, kind: str) -> dict[str, int]:
        start = f"{kind}:"
        return {
            key.removeprefix(start): i for key, i in self.local.items() if key.startswith(start)
        }

    def own(self, kind: str, word: str) -> int:
        """Return the local id of a word, 0 if the knowledge has no such word."""
        return self.local.get(f"{kind}:{word}", 0)

    def _concept(self, word: str) -> Mapped:
        concept = self._knowledge.concepts.get(word)
        if concept is None:
            return Mapped(0, 0, "")
        local = self.own("concept", word)
        for found in _standard_of(concept):
            return Mapped(found.concept_id, local, found.domain)
        return Mapped(0, local, _DOMAINS[concept.kind])

    def _drug(self, word: str) -> Mapped:
        drug = self._knowledge.drugs.get(word)
        local = self.own("drug", word)
        for code in drug.rxnorm if drug else ():
            found = standard_ids().get(("RxNorm", code))
            if found and found.is_standard:
                return Mapped(found.concept_id, local, "Drug")
        return Mapped(0, local, "Drug")

    def _analyte(self, asked: tuple[str, str | None]) -> Mapped:
        word, unit = asked
        analyte = self._knowledge.analytes.get(word)
        local = self.own("analyte", word)
        for code in analyte.loinc if analyte else ():
            found = standard_ids().get(("LOINC", code))
            if not (analyte and found and found.is_standard and found.domain == "Measurement"):
                continue
            # Of a value without unit, our own unit tells what a laboratory most often means.
            if _measures(unit or analyte.unit, found.unit_like):
                return Mapped(found.concept_id, local, "Measurement")
        return Mapped(0, local, "Measurement")

    def _instrument(self, asked: tuple[str, float, float]) -> Mapped:
        word, low, high = asked
        instrument = self._knowledge.instruments.get(word)
        local = self.own("instrument", word)
        for code in instrument.loinc if instrument else ():
            found = standard_ids().get(("LOINC", code))
            # The only one that is known is a scale of 0 to 10.
            if found and found.domain == "Measurement" and (low, high) == (0, 10):
                return Mapped(found.concept_id, local, "Measurement")
        return Mapped(0, local, "Measurement")

    def _unit(self, unit: str) -> Mapped:
        found = standard_ids().get(("UCUM", unit))
        is_known = found is not None and found.is_standard
        return Mapped(found.concept_id if found and is_known else 0, self.own("unit", unit), "Unit")


@lru_cache(maxsize=8)
def omop_concepts(knowledge: Knowledge) -> OmopConcepts:
    """Return the concept ids for a knowledge, made once."""
    return OmopConcepts(knowledge)


@cache
def standard_ids() -> Mapping[tuple[str, str], OmopConcept]:
    """Return the shipped table: (vocabulary, code) to concept."""
    text = (files(__package__) / "omop_concept_ids.csv").read_text(encoding="utf-8")
    found = {}
    for row in csv.DictReader(text.splitlines()):
        found[row["vocabulary_id"], row["concept_code"]] = OmopConcept(
            concept_id=int(row["concept_id"]),
            name=row["concept_code"],
            domain=row["domain_id"],
            vocabulary=row["vocabulary_id"],
            concept_class=row["concept_class_id"],
            code=row["concept_code"],
            is_standard=row["standard_concept"] == "S",
            unit_like=row["unit_like"],
            seen="CONCEPT of Synthea27Nj_5.4",
        )
    return MappingProxyType(found)


@cache
def fixed(group: str, word: str) -> OmopConcept:
    """Return a concept of `omop_fixed_concepts.yaml` (`visit`, `admission`).

    Raises:
        KeyError: there is none.
    """
    row: dict[str, Any] = dict(_table()["standard"][group][word])
    return OmopConcept(**row, is_standard=group not in {"none", "field", "version"})


def fixed_words(group: str) -> Mapping[str, int]:
    """Return the words of a group of `omop_fixed_concepts.yaml` with their concept ids."""
    return MappingProxyType(
        {word: fixed(group, word).concept_id for word in _table()["standard"][group]}
    )


def modality_procedures() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return modality -> procedure of the knowledge, and for an MRI whole body -> procedure."""
    return _table()["modality_procedures"], _table()["mri_by_whole_body"]


@cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = load(files(__package__) / "omop_fixed_concepts.yaml")
    return table


def _renamed(concept: OmopConcept, name: str) -> OmopConcept:
    return evolve(concept, name=name[:255])


def _standard_of(concept: Concept) -> Iterator[OmopConcept]:
    """Yield the standard concepts of the codes that may be written."""
    for system, vocabulary in _VOCABULARIES.items():
        for code in concept.named_codes.get(system, {}):
            found = standard_ids().get((vocabulary, code))
            if found and found.is_standard:
                yield found


def _measures(unit: str | None, unit_like: str) -> bool:
    """Whether a unit is one of the property that a LOINC code measures."""
    if unit is None or not unit_like:
        return False
    try:
        convert(1.0, unit, unit_like)
    except InvalidValueError:
        return False
    return True


def _names(knowledge: Knowledge) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the name that the knowledge has for a code of another vocabulary."""
    for drug in knowledge.drugs.values():
        yield from ((("RxNorm", code), drug.label) for code in drug.rxnorm)
    for analyte in knowledge.analytes.values():
        yield from ((("LOINC", code), analyte.label) for code in analyte.loinc)
    for instrument in knowledge.instruments.values():
        yield from ((("LOINC", code), instrument.label) for code in instrument.loinc)
    for concept in knowledge.concepts.values():
        for system, vocabulary in _VOCABULARIES.items():
            for codes in (concept.named_read_codes, concept.named_codes):
                for code, name in codes.get(system, {}).items():
                    yield (vocabulary, code), name or concept.label


def _own_words(knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    """Yield (key, name, domain) of everything that gets a local concept."""
    for concept in knowledge.concepts.values():
        yield f"concept:{concept.id}", concept.label, _DOMAINS[concept.kind]
    for analyte in knowledge.analytes.values():
        yield f"analyte:{analyte.id}", analyte.label, "Measurement"
        for unit in (analyte.unit, *analyte.accepted_units, *analyte.other_units):
            if unit:
                yield f"unit:{unit}", unit, "Unit"
    for instrument in knowledge.instruments.values():
        yield f"instrument:{instrument.id}", instrument.label, "Measurement"
    for drug in knowledge.drugs.values():
        yield f"drug:{drug.id}", drug.label, "Drug"
    for drug_class in knowledge.drug_classes.values():
        yield f"drug:{drug_class.id}", drug_class.label, "Drug"
    for site in all_sites().values():
        yield f"site:{site.id}", site.label, "Spec Anatomic Site"
    for kind, words in _table()["own_words"].items():
        for word in words:
            yield f"{kind}:{word}", word.replace("_", " "), _OWN_DOMAINS.get(kind, "Observation")
