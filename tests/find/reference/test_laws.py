"""Laws of every kind: what cannot change an answer, and how a wider date may change it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.find.reference.small_people import answer_of, at, definition_of

from crmo.find.answer import Holds, PersonAnswer
from crmo.find.reference import Event
from crmo.knowledge.case_definition import (
    AgeAtIndex,
    AllOf,
    AnyOf,
    CaseDefinition,
    Count,
    Criterion,
    Distinct,
    Episodes,
    FollowedBy,
    Index,
    Paired,
    Repeat,
    Select,
    Window,
    Without,
)

SETTLED = {Holds.YES: Holds.NO, Holds.NO: Holds.YES}
SETS = st.sampled_from(("pain", "drug", "any"))
WINDOWS = st.sampled_from(
    (Window(), Window(from_day=0, to_day=60), Window(from_day=-20), Window(to_day=100))
)
SELECTS = st.builds(Select, set=SETS)
SAID: dict[str, Any] = {"label": st.just("l"), "why": st.just("w")}
OF_EVENTS: dict[str, Any] = {
    **SAID,
    "window": WINDOWS,
    "points": st.sampled_from((-2.0, 0.0, 0.5, 3.0)),
    "seen_by": st.sampled_from(("", "pain", "any")),
}
SMALL = st.integers(1, 3)
GAPS = st.integers(0, 40)


def kinds(key: str) -> st.SearchStrategy[Criterion]:
    here: dict[str, Any] = {"id": st.just(key), **OF_EVENTS}
    more: dict[str, Any] = {"min_days": GAPS, "max_days": st.integers(40, 90)}
    return st.one_of(
        st.builds(Count, of=SELECTS, at_least=SMALL, distinct=st.sampled_from(Distinct), **here),
        st.builds(Repeat, of=SELECTS, **more, **here),
        st.builds(FollowedBy, first=SELECTS, then=SELECTS, **more, **here),
        st.builds(Paired, first=SELECTS, second=SELECTS, days=GAPS, **here),
        st.builds(Episodes, of=SELECTS, gap_days=GAPS, at_least=SMALL, **here),
        st.builds(Without, of=SELECTS, **here),
        st.builds(AgeAtIndex, id=st.just(key), max_years=st.integers(9, 11), **SAID),
    )


@st.composite
def definitions(draw: st.DrawFn) -> CaseDefinition:
    parts = [draw(kinds(f"c{place}")) for place in range(draw(st.integers(1, 3)))]
    names = tuple(each.id for each in parts)
    both = (
        AllOf(id="every", label="l", why="w", of=names),
        AnyOf(id="some", label="l", why="w", of=names),
    )
    index = Index(first_of=Select(set=draw(st.sampled_from(("index", "any")))), max_years=12)
    return definition_of(*parts, *both, index=index)


@st.composite
def events(draw: st.DrawFn) -> Event:
    first = draw(st.one_of(st.none(), st.integers(-60, 150)))
    last = None if first is None else first + draw(st.sampled_from((0, 0, 0, 7, 30)))
    end = draw(st.one_of(st.none(), st.integers(-10, 40)))
    return at(
        first,
        last,
        code=draw(st.sampled_from(("pain", "back", "drug", "organism", "other"))),
        e_hi=None if first is None or end is None else at(first + end).d_lo,
        site=draw(st.sampled_from((None, "tibia_left", "foot"))),
    )


PEOPLE = st.lists(events(), max_size=6)


def said(definition: CaseDefinition, people: Sequence[Event], days: int = 0) -> PersonAnswer | None:
    shift = timedelta(days=days)

    def moved(day: date | None) -> date | None:
        return None if day is None else day + shift

    shifted = [
        evolve(each, d_lo=moved(each.d_lo), d_hi=moved(each.d_hi), e_hi=moved(each.e_hi))
        for each in (at(0, code="index", event_id=1_000_000), *people)
    ]
    birth = date(2005, 6, 1) + shift
    return answer_of(definition, shifted[1:], index=shifted[0], birth_lo=birth, birth_hi=birth)


@given(definitions(), PEOPLE, st.randoms())
def test_the_order_of_events_changes_nothing(
    definition: CaseDefinition, people: list[Event], luck: Random
) -> None:
    shuffled = list(people)
    luck.shuffle(shuffled)
    assert said(definition, people) == said(definition, shuffled)


@given(definitions(), PEOPLE, st.integers(-3000, 3000))
def test_moving_all_dates_changes_nothing(
    definition: CaseDefinition, people: list[Event], days: int
) -> None:
    assert said(definition, people) == said(definition, people, days)


@given(definitions(), PEOPLE, st.integers(-60, 150))
def test_an_event_of_no_code_set_changes_nothing(
    definition: CaseDefinition, people: list[Event], day: int
) -> None:
    stranger = evolve(at(day), code_id=77)
    assert said(definition, people) == said(definition, [*people, stranger])


@given(definitions(), PEOPLE, st.data())
def test_a_wider_date_never_turns_yes_into_no_or_no_into_yes(
    definition: CaseDefinition, people: list[Event], data: st.DataObject
) -> None:
    dated = [place for place, each in enumerate(people) if each.is_dated]
    if not dated:
        return
    place = data.draw(st.sampled_from(dated))
    before, after = data.draw(st.integers(0, 60)), data.draw(st.integers(0, 60))
    event = people[place]
    wider = list(people)
    assert event.d_lo is not None
    assert event.d_hi is not None
    wider[place] = evolve(
        event, d_lo=event.d_lo - timedelta(days=before), d_hi=event.d_hi + timedelta(days=after)
    )
    narrow, wide = said(definition, people), said(definition, wider)
    assert narrow is not None
    assert wide is not None
    for was, now in zip(narrow.answers, wide.answers, strict=True):
        assert SETTLED.get(was) is not now
    assert narrow.score_lo >= wide.score_lo or Holds.UNKNOWN in narrow.answers
    assert narrow.score_hi <= wide.score_hi or Holds.UNKNOWN in narrow.answers


@given(definitions(), PEOPLE)
def test_with_exact_dates_nothing_is_merely_possible(
    definition: CaseDefinition, people: list[Event]
) -> None:
    exact = [evolve(each, d_hi=each.d_lo) for each in people if each.is_dated]
    found = said(definition, exact)
    assert found is not None
    assert Holds.POSSIBLE not in found.answers
    assert all(row.is_certain for row in found.evidence)


@given(definitions(), PEOPLE)
def test_no_points_without_an_event_except_for_what_is_not_there(
    definition: CaseDefinition, people: list[Event]
) -> None:
    found = said(definition, people)
    assert found is not None
    shown = {row.criterion for row in found.evidence}
    for place, (criterion, answer) in enumerate(
        zip(definition.criteria.values(), found.answers, strict=True)
    ):
        is_built_of_events = not isinstance(criterion, Without | AllOf | AnyOf)
        if is_built_of_events:
            assert (place in shown) == (answer in {Holds.YES, Holds.POSSIBLE})
