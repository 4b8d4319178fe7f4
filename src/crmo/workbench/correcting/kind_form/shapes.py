"""Which input each field of an entry gets, read from the types of the record's classes."""

from __future__ import annotations

import types
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import frozen

from crmo.record import Entry, Fact, Lesion, PartialDate, Quantity
from crmo.workbench.correcting.field_words import NOT_SHOWN


class Shape(StrEnum):
    """The sort of input."""

    TEXT = "text"
    AREA = "area"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"
    NAMED = "named"
    SITE = "site"
    QUANTITY = "quantity"
    FACTS = "facts"
    LESIONS = "lesions"
    SITES = "sites"
    TEXTS = "texts"


@frozen(kw_only=True)
class FieldShape:
    """One field of a kind of entry.

    Args:
        name: of the attribute.
        shape: the input it gets.
        is_optional: whether it may be left out.
        words: the closed list it is chosen from, or None.
    """

    name: str
    shape: Shape
    is_optional: bool
    words: type[StrEnum] | None = None


_NAMED = frozenset({"concept", "analyte", "instrument", "drug", "indication"})
_KNOWN: dict[type[Entry], tuple[FieldShape, ...]] = {}
_AREAS = frozenset({"note", "conclusion", "text"})
# Where it was read stays with every version; it is shown and not typed.
_NOT_TYPED = NOT_SHOWN | {"source"}


def shapes_of(kind: type[Entry]) -> tuple[FieldShape, ...]:
    """Return the fields of a kind of entry that can be corrected, what it is about first."""
    if kind not in _KNOWN:
        _KNOWN[kind] = _shapes(kind)
    return _KNOWN[kind]


def _shapes(kind: type[Entry]) -> tuple[FieldShape, ...]:
    hints = get_type_hints(kind)
    found = [
        _shape(each, hints[each.name]) for each in attrs.fields(kind) if each.name not in _NOT_TYPED
    ]
    last = ("note",)
    return tuple(sorted(found, key=lambda shape: (shape.name in last, shape.name == "on")))


def _shape(field: attrs.Attribute[Any], hint: Any) -> FieldShape:
    inner, may_be_none = _without_none(hint)
    is_optional = may_be_none or field.default is not attrs.NOTHING
    words = inner if isinstance(inner, type) and issubclass(inner, StrEnum) else None
    shape = _shape_of(field.name, inner)
    return FieldShape(name=field.name, shape=shape, is_optional=is_optional, words=words)


def _without_none(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) in (Union, types.UnionType):
        rest = [each for each in get_args(hint) if each is not type(None)]
        return rest[0], len(rest) < len(get_args(hint))
    return hint, False


_BY_TYPE: Mapping[type, Shape] = types.MappingProxyType(
    {PartialDate: Shape.DATE, float: Shape.NUMBER, Quantity: Shape.QUANTITY}
)
_BY_ITEM: Mapping[type, Shape] = types.MappingProxyType(
    {Fact: Shape.FACTS, Lesion: Shape.LESIONS, str: Shape.TEXTS}
)


def _shape_of(name: str, hint: Any) -> Shape:
    if get_origin(hint) is tuple:
        item = _BY_ITEM[get_args(hint)[0]]
        return Shape.SITES if name == "covers" else item
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return Shape.CHOICE
    if hint in _BY_TYPE:
        return _BY_TYPE[hint]
    if name in _NAMED:
        return Shape.NAMED
    if name == "site":
        return Shape.SITE
    return Shape.AREA if name in _AREAS else Shape.TEXT
