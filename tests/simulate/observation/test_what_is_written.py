"""The observed record is part of the complete one, belongs to the child alone, and is possible."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import attrs
import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.simulate.observation.hand_made import (
    ONSET,
    RHEUM,
    boy_with_leukaemia,
    girl_with_cno,
    healthy_child,
)

from crmo.knowledge import load_knowledge
from crmo.record import (
    Certainty,
    Diagnosis,
    Entry,
    Fact,
    FactStatus,
    Finding,
    ImagingStudy,
    Lesion,
    PartialDate,
    PatientRecord,
    TreatmentCourse,
)
from crmo.record.json_form import from_json, to_json
from crmo.simulate.child import Bout, Condition, Treatment, VirtualChild, Visit
from crmo.simulate.observation import hospital_of, observe
from crmo.simulate.observation.lots import Questions, another, key_of
from crmo.simulate.parameters import Parameters

KNOWLEDGE = load_knowledge()
PARAMETERS = Parameters.of(KNOWLEDGE)
NOT_KNOWN = {FactStatus.UNKNOWN, FactStatus.NOT_LOOKED_FOR}
MAKERS = st.sampled_from([partial(girl_with_cno, 3.0), boy_with_leukaemia, healthy_child])


def seen(child: VirtualChild, *, complete: bool = False) -> PatientRecord:
    return observe(child, PARAMETERS, KNOWLEDGE, complete=complete)


def by_id(record: PatientRecord) -> dict[str, Entry]:
    return {entry.id: entry for entry in record.entries}


def says_no_more(part: Any, whole: Any) -> bool:
    """Whether each field of a value says what the whole says, or less, or nothing.

    What was forgotten and asked for later is recorded later, and its dates may be vaguer.
    """
    if isinstance(part, tuple):
        return all(any(says_no_more(each, other) for other in whole) for each in part)
    if isinstance(part, Lesion | Entry | Fact):
        return type(part) is type(whole) and all(
            (field.name == "recorded_on" and _is_later(part, whole))
            or says_no_more(getattr(part, field.name), getattr(whole, field.name))
            for field in attrs.fields(type(part))
        )
    if isinstance(part, PartialDate) and isinstance(whole, PartialDate):
        return part.earliest <= whole.earliest and whole.latest <= part.latest
    is_silent = part is None or part == "" or str(part) in {"unknown", "not_looked_for"}
    return is_silent or bool(part == whole)


def _is_later(part: Any, whole: Any) -> bool:
    if part.recorded_on is None or whole.recorded_on is None:
        return False
    return bool(part.recorded_on >= whole.recorded_on)


@given(MAKERS, st.integers(0, 400))
def test_observed_record_is_part_of_the_complete_one(make: Any, number: int) -> None:
    whole = by_id(seen(make(number=number), complete=True))
    for entry in seen(make(number=number)).entries:
        assert entry.id in whole
        assert says_no_more(entry, whole[entry.id]), entry


@given(MAKERS, st.integers(0, 400), st.booleans())
def test_nothing_is_dated_before_birth_or_after_the_end(
    make: Any, number: int, complete: bool
) -> None:
    child = make(number=number)
    born, until = date.fromordinal(child.born), date.fromordinal(child.until)
    for entry in seen(child, complete=complete).entries:
        assert entry.on is not None
        assert born <= entry.on.earliest <= until
        assert entry.recorded_on is None or entry.on.earliest <= entry.recorded_on <= until


@given(MAKERS, st.integers(0, 400))
def test_record_is_made_again_the_same_and_survives_json(make: Any, number: int) -> None:
    record = seen(make(number=number))
    assert to_json(record) == to_json(seen(make(number=number)))
    assert from_json(to_json(record)) == record


def test_children_differ_in_luck() -> None:
    first, second = (by_id(seen(girl_with_cno(number=number))) for number in (1, 2))
    assert first.keys() != second.keys()


def test_a_visit_more_at_the_end_leaves_all_before_as_it_was() -> None:
    child = girl_with_cno()
    more = Visit(day=child.until - 1, department=RHEUM)
    before = by_id(seen(evolve(child, treatments=())))
    after = by_id(seen(evolve(child, treatments=(), visits=(*child.visits, more))))
    assert all(after[key] == entry for key, entry in before.items())
    assert {key for key in after if str(date.fromordinal(more.day)) in key} == (
        after.keys() - before.keys()
    )


@pytest.mark.parametrize(
    ("field", "added", "kind"),
    [
        ("treatments", Treatment(drug="ibuprofen", start=ONSET + 30, stop=ONSET + 50,
                                 indication="cno"), TreatmentCourse),
        ("conditions", Condition(concept="rash", first_day=ONSET + 500), Finding),
        ("bouts", Bout(bone_unit="rib_6_left", first_day=ONSET + 2000, last_day=None,
                       is_felt=False, size_mm=9), ImagingStudy),
    ],
)  # fmt: skip
def test_one_fact_more_in_the_story_changes_nothing_else(field: str, added: Any, kind: Any) -> None:
    child = girl_with_cno()
    before = by_id(seen(child))
    longer: dict[str, Any] = {field: (*getattr(child, field), added)}
    after = by_id(seen(evolve(child, **longer)))
    changed = [e for k, e in before.items() if after.get(k) != e]
    new = [e for k, e in after.items() if k not in before]
    assert all(type(entry) is kind for entry in (*changed, *new))
    assert after != before


def test_missed_visits_leave_no_entry() -> None:
    child = girl_with_cno()
    missed = {str(date.fromordinal(v.day)) for v in child.visits if not v.is_attended}
    assert missed
    written = {str(entry.on) for entry in seen(child, complete=True).entries}
    assert missed.isdisjoint(written - {str(date.fromordinal(s.day)) for s in child.scans})


def test_what_is_not_known_yet_is_not_in_the_record_of_that_day() -> None:
    child = girl_with_cno()
    record = seen(child, complete=True)
    while_taking = record.as_of(date.fromordinal(ONSET + 300))
    naproxen = [t for t in while_taking.of_kind(TreatmentCourse) if t.drug == "naproxen"]
    assert [t.ongoing for t in naproxen] == [FactStatus.PRESENT]
    assert naproxen[0].end is None
    assert str(naproxen[0].response) == "unknown"
    later = [t for t in record.of_kind(TreatmentCourse) if t.drug == "naproxen"]
    assert [str(t.response) for t in later] == ["partial"]
    assert later[0].ongoing is FactStatus.ABSENT


def test_names_and_doses_are_never_realistic() -> None:
    record = seen(girl_with_cno(number=31), complete=True)
    assert record.patient.id == "virtual-7-31"
    assert record.patient.name == "Virtual child 31"
    assert all(entry.dose == "" for entry in record.of_kind(TreatmentCourse))


def test_every_entry_names_the_hospital_it_comes_from() -> None:
    child = girl_with_cno(number=5)
    document = f"virtual/{hospital_of(child, PARAMETERS).id}"
    sources = {entry.source.document for entry in seen(child).entries if entry.source}
    assert sources == {document}
    assert all(entry.source for entry in seen(child).entries)


def test_real_records_leave_much_out() -> None:
    child = girl_with_cno()
    kept, whole = len(seen(child).entries), len(seen(child, complete=True).entries)
    assert kept < whole / 2


def test_a_few_facts_stand_as_unknown_or_not_looked_for() -> None:
    statuses = [
        entry.status
        for number in range(12)
        for entry in seen(girl_with_cno(number=number)).entries
        if isinstance(entry, Finding)
    ]
    share = sum(status in NOT_KNOWN for status in statuses) / len(statuses)
    assert 0 < share < 0.25
    complete = seen(girl_with_cno(), complete=True).entries
    assert not [e for e in complete if isinstance(e, Finding) and e.status in NOT_KNOWN]


def test_a_diagnosis_after_the_end_is_not_written() -> None:
    child = girl_with_cno(years=0.3)
    confirmed = [
        diagnosis
        for diagnosis in seen(child, complete=True).of_kind(Diagnosis)
        if diagnosis.certainty is Certainty.CONFIRMED
    ]
    assert confirmed == []


def test_a_question_more_shifts_no_lot() -> None:
    key = key_of(1, 2)
    few = Questions(["a", "b"]).drawn(key, [0, 0], [5, 9])
    more = Questions(["z", "a", "b"]).drawn(key, [0, 0, 0], [5, 7, 9])
    assert np.array_equal(few, more[[0, 2], 1:])


def test_lots_made_from_one_have_nothing_in_common() -> None:
    lots = Questions(["a"]).drawn(key_of(1, 2), [0] * 4000, list(range(4000)))[:, 0].tolist()
    pair = np.array([[another(lot, "lysis"), another(lot, "psoriasis")] for lot in lots])
    assert abs(np.corrcoef(pair.T)[0, 1]) < 0.05
    assert np.allclose(pair.mean(axis=0), 0.5, atol=0.03)
    both = ((pair[:, 0] < 0.3) & (pair[:, 1] < 0.3)).mean()
    assert both == pytest.approx(0.09, abs=0.02)
