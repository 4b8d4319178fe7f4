"""What each place of a case definition may hold, and how it is read into a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from enum import StrEnum
from math import isfinite
from typing import Any

from attrs import NOTHING, fields, frozen

from crmo.knowledge.case_definition_inheritance import DefinitionPlace
from crmo.knowledge.problems import Path, Problem


class RefusedError(Exception):
    """A part of a definition could not be read; the reading has noted why."""


class Reading:
    """A definition while it is read: where it stands, and what was wrong with it so far.

    Args:
        place: the definition.
    """

    def __init__(self, place: DefinitionPlace) -> None:
        self.place = place
        self.problems: list[Problem] = []

    def refuse(
        self, path: Path, problem: str, *, came: Any = None, expected: str = "", todo: str = ""
    ) -> RefusedError:
        """Note a problem and return the exception to raise."""
        self.problems.append(
            self.place.problem(path, problem, came=came, expected=expected, todo=todo)
        )
        return RefusedError()


Form = Callable[[Reading, Path, Any], Any]


@frozen
class Shape:
    """The keys of one kind of mapping.

    Args:
        made: the class of the value.
        what: what it is called in a message.
        forms: key -> form of what stands there.
        shorthand: the key that a single text stands for, or empty.
        ignored: keys that are read elsewhere.
    """

    made: type
    what: str
    forms: Mapping[str, Form]
    shorthand: str = ""
    ignored: tuple[str, ...] = ()

    def __call__(self, reading: Reading, path: Path, value: Any) -> Any:
        """Return the value that a mapping stands for.

        Raises:
            RefusedError: something in it is wrong; every problem found is noted.
        """
        if isinstance(value, str) and self.shorthand:
            value = {self.shorthand: value}
        if not isinstance(value, dict):
            raise reading.refuse(path, f"{self.what} is a mapping.", came=value)
        n_before = len(reading.problems)
        self._refuse_keys(reading, path, value)
        found = {}
        for key, form in self.forms.items():
            if key in value:
                try:
                    found[key] = form(reading, (*path, key), value[key])
                except RefusedError:
                    continue
        if len(reading.problems) > n_before:
            raise RefusedError
        return self.made(**found, **self._id_of(reading, path))

    def _id_of(self, reading: Reading, path: Path) -> dict[str, str]:
        """The id by which the mapping stands in its file, if the value has one."""
        if "id" in self.forms or all(each.name != "id" for each in fields(self.made)):
            return {}
        return {"id": path[-1] if path else reading.place.key}

    def _refuse_keys(self, reading: Reading, path: Path, value: Mapping[str, Any]) -> None:
        for key in value:
            if key not in self.forms and key not in self.ignored:
                near = get_close_matches(str(key), self.forms, n=2)
                reading.refuse(
                    (*path, str(key)),
                    f"the key `{key}:` is not known in {self.what}.",
                    expected=f"perhaps {' or '.join(f'`{name}:`' for name in near)}"
                    if near
                    else ", ".join(f"`{name}:`" for name in self.forms),
                )
        lacking = [
            each.name
            for each in fields(self.made)
            if each.default is NOTHING and each.name in self.forms and each.name not in value
        ]
        if lacking:
            names = ", ".join(f"`{name}:`" for name in lacking)
            reading.refuse(
                path,
                f"{names} {'is' if len(lacking) == 1 else 'are'} missing in {self.what}.",
                expected=", ".join(f"`{name}:`" for name in self.forms),
            )


def text(reading: Reading, path: Path, value: Any) -> str:
    """Return a text that says something."""
    if not isinstance(value, str) or not value.strip():
        raise reading.refuse(path, "a text is expected here.", came=value)
    return " ".join(value.split())


def name(reading: Reading, path: Path, value: Any) -> str:
    """Return the id of something; whether it exists is checked later."""
    return text(reading, path, value)


def number(reading: Reading, path: Path, value: Any) -> float:
    """Return a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise reading.refuse(path, "a number is expected here.", came=value)
    return float(value)


def whole(reading: Reading, path: Path, value: Any) -> int:
    """Return a whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise reading.refuse(
            path, "a whole number is expected here.", came=value, expected="a number of days or so"
        )
    return value


def day(reading: Reading, path: Path, value: Any) -> int | None:
    """Return a day counted from the index day, or None for no limit."""
    return None if value is None else whole(reading, path, value)


def word(words: type[StrEnum]) -> Form:
    """Return the form of one word of a closed list."""

    def read(reading: Reading, path: Path, value: Any) -> StrEnum:
        if value not in list(words):
            raise reading.refuse(
                path,
                "this word is not known here.",
                came=value,
                expected=f"one of {', '.join(words)}",
            )
        return words(value)

    return read


def names(reading: Reading, path: Path, value: Any) -> tuple[str, ...]:
    """Return a list of texts, each once."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise reading.refuse(
            path,
            "a list of texts is expected here.",
            came=value,
            expected="[one, another], digits in quotation marks",
        )
    twice = next((item for item in value if value.count(item) > 1), None)
    if twice is not None:
        raise reading.refuse(
            path, "the same stands twice in this list.", came=twice, todo="Remove one."
        )
    return tuple(value)


def codes(reading: Reading, path: Path, value: Any) -> Mapping[str, tuple[str, ...]]:
    """Return code system -> codes; names beside the codes are for the reader of the file."""
    if not isinstance(value, dict):
        raise reading.refuse(
            path,
            "codes stand under the name of their system.",
            came=value,
            expected="{snomed: ...}",
        )
    found = {}
    for system, listed in value.items():
        inner = list(listed) if isinstance(listed, dict) else listed
        found[str(system)] = names(reading, (*path, str(system)), inner)
    return found
