"""What an entry says, apart from its name, its source and when it became known.

Two entries with the same content say the same, however they were spelt: the order of a list, a
blank too many, mg/dL instead of mg/L make no difference.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Mapping
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any

import attrs

from crmo.record.clinical import (
    Diagnosis,
    Document,
    Encounter,
    Finding,
    Measurement,
    Procedure,
    Score,
)
from crmo.record.entry import Entry
from crmo.record.imaging import ImagingStudy
from crmo.record.quantity import Quantity
from crmo.record.treatment import TreatmentCourse
from crmo.record.unit_parser import NotUcumError, parse

# These tell which entry it is and how it came here, not what it says.
_NOT_CONTENT = frozenset({"id", "recorded_on", "source", "supersedes"})
_UNTOLD: frozenset[Hashable] = frozenset({None, "", "unknown", frozenset()})
_LIMITS = ("reference_low", "reference_high")

# What an entry speaks of, its day left out. Texts in it are compared as written.
_TOPICS: Mapping[type[Entry], tuple[str, ...]] = MappingProxyType(
    {
        Finding: ("concept", "about", "site", "site_text"),
        Measurement: ("analyte",),
        Score: ("instrument", "site"),
        Procedure: ("concept", "site"),
        Diagnosis: ("concept",),
        Encounter: ("contact", "department"),
        Document: ("title",),
        ImagingStudy: ("modality",),
        TreatmentCourse: ("drug",),
    }
)
_FIELDS: Mapping[type[Entry], tuple[str, ...]] = MappingProxyType(
    {
        kind: tuple(each.name for each in attrs.fields(kind) if each.name not in _NOT_CONTENT)
        for kind in _TOPICS
    }
)

Content = Mapping[str, Hashable]


def content_of(entry: Entry) -> Content:
    """Return what an entry says, field by field, in a form that can be compared.

    Lists become sets, blanks at the ends or doubled are taken away, letters with accents are
    written one way, and a quantity counts base units. Two entries say the same when they are
    of one kind and their contents are equal.
    """
    content = {name: _plain(getattr(entry, name)) for name in _FIELDS[type(entry)]}
    if isinstance(entry, Measurement):
        content |= {name: _limit(entry, getattr(entry, name)) for name in _LIMITS}
    return MappingProxyType(content)


def topic_of(entry: Entry) -> tuple[Hashable, ...]:
    """Return what an entry speaks of: its kind with the analyte, drug, or concept and place.

    The day is not part of it. A place in words counts only where no bone is named.
    """
    names = _TOPICS[type(entry)]
    if isinstance(entry, Finding) and entry.site is not None:
        names = names[:-1]
    return (type(entry), *(_plain(getattr(entry, name)) for name in names))


def is_told(value: Hashable) -> bool:
    """Whether a value of a content says anything: not empty, not unknown."""
    return value not in _UNTOLD


def _plain(value: Any) -> Hashable:
    if isinstance(value, str):
        return " ".join(unicodedata.normalize("NFC", value).split())
    if isinstance(value, tuple):
        return frozenset(_plain(each) for each in value)
    if isinstance(value, Quantity):
        return _amount(value)
    if attrs.has(type(value)) and type(value).__module__ != "crmo.record.partial_date":
        return tuple(_plain(getattr(value, each.name)) for each in attrs.fields(type(value)))
    found: Hashable = value
    return found


def _amount(quantity: Quantity) -> Hashable:
    """Return the quantity in base units; one whose unit is not known stays as written."""
    unit = quantity.unit or ""
    scale = _scale(unit)
    if scale is None:
        return (quantity.value, unit, quantity.comparator)
    factor, dimensions = scale
    return (_exact(quantity.value) * factor, dimensions, quantity.comparator)


def _limit(entry: Measurement, limit: float | None) -> Hashable:
    """Return a reference limit in the base units of its value."""
    scale = None if entry.quantity is None else _scale(entry.quantity.unit or "")
    return limit if scale is None or limit is None else _exact(limit) * scale[0]


@cache
def _scale(unit: str) -> tuple[Fraction, Hashable] | None:
    """Return factor and kind of a unit; None for no unit, and for scales with their own zero."""
    try:
        parsed = parse(unit)
    except NotUcumError:
        return None
    return None if parsed.zero else (parsed.factor, parsed.dimensions)


def _exact(number: float) -> Fraction:
    """Return the number that was written: 0.1 is a tenth."""
    return Fraction(repr(number))
