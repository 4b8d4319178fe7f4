"""A criterion as a sentence, for pages and reports."""

from __future__ import annotations

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

_VALUE = {
    ValueTest.ABOVE_RANGE: "above its range",
    ValueTest.IN_RANGE: "within its range",
    ValueTest.BELOW_RANGE: "below its range",
}
_COUNTED = {
    Distinct.EVENT: ("event", "events"),
    Distinct.DAY: ("day", "different days"),
    Distinct.SITE: ("site", "different sites"),
    Distinct.CODE: ("code", "different codes"),
    Distinct.CONCEPT: ("kind", "different kinds"),
}


def in_words(criterion: Criterion, definition: CaseDefinition) -> str:
    """Return what a criterion asks, as a clause without a full stop; numbers as they stand.

    Args:
        criterion: of the definition.
        definition: for the labels of code sets and criteria.
    """
    said = _asked(criterion, definition) + _window(criterion.window)
    if criterion.seen_by:
        said += f"; unknown without any of “{definition.code_sets[criterion.seen_by].label}”"
    return said


def select_in_words(select: Select, definition: CaseDefinition) -> str:
    """Return which events a selection means.

    Args:
        select: of the definition.
        definition: for the labels of code sets.
    """
    said = f"“{definition.code_sets[select.set].label}”"
    if select.value is not None:
        said += f" {_VALUE[select.value]}"
    if select.at_least is not None:
        said += f" of {select.at_least:g} {select.unit} or more"
    if select.below is not None:
        said += f" below {select.below:g} {select.unit}"
    if select.sites:
        said += f" at {' or '.join(each.replace('_', ' ') for each in select.sites)}"
    if select.values:
        said += f" with an answer of “{definition.code_sets[select.values].label}”"
    if select.states != ("present",):
        said += f" ({' or '.join(select.states)})"
    return said


def _asked(criterion: Criterion, definition: CaseDefinition) -> str:
    def named(select: Select) -> str:
        return select_in_words(select, definition)

    match criterion:
        case Count():
            one, many = _COUNTED[criterion.distinct]
            n = criterion.at_least
            return f"at least {n} {one if n == 1 else many} of {named(criterion.of)}"
        case Repeat():
            return f"two events of {named(criterion.of)}, {_gap(criterion)} apart"
        case FollowedBy():
            then = named(criterion.then)
            return f"{named(criterion.first)}, and {then} {_gap(criterion)} later"
        case Paired():
            second = named(criterion.second)
            return f"{named(criterion.first)} and {second} within {_days(criterion.days)}"
        case Episodes():
            gap = _days(criterion.gap_days)
            return (
                f"at least {criterion.at_least} episodes of {named(criterion.of)}, "
                f"more than {gap} apart"
            )
        case Without():
            return f"no event of {named(criterion.of)}"
    return _built(criterion, definition)


def _built(criterion: Criterion, definition: CaseDefinition) -> str:
    match criterion:
        case AgeAtIndex():
            lowest = f"{criterion.min_years:g} or older and " if criterion.min_years else ""
            return f"{lowest}younger than {criterion.max_years:g} years at the index event"
        case AllOf():
            return f"all of: {_labels(criterion.of, definition)}"
        case AnyOf():
            return f"one of: {_labels(criterion.of, definition)}"
    raise TypeError(f"there are no words for a {type(criterion).__name__}")


def _labels(keys: tuple[str, ...], definition: CaseDefinition) -> str:
    return "; ".join(definition.criteria[key].label for key in keys)


def _gap(criterion: Repeat | FollowedBy) -> str:
    if criterion.min_days == criterion.max_days:
        return _days(criterion.min_days)
    return f"{criterion.min_days} to {_days(criterion.max_days)}"


def _days(n: int) -> str:
    return "1 day" if n == 1 else f"{n:,} days"


def _window(window: Window) -> str:
    first, last = window.from_day, window.to_day
    if first is None and last is None:
        return ""
    begin = "any time before" if first is None else _from(first)
    end = "any time after" if last is None else _to(last)
    return f"; from {begin} to {end} the index event"


def _from(day: int) -> str:
    if day == 0:
        return "the day of"
    return f"{_days(-day)} before" if day < 0 else f"{_days(day)} after"


def _to(day: int) -> str:
    if day == 0:
        return "the day of"
    return f"{_days(day)} after" if day > 0 else f"{_days(-day)} before"
