"""What is asked alike of several parts of a case definition."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from crmo.anatomy import all_sites, groups, is_site
from crmo.errors import InvalidValueError
from crmo.knowledge.case_definition import CaseDefinition, Select
from crmo.knowledge.case_definition_inheritance import DefinitionPlace
from crmo.knowledge.knowledge import Knowledge
from crmo.knowledge.problems import Path, Problem

STATES = ("present", "absent", "uncertain", "unknown")
_OLDEST_YEARS = 130
# Sums of quarters are the same in any order and on any machine.
_STEP = 0.25
_MOST_POINTS = 10_000
_FEW = 12


def point_problems(place: DefinitionPlace, path: Path, points: float) -> Iterator[Problem]:
    """Yield points that engines might not add up to the same sum.

    Args:
        place: the definition.
        path: where they stand.
        points: of a criterion or a band.
    """
    if points % _STEP or abs(points) > _MOST_POINTS:
        yield place.problem(
            path,
            "points come in steps of a quarter, so that every engine adds them to the same sum.",
            came=points,
            expected="1, 0.5 or -2.25, for example",
            todo="Round them, or multiply all points and bands.",
        )


def unknown(
    place: DefinitionPlace, path: Path, key: str, known: Collection[str], what: str
) -> Problem:
    """Return the problem of an id that stands for nothing.

    Args:
        place: the definition.
        path: where the id stands.
        key: the id.
        known: the ids there are.
        what: what it should be (`code set`).
    """
    near = get_close_matches(key, known, n=3)
    few = ", ".join(sorted(known)) if len(known) <= _FEW else f"the id of a {what}"
    return place.problem(
        path,
        f"there is no {what} with this id.",
        came=key,
        expected=f"perhaps {', '.join(near)}" if near else few,
        todo="Correct the id.",
    )


def age_problems(
    place: DefinitionPlace, path: Path, min_years: float, max_years: float
) -> Iterator[Problem]:
    """Yield ages that nobody has.

    Args:
        place: the definition.
        path: where the ages stand.
        min_years: included.
        max_years: excluded.
    """
    if not 0 <= min_years < max_years <= _OLDEST_YEARS:
        yield place.problem(
            path,
            "nobody is of this age.",
            came=(min_years, max_years),
            expected=f"0 <= min_years < max_years <= {_OLDEST_YEARS}",
            todo="Correct the ages.",
        )


def selection_problems(
    place: DefinitionPlace,
    path: Path,
    select: Select,
    definition: CaseDefinition,
    knowledge: Knowledge,
) -> Iterator[Problem]:
    """Yield what is wrong with a selection of events.

    Args:
        place: the definition.
        path: where the selection stands.
        select: the selection.
        definition: for its code sets.
        knowledge: for units.
    """
    for where, name in ((path, select.set), ((*path, "values"), select.values)):
        if name and name not in definition.code_sets:
            yield unknown(place, where, name, definition.code_sets, "code set")
    for state in select.states:
        if state not in STATES:
            yield unknown(place, (*path, "states"), state, STATES, "state")
    for site in select.sites:
        if not (is_site(site) or site in groups()):
            yield unknown(place, (*path, "sites"), site, (*all_sites(), *groups()), "site")
    if not select.states:
        yield place.problem(
            (*path, "states"),
            "no state is allowed, so no event is selected.",
            expected=f"one or more of {', '.join(STATES)}",
            todo="Name the states, or leave `states:` out for those that are present.",
        )
    yield from _limit_problems(place, path, select, definition, knowledge)


def _limit_problems(
    place: DefinitionPlace,
    path: Path,
    select: Select,
    definition: CaseDefinition,
    knowledge: Knowledge,
) -> Iterator[Problem]:
    has_limit = select.at_least is not None or select.below is not None
    if has_limit and not select.unit:
        yield place.problem(
            path,
            "a limit has no unit.",
            expected="`unit:` in UCUM (mg/L; 1 for a plain number)",
            todo="Add the unit.",
        )
        return
    if select.unit and not has_limit:
        yield place.problem(
            path,
            "there is a unit but no limit.",
            came=select.unit,
            expected="`at_least:` or `below:` beside it",
            todo="Add the limit, or remove the unit.",
        )
    low, high = select.at_least, select.below
    if low is not None and high is not None and not low < high:
        yield place.problem(
            path,
            "no value is at least the lower limit and below the upper one.",
            came=(low, high),
            expected="`at_least:` smaller than `below:`",
            todo="Exchange or correct them.",
        )
    code_set = definition.code_sets.get(select.set)
    for analyte in code_set.analytes if code_set and has_limit else ():
        yield from _unit_problems(place, path, select.unit, analyte, knowledge)


def _unit_problems(
    place: DefinitionPlace, path: Path, unit: str, analyte: str, knowledge: Knowledge
) -> Iterator[Problem]:
    known = knowledge.analytes.get(analyte)
    if known is None:  # told where the code set stands
        return
    try:
        known.to_own_unit(1.0, unit)
    except InvalidValueError:
        yield place.problem(
            (*path, "unit"),
            f"this unit cannot be converted to that of {known.label}.",
            came=unit,
            expected=f"a unit like {known.unit}" if known.unit else "no limit: it has no number",
            todo="Correct the unit, or take the analyte out of the code set.",
        )
