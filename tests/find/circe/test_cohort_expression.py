"""Definitions as cohort expressions: the form that OHDSI's tools read, and what is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from crmo.find.circe import CohortExpression, cohort_expression
from crmo.knowledge import load_knowledge
from crmo.knowledge.case_definition import (
    AgeAtIndex,
    AllOf,
    AnyOf,
    Band,
    CaseDefinition,
    CodeSet,
    Count,
    Criterion,
    Distinct,
    Episodes,
    FollowedBy,
    Index,
    Paired,
    Repeat,
    Select,
    ValueTest,
    Window,
    Without,
)
from crmo.terminology.omop_concepts import OmopConcept

SAID: dict[str, Any] = {"label": "asked", "why": "because", "id": "asked"}
JOINT_PAIN, CRP, IBUPROFEN, MG_PER_L = 77074, 3020460, 1177480, 8751
SETS = {
    "pain": CodeSet(id="pain", label="pain", concepts=("joint_pain",)),
    "crp": CodeSet(id="crp", label="CRP", analytes=("crp",)),
    "drug": CodeSet(id="drug", label="drug", drugs=("ibuprofen",)),
    "mixed": CodeSet(id="mixed", label="mixed", concepts=("joint_pain",), drugs=("ibuprofen",)),
    "biopsy": CodeSet(id="biopsy", label="biopsy", concepts=("bone_biopsy",)),
}
MONTH = Window(from_day=-7, to_day=30)
PAIN = Select(set="pain")


def definition(*criteria: Criterion, **more: Any) -> CaseDefinition:
    return CaseDefinition(
        id="small",
        version=1,
        label="small",
        purpose="test",
        code_sets=SETS,
        index=Index(first_of=PAIN, max_years=18),
        criteria={each.id: each for each in criteria},
        bands=(Band(id="all", label="all", at_least=0),),
        **more,
    )


def export(criterion: Criterion, *, exclude: bool = False, ids: Any = None) -> CohortExpression:
    lists = {"exclude": ("asked",)} if exclude else {"require": ("asked",)}
    return cohort_expression(definition(criterion, **lists), load_knowledge(), ids or {})


def rule(criterion: Criterion, *, exclude: bool = False) -> dict[str, Any]:
    [found] = export(criterion, exclude=exclude).expression["InclusionRules"]
    made: dict[str, Any] = found["expression"]
    return made


def gaps_of(criterion: Criterion) -> str:
    return " ".join(gap.what for gap in export(criterion).gaps if gap.where == "criteria.asked")


def test_the_index_is_the_primary_criteria() -> None:
    made = export(Count(**SAID, of=PAIN)).expression["PrimaryCriteria"]
    assert made["CriteriaList"] == [
        {"ConditionOccurrence": {"CodesetId": 0, "Age": {"Value": 18, "Op": "lt"}}}
    ]
    assert made["PrimaryCriteriaLimit"] == {"Type": "First"}


def test_a_concept_set_names_the_concepts_whose_ids_are_known() -> None:
    sets = export(Count(**SAID, of=PAIN)).expression["ConceptSets"]
    ids = [[item["concept"]["CONCEPT_ID"] for item in each["expression"]["items"]] for each in sets]
    assert ids[:3] == [[JOINT_PAIN], [CRP], [IBUPROFEN]]
    assert sets[0]["expression"]["items"][0]["includeDescendants"] is True
    assert [each["id"] for each in sets] == [0, 1, 2, 3, 4]


def test_an_empty_concept_set_is_told() -> None:
    gaps = {gap.where: gap.what for gap in export(Count(**SAID, of=PAIN)).gaps}
    assert "empty" in gaps["code_sets.biopsy"]


def test_concept_ids_of_a_hospital_fill_what_crmo_does_not_know() -> None:
    told = OmopConcept(
        concept_id=12, name="n", domain="Condition", vocabulary="ICD10CM", is_standard=True
    )
    snomed = OmopConcept(concept_id=34, name="arthralgia", domain="Condition", vocabulary="SNOMED")
    found = export(Count(**SAID, of=PAIN), ids={("SNOMED", "57676002"): snomed, ("X", "Y"): told})
    items = found.expression["ConceptSets"][0]["expression"]["items"]
    assert [item["concept"]["CONCEPT_ID"] for item in items] == [34]


def test_a_count_must_occur_at_least_so_often_in_its_window() -> None:
    [made] = rule(Count(**SAID, of=PAIN, at_least=3, window=MONTH))["CriteriaList"]
    assert made["Occurrence"] == {"Type": 2, "Count": 3, "IsDistinct": False}
    assert made["StartWindow"]["Start"] == {"Days": 7, "Coeff": -1}
    assert made["StartWindow"]["End"] == {"Days": 30, "Coeff": 1}


def test_a_window_without_limits_has_no_days() -> None:
    [made] = rule(Count(**SAID, of=PAIN))["CriteriaList"]
    assert made["StartWindow"]["Start"] == {"Coeff": -1}
    assert made["StartWindow"]["End"] == {"Coeff": 1}


def test_without_and_an_exclusion_must_not_occur() -> None:
    for made in (rule(Without(**SAID, of=PAIN)), rule(Count(**SAID, of=PAIN), exclude=True)):
        [only] = made["CriteriaList"]
        assert only["Occurrence"] == {"Type": 0, "Count": 0, "IsDistinct": False}


def test_an_excluded_absence_must_occur() -> None:
    [only] = rule(Without(**SAID, of=PAIN), exclude=True)["CriteriaList"]
    assert only["Occurrence"]["Type"] == 2


def test_events_of_several_tables_are_any_of_them_and_none_of_them() -> None:
    mixed = Count(**SAID, of=Select(set="mixed"))
    kinds = [next(iter(each["Criteria"])) for each in rule(mixed)["CriteriaList"]]
    assert kinds == ["ConditionOccurrence", "DrugExposure"]
    assert (rule(mixed)["Type"], rule(mixed, exclude=True)["Type"]) == ("ANY", "ALL")


@pytest.mark.parametrize(
    ("criterion", "start", "end"),
    [
        (Repeat(**SAID, of=PAIN, min_days=42, max_days=365), (42, 1), (365, 1)),
        (FollowedBy(**SAID, first=PAIN, then=PAIN, min_days=1, max_days=9), (1, 1), (9, 1)),
        (Paired(**SAID, first=PAIN, second=Select(set="drug"), days=3), (3, -1), (3, 1)),
    ],
)
def test_a_pair_is_an_event_with_another_around_it(
    criterion: Criterion, start: tuple[int, int], end: tuple[int, int]
) -> None:
    [outer] = rule(criterion)["CriteriaList"]
    [body] = outer["Criteria"].values()
    [inner] = body["CorrelatedCriteria"]["CriteriaList"]
    window = inner["StartWindow"]
    assert window["Start"] == {"Days": start[0], "Coeff": start[1]}
    assert window["End"] == {"Days": end[0], "Coeff": end[1]}


def test_a_value_is_compared_with_its_range_and_with_limits_in_their_unit() -> None:
    above = Count(**SAID, of=Select(set="crp", value=ValueTest.ABOVE_RANGE))
    limit = Count(**SAID, of=Select(set="crp", at_least=10, unit="mg/L"))
    [first], [second] = (rule(each)["CriteriaList"] for each in (above, limit))
    assert first["Criteria"]["Measurement"]["RangeHighRatio"] == {"Value": 1, "Op": "gt"}
    body = second["Criteria"]["Measurement"]
    assert body["ValueAsNumber"] == {"Value": 10, "Op": "gte"}
    assert [unit["CONCEPT_ID"] for unit in body["Unit"]] == [MG_PER_L]


def test_age_is_a_limit_in_years() -> None:
    young = AgeAtIndex(**SAID, max_years=3)
    assert rule(young)["DemographicCriteriaList"] == [{"Age": {"Value": 3, "Op": "lt"}}]
    assert rule(young, exclude=True)["DemographicCriteriaList"] == [
        {"Age": {"Value": 3, "Op": "gte"}}
    ]


def test_all_of_becomes_any_of_the_opposites_when_it_is_excluded() -> None:
    parts = (Count(**{**SAID, "id": "a"}, of=PAIN), Without(**{**SAID, "id": "b"}, of=PAIN))
    for kind, plain, opposite in ((AllOf, "ALL", "ANY"), (AnyOf, "ANY", "ALL")):
        whole = kind(**SAID, of=("a", "b"))
        made = [
            cohort_expression(definition(whole, *parts, **lists), load_knowledge()).expression
            for lists in ({"require": ("asked",)}, {"exclude": ("asked",)})
        ]
        groups = [each["InclusionRules"][0]["expression"] for each in made]
        assert [each["Type"] for each in groups] == [plain, opposite]
        counts = [
            [inner["CriteriaList"][0]["Occurrence"]["Count"] for inner in each["Groups"]]
            for each in groups
        ]
        assert counts == [[1, 0], [0, 1]]


@pytest.mark.parametrize(
    ("criterion", "lost"),
    [
        (Count(**SAID, of=PAIN, at_least=2, distinct=Distinct.SITE), "Different sites"),
        (Count(**SAID, of=Select(set="pain", sites=("foot",))), "place in the body"),
        (Count(**SAID, of=Select(set="pain", states=("absent",))), "States absent"),
        (Count(**SAID, of=Select(set="pain", values="drug")), "coded answer"),
        (Episodes(**SAID, of=PAIN, gap_days=14, at_least=2), "Episodes"),
        (Without(**SAID, of=PAIN, seen_by="drug"), "Where nothing was looked for"),
        (Repeat(**SAID, of=PAIN, min_days=0, max_days=9), "its own partner"),
        (Repeat(**SAID, of=PAIN, min_days=1, max_days=9, window=MONTH), "outside the window"),
        (Count(**SAID, of=Select(set="crp", value=ValueTest.IN_RANGE)), "own flag"),
    ],
)
def test_what_is_lost_is_told(criterion: Criterion, lost: str) -> None:
    assert lost in gaps_of(criterion)


def test_a_criterion_that_is_no_rule_is_told_with_its_points() -> None:
    made = definition(Count(**SAID, of=PAIN, points=-2))
    gaps = {gap.where: gap.what for gap in cohort_expression(made, load_knowledge()).gaps}
    assert gaps["criteria.asked"] == "Not a rule: -2 points are lost."


# --- the form --------------------------------------------------------------------------------

CRITERION_KEYS = {
    "Criteria",
    "StartWindow",
    "RestrictVisit",
    "IgnoreObservationPeriod",
    "Occurrence",
}
GROUP_KEYS = {"Type", "CriteriaList", "DemographicCriteriaList", "Groups"}
TOP_KEYS = {
    "cdmVersionRange",
    "PrimaryCriteria",
    "ConceptSets",
    "QualifiedLimit",
    "ExpressionLimit",
    "InclusionRules",
    "CensoringCriteria",
    "CollapseSettings",
    "CensorWindow",
}


def groups_in(group: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield group
    for inner in group["Groups"]:
        yield from groups_in(inner)
    for each in group["CriteriaList"]:
        [body] = each["Criteria"].values()
        if "CorrelatedCriteria" in body:
            yield from groups_in(body["CorrelatedCriteria"])


@pytest.mark.parametrize("key", sorted(load_knowledge().case_definitions))
def test_every_shipped_definition_has_the_form_of_a_cohort_expression(key: str) -> None:
    found = cohort_expression(load_knowledge().case_definitions[key], load_knowledge())
    made = json.loads(found.to_json())
    assert set(made) == TOP_KEYS
    numbers = {each["id"] for each in made["ConceptSets"]}
    for rule_ in made["InclusionRules"]:
        for group in groups_in(rule_["expression"]):
            assert set(group) == GROUP_KEYS
            assert group["CriteriaList"] or group["DemographicCriteriaList"] or group["Groups"]
            for each in group["CriteriaList"]:
                assert set(each) == CRITERION_KEYS
                [body] = each["Criteria"].values()
                assert body["CodesetId"] in numbers
    assert found.gaps_in_words().count("\n") == len(found.gaps)
