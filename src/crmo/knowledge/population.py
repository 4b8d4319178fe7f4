"""How often, in whom, for how long: figures side by side, and statements to put right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from crmo.knowledge.concepts import to_tuple


@frozen(kw_only=True)
class Figure:
    """One published number.

    Args:
        id: unique within its topic.
        value: the figure, or None when there is a range only or nothing is known.
        low: lower end of the range or lower quartile, as `who` says.
        high: upper end of the range or upper quartile.
        unit: UCUM, or words in braces.
        who: whom it was measured in, and what the numbers are (median, share ...).
        source: id of the source.
        grade: confirmed, secondary, derived, memory or unknown.
        numerator: number of children with it, where seen.
        denominator: number of children looked at, where seen.
        contradicted_by: ids of figures of the same topic that cannot be true beside it.
    """

    id: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str
    who: str
    source: str
    grade: str
    numerator: int | None = None
    denominator: int | None = None
    contradicted_by: tuple[str, ...] = field(default=(), converter=to_tuple)


def _to_figures(entries: list[Mapping[str, Any]]) -> tuple[Figure, ...]:
    return tuple(Figure(**entry) for entry in entries)


@frozen(kw_only=True)
class PopulationTopic:
    """All figures on one question. They are never averaged.

    Args:
        id: `incidence`.
        label: the question in words.
        figures: one per study or group.
        note: what to bear in mind when reading them together.
    """

    id: str
    label: str
    figures: tuple[Figure, ...] = field(converter=_to_figures)
    note: str = ""


@frozen(kw_only=True)
class Statement:
    """Something that pages for patients say and the sources contradict.

    Args:
        id: `ladder_of_drugs`.
        heard: what is said.
        instead: what the sources support.
        source: ids of the sources.
    """

    id: str
    heard: str
    instead: str
    source: tuple[str, ...] = field(converter=to_tuple)
