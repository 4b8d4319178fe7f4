"""The index event, combinations of criteria, scores, and who is a hit."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve
from tests.find.reference.small_people import INDEX_EVENT, answer_of, at, definition_of

from crmo.find.answer import EvidenceRow, Holds, PersonAnswer
from crmo.find.reference import Event
from crmo.knowledge.case_definition import (
    AgeAtIndex,
    AllOf,
    AnyOf,
    Band,
    CaseDefinition,
    Count,
    Criterion,
    Index,
    Select,
    Window,
    Without,
)

MONTH = Window(from_day=0, to_day=30)


def asked(key: str, points: float = 0, set_: str = "pain", n: int = 1) -> Count:
    return Count(
        id=key, label=key, why="w", points=points, of=Select(set=set_), at_least=n, window=MONTH
    )


def said(definition: CaseDefinition, *events: Event, **more: Any) -> PersonAnswer:
    found = answer_of(definition, events, **more)
    assert found is not None
    return found


# --- index -----------------------------------------------------------------------------------


def indexed(*events: Event, **birth: Any) -> int | None:
    index = Index(first_of=Select(set="pain"), min_years=2, max_years=18)
    found = answer_of(definition_of(asked("a"), index=index), events, **birth)
    return None if found is None else found.index_event_id


def test_the_first_event_is_the_index_and_ties_go_to_the_lower_number() -> None:
    assert indexed(at(5, event_id=1), at(3, event_id=2)) == 2
    assert indexed(at(3, event_id=8), at(3, event_id=7)) == 7
    assert indexed(at(3, 9, event_id=1), at(3, event_id=2)) == 2


def test_an_undated_event_is_never_the_index() -> None:
    assert indexed(at(None)) is None
    assert indexed(at(None, event_id=1), at(3, event_id=2)) == 2


def test_the_age_on_the_index_day_counts_years_of_365_and_a_quarter_days() -> None:
    """Born on 1 June 2005; 18 times 365.25 days end on 2 June 2023 at noon."""
    last = (date(2023, 6, 1) - date(2015, 6, 1)).days
    assert indexed(at(last, event_id=1)) == 1
    assert indexed(at(last + 1, event_id=1)) is None


def test_a_birth_known_only_to_the_year_fits_if_some_day_fits() -> None:
    year = {"birth_lo": date(2013, 1, 1), "birth_hi": date(2013, 12, 31)}
    assert indexed(at(0, event_id=1), **year) == 1
    assert indexed(at(-200, event_id=1), **year) is None


def test_an_unknown_birth_fits_possibly() -> None:
    assert indexed(at(0, event_id=1), birth_lo=None, birth_hi=None) == 1


def test_evidence_begins_with_the_index_event() -> None:
    found = said(definition_of(asked("a")))
    assert found.evidence == (
        EvidenceRow(criterion=-1, event_id=INDEX_EVENT, role="index", is_certain=True),
    )
    unborn = said(definition_of(asked("a")), birth_lo=None, birth_hi=None)
    assert not unborn.evidence[0].is_certain


# --- age, all of, any of -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (date(2010, 1, 1), date(2010, 1, 1), Holds.NO),
        (date(2013, 1, 1), date(2013, 1, 1), Holds.YES),
        (date(2012, 1, 1), date(2012, 12, 31), Holds.POSSIBLE),
        (None, None, Holds.POSSIBLE),
    ],
)
def test_age_at_the_index_is_possible_if_the_birth_is_not_exact(
    low: date | None, high: date | None, expected: Holds
) -> None:
    young = AgeAtIndex(id="young", label="young", why="w", max_years=3)
    found = said(definition_of(young), birth_lo=low, birth_hi=high)
    assert found.answers == (expected,)


def test_an_age_rests_on_the_index_event() -> None:
    young = AgeAtIndex(id="young", label="young", why="w", max_years=18, points=1)
    row = said(definition_of(young)).evidence[1]
    assert (row.criterion, row.role, row.event_id, row.is_certain) == (
        0,
        "index",
        INDEX_EVENT,
        True,
    )


def four() -> tuple[Criterion, ...]:
    """Criteria that are no, unknown, possible and yes with `EVENTS`."""
    unknown = Count(
        id="unknown", label="u", why="w", of=Select(set="crp"), seen_by="crp", window=MONTH
    )
    return asked("no", set_="organism"), unknown, asked("possible", set_="drug"), asked("yes")


def events() -> tuple[Event, ...]:
    return at(1), at(-5, 5, code="drug")


@pytest.mark.parametrize(
    ("parts", "weakest", "strongest"),
    [
        (("yes",), "yes", "yes"),
        (("yes", "possible"), "possible", "yes"),
        (("yes", "unknown"), "unknown", "yes"),
        (("possible", "unknown"), "unknown", "possible"),
        (("unknown", "no"), "no", "unknown"),
        (("yes", "possible", "unknown", "no"), "no", "yes"),
    ],
)
def test_all_of_is_the_weakest_and_any_of_the_strongest(
    parts: tuple[str, ...], weakest: str, strongest: str
) -> None:
    both = (
        AllOf(id="all", label="a", why="w", of=parts),
        AnyOf(id="any", label="a", why="w", of=parts),
    )
    found = said(definition_of(*both, *four()), *events())
    assert found.answers[:2] == (Holds(weakest), Holds(strongest))
    assert {row.criterion for row in found.evidence} <= {-1, 2, 3, 4, 5}


# --- scores ------------------------------------------------------------------------------------


def test_points_go_to_the_three_scores() -> None:
    no, unknown, possible, yes = four()
    points = {"no": 64, "unknown": 16, "possible": 4, "yes": 1}
    found = said(
        definition_of(
            *(evolve(each, points=points[each.id]) for each in (no, unknown, possible, yes))
        ),
        *events(),
    )
    assert (found.score_lo, found.score_hi, found.score_open) == (1, 5, 21)


def test_points_below_nought_count_for_the_low_score_if_they_are_possible() -> None:
    no, unknown, possible, yes = (evolve(each, points=-1) for each in four())
    found = said(definition_of(no, unknown, possible, yes), *events())
    assert (found.score_lo, found.score_hi, found.score_open) == (-2, -1, -1)


# --- hits --------------------------------------------------------------------------------------

BANDS = (Band(id="high", label="h", at_least=3), Band(id="low", label="l", at_least=2))


def is_hit(*events: Event, points: float = 2, **more: Any) -> bool:
    criteria = (asked("a", points), asked("b", set_="drug"), asked("c", set_="organism"))
    return said(definition_of(*criteria, bands=BANDS, **more), *events).is_hit


def test_the_highest_possible_score_must_reach_the_lowest_band() -> None:
    assert is_hit(at(1))
    assert is_hit(at(-5, 5))
    assert not is_hit(at(50))
    assert not is_hit(at(1), points=1.75)


def test_what_is_required_may_be_possible_but_not_unknown_or_no() -> None:
    assert is_hit(at(1), at(1, code="drug"), require=("b",))
    assert is_hit(at(1), at(-5, 5, code="drug"), require=("b",))
    assert not is_hit(at(1), require=("b",))


def test_only_a_certain_exclusion_takes_a_child_out() -> None:
    assert not is_hit(at(1), at(1, code="organism"), exclude=("c",))
    assert is_hit(at(1), at(-5, 5, code="organism"), exclude=("c",))


def test_unknown_is_not_required_and_not_excluded() -> None:
    clean = Without(
        id="clean", label="c", why="w", of=Select(set="organism"), seen_by="crp", window=MONTH
    )
    criteria = (asked("a", 2), clean)
    assert not said(definition_of(*criteria, bands=BANDS, require=("clean",)), at(1)).is_hit
    assert said(definition_of(*criteria, bands=BANDS, exclude=("clean",)), at(1)).is_hit


def test_a_child_without_an_index_event_is_not_answered() -> None:
    assert answer_of(definition_of(asked("a")), (), index=at(None, code="index")) is None
