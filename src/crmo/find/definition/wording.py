"""A definition in words: what each criterion asks, and when. For pages and the terminal."""

from __future__ import annotations

from functools import singledispatch

from crmo.knowledge.case_definition import (
    AgeAtIndex,
    AllOf,
    AnyOf,
    CaseDefinition,
    Count,
    Criterion,
    Distinct,
    Episodes,
    FollowedBy,
    Paired,
    Repeat,
    Select,
    ValueTest,
    Window,
    Without,
)
from crmo.record.age import DAYS_PER_YEAR

_DAYS_IN_YEARS = 700  # from here on, days alone say little to a reader
_VALUES = {
    ValueTest.ABOVE_RANGE: "above its reference range",
    ValueTest.IN_RANGE: "within its reference range",
    ValueTest.BELOW_RANGE: "below its reference range",
}
_STATES = {"present": "", "absent": "noted as absent", "uncertain": "noted as uncertain"}
_DISTINCT = {
    Distinct.EVENT: "",
    Distinct.DAY: " on {n} different days",
    Distinct.SITE: " at {n} different places",
    Distinct.CODE: " with {n} different codes",
    Distinct.CONCEPT: " of {n} different kinds",
}


def index_in_words(definition: CaseDefinition) -> str:
    """Return what the first event is, from which days are counted."""
    index = definition.index
    ages = f"below {index.max_years:g} years"
    if index.min_years:
        ages = f"from {index.min_years:g} to below {index.max_years:g} years"
    return f"the first of: {select_in_words(index.first_of, definition)}, at an age {ages}"


def in_words(criterion: Criterion, definition: CaseDefinition) -> str:
    """Return what a criterion asks of the events, with its window and what it can be seen by."""
    parts = [_asked(criterion, definition)]
    if not isinstance(criterion, AllOf | AnyOf | AgeAtIndex):
        parts.append(_window(criterion.window))
    if criterion.seen_by:
        label = definition.code_sets[criterion.seen_by].label
        parts.append(f"unknown, and not no, where there is nothing of: {label}")
    return "; ".join(part for part in parts if part)


def _window(window: Window) -> str:
    """Return when an event must be, in days from the first event."""
    first, last = window.from_day, window.to_day
    if first is None and last is None:
        return "at any time"
    if first is None or last is None:
        end = first if last is None else last
        which = "at the earliest" if last is None else "at the latest"
        return f"{which} {_day(end or 0)}"
    return f"from {_day(first)} to {_day(last)}"


def select_in_words(select: Select, definition: CaseDefinition) -> str:
    """Return which events are meant."""
    states = [_STATES.get(state, state) for state in select.states]
    words = [definition.code_sets[select.set].label]
    if any(states):
        words.append(" or ".join(state or "noted as present" for state in states))
    if select.value is not None:
        words.append(_VALUES[select.value])
    if select.at_least is not None:
        words.append(f"at least {select.at_least:g} {select.unit}")
    if select.below is not None:
        words.append(f"below {select.below:g} {select.unit}")
    if select.values:
        words.append(f"answered with {definition.code_sets[select.values].label}")
    if select.sites:
        words.append(f"in {' or '.join(site.replace('_', ' ') for site in select.sites)}")
    return ", ".join(words)


def role_in_words(criterion: Criterion, definition: CaseDefinition) -> str:
    """Return what a criterion does: it is needed, it rules out, it adds points."""
    words = []
    if criterion.id in definition.require:
        words.append("needed")
    if criterion.id in definition.exclude:
        words.append("rules out")
    if criterion.points:
        words.append(f"{criterion.points:+g}".replace("-", "−"))
    return ", ".join(words) or "part of others"


def _day(day: int) -> str:
    if day == 0:
        return "the day of the first event"
    days = f"{abs(day)} day{'' if abs(day) == 1 else 's'}"
    if abs(day) >= _DAYS_IN_YEARS:
        days += f" (about {round(abs(day) / DAYS_PER_YEAR)} years)"
    return f"{days} {'before' if day < 0 else 'after'} it"


@singledispatch
def _asked(criterion: Criterion, definition: CaseDefinition) -> str:
    raise TypeError(f"{type(criterion).__name__} of {definition.id} has no words")


@_asked.register
def _count(criterion: Count, definition: CaseDefinition) -> str:
    of, n = select_in_words(criterion.of, definition), criterion.at_least
    if n == 1:
        return f"any of: {of}"
    if criterion.distinct is Distinct.EVENT:
        return f"at least {n} times: {of}"
    return f"{of},{_DISTINCT[criterion.distinct].format(n=n)} at least"


@_asked.register
def _repeat(criterion: Repeat, definition: CaseDefinition) -> str:
    of = select_in_words(criterion.of, definition)
    return f"twice, {criterion.min_days} to {criterion.max_days} days apart: {of}"


@_asked.register
def _followed(criterion: FollowedBy, definition: CaseDefinition) -> str:
    first = select_in_words(criterion.first, definition)
    then = select_in_words(criterion.then, definition)
    return f"{first}; then, {criterion.min_days} to {criterion.max_days} days later: {then}"


@_asked.register
def _paired(criterion: Paired, definition: CaseDefinition) -> str:
    first = select_in_words(criterion.first, definition)
    second = select_in_words(criterion.second, definition)
    return f"{first}; and within {criterion.days} days, before or after: {second}"


@_asked.register
def _episodes(criterion: Episodes, definition: CaseDefinition) -> str:
    of = select_in_words(criterion.of, definition)
    n = criterion.at_least
    many = f"at least {n} episode{'' if n == 1 else 's'}"
    return f"{many} of: {of} (no more than {criterion.gap_days} days apart is one episode)"


@_asked.register
def _without(criterion: Without, definition: CaseDefinition) -> str:
    return f"none of: {select_in_words(criterion.of, definition)}"


@_asked.register
def _age(criterion: AgeAtIndex, definition: CaseDefinition) -> str:
    del definition
    if not criterion.min_years:
        return f"below {criterion.max_years:g} years at the first event"
    return f"{criterion.min_years:g} to below {criterion.max_years:g} years at the first event"


@_asked.register
def _all_of(criterion: AllOf, definition: CaseDefinition) -> str:
    return f"all of: {_labels(criterion.of, definition)}"


@_asked.register
def _any_of(criterion: AnyOf, definition: CaseDefinition) -> str:
    return f"any of: {_labels(criterion.of, definition)}"


def _labels(ids: tuple[str, ...], definition: CaseDefinition) -> str:
    return "; ".join(definition.criteria[each].label for each in ids)
