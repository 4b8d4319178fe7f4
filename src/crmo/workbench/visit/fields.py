"""What stands in the fields of the form, by name: the same in a browser, a draft and a test.

A field's name is its kind, or its kind and what it is about: `on`, `lab:crp`,
`tender:vertebra_t8`, `drug:2`. Whatever is blank counts as not said.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from attrs import field, frozen

from crmo.errors import InvalidValueError

MOST_FIELDS = 3000
MOST_CHARACTERS = 20_000
# Fields of the page itself, which say nothing about the child.
_OF_THE_PAGE = frozenset({"csrfmiddlewaretoken", "act", "version", "tab", "turn", "draft", "add"})
# Filled in before anybody has touched the form: the day, the units, the rows that are shown.
_SAYS_NOTHING = frozenset(
    {"on", "head", "contact", "unit", "shown_place", "shown_lab", "shown_finding"}
)


def _without_blanks(told: Mapping[str, str]) -> dict[str, str]:
    plain = {name: _plain(value) for name, value in told.items() if name not in _OF_THE_PAGE}
    return {name: value for name, value in plain.items() if value}


def _plain(value: str) -> str:
    """Return a value without what a browser or a keyboard adds around it."""
    return value.replace("\r\n", "\n").replace("\x00", "").strip()


@frozen
class Fields:
    """Values by name of field, blank ones left out.

    Args:
        told: as the form sent them.

    Raises:
        InvalidValueError: there are more, or longer ones, than any visit holds.
    """

    told: Mapping[str, str] = field(factory=dict, converter=_without_blanks)

    def __attrs_post_init__(self) -> None:
        longest = max(map(len, self.told.values()), default=0)
        if len(self.told) > MOST_FIELDS or longest > MOST_CHARACTERS:
            raise InvalidValueError(
                "this form holds more than a visit can.",
                expected=f"fewer than {MOST_FIELDS} fields, {MOST_CHARACTERS} characters in each",
                todo="Shorten the longest text.",
            )

    @classmethod
    def from_pairs(cls, pairs: Iterable[tuple[str, str]]) -> Fields:
        """Return the fields of a form; of several with one name the last counts."""
        return cls(dict(pairs))

    @classmethod
    def from_json(cls, text: str) -> Fields:
        """Return the fields that a draft keeps; an unreadable draft holds none."""
        try:
            kept = json.loads(text or "{}").get("fields", {})
        except (json.JSONDecodeError, AttributeError):
            return cls()
        return cls({str(name): str(value) for name, value in dict(kept).items()})

    def get(self, name: str) -> str:
        """Return a field's value; empty if nothing was said."""
        return self.told.get(name, "")

    def about(self, kind: str) -> Iterator[tuple[str, str]]:
        """Yield what each field of a kind is about, and its value, in the order of the form."""
        start = f"{kind}:"
        for name, value in self.told.items():
            if name.startswith(start):
                yield name[len(start) :], value

    def with_values(self, changed: Mapping[str, str]) -> Fields:
        """Return the fields with some of them set, or emptied by an empty text."""
        return Fields({**self.told, **changed})

    @property
    def says_something(self) -> bool:
        """Whether anything but the day and the form's own marks was filled in."""
        return any(name.partition(":")[0] not in _SAYS_NOTHING for name in self.told)
