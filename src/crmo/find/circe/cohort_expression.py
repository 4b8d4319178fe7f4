"""A case definition as an OHDSI Circe cohort expression, as far as it goes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from attrs import frozen

from crmo.find.circe.concept_sets import ConceptIds, concept_sets
from crmo.find.circe.gaps import OF_EVERY_DEFINITION, Gap, Gaps
from crmo.find.circe.groups import Groups
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import AllOf, AnyOf, CaseDefinition

_NO_IDS: ConceptIds = MappingProxyType({})


@frozen
class CohortExpression:
    """What ATLAS and other tools of OHDSI can read, and what they do not learn from it.

    Args:
        expression: the cohort expression, as JSON has it.
        gaps: what the definition says and the expression does not.
    """

    expression: Mapping[str, Any]
    gaps: tuple[Gap, ...]

    def to_json(self) -> str:
        """Return the expression as a JSON text."""
        return json.dumps(self.expression, indent=2, ensure_ascii=False) + "\n"

    def gaps_in_words(self) -> str:
        """Return the gaps as a text, one on each line."""
        lines = (
            f"- {gap.where}: {gap.what}" if gap.where else f"- {gap.what}" for gap in self.gaps
        )
        return "\n".join(lines) + "\n"


def cohort_expression(
    definition: CaseDefinition, knowledge: Knowledge, concept_ids: ConceptIds = _NO_IDS
) -> CohortExpression:
    """Return a definition as a cohort expression, with everything that this loses.

    The index becomes the primary criteria, each `require` an inclusion rule, each `exclude` an
    inclusion rule of its opposite. Everybody in the cohort keeps these; the score is lost, so the
    cohort is as large as the hits of the definition or larger, but for the gaps that are listed.

    Args:
        definition: a checked definition.
        knowledge: for the codes of concepts, analytes and drugs.
        concept_ids: (vocabulary, code) to concept, from a CONCEPT table; crmo itself knows few.
    """
    gaps = Gaps()
    for what in OF_EVERY_DEFINITION:
        gaps.add("", what)
    sets = concept_sets(definition, knowledge, concept_ids, gaps)
    groups = Groups(definition, sets, gaps)
    rules = [_rule(groups, definition, key, holds=True) for key in definition.require]
    rules += [_rule(groups, definition, key, holds=False) for key in definition.exclude]
    _note_unused(definition, gaps)
    expression = {
        "cdmVersionRange": ">=5.0.0",
        "PrimaryCriteria": _primary(groups, definition),
        "ConceptSets": [each.to_json() for each in sets.values()],
        "QualifiedLimit": {"Type": "First"},
        "ExpressionLimit": {"Type": "First"},
        "InclusionRules": rules,
        "CensoringCriteria": [],
        "CollapseSettings": {"CollapseType": "ERA", "EraPad": 0},
        "CensorWindow": {},
    }
    return CohortExpression(expression, gaps.found)


def _primary(groups: Groups, definition: CaseDefinition) -> dict[str, Any]:
    index = definition.index
    limits: dict[str, Any] = {"Value": int(index.max_years), "Op": "lt"}
    if index.min_years:
        last = int(index.max_years) - 1
        limits = {"Value": int(index.min_years), "Extent": last, "Op": "bt"}
    return {
        "CriteriaList": groups.criteria_of("index", index.first_of, {"Age": limits}),
        "ObservationWindow": {"PriorDays": 0, "PostDays": 0},
        "PrimaryCriteriaLimit": {"Type": "First"},
    }


def _rule(groups: Groups, definition: CaseDefinition, key: str, *, holds: bool) -> dict[str, Any]:
    criterion = definition.criteria[key]
    return {
        "name": criterion.label if holds else f"not: {criterion.label}",
        "description": criterion.why,
        "expression": groups.of(key, holds=holds),
    }


def _note_unused(definition: CaseDefinition, gaps: Gaps) -> None:
    used: set[str] = set()
    waiting = [*definition.require, *definition.exclude]
    while waiting:
        key = waiting.pop()
        used.add(key)
        criterion = definition.criteria[key]
        if isinstance(criterion, AllOf | AnyOf):
            waiting += [part for part in criterion.of if part not in used]
    for key, criterion in definition.criteria.items():
        if key not in used:
            gaps.add(f"criteria.{key}", f"Not a rule: {criterion.points:+g} points are lost.")
