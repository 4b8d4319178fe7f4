"""Leaves about results that the laboratory itself calls low, normal or high."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from attrs import frozen

from crmo.assess.facts import Facts, Measured
from crmo.assess.rules.expression import conjunction, negation
from crmo.assess.rules.leaf import ChoiceQuestion, Seen
from crmo.assess.rules.predicates.chosen_values import (
    CHOICE_WORDS,
    Choose,
    Presentation,
    choose,
)
from crmo.assess.rules.words import analyte_label, listed, on_day, quantity_words, sentence
from crmo.record import Flag, Measurement

FLAGS = (Flag.LOW, Flag.NORMAL, Flag.HIGH)


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
    presentation: Presentation
    ask: str = ""

    def look(self, facts: Facts) -> Seen:
        """Return whether the chosen value has the mark."""
        measured = facts.measurements(self.analyte)
        label = analyte_label(facts.knowledge, self.analyte)
        if not measured:
            return Seen(
                truth=None, observed=f"{label} not recorded", question=self._question(label)
            )
        # A value without mark or range is not passed over: it may be the one that matters.
        chosen = choose(facts, measured, self.choose, self.presentation)
        flagged = {m.entry.id: marks(facts, m.entry).of(self.flag) for m in chosen}
        truth = _flag_truth(list(flagged.values()), self.choose)
        # The deciding values come first in the words; the others follow.
        shown = chosen or measured
        if len(shown) > 1:
            shown = tuple(sorted(shown, key=lambda m: flagged.get(m.entry.id) is not truth))
        return Seen(
            truth=truth,
            entries=tuple(m.entry.id for m in chosen or measured),
            observed=listed(shown, lambda m: self._words(facts, label, m)),
            question=self._question(label) if truth is None else None,
        )

    def _question(self, label: str) -> ChoiceQuestion:
        return ChoiceQuestion(
            key=("flag", self.analyte, self.choose),
            fact=self.analyte,
            label=self.ask
            or f"{sentence(label)}{CHOICE_WORDS[self.choose]}: low, normal or high by the "
            "laboratory's own limits?",
            options=tuple(flag.value for flag in FLAGS),
            means_yes=frozenset({self.flag.value}),
        )

    @staticmethod
    def _words(facts: Facts, label: str, measured: Measured) -> str:
        entry = measured.entry
        marked = marks(facts, entry).words
        if entry.quantity is None:
            return f"{label} {marked}{on_day(entry)}"
        return f"{label} {quantity_words(entry.quantity)} ({marked}){on_day(entry)}"


@frozen
class Marks:
    """What a result is by its laboratory's own standard; None where that cannot be told."""

    low: bool | None
    normal: bool | None
    high: bool | None

    def of(self, flag: Flag) -> bool | None:
        """Whether the result has a mark."""
        return {Flag.LOW: self.low, Flag.NORMAL: self.normal, Flag.HIGH: self.high}[flag]

    @property
    def words(self) -> str:
        """The mark in one word, or that there is none."""
        return next((flag.value for flag in FLAGS if self.of(flag)), "no mark or range")


def marks(facts: Facts, entry: Measurement) -> Marks:
    """Return what a result is: by the laboratory's mark, else by the report's own limits."""
    key = ("marks", entry.id)
    found = facts.cache.get(key)
    if found is None:
        found = facts.cache[key] = _marks(entry)
    return cast("Marks", found)


def _marks(entry: Measurement) -> Marks:
    if entry.flag is not None:
        return Marks(entry.flag is Flag.LOW, entry.flag is Flag.NORMAL, entry.flag is Flag.HIGH)
    low, high = entry.reference_low, entry.reference_high
    if entry.quantity is None or (low is None and high is None):
        return Marks(None, None, None)
    value = entry.quantity.possible
    # A report that gives one limit only (CRP) has nothing abnormal on the other side, but does
    # not say so: what is not too high may still be called low elsewhere.
    is_low = None if low is None else value.compare("<", low)
    is_high = None if high is None else value.compare(">", high)
    outside = [told for told, limit in ((is_low, low), (is_high, high)) if limit is not None]
    inside = conjunction(negation(told) for told in outside)
    if is_low or is_high:
        return Marks(is_low is True, False, is_high is True)  # noqa: FBT003 - three answers
    return Marks(is_low, inside, is_high)


def _flag_truth(answers: Sequence[bool | None], how: Choose) -> bool | None:
    if not answers:
        return None
    if how is Choose.ANY:
        return True if True in answers else (None if None in answers else False)
    return answers[0] if len(set(answers)) == 1 else None
