"""Leaves about measured values: against a cut-off, or as the laboratory marked them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import cast

from attrs import frozen

from crmo.assess.facts import Facts, Measured
from crmo.assess.rules.expression import disjunction
from crmo.assess.rules.leaf import ChoiceQuestion, NumberQuestion, Seen
from crmo.assess.rules.words import analyte_label, listed, number, on_day, quantity_words, sentence
from crmo.record import FactStatus, Flag, Interval, Measurement, PartialDate

SIGNIFICANT_DIGITS = 12  # conversions such as 220/uL to 0.22 x 10^9/L must meet exactly
FLAGS = (Flag.LOW, Flag.NORMAL, Flag.HIGH)


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


class Choose(StrEnum):
    """Which of several values counts."""

    PRESENTATION = "presentation"
    LATEST = "latest"
    HIGHEST = "highest"
    LOWEST = "lowest"
    ANY = "any"


@frozen(kw_only=True, cache_hash=True)
class MeasurementLeaf:
    """A measured value against a cut-off.

    Values without a unit are not compared. Several values of the same day are taken
    together: the cut-off is passed only if all of them pass it.

    Args:
        analyte: what was measured.
        operator: `<`, `<=`, `>`, `>=` or `==`.
        limit: the cut-off in the analyte's canonical unit.
        written_limit: the cut-off's number as the rule writes it.
        written_unit: the unit in which the rule writes it.
        choose: which value counts.
        presentation: what counts as the presentation, where the value at it is chosen.
        is_undefined_at_limit: whether the source leaves open what holds exactly at the cut-off.
        ask: the question in plain words.
    """

    analyte: str
    operator: str
    limit: float
    written_limit: float
    written_unit: str
    choose: Choose
    presentation: Presentation = Presentation()
    is_undefined_at_limit: bool = False
    ask: str = ""

    def look(self, facts: Facts) -> Seen:
        """Return how the chosen value compares."""
        measured = facts.measurements(self.analyte)
        usable = [m for m in measured if m.value is not None]
        chosen = choose(facts, usable, self.choose, self.presentation)
        value = _chosen_value(chosen, self.choose)
        truth = disjunction(self._holds(value) for value in self._separate(chosen, value))
        is_at_limit = value is not None and value == Interval.exactly(value.low) and truth is None
        words = self._words(facts, chosen, measured)
        return Seen(
            truth=truth,
            entries=tuple(m.entry.id for m in chosen or measured),
            observed=f"{words}: exactly at a cut-off that the source leaves open"
            if is_at_limit
            else words,
            question=self._question(facts, value) if truth is None and not is_at_limit else None,
        )

    def _separate(
        self, chosen: Sequence[Measured], value: Interval | None
    ) -> tuple[Interval | None, ...]:
        """Return the values that may each pass the cut-off by themselves."""
        if self.choose is Choose.ANY and chosen:
            return tuple(m.value for m in chosen)
        return (value,)

    def _holds(self, value: Interval | None) -> bool | None:
        if value is None:
            return None
        truth = compare(value, self.operator, self.limit)
        if self.is_undefined_at_limit and truth is False:
            at_limit = compare(value, "==", self.limit)
            return None if at_limit is not False else False
        return truth

    def _question(self, facts: Facts, value: Interval | None) -> NumberQuestion:
        label = analyte_label(facts.knowledge, self.analyte)
        factor = self.limit / self.written_limit if self.written_limit else 1.0
        possible = value or Interval(0, math.inf)
        return NumberQuestion(
            key=f"measured:{self.analyte}:{self.choose}:{self.written_unit}",
            fact=self.analyte,
            label=self.ask or f"{sentence(label)}{_CHOICE_WORDS[self.choose]}?",
            operator=self.operator,
            limit=self.written_limit,
            possible=Interval(
                _significant(possible.low / factor),
                _significant(possible.high / factor),
                possible.low_open,
                possible.high_open,
            ),
            unit=self.written_unit,
            is_undefined_at_limit=self.is_undefined_at_limit,
        )

    def _words(self, facts: Facts, chosen: Sequence[Measured], measured: Sequence[Measured]) -> str:
        label = analyte_label(facts.knowledge, self.analyte)
        if chosen:
            return listed(chosen, lambda m: _value_words(facts, label, m))
        if any(m.value is not None for m in measured):
            return f"{label} not measured at presentation"
        unusable = [m.entry for m in measured if m.entry.quantity is not None]
        if unusable:
            entry = unusable[0]
            written = quantity_words(entry.quantity) if entry.quantity else ""
            return f"{label} {written}{on_day(entry)}: no unit that can be used"
        return f"{label} not recorded"


_CHOICE_WORDS = {
    Choose.PRESENTATION: " at presentation",
    Choose.LATEST: ", latest value",
    Choose.HIGHEST: ", highest value",
    Choose.LOWEST: ", lowest value",
    Choose.ANY: "",
}


@frozen(kw_only=True, cache_hash=True)
class FlagLeaf:
    """A measured value as low, normal or high by the laboratory's own standard.

    The laboratory's mark counts; without one, the value against the reference limits of the
    same report. No reference range of ours is used.

    Args:
        analyte: what was measured.
        flag: the mark asked for.
        choose: which value counts.
        presentation: what counts as the presentation, where the value at it is chosen.
        ask: the question in plain words.
    """

    analyte: str
    flag: Flag
    choose: Choose
    presentation: Presentation = Presentation()
    ask: str = ""

    def look(self, facts: Facts) -> Seen:
        """Return whether the chosen value has the mark."""
        measured = facts.measurements(self.analyte)
        telling = [m for m in measured if is_flagged(m.entry, self.flag) is not None]
        chosen = choose(facts, telling, self.choose, self.presentation)
        answers = [is_flagged(m.entry, self.flag) for m in chosen]
        truth = _flag_truth(answers, self.choose)
        label = analyte_label(facts.knowledge, self.analyte)
        return Seen(
            truth=truth,
            entries=tuple(m.entry.id for m in chosen or measured),
            observed=listed(chosen or measured, lambda m: self._words(label, m))
            or f"{label} not recorded",
            question=self._question(label) if truth is None else None,
        )

    def _question(self, label: str) -> ChoiceQuestion:
        return ChoiceQuestion(
            key=f"flag:{self.analyte}:{self.choose}",
            fact=self.analyte,
            label=self.ask
            or f"{sentence(label)}{_CHOICE_WORDS[self.choose]}: low, normal or high by the "
            "laboratory's own limits?",
            options=tuple(flag.value for flag in FLAGS),
            means_yes=frozenset({self.flag.value}),
        )

    @staticmethod
    def _words(label: str, measured: Measured) -> str:
        entry = measured.entry
        marked = next((f.value for f in FLAGS if is_flagged(entry, f)), "no mark or range")
        if entry.quantity is None:
            return f"{label} {marked}{on_day(entry)}"
        return f"{label} {quantity_words(entry.quantity)} ({marked}){on_day(entry)}"


def is_flagged(entry: Measurement, flag: Flag) -> bool | None:
    """Tell whether a result is low, normal or high by its laboratory's own standard.

    Returns:
        By the laboratory's mark, else by the report's own reference limits; None without them.
    """
    if entry.flag is not None:
        return entry.flag is flag
    if entry.quantity is None:
        return None
    value, low, high = entry.quantity.possible, entry.reference_low, entry.reference_high
    if low is None and high is None:
        return None
    is_low = None if low is None else value.compare("<", low)
    is_high = None if high is None else value.compare(">", high)
    # A report that gives an upper limit only (CRP) has no "low"; an empty side cannot be left.
    if flag is Flag.LOW:
        return False if is_high else is_low
    if flag is Flag.HIGH:
        return False if is_low else is_high
    if is_low or is_high:
        return False
    one_sided = (low is None and is_high is False) or (high is None and is_low is False)
    return True if one_sided or (is_low is False and is_high is False) else None


def compare(value: Interval, operator: str, limit: float) -> bool | None:
    """Compare as `Interval.compare` does, `==` included, free of conversion dust."""
    limit = _significant(limit)
    rounded = Interval(
        _significant(value.low), _significant(value.high), value.low_open, value.high_open
    )
    if operator != "==":
        return rounded.compare(operator, limit)
    if rounded.is_exact:
        return rounded.low == limit
    return None if rounded.contains(limit) else False


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


def _chosen_value(chosen: Sequence[Measured], how: Choose) -> Interval | None:
    values = [m.value for m in chosen if m.value is not None]
    if not values:
        return None
    lows = [(v.low, v.low_open) for v in values]
    highs = [(v.high, v.high_open) for v in values]
    if how is Choose.HIGHEST:
        (low, low_open), (high, high_open) = max(lows), max(highs, key=_closed_is_more)
    elif how is Choose.LOWEST:
        (low, low_open), (high, high_open) = min(lows), min(highs, key=_closed_is_more)
    else:
        (low, low_open), (high, high_open) = min(lows), max(highs, key=_closed_is_more)
    return Interval(low, high, low_open, high_open)


def _closed_is_more(limit: tuple[float, bool]) -> tuple[float, bool]:
    return (limit[0], not limit[1])


def _flag_truth(answers: Sequence[bool | None], how: Choose) -> bool | None:
    if not answers:
        return None
    if how is Choose.ANY:
        return True if True in answers else (None if None in answers else False)
    return answers[0] if len(set(answers)) == 1 else None


def _value_words(facts: Facts, label: str, measured: Measured) -> str:
    entry = measured.entry
    if entry.quantity is None or measured.value is None:
        return f"{label}{on_day(entry)}"
    analyte = facts.knowledge.analytes.get(entry.analyte)
    own = quantity_words(entry.quantity)
    if analyte is None or entry.quantity.unit == analyte.unit or not measured.value.is_exact:
        return f"{label} {own}{on_day(entry)}"
    return f"{label} {own} ({number(measured.value.low)} {analyte.unit}){on_day(entry)}"


def _significant(value: float) -> float:
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}") if math.isfinite(value) else value
