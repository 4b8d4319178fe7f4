"""Which of several values of an analyte counts: at presentation, the latest, any."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import cast

from attrs import frozen

from crmo.assess.facts import Facts, Measured
from crmo.record import FactStatus, PartialDate


class Choose(StrEnum):
    """Which of several values counts."""

    PRESENTATION = "presentation"
    LATEST = "latest"
    HIGHEST = "highest"
    LOWEST = "lowest"
    ANY = "any"


CHOICE_WORDS = {
    Choose.PRESENTATION: " at presentation",
    Choose.LATEST: ", latest value",
    Choose.HIGHEST: ", highest value",
    Choose.LOWEST: ", lowest value",
    Choose.ANY: "",
}


@frozen(kw_only=True, cache_hash=True)
class Presentation:
    """When a child presented, and how near a value must be to belong to it.

    The first day on which one of some complaints, or a lesion on imaging, was recorded.

    Args:
        findings: the complaints.
        within_days: how far before or after a value may be; None for no limit.
    """

    findings: tuple[str, ...] = ()
    within_days: int | None = None

    def is_near(self, facts: Facts, day: PartialDate | None) -> bool:
        """Whether a day may lie near the presentation; it does when that day is not known."""
        start = self.day(facts)
        if start is None or day is None or self.within_days is None:
            return True
        fewest, most = start.days_until(day)
        return fewest <= self.within_days and most >= -self.within_days

    def day(self, facts: Facts) -> PartialDate | None:
        """Return the day of presentation, or None when nothing dated tells it."""
        key = ("presentation", self)
        if key not in facts.cache:
            facts.cache[key] = self._first_day(facts)
        return cast("PartialDate | None", facts.cache[key])

    def _first_day(self, facts: Facts) -> PartialDate | None:
        days = [
            day
            for concept in self.findings
            for f in facts.findings(concept)
            if f.status is FactStatus.PRESENT and (day := f.on or f.since) is not None
        ]
        days += [s.study.on for s in facts.lesions if s.is_there and s.study.on is not None]
        return min(days, key=lambda d: (d.earliest, d.latest), default=None)


def choose(
    facts: Facts, measured: Sequence[Measured], how: Choose, presentation: Presentation
) -> tuple[Measured, ...]:
    """Return the measurements that count; several when their order cannot be told.

    A date that is not exact is neither the latest nor the first only when another one is
    certainly later, or earlier.
    """
    if how in (Choose.ANY, Choose.HIGHEST, Choose.LOWEST):
        return tuple(measured)
    dated = [m for m in measured if m.entry.on is not None]
    if not dated:
        return tuple(measured)
    if how is Choose.LATEST:
        newest = max(m.entry.on.earliest for m in dated if m.entry.on)
        return tuple(m for m in dated if m.entry.on and m.entry.on.latest >= newest)
    near = [m for m in dated if presentation.is_near(facts, m.entry.on)]
    oldest = min((m.entry.on.latest for m in near if m.entry.on), default=None)
    return tuple(m for m in near if oldest and m.entry.on and m.entry.on.earliest <= oldest)
