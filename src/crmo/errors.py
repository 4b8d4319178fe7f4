"""The errors crmo raises for people, kept apart from bugs.

A message has four parts: where, what came, what was expected, what to do. What came may be
a child's datum, so it never becomes part of the text that a log would keep: `str(error)`
leaves it out, `error.explain()` puts it back for the person in front of the screen.
"""

from __future__ import annotations


class CrmoError(Exception):
    """Base of every error that crmo raises on purpose."""


class UserError(CrmoError):
    """Something a person can put right; shown without a traceback.

    Args:
        problem: what is wrong, without any value from a patient's data.
        where: file, row, column, entry or field concerned; empty if there is none.
        came: the offending value as it came; kept out of `str(error)`.
        expected: what would have been right.
        todo: the next step for the person who reads this.
    """

    exit_code = 2

    def __init__(
        self,
        problem: str,
        *,
        where: str = "",
        came: object = None,
        expected: str = "",
        todo: str = "",
    ) -> None:
        self.problem = problem
        self.where = where
        self.came = came
        self.expected = expected
        self.todo = todo
        super().__init__(self._text(with_value=False))

    def explain(self) -> str:
        """Return the whole message, the offending value included, for the screen only."""
        return self._text(with_value=True)

    def _text(self, *, with_value: bool) -> str:
        parts = [f"{self.where}: {self.problem}" if self.where else self.problem]
        if with_value and self.came is not None:
            parts.append(f"Came: {_shortened(self.came)}.")
        if self.expected:
            parts.append(f"Expected: {self.expected}.")
        if self.todo:
            parts.append(self.todo)
        return " ".join(parts)


class InvalidValueError(UserError, ValueError):
    """A value that may not stand in a record; the record refuses to be built.

    Args:
        problem: as for UserError.
        field: name of the field that holds the value; becomes the end of `where`.
        where: as for UserError, without the field.
        came: as for UserError.
        expected: as for UserError.
        todo: as for UserError.
    """

    exit_code = 3

    def __init__(
        self,
        problem: str,
        *,
        field: str = "",
        where: str = "",
        came: object = None,
        expected: str = "",
        todo: str = "",
    ) -> None:
        self.field = field
        place = ", ".join(part for part in (where, field) if part)
        super().__init__(problem, where=place, came=came, expected=expected, todo=todo)


class UnreadableError(UserError):
    """A file without use: not there, not the format it says, cut off, or no child in it."""

    exit_code = 4


class BrokenChainError(UnreadableError):
    """The workbench's chains are not whole: something was changed, put in or taken away."""

    exit_code = 7


class KnowledgeError(UserError):
    """A knowledge file breaks its schema: a number without a source, a source without a DOI."""

    exit_code = 5


class MissingExtraError(UserError):
    """An optional part of crmo is needed and not installed."""

    exit_code = 6


def _shortened(value: object, limit: int = 120) -> str:
    text = repr(value)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
