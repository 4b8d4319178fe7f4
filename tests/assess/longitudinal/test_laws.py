"""Laws that hold for every record, however odd."""

from __future__ import annotations

import random
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies import imaging_studies, records

from crmo.assess.activity import activity_from
from crmo.assess.assessment import Assessment
from crmo.assess.course import course_from
from crmo.assess.due import due_from
from crmo.assess.facts import Facts
from crmo.assess.flares.overview import flares_from
from crmo.assess.headline import headline
from crmo.assess.lesions.overview import lesions_from
from crmo.assess.lesions.timeline import PlaceState, place_timelines, views_in_order
from crmo.assess.response import response_from
from crmo.assess.safety import safety_from
from crmo.assess.series import series_from
from crmo.assess.treatments.overview import treatments_from
from crmo.knowledge import load_knowledge
from crmo.record import ImagingStudy, PartialDate, PatientRecord

KNOWLEDGE = load_knowledge()
ON = date(2026, 6, 1)
BONES = (
    *("femur_distal_metaphysis_left", "femur_distal_epiphysis_left", "femur_left", "femur"),
    *("tibia_distal_metaphysis_left", "tibia_distal_metaphysis_right", "vertebra_t8", "pelvis"),
)
ROOMS = (
    *(lesions_from, activity_from, response_from, course_from, flares_from),
    *(treatments_from, due_from, safety_from),
)


def everything(record: PatientRecord) -> tuple[object, ...]:
    facts = Facts(record, KNOWLEDGE, ON)
    due = due_from(facts)
    return (*(room(facts) for room in ROOMS), series_from(facts), headline(facts, due=due))


@given(record=records(), seed=st.integers(0, 99))
def test_the_order_of_entries_never_matters(record: PatientRecord, seed: int) -> None:
    shuffled = list(record.entries)
    random.Random(seed).shuffle(shuffled)
    other = PatientRecord(
        patient=record.patient, entries=tuple(shuffled), retractions=record.retractions
    )
    assert everything(record) == everything(other)


@given(record=records())
def test_every_answer_names_entries_that_are_in_the_record(record: PatientRecord) -> None:
    known = {entry.id for entry in record.entries}
    facts = Facts(record, KNOWLEDGE, ON)
    for room in ROOMS:
        for answer in room(facts):
            assert isinstance(answer, Assessment)
            assert set(answer.entries) <= known
            assert all(set(reason.entries) <= known for reason in answer.reasons)


@given(record=records())
def test_every_answer_says_something_and_names_a_rule(record: PatientRecord) -> None:
    facts = Facts(record, KNOWLEDGE, ON)
    for room in ROOMS:
        for answer in room(facts):
            assert answer.summary.strip()
            rule = KNOWLEDGE.rule(answer.rule)
            assert (answer.version, answer.sources) == (rule.version, rule.sources)
            assert set(rule.cautions) <= set(answer.cautions)


@given(record=records())
def test_the_headline_is_one_sentence(record: PatientRecord) -> None:
    facts = Facts(record, KNOWLEDGE, ON)
    words = headline(facts, due=due_from(facts))
    assert words.endswith(".")
    assert words.count(". ") == 0
    assert "None" not in words


@st.composite
def dated_studies(draw: st.DrawFn) -> list[ImagingStudy]:
    return draw(
        st.lists(
            imaging_studies(among=BONES, on=st.dates(date(2020, 1, 1), date(2024, 12, 31))),
            max_size=6,
            unique_by=lambda study: study.id,
        )
    )


def states_by_study(studies: list[ImagingStudy]) -> dict[tuple[str, str], PlaceState]:
    lines = place_timelines(views_in_order(studies))
    return {(line.place.id, state.study): state for line in lines for state in line.states}


@given(studies=dated_studies(), later=imaging_studies(among=BONES, on=st.just(ON)))
def test_a_later_study_never_changes_earlier_states(
    studies: list[ImagingStudy], later: ImagingStudy
) -> None:
    before = states_by_study(studies)
    after = states_by_study([*studies, later])
    assert before.items() <= after.items()


@given(studies=dated_studies())
@settings(max_examples=30)
def test_less_exact_dates_never_turn_one_certain_state_into_another(
    studies: list[ImagingStudy],
) -> None:
    """A vaguer date may make a state uncertain; it may not make it another certain one."""
    from attrs import evolve

    vague = [
        evolve(study, on=PartialDate(study.on.year)) for study in studies if study.on is not None
    ]
    exact, less = states_by_study(studies), states_by_study(vague)
    for key, state in less.items():
        if state.state in ("new", "persistent", "recurred", "healed"):
            assert exact[key].state == state.state


@given(days=st.integers(0, 4000))
def test_a_record_without_entries_answers_every_rule(days: int) -> None:
    from crmo.record import Patient

    facts = Facts(PatientRecord(patient=Patient(id="x")), KNOWLEDGE, ON - timedelta(days=days))
    assert not any(a.verdict == "met" for room in ROOMS for a in room(facts))
    assert headline(facts) == "Nothing is on record yet."
