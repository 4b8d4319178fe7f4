"""Criteria of a definition as groups of a cohort expression, and as their opposite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crmo.find.circe.concept_sets import CRITERIA, ConceptSet
from crmo.find.circe.gaps import Gaps
from crmo.find.circe.measured import value_filter
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
    Window,
    Without,
)

Json = dict[str, Any]
ALL, ANY = "ALL", "ANY"
AT_LEAST, EXACTLY = 2, 0
_FAR = Window()


def group(kind: str, criteria: Iterable[Json] = (), groups: Iterable[Json] = ()) -> Json:
    """Return a group of criteria and groups of which all, or any, must hold."""
    return {
        "Type": kind,
        "CriteriaList": list(criteria),
        "DemographicCriteriaList": [],
        "Groups": list(groups),
    }


class Groups:
    """Turns the criteria of one definition into groups.

    Args:
        definition: the definition.
        sets: its concept sets.
        gaps: receives what a group does not say.
    """

    def __init__(
        self, definition: CaseDefinition, sets: Mapping[str, ConceptSet], gaps: Gaps
    ) -> None:
        self._definition = definition
        self._sets = sets
        self._gaps = gaps

    def of(self, key: str, *, holds: bool = True) -> Json:
        """Return the group that is true if a criterion holds, or if it does not.

        Args:
            key: id of the criterion.
            holds: False for the opposite.
        """
        criterion = self._definition.criteria[key]
        where = f"criteria.{key}"
        if criterion.seen_by:
            self._gaps.add(
                where, "Where nothing was looked for, it is answered as if somebody had looked."
            )
        match criterion:
            case AllOf():
                return group(
                    ALL if holds else ANY, groups=[self.of(k, holds=holds) for k in criterion.of]
                )
            case AnyOf():
                return group(
                    ANY if holds else ALL, groups=[self.of(k, holds=holds) for k in criterion.of]
                )
            case AgeAtIndex():
                return _age_group(criterion, holds=holds)
            case Without():
                return self._counted(where, criterion, criterion.of, 1, holds=not holds)
            case Count():
                self._note_distinct(where, criterion)
                n = criterion.at_least
                return self._counted(where, criterion, criterion.of, n, holds=holds)
            case Episodes():
                self._gaps.add(where, "Episodes: counted as events, however close they are.")
                n = criterion.at_least
                return self._counted(where, criterion, criterion.of, n, holds=holds)
        return self._paired(where, criterion, holds=holds)

    def criteria_of(self, where: str, select: Select, more: Json | None = None) -> list[Json]:
        """Return the bare criteria that a selection means, one for each table it may stand in.

        Args:
            where: place in the definition, for gaps.
            select: the selection.
            more: keys that each criterion gets beside.
        """
        if select.states != ("present",):
            self._gaps.add(
                where, f"States {', '.join(select.states)}: only what took place is seen."
            )
        if select.sites:
            self._gaps.add(where, "The place in the body.")
        if select.values:
            self._gaps.add(where, "The coded answer.")
        found = []
        for domain in self._sets[select.set].domains:
            filters = value_filter(where, select, self._gaps) if domain == "Measurement" else {}
            body = {"CodesetId": self._sets[select.set].number, **filters, **(more or {})}
            found.append({CRITERIA[domain]: body})
        return found

    def _note_distinct(self, where: str, criterion: Count) -> None:
        if criterion.at_least > 1 and criterion.distinct is not Distinct.EVENT:
            self._gaps.add(where, f"Different {criterion.distinct}s: counted as events.")
        if criterion.at_least > 1 and len(self._sets[criterion.of.set].domains) > 1:
            self._gaps.add(where, "Events of different tables are not added up.")

    def _counted(
        self, where: str, criterion: Criterion, select: Select, n: int, *, holds: bool
    ) -> Json:
        if not holds and n > 1:
            self._gaps.add(where, f"Fewer than {n}: here no event at all.")
        count = n if holds else 0
        return group(
            ANY if holds else ALL,
            [
                windowed(each, criterion.window, AT_LEAST if holds else EXACTLY, count)
                for each in self.criteria_of(where, select)
            ],
        )

    def _paired(self, where: str, criterion: Criterion, *, holds: bool) -> Json:
        first, second, gap = _pair(criterion)
        if criterion.window != _FAR:
            self._gaps.add(where, "The second event may lie outside the window.")
        if first.set == second.set and (gap.from_day or 0) <= 0:
            self._gaps.add(where, "An event may be its own partner.")
        partner = group(
            ANY, [windowed(each, gap, AT_LEAST, 1) for each in self.criteria_of(where, second)]
        )
        return group(
            ANY if holds else ALL,
            [
                windowed(each, criterion.window, AT_LEAST if holds else EXACTLY, int(holds))
                for each in self.criteria_of(where, first, {"CorrelatedCriteria": partner})
            ],
        )


def windowed(criterion: Json, window: Window, occurrence: int, count: int) -> Json:
    """Return a criterion that must occur so often within days of the event it belongs to."""
    return {
        "Criteria": criterion,
        "StartWindow": {
            "Start": _edge(window.from_day, -1),
            "End": _edge(window.to_day, 1),
            "UseIndexEnd": False,
            "UseEventEnd": False,
        },
        "RestrictVisit": False,
        "IgnoreObservationPeriod": True,
        "Occurrence": {"Type": occurrence, "Count": count, "IsDistinct": False},
    }


def _edge(day: int | None, side: int) -> Json:
    if day is None:
        return {"Coeff": side}
    return {"Days": abs(day), "Coeff": side if day == 0 else (1 if day > 0 else -1)}


def _pair(criterion: Criterion) -> tuple[Select, Select, Window]:
    match criterion:
        case Repeat():
            return criterion.of, criterion.of, _days(criterion.min_days, criterion.max_days)
        case FollowedBy():
            return criterion.first, criterion.then, _days(criterion.min_days, criterion.max_days)
        case Paired():
            return criterion.first, criterion.second, _days(-criterion.days, criterion.days)
    raise TypeError(f"{type(criterion).__name__} is no pair")


def _days(first: int, last: int) -> Window:
    return Window(from_day=first, to_day=last)


def _age_group(criterion: AgeAtIndex, *, holds: bool) -> Json:
    made = group(ALL if holds else ANY)
    low, high = ("gte", "lt") if holds else ("lt", "gte")
    if criterion.min_years:
        made["DemographicCriteriaList"].append(age(criterion.min_years, low))
    made["DemographicCriteriaList"].append(age(criterion.max_years, high))
    return made


def age(years: float, operator: str) -> Json:
    """Return a limit of age in whole years."""
    return {"Age": {"Value": int(years), "Op": operator}}
