"""The arithmetic of PedCNO: how far each item changed, and how many items did.

Values and baselines are intervals, so that `CRP < 3` or a missing item leaves open only what
it really leaves open.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from attrs import evolve, frozen

from crmo.assess.answer import number
from crmo.assess.facts import Facts
from crmo.assess.measures import Measure, Point, latest, measures, points
from crmo.record import Interval


@frozen(slots=True)
class Change:
    """One core item between two days.

    Attributes:
        measure: the item.
        before: its value at the baseline, or None.
        after: its value at the end, or None; a value that is not newer than the baseline's
            is no new value.
        percent: possible improvement in percent of the baseline, negative for worsening;
            None when it is not known or not defined.
        worse: whether it worsened by more than the rule allows; None when not known.
        settled: how "improved?" is answered when the percentage alone cannot tell it:
            `improved`, `not_improved`, `open`; `open_if_improved` when an improvement as
            measured may or may not count; empty when the percentage tells.
    """

    measure: Measure
    before: Point | None
    after: Point | None
    percent: Interval | None
    worse: bool | None
    settled: str = ""

    def improved_by(self, percent: float) -> bool | None:
        """Tell whether the item improved by at least so many percent."""
        if self.settled in ("improved", "not_improved", "open"):
            return {"improved": True, "not_improved": False}.get(self.settled)
        measured = None if self.percent is None else self.percent.compare(">=", percent)
        return None if self.settled and measured else measured

    @property
    def entries(self) -> tuple[str, ...]:
        """Ids of the entries of both values."""
        found = [
            *(self.before.entries if self.before else ()),
            *(self.after.entries if self.after else ()),
        ]
        return tuple(dict.fromkeys(found))

    def as_if(self, percent: Interval, worse_limit: float) -> Change:
        """Return the item as if it had changed by so many percent."""
        return evolve(self, percent=percent, settled="", worse=percent.compare("<", -worse_limit))


def change(facts: Facts, body: Mapping[str, Any], key: str, baseline: date, until: date) -> Change:
    """Return how far one core item changed.

    Source:
        knowledge/response.yaml, rule pedcno; zero baselines and a normal ESR at baseline are
        settled there, or left open.
    """
    measure = measures(facts)[key]
    before = latest(facts, key, baseline)
    if before is None and key == "mri_lesion_count":
        before = _soon_after(
            facts, key, baseline, number(body["imaging_may_follow_by"]) or 0, until
        )
    after = latest(facts, key, until, after=before.on.latest if before else baseline)
    if before is None or after is None:
        return Change(measure, before, after, None, None)
    limit = number(body["worse_by_more_than"])
    if before.value.low <= 0:
        return _from_zero(body, measure, before, after)
    percent = _percent(before.value, after.value)
    worse = None if limit is None else percent.compare("<", -limit)
    if key == "esr" and before.is_normal is not False:
        return _esr(body, Change(measure, before, after, percent, worse))
    return Change(measure, before, after, percent, worse)


def _soon_after(facts: Facts, key: str, day: date, days: float, until: date) -> Point | None:
    """Scans are seldom made on the day of the visit: take the first one soon after it."""
    for point in points(facts, key):
        if day < point.on.earliest and point.on.latest < until:
            return point if (point.on.latest - day).days <= days else None
    return None


def _percent(before: Interval, after: Interval) -> Interval:
    """Return the possible improvement in percent; `before` is above zero throughout."""
    ratios = [
        _ratio(now, then) for now in (after.low, after.high) for then in (before.low, before.high)
    ]
    low, high = 100 * (1 - max(ratios)), 100 * (1 - min(ratios))
    return Interval(round(low, 9), round(high, 9))


def _ratio(now: float, then: float) -> float:
    if math.isinf(then):
        return 0.0 if not math.isinf(now) else math.inf
    return now / then


def _from_zero(body: Mapping[str, Any], measure: Measure, before: Point, after: Point) -> Change:
    """Nothing divides by zero: what then counts is the rule's to say."""
    settled = body["zero_at_baseline"]["value"] or "open"
    rises = after.value.low > before.value.high
    if before.value.high > 0:
        # "Below 3" may be zero or not; only a certain rise rules an improvement out.
        return Change(measure, before, after, None, None, "not_improved" if rises else "open")
    worse = False if after.value.high <= 0 else None
    return Change(measure, before, after, None, worse, "not_improved" if rises else settled)


def _esr(body: Mapping[str, Any], measured: Change) -> Change:
    """An ESR that was normal to begin with may not be able to count as improved."""
    ruled = body["normal_esr_at_baseline"]["value"]
    before, after = measured.before, measured.after
    if ruled == "as_measured" or before is None or after is None:
        return measured
    # Without the laboratory's range or flag it is not known whether the ESR was normal.
    settled = "not_improved" if ruled and before.is_normal else "open_if_improved"
    stays_normal = before.is_normal and after.is_normal is not False
    return evolve(
        measured, settled=settled, worse=None if stays_normal and measured.worse else measured.worse
    )


def levels(body: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Return the levels as (id, percent), lowest first; those the rule leaves open are left out."""
    found = [(row["id"], number(row["percent"])) for row in body["levels"]]
    return sorted(((key, p) for key, p in found if p is not None), key=lambda pair: pair[1])


def changes(
    facts: Facts, body: Mapping[str, Any], baseline: date, until: date
) -> dict[str, Change]:
    """Return how far each core item changed between two days, by id of the item."""
    return {key: change(facts, body, key, baseline, until) for key in body["items"]}


def levels_met(body: Mapping[str, Any], found: Iterable[Change]) -> dict[str, bool | None]:
    """Return for each level, lowest first, whether it is met."""
    items = tuple(found)
    return {level_id: tally(body, items, percent) for level_id, percent in levels(body)}


def tally(body: Mapping[str, Any], changes: Iterable[Change], percent: float) -> bool | None:
    """Tell whether enough items improved and not too many worsened, in three values.

    True only if it holds for every value the unknown items may have, False only if it holds
    for none. Items are independent, and one that improves does not worsen, so the best and
    the worst case of the counts can be taken apart.
    """
    enough, most = number(body["improved_at_least"]), number(body["worse_at_most"])
    if enough is None or most is None:
        return None
    improved_low = improved_high = worse_low = worse_high = 0
    for item in changes:
        improved = item.improved_by(percent)
        improved_low += improved is True
        improved_high += improved is not False
        worse = False if improved else item.worse
        # An item that can still improve need not worsen.
        worse_low += worse is True and improved is False
        worse_high += worse is not False
    if improved_low >= enough and worse_high <= most:
        return True
    return False if improved_high < enough or worse_low > most else None
