"""Each criterion of a case definition can be answered, and by more than one answer."""

from __future__ import annotations

from collections.abc import Iterator

from crmo.knowledge.case_definition import (
    AgeAtIndex,
    AllOf,
    AnyOf,
    CaseDefinition,
    Count,
    Criterion,
    Episodes,
    FollowedBy,
    Grade,
    Paired,
    Repeat,
    Select,
    Window,
)
from crmo.knowledge.case_definition_inheritance import DefinitionPlace
from crmo.knowledge.check_case_parts import (
    age_problems,
    point_problems,
    selection_problems,
    unknown,
)
from crmo.knowledge.knowledge import Knowledge
from crmo.knowledge.problems import Path, Problem

_MOST_DAYS = 50_000  # a hundred years and more; beyond it calendars end


def criteria_problems(
    place: DefinitionPlace, definition: CaseDefinition, knowledge: Knowledge
) -> Iterator[Problem]:
    """Yield what is wrong with the criteria of a definition.

    Args:
        place: the definition.
        definition: its criteria and code sets.
        knowledge: for sources and units.
    """
    for key, criterion in definition.criteria.items():
        path = ("criteria", key)
        yield from _ground_problems(place, path, criterion, knowledge)
        yield from point_problems(place, (*path, "points"), criterion.points)
        if criterion.seen_by and criterion.seen_by not in definition.code_sets:
            yield unknown(
                place, (*path, "seen_by"), criterion.seen_by, definition.code_sets, "code set"
            )
        for name in ("of", "first", "then", "second"):
            select = getattr(criterion, name, None)
            if isinstance(select, Select):
                yield from selection_problems(place, (*path, name), select, definition, knowledge)
        yield from _window_problems(place, (*path, "window"), criterion.window)
        yield from _kind_problems(place, path, criterion)
        if isinstance(criterion, AllOf | AnyOf):
            yield from _part_problems(place, path, criterion, definition)


def _ground_problems(
    place: DefinitionPlace, path: Path, criterion: Criterion, knowledge: Knowledge
) -> Iterator[Problem]:
    if criterion.source and criterion.source not in knowledge.sources:
        yield unknown(place, (*path, "source"), criterion.source, knowledge.sources, "source")
    if criterion.grade is Grade.PUBLISHED and not criterion.source:
        yield place.problem(
            (*path, "grade"),
            "a published criterion does not say where it was published.",
            expected="`source:` with the id of an entry in sources.yaml",
            todo="Add the source, or write `grade: judgement`.",
        )


def _window_problems(place: DefinitionPlace, path: Path, window: Window) -> Iterator[Problem]:
    first, last = window.from_day, window.to_day
    if first is not None and last is not None and first > last:
        yield place.problem(
            path,
            "the window ends before it begins.",
            came=(first, last),
            expected="`from_day:` not greater than `to_day:`",
            todo="Exchange or correct them.",
        )
    for day in (first, last):
        if day is not None and abs(day) > _MOST_DAYS:
            yield place.problem(
                path,
                "a window reaches further than any record.",
                came=day,
                expected=f"at most {_MOST_DAYS:,} days, or null for no limit",
            )


def _kind_problems(place: DefinitionPlace, path: Path, criterion: Criterion) -> Iterator[Problem]:
    match criterion:
        case Repeat() | FollowedBy():
            yield from _gap_problems(place, path, criterion)
        case Paired():
            yield from _at_least_problems(place, (*path, "days"), criterion.days, 0)
        case Count():
            yield from _at_least_problems(place, (*path, "at_least"), criterion.at_least, 1)
        case Episodes():
            yield from _at_least_problems(place, (*path, "at_least"), criterion.at_least, 1)
            yield from _at_least_problems(place, (*path, "gap_days"), criterion.gap_days, 0)
        case AgeAtIndex():
            yield from age_problems(place, path, criterion.min_years, criterion.max_years)


def _at_least_problems(
    place: DefinitionPlace, path: Path, number: int, lowest: int
) -> Iterator[Problem]:
    if not lowest <= number <= _MOST_DAYS:
        yield place.problem(
            path,
            "this number is out of place.",
            came=number,
            expected=f"{lowest} to {_MOST_DAYS:,}",
            todo="Correct it.",
        )


def _gap_problems(
    place: DefinitionPlace, path: Path, criterion: Repeat | FollowedBy
) -> Iterator[Problem]:
    if not 0 <= criterion.min_days <= criterion.max_days <= _MOST_DAYS:
        yield place.problem(
            path,
            "no two events lie so many days apart.",
            came=(criterion.min_days, criterion.max_days),
            expected=f"0 <= min_days <= max_days <= {_MOST_DAYS:,}",
            todo="Exchange or correct them.",
        )
    first, last = criterion.window.from_day, criterion.window.to_day
    if first is not None and last is not None and last - first < criterion.min_days:
        yield place.problem(
            (*path, "window"),
            "the window is shorter than the gap, so the criterion can never hold.",
            came=(first, last),
            expected=f"a window of at least {criterion.min_days} days",
            todo="Widen the window, or lower `min_days:`.",
        )


def _part_problems(
    place: DefinitionPlace, path: Path, criterion: AllOf | AnyOf, definition: CaseDefinition
) -> Iterator[Problem]:
    if not criterion.of:
        yield place.problem(
            (*path, "of"), "this names no criterion.", expected="[one_criterion, another]"
        )
    for key in criterion.of:
        if key not in definition.criteria:
            yield unknown(place, (*path, "of"), key, definition.criteria, "criterion")
    if _comes_back(criterion.id, definition):
        yield place.problem(
            (*path, "of"),
            "a criterion is made of itself.",
            came=list(criterion.of),
            expected="criteria that do not lead back to this one",
            todo="Remove the one that leads back.",
        )


def _comes_back(start: str, definition: CaseDefinition) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        criterion = definition.criteria.get(waiting.pop())
        for key in criterion.of if isinstance(criterion, AllOf | AnyOf) else ():
            if key == start:
                return True
            if key not in seen:
                seen.add(key)
                waiting.append(key)
    return False
