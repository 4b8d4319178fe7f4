from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from attrs import evolve
from django.db.models import F
from django.http import QueryDict

from crmo.record import Patient
from crmo.workbench.ledger import new_child
from crmo.workbench.models import Card
from crmo.workbench.today.morning import Morning
from crmo.workbench.today.worklist import (
    FILTERS,
    ORDERS,
    Wish,
    counts,
    page_of,
    wish_from,
)

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
MORNING = Morning(today=NOW.date(), version="v")
NAMES = ("Özgür Yılmaz", "Łucja Wąs", "José Núñez", "Søren Ångström", "Ann O'Hara", "Ann Bell", "")


@pytest.fixture
def cards(db: None) -> list[Card]:
    """Seven children whose marks differ, with gaps."""
    made = []
    for n, name in enumerate(NAMES):
        child = new_child(Patient(id=f"H-{n}00", name=name), by=None, at=NOW)
        Card.objects.filter(child=child).update(
            computed_on=NOW.date() - timedelta(days=n == 6),
            computed_head=F("head_sequence"),
            knowledge_version="v",
            next_appointment=None if n % 3 == 2 else NOW + timedelta(days=3 * n, hours=n),
            n_overdue=n % 3,
            n_unread_scans=n == 1,
            n_lapsed_bloods=n == 2,
            n_red_flags=n == 3,
            is_flaring=(None, True, False)[n % 3],
            n_active_places=None if n % 2 else n,
            last_visit=None if n == 5 else date(2026, 11, 1) - timedelta(days=90 * n),
        )
        made.append(Card.objects.get(child=child))
    return made


def shown(wish: Wish) -> list[str]:
    return [card.number for card in page_of(wish, morning=MORNING).cards]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("today", {"H-000"}),
        ("week", {"H-000", "H-100"}),
        ("flaring", {"H-100", "H-400"}),
        ("unread", {"H-100"}),
        ("overdue", {"H-100", "H-200", "H-400", "H-500"}),
        ("bloods", {"H-200"}),
        ("flags", {"H-300"}),
        ("long", {"H-400", "H-500", "H-600"}),
        ("stale", {"H-600"}),
    ],
)
def test_a_filter_leaves_those_it_names_and_its_count_is_honest(
    cards: list[Card], chosen: str, expected: set[str]
) -> None:
    assert set(shown(Wish(filters=(chosen,)))) == expected
    assert counts(morning=MORNING)[chosen] == len(expected)


def test_filters_together_must_all_hold(cards: list[Card]) -> None:
    assert set(shown(Wish(filters=("flaring", "overdue")))) == {"H-100", "H-400"}
    assert shown(Wish(filters=("flaring", "bloods"))) == []


def test_everybody_is_counted(cards: list[Card]) -> None:
    assert counts(morning=MORNING)["all"] == len(cards)
    assert set(counts(morning=MORNING)) == {"all", *FILTERS}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ozgur", {"H-000"}),
        ("YILMAZ", {"H-000"}),
        ("lucja", {"H-100"}),
        ("nunez jose", {"H-200"}),
        ("soren", {"H-300"}),
        ("ann", {"H-400", "H-500"}),
        ("o'h", {"H-400"}),
        ("h-6", {"H-600"}),
        ("ann h-5", {"H-500"}),
        ("%", set()),
        ("_", set()),
        ("nobody", set()),
    ],
)
def test_names_and_numbers_are_found_without_accents(
    cards: list[Card], text: str, expected: set[str]
) -> None:
    assert set(shown(Wish(text=text))) == expected


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("order", sorted(ORDERS))
def test_pages_together_show_everybody_once_and_in_order(
    cards: list[Card], order: str, is_reversed: bool
) -> None:
    wish = Wish(order=order, is_reversed=is_reversed)
    whole = shown(wish)
    assert sorted(whole) == sorted(card.number for card in cards)
    turned: list[str] = []
    after: UUID | None = None
    for _ in range(len(cards)):
        page = page_of(evolve(wish, after=after), morning=MORNING, size=2)
        turned += [card.number for card in page.cards]
        if not page.has_more:
            break
        after = page.cards[-1].pk
    assert turned == whole


def test_what_is_not_known_comes_last_in_either_direction(cards: list[Card]) -> None:
    unknown = {card.number for card in cards if card.n_active_places is None}
    for is_reversed in (False, True):
        last = shown(Wish(order="places", is_reversed=is_reversed))[-len(unknown) :]
        assert set(last) == unknown


def test_those_who_come_first_stand_first(cards: list[Card]) -> None:
    assert shown(Wish())[:3] == ["H-000", "H-100", "H-300"]


def test_an_address_that_asks_for_nonsense_shows_the_whole_list() -> None:
    query = QueryDict("filter=x&filter=today&filter=today&sort=password&after=1&turned=")
    assert wish_from(query) == Wish(filters=("today",))


def test_a_page_after_a_child_that_is_gone_begins_anew(cards: list[Card]) -> None:
    gone = UUID("00000000-0000-4000-8000-000000000000")
    assert shown(Wish(after=gone)) == shown(Wish())
