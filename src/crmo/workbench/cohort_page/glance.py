"""The clinic's children counted from their cards."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

from attrs import frozen
from django.db.models import Count, Max, QuerySet

from crmo.record import PartialDate
from crmo.workbench.ledger.recent import Recent
from crmo.workbench.models import Card

_KEPT: Recent[tuple[object, ...], Glance] = Recent(size=4)
AGES = ((0, 5), (5, 10), (10, 15), (15, 18), (18, 200))


@frozen(kw_only=True)
class Glance:
    """What is counted.

    Args:
        n: children.
        n_counted: of these, those whose answers have been computed.
        sexes: children by sex.
        ages: children by age group, as (from, below, n); those without a birth date apart.
        n_without_birth_date: children without one.
        flaring: with a flare that is not known to be over; not; not known.
        active: with an active place for certain; none; not known.
        treated: under treatment; not; not known.
        n_overdue: with something overdue.
        places_ever: children with a lesion at a place at any time, by place.
        places_active: children with an active lesion at a place on the latest MRI, by place.
        drugs_ever: children who ever had a drug, by drug.
        drugs_now: children who have it now, by drug.
        known: children of whom something is known, by its name.
    """

    n: int
    n_counted: int
    sexes: Counter[str]
    ages: tuple[tuple[int, int, int], ...]
    n_without_birth_date: int
    flaring: Counter[bool | None]
    active: Counter[bool | None]
    treated: Counter[bool | None]
    n_overdue: int
    places_ever: Counter[str]
    places_active: Counter[str]
    drugs_ever: Counter[str]
    drugs_now: Counter[str]
    known: Counter[str]


def glance(*, on: date) -> Glance:
    """Return the counts; made anew only when some card has changed.

    Args:
        on: the day, for ages.
    """
    cards = Card.objects.filter(child__erased_at=None)
    state = cards.aggregate(
        n=Count("pk"),
        heads=Max("computed_head"),
        days=Max("computed_on"),
        told=Max("head_sequence"),
    )
    key = (on, *state.values())
    return _KEPT.get(key, lambda: _counted(cards, on))


class _Tally:
    """Counts of cards, taken one after the other."""

    def __init__(self, on: date) -> None:
        self._on = on
        self.n = self.n_counted = self.n_unborn = self.n_overdue = 0
        self.sexes: Counter[str] = Counter()
        self.ages: Counter[int] = Counter()
        self.flaring: Counter[bool | None] = Counter()
        self.active: Counter[bool | None] = Counter()
        self.treated: Counter[bool | None] = Counter()
        self.told: dict[str, Counter[str]] = {
            name: Counter() for name in ("ever", "active", "drugs_ever", "drugs_now", "known")
        }

    def take(self, card: Card) -> None:
        """Count one child: who it is, and its answers if they have been computed."""
        self.n += 1
        self.sexes[card.sex] += 1
        age = _age(card.birth_date, self._on)
        if age is None:
            self.n_unborn += 1
        else:
            self.ages[next(n for n, (_, below) in enumerate(AGES) if age < below)] += 1
        if card.computed_on is not None:
            self._take_answers(card)

    def _take_answers(self, card: Card) -> None:
        places = card.n_active_places
        self.n_counted += 1
        self.n_overdue += card.n_overdue > 0
        self.flaring[card.is_flaring] += 1
        self.treated[card.is_treated] += 1
        self.active[None if places is None else places > 0] += 1
        kept = json.loads(card.detail).get("cohort", {})
        for name, counter in self.told.items():
            counter.update(kept.get(name, ()))


def _counted(cards: QuerySet[Card], on: date) -> Glance:
    tally = _Tally(on)
    for card in cards.iterator(chunk_size=1000):
        tally.take(card)
    return Glance(
        n=tally.n,
        n_counted=tally.n_counted,
        sexes=tally.sexes,
        ages=tuple((low, below, tally.ages[k]) for k, (low, below) in enumerate(AGES)),
        n_without_birth_date=tally.n_unborn,
        flaring=tally.flaring,
        active=tally.active,
        treated=tally.treated,
        n_overdue=tally.n_overdue,
        places_ever=tally.told["ever"],
        places_active=tally.told["active"],
        drugs_ever=tally.told["drugs_ever"],
        drugs_now=tally.told["drugs_now"],
        known=tally.told["known"],
    )


def _age(born: str, on: date) -> int | None:
    """Return the age in whole years; of a birth date told to the month or year, its middle."""
    if not born:
        return None
    told = PartialDate.parse(born)
    middle = told.earliest + (told.latest - told.earliest) / 2
    before_birthday = (on.month, on.day) < (middle.month, middle.day)
    return max(0, on.year - middle.year - before_birthday)
