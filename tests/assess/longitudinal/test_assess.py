"""Everything together, on the example children."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from crmo import yaml12
from crmo.assess import PatientAssessment, assess, response, series
from crmo.assess.activity import activity
from crmo.assess.assessment import Kind
from crmo.assess.course import course
from crmo.assess.due import due
from crmo.assess.flares import flares
from crmo.assess.lesions import lesions
from crmo.assess.safety import safety
from crmo.assess.treatments.overview import treatments
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import PatientRecord
from crmo.record.json_form import from_dict

DOCS = Path(__file__).parents[3] / "docs" / "reference" / "assessments.md"
ON = date(2026, 6, 1)


def example(name: str) -> PatientRecord:
    return from_dict(yaml12.load(files("crmo.examples") / f"{name}.yaml"))


@pytest.fixture(scope="module")
def relapsing() -> PatientAssessment:
    return assess(example("relapsing"), load_knowledge(), on=ON)


def test_every_room_answers(relapsing: PatientAssessment) -> None:
    kinds = {answer.kind for answer in relapsing.all_assessments}
    assert kinds == set(Kind)
    assert len(relapsing.series) == 8


def test_the_rooms_hold_their_own_kind(relapsing: PatientAssessment) -> None:
    for name, kind in (("flares", "flare"), ("treatments", "treatment"), ("due", "due"),
                       ("safety", "safety"), ("course", "course"), ("lesions", "lesions"),
                       ("activity", "activity"), ("response", "response"),
                       ("criteria", "criteria"), ("red_flags", "red_flag")):  # fmt: skip
        assert {answer.kind for answer in getattr(relapsing, name)} == {kind}


def test_the_silent_relapse_of_the_example_is_found(relapsing: PatientAssessment) -> None:
    found = [
        (a.details["start"], a.details["silent"])
        for a in relapsing.flares
        if a.rule == "radiological_relapse"
    ]
    assert ("2025-09-03", True) in found


def test_a_mistyped_value_is_gone_once_it_was_corrected() -> None:
    record, knowledge = example("relapsing"), load_knowledge()

    def crp(on: date) -> float:
        curve = {each.id: each for each in assess(record, knowledge, on=on).series}["crp"]
        return curve.points[-1].low

    assert crp(date(2026, 3, 6)) == 30
    assert crp(date(2026, 3, 12)) == 3


def test_the_child_who_is_not_diagnosed_is_told_apart() -> None:
    found = assess(example("undiagnosed"), load_knowledge(), on=ON)
    assert found.headline.startswith("No diagnosis of CNO on record; ")
    assert found.due == ()


def test_every_key_of_the_details_is_documented(relapsing: PatientAssessment) -> None:
    text = DOCS.read_text(encoding="utf-8")
    rooms = [relapsing.lesions, relapsing.activity, relapsing.response, relapsing.course]
    rooms += [relapsing.flares, relapsing.treatments, relapsing.due, relapsing.safety]
    keys: set[str] = set()
    for room in rooms:
        for answer in room:
            keys |= answer.details.keys()
            for value in answer.details.values():
                if isinstance(value, tuple):
                    keys |= {key for item in value if isinstance(item, dict) for key in item}
    assert [key for key in sorted(keys) if f"`{key}`" not in text] == []


def test_every_rule_that_answers_here_is_documented(relapsing: PatientAssessment) -> None:
    text = DOCS.read_text(encoding="utf-8")
    kinds = ("lesions", "activity", "response", "course", "flare", "treatment", "due", "safety")
    rules = [rule for kind in kinds for rule in load_knowledge().rules(kind)]
    assert [rule for rule in rules if f"`{rule}`" not in text] == []


@pytest.mark.parametrize(
    ("room", "door"),
    [
        ("lesions", lesions),
        ("activity", activity),
        ("response", response),
        ("course", course),
        ("flares", flares),
        ("treatments", treatments),
        ("due", due),
        ("safety", safety),
        ("series", series),
    ],
)
def test_each_room_has_a_door_of_its_own_that_says_the_same(
    relapsing: PatientAssessment, room: str, door: Callable[..., object]
) -> None:
    assert door(example("relapsing"), load_knowledge(), on=ON) == getattr(relapsing, room)


@pytest.mark.parametrize(
    ("rule", "emptied"),
    [
        ("severe_course", "severe_from: {value: null, grade: unknown}"),
        ("clinical_flare", "pain_rise_at_least: {value: null, grade: unknown}"),
        ("chronic_course", "acute_at_most: {value: null, grade: unknown}"),
        ("multifocal", "from_places: {value: null, grade: unknown}"),
        ("catalano_pons_active", "pain_above: {value: null, grade: unknown}"),
    ],
)
def test_a_number_taken_away_is_never_replaced_by_a_guess(
    overlaid: Callable[[str], Knowledge], rule: str, emptied: str
) -> None:
    knowledge = overlaid(f"  - id: {rule}\n    body: {{{emptied}}}\n")
    found = assess(example("relapsing"), knowledge, on=date(2024, 1, 1))
    answers = [a for a in found.all_assessments if a.rule == rule]
    assert {str(a.verdict) for a in answers} <= {"cannot_tell", "met"}
    assert "not_met" not in {str(a.verdict) for a in answers}
    if rule != "catalano_pons_active":  # the drug she takes answers that one without pain
        assert {str(a.verdict) for a in answers} == {"cannot_tell"}
