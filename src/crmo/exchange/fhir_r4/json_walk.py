"""Walk through JSON of any length, one bundle entry or resource at a time.

The whole text is never held: a piece is read, its whole values are decoded by the standard
library's C scanner and handed on, and only the value that the piece cut in two is kept.
A file that breaks off, or is broken in the middle, gives everything before and after the break.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

from attrs import frozen

from crmo.exchange.fhir_r4.text_source import TextSource
from crmo.exchange.half_characters import may_hold_half_characters

# Real exports hold raw tabs and line ends inside texts; `strict=False` lets them pass.
_scan: Callable[[str, int], tuple[Any, int]]
_scan = vars(json.JSONDecoder(strict=False))["scan_once"]  # public, yet not in the type stubs

_SPACE = re.compile(r"[ \t\n\r]*")
_SEPARATOR = re.compile(r"[ \t\n\r]*,?[ \t\n\r]*")
_RESOURCE_HEAD = re.compile(r'\{\s*"resourceType"\s*:\s*"(\w+)"')
_ENTRY_HEAD = re.compile(r'\[\s*(?:\]|\{\s*"(?:fullUrl|resource|link|search|request|response)")')
_NEXT_ENTRY = re.compile(r'\{\s*"(?:fullUrl|resource)"\s*:')
_NEXT_LINE = re.compile(r"(?<=\n)\{")
_REST_OF_NUMBER = re.compile(r"[-+.eE\d]*\Z")
# A value that ends this close to the end of the piece may only be cut, not wrong.
_MARGIN = 16
_OVERLAP = 256
_MOST_BREAKS = 1000


class Part(Enum):
    """What the walk hands on."""

    ENTRY = "one element of Bundle.entry"
    BUNDLE = "a bundle without its entries, after the last of them"
    RESOURCE = "a resource that is no bundle, or any other JSON value"
    BREAK = "a place that could not be read"


@frozen
class Break:
    """A place where the text stops being JSON.

    Args:
        position: characters before it.
        is_cut: the text simply ends there.
        reason: what is wrong, in plain words.
        n_before: entries and resources read before it.
        is_resumed: whether reading goes on behind it.
    """

    position: int
    is_cut: bool
    reason: str
    n_before: int
    is_resumed: bool = False


class _BrokenError(Exception):
    """Raised inside the walk only."""

    def __init__(self, position: int, reason: str, *, is_cut: bool) -> None:
        super().__init__(reason)
        self.position = position
        self.reason = reason
        self.is_cut = is_cut


class JsonWalk:
    """One pass over the JSON values of a text: a bundle, a resource, or one per line."""

    def __init__(self, source: TextSource) -> None:
        self.n_values = 0
        self.n_parts = 0
        self.n_breaks = 0
        self.n_repeated_names = 0
        self.starts_with_bundle = False
        self._source = source
        self._text = source.more()
        self._at = 0
        self._dropped = 0
        self._is_over = False
        self.may_hold_half_characters = may_hold_half_characters(self._text)

    def __iter__(self) -> Iterator[tuple[Part, Any]]:
        """Yield every part in the order of the text."""
        while sign := self._sign():
            self.n_values += 1
            if sign == "{":
                yield from self._object()
            elif sign == "[":
                self._at += 1
                yield from self._elements(Part.RESOURCE)
            else:
                problem = _BrokenError(self._position(), "this is not JSON", is_cut=False)
                yield self._broken(problem, _NEXT_LINE)

    def _object(self) -> Iterator[tuple[Part, Any]]:
        head = _RESOURCE_HEAD.match(self._text, self._at)
        if head and head[1] != "Bundle":
            try:
                value = self._value()
            except _BrokenError as problem:
                yield self._broken(problem, _NEXT_LINE)
                return
            self.n_parts += 1
            yield Part.RESOURCE, value
        else:
            yield from self._members()

    def _members(self) -> Iterator[tuple[Part, Any]]:
        """Walk the members of an object; the entries of a bundle are not gathered."""
        members: dict[str, Any] = {}
        has_streamed = False
        self._at += 1
        try:
            while not self._is_over and (sign := self._sign_after_comma()) != "}":
                name = self._name(sign)
                self.n_repeated_names += name in members
                if name == "entry" and self._begins_entries(members.get("resourceType")):
                    self.starts_with_bundle = has_streamed = True
                    self._at += 1
                    yield from self._elements(Part.ENTRY)
                else:
                    members[name] = self._value()
            self._at += not self._is_over
        except _BrokenError as problem:
            yield self._broken(problem, _NEXT_LINE)
        if has_streamed or members.get("resourceType") == "Bundle":
            self.starts_with_bundle = True
            yield from self._gathered_entries(members)
            yield Part.BUNDLE, members
        elif members:
            self.n_parts += 1
            yield Part.RESOURCE, members

    def _gathered_entries(self, bundle: dict[str, Any]) -> Iterator[tuple[Part, Any]]:
        """Yield entries that came before it was known that they are those of a bundle."""
        entries = bundle.pop("entry", None)
        # An object alone is handed on, so that it is read or told of.
        for entry in entries if isinstance(entries, list) else [entries] if entries else ():
            self.n_parts += 1
            yield Part.ENTRY, entry

    def _name(self, sign: str) -> str:
        if sign == "":
            raise _BrokenError(self._position(), "the text ends here", is_cut=True)
        name = self._value()
        if not isinstance(name, str) or self._sign() != ":":
            is_cut = self._sign() == ""
            raise _BrokenError(self._position(), "a name and a colon are missing", is_cut=is_cut)
        self._at += 1
        self._sign()
        return name

    def _begins_entries(self, resource_type: object) -> bool:
        """Whether `entry` is that of a bundle, also where `resourceType` comes after it."""
        if self._sign() != "[":
            return False
        if resource_type is not None:
            return resource_type == "Bundle"
        if len(self._text) - self._at < _OVERLAP:
            self._read_on()
        return _ENTRY_HEAD.match(self._text, self._at) is not None

    def _elements(self, part: Part) -> Iterator[tuple[Part, Any]]:
        """Yield the elements of an array whose opening bracket has been passed."""
        while True:
            at = _SEPARATOR.match(self._text, self._at).end()  # type: ignore[union-attr]
            try:
                value, self._at = _scan(self._text, at)
            except (StopIteration, ValueError, RecursionError):
                self._at = at
                sign = self._sign_after_comma()
                if sign == "]":
                    self._at += 1
                    return
                try:
                    value = self._value()
                except _BrokenError as problem:
                    yield self._broken(problem, _NEXT_ENTRY)
                    if self._is_over:
                        return
                    continue
            self.n_parts += 1
            yield part, value

    def _value(self) -> Any:
        """Decode the value that begins here, reading on if it goes beyond the piece."""
        while True:
            try:
                value, end = _scan(self._text, self._at)
            except StopIteration as stop:
                problem = self._problem(int(stop.value), "a value is missing")
            except json.JSONDecodeError as error:
                problem = self._problem(error.pos, error.msg)
            except RecursionError:
                raise _BrokenError(
                    self._position(), "it is nested too deeply", is_cut=False
                ) from None
            except ValueError:
                raise _BrokenError(
                    self._position(), "it holds a number that is too long", is_cut=False
                ) from None
            else:
                # A number at the very end of a piece may have more digits in the next.
                is_number = not isinstance(value, dict | list | str)
                if not (is_number and _REST_OF_NUMBER.match(self._text, end)):
                    self._at = end
                    return value
                if not self._read_on():
                    self._at = end
                    return value
                continue
            if not (problem.is_cut and self._read_on()):
                raise problem

    def _problem(self, at: int, reason: str) -> _BrokenError:
        is_cut = at >= len(self._text) - _MARGIN or reason.startswith("Unterminated string")
        return _BrokenError(self._dropped + at, reason.lower(), is_cut=is_cut)

    def _read_on(self) -> bool:
        """Add the next piece to what is left; pieces grow with what is left, to stay linear."""
        rest = self._text[self._at :]
        piece = self._source.more(len(rest))
        if not piece:
            return False
        self._dropped += self._at
        self._at = 0
        self._text = rest + piece
        if not self.may_hold_half_characters:
            # An escape may be cut in two between the pieces.
            self.may_hold_half_characters = may_hold_half_characters(rest[-5:] + piece)
        return True

    def _sign(self) -> str:
        """Return the next character that is no space, without passing it; empty at the end."""
        while True:
            at = self._sign_at()
            if at < len(self._text):
                return self._text[at]
            if not self._read_on():
                return ""

    def _sign_at(self) -> int:
        self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]
        return self._at

    def _sign_after_comma(self) -> str:
        sign = self._sign()
        while sign == ",":
            self._at += 1
            sign = self._sign()
        return sign

    def _position(self) -> int:
        return self._dropped + self._at

    def _broken(self, problem: _BrokenError, beginning: re.Pattern[str]) -> tuple[Part, Break]:
        """Go to the next place where reading can go on, or to the end; report the break."""
        self.n_breaks += 1
        may_go_on = not problem.is_cut and self.n_breaks < _MOST_BREAKS
        is_resumed = may_go_on and self._go_to(beginning)
        if not is_resumed:
            self._is_over = True
            self._go_to_end()
        reason = "the text ends in the middle of a value" if problem.is_cut else problem.reason
        return Part.BREAK, Break(problem.position, problem.is_cut, reason, self.n_parts, is_resumed)

    def _go_to(self, beginning: re.Pattern[str]) -> bool:
        start = self._at + 1
        while True:
            if found := beginning.search(self._text, start):
                self._at = found.start()
                return True
            self._at = max(self._at, len(self._text) - _OVERLAP)
            start = 1
            if not self._read_on():
                return False

    def _go_to_end(self) -> None:
        self._at = len(self._text)
        while self._read_on():
            self._at = len(self._text)
