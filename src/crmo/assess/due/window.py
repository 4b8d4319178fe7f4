"""When the next time falls: the window that a rule's interval opens after the last time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from attrs import frozen

from crmo.assess.answer import spoken
from crmo.assess.due.done import Done
from crmo.assess.months import months_after, months_between
from crmo.record import PartialDate


@frozen(slots=True)
class Window:
    """From when to when something is due.

    Attributes:
        due_from: first day, or None when nothing more is due.
        due_to: last day in time, or None when the rule gives none.
        is_known: False when the rule gives no interval or the start is not known.
        stated: the part of the rule that gave the interval, with its source.
        note: why there is no date although the rule gives an interval, or empty.
    """

    due_from: date | None
    due_to: date | None
    is_known: bool = True
    stated: Mapping[str, Any] | None = None
    note: str = ""

    def is_due(self, on: date) -> bool | None:
        """Tell whether it is due on a day; None when no interval is known."""
        if not self.is_known:
            return None
        return self.due_from is not None and self.due_from <= on

    def overdue_days(self, on: date) -> int:
        """Return how many days it is late; 0 while in time."""
        if not self.is_due(on) or self.due_to is None:
            return 0
        return max(0, (on - self.due_to).days)


def window(
    interval: Mapping[str, Any],
    part: Done,
    since: PartialDate | None,
    last_visit: PartialDate | None,
    on: date,
) -> Window:
    """Return when a part of an item is due next.

    Args:
        interval: the rule's interval.
        part: what was done.
        since: start of the drug, or date of the diagnosis.
        last_visit: date of the last visit, for items of each visit.
        on: the day of the question.
    """
    if "each_visit" in interval:
        return _each_visit(interval["each_visit"], part, last_visit)
    if "before_start" in interval:
        return _before_start(interval["before_start"], part, since, on)
    if "months_since_start" in interval:
        return _fixed(interval, part, since)
    if "first" in interval and not _counts(interval, part, since):
        return _after(interval["first"], since)
    if "every" not in interval:
        return Window(None, None, stated=interval["first"])
    base = part.last_on
    if base is None or (since is not None and since.earliest > base.earliest):
        base = since
    return _after(interval["every"], base)


def _after(stated: Mapping[str, Any], base: PartialDate | None) -> Window:
    if base is None or stated["from"] is None or stated["to"] is None:
        return Window(None, None, is_known=False, stated=stated)
    return Window(
        months_after(base.earliest, stated["from"]),
        months_after(base.latest, stated["to"]),
        stated=stated,
    )


def _counts(interval: Mapping[str, Any], part: Done, since: PartialDate | None) -> bool:
    """Whether the last time was late enough after the start to be the first one due."""
    if part.last_on is None or since is None:
        return False
    months = interval.get("counts_from", {}).get("value") or 0
    earliest = months_after(since.earliest, months)
    return part.last_on.earliest >= earliest if months else part.last_on.earliest > earliest


def _each_visit(stated: Mapping[str, Any], part: Done, last_visit: PartialDate | None) -> Window:
    if last_visit is None:
        return Window(None, None, is_known=False, stated=stated)
    if part.last_on is not None and part.last_on.latest >= last_visit.earliest:
        return Window(None, None, stated=stated)
    return Window(last_visit.earliest, None, stated=stated)


def _before_start(
    stated: Mapping[str, Any], part: Done, since: PartialDate | None, on: date
) -> Window:
    if since is None or stated["value"] is None:
        return Window(None, None, is_known=False, stated=stated)
    opens = months_after(since.earliest, -stated["value"])
    if part.last_on is not None and part.last_on.latest >= opens:
        return Window(None, None, stated=stated)
    if stated.get("lapses_at_start") and since.latest < on:
        # What was to be done before the first dose can no longer be done before it.
        note = f"the drug was begun on {spoken(since)}, and it is not on record before that"
        return Window(None, None, is_known=False, stated=stated, note=note)
    return Window(opens, since.latest, stated=stated)


def _fixed(interval: Mapping[str, Any], part: Done, since: PartialDate | None) -> Window:
    """Return the visit of a fixed list that follows the one nearest to the last visit."""
    stated = interval["months_since_start"]
    plan = sorted(stated["value"] or ())
    if since is None or not plan:
        return Window(None, None, is_known=False, stated=stated)
    slack = interval.get("window", {}).get("value") or 0
    month = _next_month(plan, part.last_on, since)
    if month is None:
        return _after(interval["after_that"], part.last_on)
    return Window(
        months_after(since.earliest, month),
        months_after(since.latest, month + slack),
        stated=stated,
    )


def _next_month(plan: list[int], last: PartialDate | None, since: PartialDate) -> int | None:
    if last is None or last.latest < since.earliest:
        # Treatment starts at a visit; the first one due is the first after the start.
        return next((month for month in plan if month > 0), None)
    passed = months_between(since, last)[0]
    nearest = min(plan, key=lambda month: (abs(month - passed), month))
    return next((month for month in plan if month > max(nearest, 0)), None)


def earliest(days: Iterable[date | None]) -> date | None:
    """Return the earliest of the days that are given, or None."""
    return min((day for day in days if day is not None), default=None)
