"""Worsening from one visit to the next, by the rule `clinical_flare`."""

from __future__ import annotations

from attrs import frozen

from crmo.assess.answer import any_of, number, remembered, spoken, told
from crmo.assess.facts import Facts
from crmo.assess.flares.episode import Flare
from crmo.assess.measures import Point, latest, measures, points
from crmo.record import Interval, PartialDate

RULE = "clinical_flare"


@frozen(slots=True)
class ClinicalFlares:
    """What the rule finds.

    Attributes:
        flares: certain ones, earliest first.
        n_pairs: how many pairs of visits could be compared.
        possible: dates at which lacking values leave a flare open.
    """

    flares: tuple[Flare, ...]
    n_pairs: int
    possible: tuple[PartialDate, ...]


def clinical_flares(facts: Facts) -> ClinicalFlares:
    """Return the flares felt or found at visits."""
    return remembered(facts, _found)


def _found(facts: Facts) -> ClinicalFlares:
    body = facts.knowledge.rules("flare")[RULE].body
    rise, apart = number(body["pain_rise_at_least"]), number(body["visits_at_most_apart"])
    visits = points(facts, "pain")
    if rise is None or apart is None:
        return ClinicalFlares((), 0, tuple(visit.on for visit in visits[1:]))
    flares: list[Flare] = []
    possible: list[PartialDate] = []
    n_pairs = 0
    index = 1
    while index < len(visits):
        before, now = visits[index - 1], visits[index]
        is_pair = before.on.latest < now.on.earliest
        index += 1
        if not is_pair or (now.on.earliest - before.on.latest).days > apart:
            continue
        n_pairs += 1
        worse = _is_worse(facts, before, now, rise, body["and_any_rise_of"])
        if worse is None:
            possible.append(now.on)
        elif worse:
            after = next((v for v in visits[index:] if v.value.high <= before.value.high), None)
            flares.append(_flare(before, now, after))
            # Until it is over, more pain is the same flare.
            index = visits.index(after) + 1 if after else len(visits)
    return ClinicalFlares(tuple(flares), n_pairs, tuple(possible))


def _is_worse(
    facts: Facts, before: Point, now: Point, rise: float, others: tuple[str, ...]
) -> bool | None:
    hurts = has_risen(before.value, now.value, rise)
    if hurts is False:
        return False
    also = any_of(_rises(facts, key, before, now) for key in others)
    return None if also and hurts is None else also


def has_risen(before: Interval, now: Interval, by: float) -> bool | None:
    """Tell whether a value has risen by at least so much; None when its limits leave it open."""
    # Tenths have no exact binary form: 1.2 - 0.2 is a hair below 1.
    if round(now.low - before.high, 9) >= by:
        return True
    return False if round(now.high - before.low, 9) < by else None


def _rises(facts: Facts, key: str, before: Point, now: Point) -> bool | None:
    if key not in measures(facts):
        return None
    earlier = latest(facts, key, before.on.latest)
    later = latest(facts, key, now.on.latest, after=before.on.latest)
    if earlier is None or later is None:
        return None
    if later.value.low > earlier.value.high:
        return True
    return False if later.value.high <= earlier.value.low else None


def _flare(before: Point, now: Point, after: Point | None) -> Flare:
    return Flare(
        rule=RULE,
        start=now.on,
        end=after.on if after else None,
        silent=False,
        entries=(*before.entries, *now.entries, *(after.entries if after else ())),
        observed=(
            f"pain {told(before.value)} on {spoken(before.on)}, "
            f"{told(now.value)} on {spoken(now.on)}"
        ),
    )
