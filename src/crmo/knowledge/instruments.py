"""Scales that people answer on, and counts that are told without a list."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from attrs import Factory, field, frozen

from crmo.knowledge.concepts import to_tuple


class Better(StrEnum):
    """Which end of a scale is the good one."""

    LOW = "low"
    HIGH = "high"


@frozen(kw_only=True)
class ScaleRange:
    """The lowest and highest answer of a scale, and where that was seen."""

    low: float
    high: float
    source: str = ""
    grade: str = ""


def _to_range(entry: Mapping[str, Any] | None) -> ScaleRange | None:
    return ScaleRange(**entry) if entry else None


def _to_ranges(entries: list[Mapping[str, Any]] | None) -> tuple[ScaleRange, ...]:
    return tuple(ScaleRange(**entry) for entry in entries or ())


@frozen(kw_only=True)
class Instrument:
    """A scale or a count.

    Args:
        id: `physician_global`.
        label: its name.
        plain_label: its name for families.
        ask: the question to put when a record holds no answer.
        better: which end is good.
        range: the scale we compute on, or None for a count or when it was not seen.
        other_ranges: other scales in use.
        is_count: True for a count of things, which has no scale.
        loinc: LOINC codes that were seen.
        synonyms: other exact names.
        note: what must be known of it.
    """

    id: str
    label: str
    plain_label: str = Factory(lambda self: self.label, takes_self=True)
    ask: str = ""
    better: Better = field(default=Better.LOW, converter=Better)
    range: ScaleRange | None = field(default=None, converter=_to_range)
    other_ranges: tuple[ScaleRange, ...] = field(default=(), converter=_to_ranges)
    is_count: bool = False
    loinc: tuple[str, ...] = field(default=(), converter=to_tuple)
    synonyms: tuple[str, ...] = field(default=(), converter=to_tuple)
    note: str = ""
