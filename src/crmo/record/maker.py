"""Make many entries quickly, with the same checks as their constructors.

A constructor of attrs asks each converter and validator by a call of its own, and stores each
value by another. Most entries of a record are plainly right, so a function is written for each
class that looks at all values at once. Whatever is not plainly right, be it wrong or merely of
another type that the constructor would convert, goes to the constructor itself: what is refused,
and the words of the refusal, are decided there alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from typing import Any, ParamSpec, TypeVar

from attrs import NOTHING, Attribute, Factory, fields
from attrs.validators import optional

from crmo.record.checked import a_name, a_number, to_day, to_partial_date, to_texts
from crmo.record.entry import Entry
from crmo.record.facts import Fact, to_facts
from crmo.record.imaging import Lesion, to_lesions
from crmo.record.partial_date import PartialDate

Made = TypeVar("Made")
Arguments = ParamSpec("Arguments")

# What a field's converter or validator lets pass unchanged, as an expression; the names in it are
# those of `_NAMES`, which begin with a line as no field does. For a converter or validator that
# is not here `maker_of` fails.
_IS_NAME = "type({0}) is str and not {0}.isspace() and {0}"
_IS_NUMBER = "type({0}) in _NUMBERS and _LOWEST <= {0} <= _HIGHEST"
_PLAIN: dict[object, str] = {
    a_name: _IS_NAME,
    a_number: _IS_NUMBER,
    optional(a_number): f"({{0}} is None or {_IS_NUMBER})",
    to_partial_date: "({0} is None or type({0}) is _PartialDate)",
    to_day: "({0} is None or type({0}) is _Date)",
    to_facts: "type({0}) is tuple and (not {0} or {{*map(type, {0})}} == _FACTS)",
    to_lesions: "type({0}) is tuple and (not {0} or {{*map(type, {0})}} == _LESIONS)",
    to_texts: "type({0}) is tuple and (not {0} or {{*map(type, {0})}} == _TEXTS)",
}
_NAMES: dict[str, object] = {
    "_NUMBERS": frozenset({float, int}),
    "_LOWEST": -sys.float_info.max,  # a whole number can be too large for a float
    "_HIGHEST": sys.float_info.max,
    "_PartialDate": PartialDate,
    "_Date": date,
    "_FACTS": {Fact},
    "_LESIONS": {Lesion},
    "_TEXTS": {str},
}


def maker_of(kind: Callable[Arguments, Made]) -> Callable[Arguments, Made]:
    """Return a function that takes what a class of the record takes, and does the same, faster.

    Args:
        kind: an entry, a lesion or a fact.

    Raises:
        TypeError: the class has a field with a check that is not known here.
    """
    if not isinstance(kind, type):
        raise TypeError("only of a class")
    names = {**_NAMES, "_kind": kind, "_new": object.__new__, "_Unfrozen": _unfrozen(kind)}
    exec(_source(kind, names), names)  # noqa: S102 -- text made from our own fields, as attrs does
    made: Callable[Arguments, Made] = names["make"]  # type: ignore[assignment]
    return made


def _unfrozen(kind: type) -> type:
    """Return a class with the same places for values that can be set; its objects change class."""
    body = {
        "__module__": __name__,
        "__slots__": (),
        "__setattr__": object.__setattr__,
        "__delattr__": object.__delattr__,
    }
    return type(f"Unfrozen{kind.__name__}", (kind,), body)


def _source(kind: type, names: dict[str, Any]) -> str:
    """Return the text of the function; defaults and words go to the names it sees."""
    arguments, conditions, stored = [], [], []
    for attribute in fields(kind):
        name = attribute.name
        if isinstance(attribute.default, Factory):  # type: ignore[arg-type]
            raise TypeError(f"{name}: a default that is made anew each time is not known here")
        if attribute.default is NOTHING:
            arguments.append(name)
        else:
            names[f"_default_{name}"] = attribute.default
            arguments.append(f"{name}=_default_{name}")
        conditions += _conditions(attribute, names)
        stored.append(f"    _made.{name} = {name}")
    if issubclass(kind, Entry):
        conditions.append("supersedes is None")
    passed = ", ".join(f"{attribute.name}={attribute.name}" for attribute in fields(kind))
    return "\n".join(
        [
            f"def make(*, {', '.join(arguments)}):",
            f"    if not ({' and '.join(conditions)}):",
            f"        return _kind({passed})",
            "    _made = _new(_Unfrozen)",
            *stored,
            "    _made.__class__ = _kind",
            *_last_check(kind),
            "    return _made",
        ]
    )


def _conditions(attribute: Attribute[Any], names: dict[str, Any]) -> list[str]:
    """Return when a field's value needs no closer look."""
    found = []
    for check in filter(None, (attribute.converter, attribute.validator)):
        words = getattr(check, "words", None)
        inner = getattr(check, "validator", None)  # of attrs' optional
        inner_words = getattr(inner, "words", None)
        if check in _PLAIN:
            found.append(_PLAIN[check].format(attribute.name))
        elif words is not None:
            names[f"_Words_{attribute.name}"] = words
            found.append(f"type({attribute.name}) is _Words_{attribute.name}")
        elif inner is not None and inner_words is not None and check == optional(inner):
            names[f"_Words_{attribute.name}"] = inner_words
            is_word = f"type({attribute.name}) is _Words_{attribute.name}"
            found.append(f"({attribute.name} is None or {is_word})")
        else:
            raise TypeError(f"{attribute.name}: how it is checked is not known here")
    return found


def _last_check(kind: type) -> list[str]:
    """Return the call of the check that looks at several fields together, if there is one."""
    if not issubclass(kind, Entry):
        return ["    _made.__attrs_post_init__()"] if hasattr(kind, "__attrs_post_init__") else []
    # Of what Entry does after the fields are set, the rest concerns corrections.
    return ["    _made._check()"] if kind._check is not Entry._check else []  # noqa: SLF001
