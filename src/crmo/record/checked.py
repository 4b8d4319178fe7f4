"""Converters and validators that let only possible values into a record, and say what is wrong.

Each message has the four parts of `crmo.errors`; the value itself stays out of its text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from crmo.errors import InvalidValueError
from crmo.record.partial_date import PartialDate

if TYPE_CHECKING:
    from attrs import Attribute

_LEAVE_OUT = "Leave it out when it is not known."


def a_number(instance: Any, attribute: Attribute[Any], value: Any) -> None:
    """Accept a finite number; text, booleans, NaN and infinity are refused (validator)."""
    if type(value) is float and -math.inf < value < math.inf:
        return  # nearly always; the rest of the question takes longer
    is_number = isinstance(value, float | int) and not isinstance(value, bool)
    if not is_number or not _is_finite(value):
        raise InvalidValueError(
            "this must be a finite number.",
            where=place_of(instance),
            field=attribute.name,
            came=value,
            expected="a number such as 12.5",
            todo=_LEAVE_OUT,
        )


def _is_finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:  # a whole number beyond what a float can hold
        return False


def place_of(instance: Any) -> str:
    """Return how messages call the entry, or the part of one, that a value belongs to."""
    entry_id = getattr(instance, "id", "")
    kind = type(instance).__name__.lower()
    return f"entry {entry_id}" if entry_id and kind != "patient" else kind


def to_partial_date(value: str | date | PartialDate | None) -> PartialDate | None:
    """Return text or a day as a partial date; None stays None."""
    if value is None or type(value) is PartialDate:
        return value
    return PartialDate.parse(value)


def to_day(value: date | None) -> date | None:
    """Return a whole day; of a time stamp the day is kept, None stays None."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    raise InvalidValueError(
        "this must be a whole day.", came=value, expected="a date with its day", todo=_LEAVE_OUT
    )


def to_texts(values: Iterable[str]) -> tuple[str, ...]:
    """Return several texts as a tuple; a single text, or anything else in the list, is refused."""
    return all_of(values, str, "texts")


def all_of(values: Iterable[Any], kind: type[Any], plural: str) -> tuple[Any, ...]:
    """Return the values as a tuple, refusing any that is not of the kind."""
    if type(values) is tuple and all(issubclass(of, kind) for of in {*map(type, values)}):
        return values
    if not isinstance(values, str) and isinstance(values, Iterable):
        found = tuple(values)
        if all(isinstance(value, kind) for value in found):
            return found
    raise InvalidValueError(
        f"this must be a list of {plural}.",
        came=values,
        expected=f"a list of {plural}, which may be empty",
        todo="Put a single one into a list.",
    )


def a_word_of(words: type[StrEnum]) -> Callable[[Any, Attribute[Any], Any], None]:
    """Return a validator that accepts the members of an enumeration and nothing else."""
    expected = f"one of {', '.join(words)}"

    def validate(instance: Any, attribute: Attribute[Any], value: Any) -> None:
        if not isinstance(value, words):
            raise InvalidValueError(
                "this is not one of the words it can be.",
                where=place_of(instance),
                field=attribute.name,
                came=value,
                expected=expected,
                todo="Choose one of them.",
            )

    validate.words = words  # type: ignore[attr-defined]
    return validate


def a_name(instance: Any, attribute: Attribute[Any], value: Any) -> None:
    """Accept a text that is not empty (validator for ids)."""
    if not isinstance(value, str) or not value or value.isspace():
        raise InvalidValueError(
            "this is empty or no text.",
            where=place_of(instance),
            field=attribute.name,
            came=value,
            expected="a text with at least one letter or digit",
            todo="Give it a name.",
        )
