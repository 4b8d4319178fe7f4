"""Two visits side by side: what changed, and what one of them leaves open."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.assess.longitudinal.children import (
    NO,
    YES,
    child,
    drug,
    facts,
    finding,
    lab,
    study,
    visit,
)
from tests.strategies import records

from crmo.assess.facts import Facts
from crmo.assess.visits import (
    Direction,
    SignChange,
    ValueChange,
    VisitComparison,
    compare_visits,
    visit_days,
)
from crmo.assess.visits.direction import direction_of
from crmo.errors import InvalidValueError
from crmo.knowledge import load_knowledge
from crmo.record import Comparator, Entry, FactStatus, Interval

A, B, ON = date(2024, 1, 10), date(2024, 6, 10), "2024-12-01"


def compared(*entries: Entry | list[Entry]) -> VisitComparison:
    return compare_visits(facts(child(*entries), ON), A, B)


def value(found: VisitComparison, name: str) -> ValueChange:
    return next(each for each in found.values if each.id == name)


def sign(found: VisitComparison, concept: str, site: str = "") -> SignChange:
    return next(each for each in found.signs if (each.concept, each.site) == (concept, site))


def test_a_value_of_both_days_rises_falls_or_stays() -> None:
    found = compared(
        visit("2024-01-10", pain=6, crp=4, chaq=1), visit("2024-06-10", pain=2, crp=9, chaq=1)
    )
    assert (value(found, "pain").direction, value(found, "pain").difference) == (Direction.FELL, -4)
    assert (value(found, "crp").direction, value(found, "crp").difference) == (Direction.ROSE, 5)
    assert value(found, "chaq").direction is Direction.UNCHANGED


def test_what_one_day_does_not_record_is_open_and_never_taken_from_another_day() -> None:
    found = compared(visit("2024-01-10", pain=6), visit("2024-06-09", pain=2), visit("2024-06-10"))
    pain = value(found, "pain")
    assert pain.later is None
    assert pain.direction is Direction.CANNOT_TELL
    assert pain.last_before is not None
    assert pain.last_before.value == Interval.exactly(2)


def test_pain_that_was_never_asked_about_is_still_listed() -> None:
    found = compared(visit("2024-01-10"), visit("2024-06-10"))
    assert (value(found, "pain").earlier, value(found, "pain").later) == (None, None)


def test_a_date_known_to_the_month_is_not_a_value_of_the_day() -> None:
    found = compared(lab("crp", "2024-01", 4), lab("crp", "2024-06-10", 9))
    assert value(found, "crp").earlier is None


def test_limits_that_overlap_leave_the_direction_open() -> None:
    below = lab("crp", "2024-06-10", 5, comparator=Comparator.LESS)
    assert value(compared(lab("crp", "2024-01-10", 3), below), "crp").direction is (
        Direction.CANNOT_TELL
    )
    assert value(compared(lab("crp", "2024-01-10", 5), below), "crp").direction is Direction.FELL
    assert value(compared(lab("crp", "2024-01-10", 5), below), "crp").difference is None


def test_a_value_without_unit_is_shown_and_not_compared() -> None:
    found = compared(lab("crp", "2024-01-10", 4, unit=None), lab("alt", "2024-06-10", 30))
    assert value(found, "crp").earlier is None
    alt = value(found, "alt")
    assert alt.later is not None
    assert alt.later.value == Interval.exactly(30)


def test_other_values_are_listed_when_one_of_the_days_has_them() -> None:
    found = compared(lab("height", "2024-06-10", 140), lab("vitamin_d", "2024-03-01", 60))
    names = [each.id for each in found.values]
    assert "height" in names
    assert "vitamin_d" not in names


def test_a_sign_said_to_be_absent_without_a_place_is_absent_at_every_place() -> None:
    place = "tibia_distal_metaphysis_right"
    found = compared(
        finding("tenderness", "2024-01-10", site=place), finding("tenderness", "2024-06-10", NO)
    )
    here = sign(found, "tenderness", place)
    assert (here.earlier, here.later) == (YES, NO)


def test_silence_about_a_place_is_no_examination() -> None:
    place = "clavicle_medial_left"
    found = compared(finding("swelling", "2024-06-10", site=place), visit("2024-01-10", pain=0))
    assert sign(found, "swelling", place).earlier is None


def test_a_kind_of_a_sign_keeps_its_own_name_and_is_absent_when_the_sign_is() -> None:
    found = compared(
        finding("clavicular_swelling", "2024-01-10", site="clavicle_medial_left"),
        finding("swelling", "2024-06-10", NO),
    )
    here = sign(found, "clavicular_swelling", "clavicle_medial_left")
    assert (here.earlier, here.later) == (YES, NO)


def test_the_gravest_of_two_words_on_one_place_counts() -> None:
    place = "clavicle_medial_left"
    found = compared(
        finding("swelling", "2024-06-10", NO, site=place, id="a"),
        finding("swelling", "2024-06-10", YES, site=place, id="b"),
    )
    assert sign(found, "swelling", place).later is FactStatus.PRESENT


def test_drugs_run_start_stop_or_come_and_go_in_between() -> None:
    found = compared(
        drug("naproxen", "2023-12-01", "2024-02-01"),
        drug("methotrexate", "2024-03-01", "2024-05-01"),
        drug("adalimumab", "2024-05-05"),
        drug("ibuprofen", "2022-01-01", "2022-03-01"),
    )
    states = {each.course.drug: (each.earlier, each.later) for each in found.drugs}
    assert states == {
        "naproxen": (True, False),
        "methotrexate": (False, False),
        "adalimumab": (False, True),
    }


def test_a_course_whose_end_is_not_known_stays_open() -> None:
    found = compared(drug("naproxen", "2023-12-01", ongoing=FactStatus.UNKNOWN))
    assert [(each.earlier, each.later) for each in found.drugs] == [(None, None)]


def test_places_are_those_of_the_newest_mri_by_each_day() -> None:
    found = compared(
        study("2023-12-01", ["vertebra_t8"]),
        study("2024-05-01", ["calcaneus_left"]),
        study("2024-11-01", ["vertebra_t9"]),
    )
    told = {each.place.id: (each.earlier, each.later) for each in found.places}
    assert set(told) == {"vertebra_t8", "calcaneus_left"}
    assert (str(found.earlier_mri), str(found.later_mri)) == ("2023-12-01", "2024-05-01")
    later = told["vertebra_t8"][1]
    assert later is not None
    assert not later.is_present


def test_a_place_no_mri_between_the_days_spoke_of_is_old() -> None:
    found = compared(study("2023-12-01", ["vertebra_t8"]))
    assert [each.is_old for each in found.places] == [True]


def test_the_order_of_the_days_does_not_matter() -> None:
    record = child(visit("2024-01-10", pain=6), visit("2024-06-10", pain=2))
    assert compare_visits(facts(record, ON), B, A) == compare_visits(facts(record, ON), A, B)


@pytest.mark.parametrize("days", [(A, A), (A, date(2025, 1, 1))])
def test_the_same_day_twice_and_a_day_to_come_are_refused(days: tuple[date, date]) -> None:
    with pytest.raises(InvalidValueError, match="two days"):
        compare_visits(facts(child(visit("2024-01-10", pain=1)), ON), *days)


def test_visit_days_are_those_of_contacts_and_answers_known_to_the_day() -> None:
    record = child(visit("2024-01-10", pain=6), lab("crp", "2024-02-01", 4), visit("2024-06-10"))
    assert visit_days(facts(record, ON)) == (A, B)


INTERVALS = st.tuples(st.floats(0, 50), st.floats(0, 50), st.booleans(), st.booleans()).map(
    lambda t: Interval(min(t[:2]), max(t[:2]), t[2] and t[0] != t[1], t[3] and t[0] != t[1])
)


@given(INTERVALS, INTERVALS)
def test_the_direction_turns_round_when_the_days_do(a: Interval, b: Interval) -> None:
    turned = {Direction.ROSE: Direction.FELL, Direction.FELL: Direction.ROSE}
    there, back = direction_of(a, b), direction_of(b, a)
    assert back is turned.get(there, there)


@settings(max_examples=25)
@given(records(), st.data())
def test_any_two_days_of_any_record_can_be_compared(record: object, data: st.DataObject) -> None:
    found = Facts(record, load_knowledge(), date(2026, 6, 15))  # type: ignore[arg-type]
    known = visit_days(found)
    days = (*known, date(2000, 1, 1), date(2026, 6, 15))
    a, b = data.draw(st.sampled_from(days)), data.draw(st.sampled_from(days))
    if a != b and max(a, b) <= date(2026, 6, 15):
        compared_days = compare_visits(found, a, b)
        assert compared_days.earlier < compared_days.later
        for change in compared_days.values:
            lacks_one = change.earlier is None or change.later is None
            assert not lacks_one or change.direction is Direction.CANNOT_TELL
