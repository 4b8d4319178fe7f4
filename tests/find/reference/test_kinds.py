"""Each kind of criterion on hand-made children: exact and partial dates, ties, no date at all."""

from __future__ import annotations

from typing import Any

import pytest
from tests.find.reference.small_people import at, evidence, holds

from crmo.find.answer import Holds
from crmo.knowledge.case_definition import (
    Count,
    Distinct,
    Episodes,
    FollowedBy,
    Paired,
    Repeat,
    Select,
    Window,
    Without,
)

YES, POSSIBLE, NO, UNKNOWN = Holds.YES, Holds.POSSIBLE, Holds.NO, Holds.UNKNOWN
PAIN = Select(set="pain")
SAID: dict[str, Any] = {"id": "asked", "label": "asked", "why": "test"}
MONTH = Window(from_day=0, to_day=30)


def count_of(n: int = 1, distinct: Distinct = Distinct.EVENT, window: Window = MONTH) -> Count:
    return Count(**SAID, of=PAIN, at_least=n, distinct=distinct, window=window)


# --- windows ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "last", "expected"),
    [
        (0, None, YES),
        (30, None, YES),
        (31, None, NO),
        (-1, None, NO),
        (-5, 0, POSSIBLE),
        (-5, -1, NO),
        (30, 40, POSSIBLE),
        (31, 40, NO),
        (0, 30, YES),
    ],
)
def test_both_ends_of_a_window_belong_to_it(day: int, last: int | None, expected: Holds) -> None:
    assert holds(count_of(), at(day, last)) is expected


def test_a_partial_index_date_makes_the_edges_of_the_window_uncertain() -> None:
    index = at(0, 10, code="index")
    assert holds(count_of(), at(10), index=index) is YES
    assert holds(count_of(), at(35), index=index) is POSSIBLE
    assert holds(count_of(), at(5), index=index) is POSSIBLE
    assert holds(count_of(), at(41), index=index) is NO


def test_an_undated_event_is_in_no_window_but_possibly_in_an_unlimited_one() -> None:
    assert holds(count_of(), at(None)) is NO
    assert holds(count_of(window=Window()), at(None)) is POSSIBLE
    assert holds(count_of(window=Window(from_day=-9999)), at(None)) is NO


def test_leap_days_are_days() -> None:
    """From 1 June 2015 to 29 February 2016 are 273 days."""
    window = Window(from_day=273, to_day=273)
    assert holds(count_of(window=window), at(273)) is YES
    assert holds(count_of(window=window), at(274)) is NO


# --- count -----------------------------------------------------------------------------------


def test_events_certainly_in_the_window_decide_and_possible_ones_leave_it_open() -> None:
    assert holds(count_of(2), at(1), at(1)) is YES
    assert holds(count_of(2), at(1), at(-1, 1)) is POSSIBLE
    assert holds(count_of(3), at(1), at(-1, 1)) is NO


def test_events_of_one_day_are_one_day() -> None:
    days = count_of(2, Distinct.DAY)
    assert holds(days, at(1), at(1), at(1)) is NO
    assert holds(days, at(1), at(2)) is YES


def test_a_partial_date_may_be_another_day_but_is_not_one_for_certain() -> None:
    days = count_of(2, Distinct.DAY)
    assert holds(days, at(1), at(1, 5)) is POSSIBLE
    assert holds(days, at(1), at(None)) is NO
    assert holds(count_of(1, Distinct.DAY), at(1, 5)) is POSSIBLE


def test_an_undated_event_has_no_day_even_in_an_unlimited_window() -> None:
    assert holds(count_of(1, Distinct.DAY, Window()), at(None)) is NO


def test_events_without_a_site_do_not_count_as_sites() -> None:
    sites = count_of(2, Distinct.SITE)
    assert holds(sites, at(1), at(2)) is NO
    assert holds(sites, at(1, site="clavicle_left"), at(2)) is NO
    both = (at(1, site="clavicle_left"), at(2, site="tibia_left"))
    assert holds(sites, *both) is YES
    assert holds(sites, at(1, site="tibia_left"), at(2, site="tibia_left")) is NO


def test_codes_and_concepts_are_counted_once() -> None:
    assert holds(count_of(2, Distinct.CODE), at(1), at(2)) is NO
    assert holds(count_of(2, Distinct.CODE), at(1), at(2, code="back")) is YES
    assert holds(count_of(2, Distinct.CONCEPT), at(1), at(2, code="back")) is YES
    anything = Count(
        **SAID, of=Select(set="any"), distinct=Distinct.CONCEPT, at_least=2, window=MONTH
    )
    assert holds(anything, at(1), at(2, code="other")) is NO


def test_evidence_of_a_count_is_every_event_that_counts() -> None:
    first, second, outside = at(1), at(-1, 1), at(99)
    found = evidence(count_of(2), first, second, outside)
    assert found == {("of", first.event_id): True, ("of", second.event_id): False}


def test_evidence_of_sites_leaves_out_events_without_one() -> None:
    first, second, nowhere = at(1, site="tibia_left"), at(2, site="fibula_left"), at(3)
    found = evidence(count_of(2, Distinct.SITE), first, second, nowhere)
    assert set(found) == {("of", first.event_id), ("of", second.event_id)}


def test_a_criterion_that_does_not_hold_has_no_evidence() -> None:
    assert evidence(count_of(3), at(1), at(2)) == {}


# --- repeat, followed by, paired -------------------------------------------------------------

LONG = Window(from_day=0, to_day=1000)
AGAIN = Repeat(**SAID, of=PAIN, min_days=42, max_days=365, window=LONG)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((1, None), (43, None), YES),
        ((1, None), (42, None), NO),
        ((1, None), (366, None), YES),
        ((1, None), (367, None), NO),
        ((1, 10), (52, 60), YES),
        ((1, 10), (51, 60), POSSIBLE),
        ((1, 10), (42, 43), POSSIBLE),
        ((1, 10), (42, 42), NO),
    ],
)
def test_the_gap_of_a_repeat_counts_for_every_reading_of_both_dates(
    first: tuple[int, int | None], second: tuple[int, int | None], expected: Holds
) -> None:
    assert holds(AGAIN, at(*first), at(*second)) is expected
    assert holds(AGAIN, at(*second), at(*first)) is expected


def test_one_event_is_no_repeat_even_without_a_gap() -> None:
    same_day = Repeat(**SAID, of=PAIN, min_days=0, max_days=0, window=LONG)
    assert holds(same_day, at(1)) is NO
    assert holds(same_day, at(1), at(1)) is YES


def test_both_events_of_a_repeat_must_be_in_the_window() -> None:
    assert holds(AGAIN, at(-50), at(10)) is NO
    assert holds(AGAIN, at(-5, 5), at(100)) is POSSIBLE


def test_undated_events_have_no_partner() -> None:
    anywhere = Repeat(**SAID, of=PAIN, min_days=0, max_days=9999)
    assert holds(anywhere, at(None), at(None)) is NO


def test_evidence_of_a_repeat_is_every_event_with_a_partner() -> None:
    first, lonely, second, vague = at(1), at(700), at(50), at(60, 400)
    found = evidence(AGAIN, first, lonely, second, vague)
    assert found == {
        ("of", first.event_id): True,
        ("of", second.event_id): True,
        ("of", vague.event_id): False,
        ("of", lonely.event_id): False,
    }


def test_what_follows_must_come_later() -> None:
    then = FollowedBy(**SAID, first=PAIN, then=Select(set="drug"), max_days=14, window=LONG)
    assert holds(then, at(10), at(24, code="drug")) is YES
    assert holds(then, at(10), at(25, code="drug")) is NO
    assert holds(then, at(10), at(9, code="drug")) is NO
    assert holds(then, at(10), at(9, 12, code="drug")) is POSSIBLE


def test_evidence_of_a_sequence_names_the_roles() -> None:
    then = FollowedBy(**SAID, first=PAIN, then=Select(set="drug"), max_days=14, window=LONG)
    pain, drug = at(10), at(10, code="drug")
    assert evidence(then, pain, drug) == {
        ("first", pain.event_id): True,
        ("then", drug.event_id): True,
    }


def test_a_pair_may_be_in_either_order_but_is_two_events() -> None:
    pair = Paired(**SAID, first=PAIN, second=Select(set="any"), days=3, window=LONG)
    assert holds(pair, at(10)) is NO
    assert holds(pair, at(10), at(7, code="organism")) is YES
    assert holds(pair, at(10), at(14, code="organism")) is NO
    assert holds(pair, at(10), at(13, 14, code="organism")) is POSSIBLE


# --- episodes --------------------------------------------------------------------------------


def episodes(n: int) -> Episodes:
    return Episodes(**SAID, of=PAIN, gap_days=14, at_least=n, window=LONG)


def test_events_up_to_the_gap_apart_are_one_episode() -> None:
    assert holds(episodes(2), at(1), at(15)) is NO
    assert holds(episodes(2), at(1), at(16)) is YES
    assert holds(episodes(2), at(1), at(10), at(19), at(28)) is NO


def test_an_event_that_lasts_joins_what_comes_before_its_end_and_the_gap() -> None:
    lasting = at(1, e_hi=at(60).d_lo)
    assert holds(episodes(2), lasting, at(74)) is NO
    assert holds(episodes(2), lasting, at(75)) is YES
    assert holds(episodes(2), lasting, at(5), at(75)) is YES


def test_an_end_before_the_beginning_is_no_end() -> None:
    assert holds(episodes(2), at(20, e_hi=at(1).d_lo), at(35)) is YES


def test_a_partial_date_may_join_two_episodes_or_be_one_of_its_own() -> None:
    assert holds(episodes(2), at(1), at(30), at(5, 25)) is POSSIBLE
    assert holds(episodes(3), at(1), at(30), at(5, 25)) is POSSIBLE
    assert holds(episodes(4), at(1), at(30), at(5, 25)) is NO
    assert holds(episodes(2), at(1), at(30), at(100, 110)) is YES
    assert holds(episodes(3), at(1), at(30), at(100, 110)) is POSSIBLE


def test_evidence_of_episodes_is_every_dated_event() -> None:
    first, second, undated = at(1), at(40, 45), at(None)
    found = evidence(episodes(1), first, second, undated)
    assert found == {("of", first.event_id): True, ("of", second.event_id): False}


# --- without, and what was never looked for ----------------------------------------------------


def test_nothing_found_holds_and_something_found_does_not() -> None:
    none = Without(**SAID, of=PAIN, window=MONTH)
    assert holds(none) is YES
    assert holds(none, at(99)) is YES
    assert holds(none, at(5)) is NO
    assert holds(none, at(-5, 5)) is POSSIBLE
    assert holds(Without(**SAID, of=PAIN), at(None)) is POSSIBLE


def test_what_speaks_against_is_shown_where_nothing_should_be() -> None:
    none = Without(**SAID, of=PAIN, window=MONTH)
    event = at(5)
    assert evidence(none, event) == {("of", event.event_id): True}
    assert evidence(none) == {}


def test_no_culture_is_not_a_negative_culture() -> None:
    none = Without(**SAID, of=Select(set="organism"), window=MONTH, seen_by="pain")
    assert holds(none) is UNKNOWN
    assert holds(none, at(50)) is UNKNOWN
    assert holds(none, at(5)) is YES
    assert holds(none, at(-5, 5)) is YES
    assert holds(none, at(5, state="absent")) is YES
    assert holds(none, at(3, code="organism")) is NO


def test_a_criterion_that_could_not_be_seen_is_unknown_and_not_no() -> None:
    asked = Count(**SAID, of=Select(set="crp"), at_least=2, window=MONTH, seen_by="crp")
    assert holds(asked) is UNKNOWN
    assert holds(asked, at(1, code="crp")) is NO
    assert holds(asked, at(1, code="crp"), at(2, code="crp")) is YES


def test_an_undated_event_is_seen_only_in_an_unlimited_window() -> None:
    within = Without(**SAID, of=Select(set="organism"), window=MONTH, seen_by="pain")
    ever = Without(**SAID, of=Select(set="organism"), seen_by="pain")
    assert holds(within, at(None)) is UNKNOWN
    assert holds(ever, at(None)) is YES
