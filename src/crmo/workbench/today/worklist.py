"""Choosing, searching and sorting cards, all in the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from attrs import evolve, frozen
from django.db.models import Count, F, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from crmo.workbench.ledger.cards import folded
from crmo.workbench.models import Card
from crmo.workbench.today.morning import Morning
from crmo.workbench.today.refresh import is_stale

PAGE_SIZE = 50
# Not seen for long: longer than the longest interval between visits that any source gives for
# a child in whom nothing happens.
LONG = timedelta(days=365)
_MOST_WORDS = 6


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _coming(today: date, days: int) -> Q:
    end = _start_of(today + timedelta(days=days))
    return Q(next_appointment__gte=_start_of(today), next_appointment__lt=end)


FILTERS = (
    "today",
    "week",
    "flaring",
    "unread",
    "overdue",
    "bloods",
    "flags",
    "long",
    "stale",
)


def conditions(morning: Morning) -> dict[str, Q]:
    """Return the condition of each filter on a day."""
    today = morning.today
    return {
        "today": _coming(today, 1),
        "week": _coming(today, 7),
        "flaring": Q(is_flaring=True),
        "unread": Q(n_unread_scans__gt=0),
        "overdue": Q(n_overdue__gt=0),
        "bloods": Q(n_lapsed_bloods__gt=0),
        "flags": Q(n_red_flags__gt=0),
        "long": Q(last_visit__isnull=True) | Q(last_visit__lt=today - LONG),
        "stale": is_stale(morning),
    }


@frozen(kw_only=True)
class Order:
    """A column by which the list can be sorted.

    Args:
        field: of the card.
        is_descending: whether the greatest comes first when it is chosen.
    """

    field: str
    is_descending: bool = False


ORDERS: Mapping[str, Order] = MappingProxyType(
    {
        "coming": Order(field="next_appointment"),
        "name": Order(field="name_search"),
        "age": Order(field="birth_date", is_descending=True),
        "overdue": Order(field="n_overdue", is_descending=True),
        "due": Order(field="n_due", is_descending=True),
        "bloods": Order(field="n_lapsed_bloods", is_descending=True),
        "flaring": Order(field="is_flaring", is_descending=True),
        "places": Order(field="n_active_places", is_descending=True),
        "unread": Order(field="n_unread_scans", is_descending=True),
        "flags": Order(field="n_red_flags", is_descending=True),
        "last_visit": Order(field="last_visit"),
    }
)


@frozen(kw_only=True)
class Wish:
    """What somebody wants to see.

    Args:
        text: words of a name or number; never part of an address.
        filters: keys of `FILTERS`; all of them must hold.
        order: key of `ORDERS`.
        is_reversed: whether the order is turned round.
        after: child after whom the page begins, or None for the first page.
    """

    text: str = ""
    filters: tuple[str, ...] = ()
    order: str = "coming"
    is_reversed: bool = False
    after: UUID | None = None

    @property
    def is_descending(self) -> bool:
        """Whether the greatest comes first."""
        return ORDERS[self.order].is_descending != self.is_reversed

    def with_filter(self, key: str) -> Wish:
        """Return the wish with a filter added, or taken away if it was there."""
        kept = tuple(each for each in self.filters if each != key)
        chosen = kept if key in self.filters else (*self.filters, key)
        return evolve(self, filters=chosen, after=None)

    def with_order(self, key: str) -> Wish:
        """Return the wish sorted by a column; the other way round if it was so already."""
        turned = key == self.order and not self.is_reversed
        return evolve(self, order=key, is_reversed=turned, after=None)


def wish_from(*queries: QueryDict, text: str = "") -> Wish:
    """Return the wish that an address and a form tell; what it cannot be is passed over.

    Args:
        *queries: `filter` (any number of times), `sort`, `turned`, `after`; the first one that
            tells something of the last three counts.
        text: words of a name or number.
    """
    asked = next((query for query in queries if "sort" in query or "after" in query), QueryDict())
    order = asked.get("sort", "")
    filters = [each for query in queries for each in query.getlist("filter")]
    return Wish(
        text=text.strip()[:200],
        filters=tuple(dict.fromkeys(each for each in filters if each in FILTERS)),
        order=order if order in ORDERS else "coming",
        is_reversed=bool(asked.get("turned")),
        after=_uuid(asked.get("after", "")),
    )


@frozen(kw_only=True)
class Page:
    """One page of the list.

    Args:
        cards: in order.
        n: how many cards the whole list has; None for those of everybody.
        has_more: whether another page follows.
    """

    cards: tuple[Card, ...]
    n: int | None
    has_more: bool


def page_of(wish: Wish, *, morning: Morning, size: int = PAGE_SIZE) -> Page:
    """Return one page of the worklist.

    Args:
        wish: what is asked for.
        morning: the day it is, and the knowledge in force.
        size: cards on a page.
    """
    chosen = chosen_cards(wish, morning=morning)
    following = _after(chosen, wish) if wish.after else chosen
    # Keys first: sorting whole rows would carry their detail along.
    keys = list(_sorted(following, wish).values_list("pk", flat=True)[: size + 1])
    found = Card.objects.in_bulk(keys[:size])
    return Page(
        cards=tuple(found[key] for key in keys[:size] if key in found),
        n=chosen.count() if wish.text or wish.filters else None,
        has_more=len(keys) > size,
    )


def chosen_cards(wish: Wish, *, morning: Morning) -> QuerySet[Card]:
    """Return the cards that every filter and every word of the text leave."""
    cards, told = cards_named(wish.text), conditions(morning)
    for key in wish.filters:
        cards = cards.filter(told[key])
    return cards


def cards_named(text: str) -> QuerySet[Card]:
    """Return the cards of which every word is part of the name or of the number.

    Args:
        text: words in any order; accents and capitals do not matter.
    """
    cards = Card.objects.all()
    for word in folded(text).split()[:_MOST_WORDS]:
        cards = cards.filter(Q(name_search__contains=word) | Q(number_search__contains=word))
    return cards


def counts(*, morning: Morning) -> dict[str, int]:
    """Return how many children each filter leaves alone, and `all`."""
    told = {key: Count("pk", filter=condition) for key, condition in conditions(morning).items()}
    found: dict[str, int] = Card.objects.aggregate(all=Count("pk"), **told)
    return found


def _sorted(cards: QuerySet[Card], wish: Wish) -> QuerySet[Card]:
    field = F(ORDERS[wish.order].field)
    first = field.desc(nulls_last=True) if wish.is_descending else field.asc(nulls_last=True)
    return cards.order_by(first, "name_search", "pk")


def _after(cards: QuerySet[Card], wish: Wish) -> QuerySet[Card]:
    """Return the cards that follow the one on which the page before ended."""
    last = Card.objects.filter(pk=wish.after).first()
    if last is None:
        return cards
    field = ORDERS[wish.order].field
    value: Any = getattr(last, field)
    behind = Q(name_search__gt=last.name_search) | Q(name_search=last.name_search, pk__gt=last.pk)
    if value is None:
        return cards.filter(Q(**{f"{field}__isnull": True}) & behind)
    beyond = Q(**{f"{field}__{'lt' if wish.is_descending else 'gt'}": value})
    return cards.filter(beyond | Q(**{f"{field}__isnull": True}) | (Q(**{field: value}) & behind))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
