"""Code sets as concept sets: by concept id, as far as ids are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from crmo.find.circe.gaps import Gaps
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import CaseDefinition, CodeSet
from crmo.terminology.omop_concepts import (
    OmopConcept,
    fixed,
    fixed_words,
    omop_concepts,
    standard_ids,
)

ConceptIds = Mapping[tuple[str, str], OmopConcept]
VOCABULARIES = {"snomed": "SNOMED", "loinc": "LOINC", "rxnorm": "RxNorm"}
CRITERIA = {
    "Condition": "ConditionOccurrence",
    "Measurement": "Measurement",
    "Observation": "Observation",
    "Procedure": "ProcedureOccurrence",
    "Drug": "DrugExposure",
    "Visit": "VisitOccurrence",
}


@frozen
class ConceptSet:
    """A code set as a cohort expression has it.

    Args:
        number: its number in the expression.
        name: its name there.
        concepts: those whose ids are known.
        domains: tables in which its events stand, in the order of CRITERIA; never empty.
    """

    number: int
    name: str
    concepts: tuple[OmopConcept, ...]
    domains: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the concept set as the format has it; descendants are included."""
        items = [
            {
                "concept": _concept_json(each),
                "isExcluded": False,
                "includeDescendants": True,
                "includeMapped": False,
            }
            for each in self.concepts
        ]
        return {"id": self.number, "name": self.name, "expression": {"items": items}}


def concept_sets(
    definition: CaseDefinition, knowledge: Knowledge, ids: ConceptIds, gaps: Gaps
) -> Mapping[str, ConceptSet]:
    """Return the concept set of every code set of a definition, by id of the code set.

    Args:
        definition: its code sets.
        knowledge: for the codes of concepts, analytes and drugs.
        ids: (vocabulary, code) to concept; beside those that crmo ships.
        gaps: receives what has no concept id.
    """
    known = {**standard_ids(), **ids}
    return {
        key: _concept_set(number, code_set, knowledge, known, gaps)
        for number, (key, code_set) in enumerate(definition.code_sets.items())
    }


def _concept_set(
    number: int, code_set: CodeSet, knowledge: Knowledge, known: ConceptIds, gaps: Gaps
) -> ConceptSet:
    where = f"code_sets.{code_set.id}"
    found: dict[int, OmopConcept] = {}
    lacking = 0
    for system, code, _ in _codes(code_set, knowledge):
        concept = known.get((VOCABULARIES.get(system, ""), code))
        if concept is None:
            lacking += 1
        else:
            found[concept.concept_id] = concept
    for visit in code_set.visits:
        for word in fixed_words("visit") if visit == "any" else (visit,):
            if word in fixed_words("visit"):
                found[fixed("visit", word).concept_id] = fixed("visit", word)
    if lacking:
        gaps.add(where, f"{lacking} of its codes have no concept id that is known here.")
    if code_set.specialties:
        gaps.add(where, "The specialty of a visit: its concept ids are not known here.")
    if code_set.except_codes:
        gaps.add(where, "Codes that are taken out again; a concept set sees standard concepts.")
    if not found:
        gaps.add(where, "The concept set is empty; fill it in before the expression is used.")
    concepts = tuple(found[number] for number in sorted(found))
    return ConceptSet(number, code_set.label, concepts, _domains(code_set, concepts, knowledge))


def _codes(code_set: CodeSet, knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    """Yield (system, code, id of ours) of everything that a code set means."""
    for wider in (*code_set.concepts, *code_set.modalities):
        for key in sorted(knowledge.descendants(wider)):
            concept = knowledge.concepts.get(key)
            for system, code in concept.all_codes() if concept else ():
                yield system, code, key
    for key in code_set.analytes:
        yield from (("loinc", code, key) for code in knowledge.analytes[key].loinc)
    for wider in code_set.drugs:
        for key in sorted(knowledge.descendants(wider)):
            drug = knowledge.drugs.get(key)
            yield from (("rxnorm", code, key) for code in (drug.rxnorm if drug else ()))
    for system, listed in code_set.codes.items():
        yield from ((system, code, "") for code in listed)


def _domains(
    code_set: CodeSet, concepts: tuple[OmopConcept, ...], knowledge: Knowledge
) -> tuple[str, ...]:
    ours = omop_concepts(knowledge).concepts
    found = {concept.domain for concept in concepts}
    found |= {ours[key].domain for key in code_set.concepts}
    for domain, named in (
        ("Procedure", code_set.modalities),
        ("Measurement", code_set.analytes),
        ("Drug", code_set.drugs),
        ("Visit", (*code_set.visits, *code_set.specialties)),
    ):
        found |= {domain} if named else set()
    return tuple(domain for domain in CRITERIA if domain in found) or ("Condition",)


def _concept_json(concept: OmopConcept) -> dict[str, Any]:
    return {
        "CONCEPT_ID": concept.concept_id,
        "CONCEPT_NAME": concept.name,
        "STANDARD_CONCEPT": "S" if concept.is_standard else "N",
        "STANDARD_CONCEPT_CAPTION": "Standard" if concept.is_standard else "Non-Standard",
        "INVALID_REASON": "V",
        "INVALID_REASON_CAPTION": "Valid",
        "CONCEPT_CODE": concept.code,
        "DOMAIN_ID": concept.domain,
        "VOCABULARY_ID": concept.vocabulary,
        "CONCEPT_CLASS_ID": concept.concept_class,
    }
