"""Leaves about measured values against a cut-off."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import cast

from attrs import frozen

from crmo.assess.facts import Facts, Measured
from crmo.assess.rules.expression import disjunction
from crmo.assess.rules.leaf import NumberQuestion, Seen
from crmo.assess.rules.predicates.chosen_values import (
    CHOICE_WORDS,
    Choose,
    Presentation,
    choose,
)
from crmo.assess.rules.words import (
    analyte_label,
    listed,
    number,
    on_day,
    quantity_words,
    sentence,
)
from crmo.record import Flag, Interval

# Conversions such as 220/uL to 0.22 x 10^9/L must meet exactly.
SIGNIFICANT_DIGITS = 12


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
    presentation: Presentation
    is_undefined_at_limit: bool = False
    ask: str = ""

    def look(self, facts: Facts) -> Seen:
        """Return how the chosen value compares."""
        measured = facts.measurements(self.analyte)
        chosen, words = self._chosen(facts, measured)
        value = _chosen_value(chosen, self.choose)
        truth = disjunction([self._holds(one) for one in self._separate(chosen, value)])
        is_at_limit = value is not None and value == Interval.exactly(value.low) and truth is None
        return Seen(
            truth=truth,
            entries=tuple(m.entry.id for m in chosen or measured),
            observed=f"{words}: exactly at a cut-off that the source leaves open"
            if is_at_limit
            else words,
            question=self._question(facts, value) if truth is None and not is_at_limit else None,
        )

    def _chosen(
        self, facts: Facts, measured: Sequence[Measured]
    ) -> tuple[tuple[Measured, ...], str]:
        """Return the values that count, and their words; shared by the cut-offs of an analyte."""
        key = ("chosen", self.analyte, self.choose, self.presentation)
        found = facts.cache.get(key)
        if found is None:
            is_any = self.choose is Choose.ANY
            usable = [m for m in measured if m.value is not None or (is_any and _is_open(m))]
            chosen = choose(facts, usable, self.choose, self.presentation)
            found = facts.cache[key] = (chosen, self._words(facts, chosen, measured))
        return cast("tuple[tuple[Measured, ...], str]", found)

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
            key=("measured", self.analyte, self.choose, self.written_unit),
            fact=self.analyte,
            label=self.ask or f"{sentence(label)}{CHOICE_WORDS[self.choose]}?",
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
            shown = sorted(chosen, key=lambda m: m.value is not None)
            return listed(shown, lambda m: _value_words(facts, label, m))
        if any(m.value is not None for m in measured):
            return f"{label} not measured at presentation"
        unusable = [m.entry for m in measured if m.entry.quantity is not None]
        if unusable:
            entry = unusable[0]
            written = quantity_words(entry.quantity) if entry.quantity else ""
            return f"{label} {written}{on_day(entry)}: no unit that can be used"
        return f"{label} not recorded"


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


def _is_open(measured: Measured) -> bool:
    """Whether a value that cannot be compared might matter; one marked normal does not."""
    return measured.value is None and measured.entry.flag is not Flag.NORMAL


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


def _value_words(facts: Facts, label: str, measured: Measured) -> str:
    entry = measured.entry
    if entry.quantity is None:
        return f"{label} {entry.flag.value if entry.flag else ''}{on_day(entry)}"
    if measured.value is None:
        return f"{label} {quantity_words(entry.quantity)}{on_day(entry)}: no unit that can be used"
    analyte = facts.knowledge.analytes.get(entry.analyte)
    own = quantity_words(entry.quantity)
    if analyte is None or entry.quantity.unit == analyte.unit or not measured.value.is_exact:
        return f"{label} {own}{on_day(entry)}"
    return f"{label} {own} ({number(measured.value.low)} {analyte.unit}){on_day(entry)}"


def _significant(value: float) -> float:
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}") if math.isfinite(value) else value
