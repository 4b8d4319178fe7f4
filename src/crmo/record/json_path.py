"""Say where in a JSON document a value is wrong, from the errors that cattrs gathers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches

import attrs
from cattrs import AttributeValidationNote, IterableValidationNote
from cattrs.errors import BaseValidationError, ForbiddenExtraKeysError

from crmo.errors import InvalidValueError

_NOTES = (AttributeValidationNote, IterableValidationNote)


@contextmanager
def refusing_with_path() -> Iterator[None]:
    """Turn the first error found in a document into one that names its path.

    Raises:
        InvalidValueError: in place of whatever cattrs or a constructor raised.
    """
    try:
        yield
    except BaseValidationError as group:
        raise _explained(*_first_leaf(group, "")) from None
    except InvalidValueError as error:
        raise _explained(error, "") from None


def word_like(came: object, words: Iterable[str]) -> str:
    """Return advice that names the word which was probably meant, without repeating `came`."""
    near = get_close_matches(str(came).lower(), list(words), n=1)
    return f"Perhaps {near[0]} was meant." if near else "Choose the nearest of them."


def _first_leaf(group: BaseValidationError, path: str) -> tuple[Exception, str]:
    first = group.exceptions[0]
    for note in getattr(first, "__notes__", ()):
        if isinstance(note, _NOTES):
            path = f"{path}{_step(note)}"
    return _first_leaf(first, path) if isinstance(first, BaseValidationError) else (first, path)


def _step(note: AttributeValidationNote | IterableValidationNote) -> str:
    if isinstance(note, IterableValidationNote):
        return f"[{note.index}]"
    return f".{note.name}"


def _explained(error: Exception, path: str) -> InvalidValueError:
    if isinstance(error, InvalidValueError):
        return _placed(error, path)
    if isinstance(error, ForbiddenExtraKeysError):
        return _unknown_key(error, path)
    if isinstance(error, KeyError):
        return InvalidValueError(
            "a field that must be there is missing.",
            where=_written(path),
            expected=f"the field `{error.args[0]}`",
            todo="Add it; `crmo schema` lists the fields of each kind of entry.",
        )
    return InvalidValueError(
        "this value cannot be read.",
        where=_written(path),
        expected="a value as the schema describes it",
        todo="See `crmo schema`.",
    )


def _placed(error: InvalidValueError, path: str) -> InvalidValueError:
    # A constructor's error stands at the object and names the field itself.
    if error.field and not path.endswith(f".{error.field}"):
        path = f"{path}.{error.field}"
    return InvalidValueError(
        error.problem,
        where=_written(path) or error.where,
        came=error.came,
        expected=error.expected,
        todo=error.todo,
    )


def _unknown_key(error: ForbiddenExtraKeysError, path: str) -> InvalidValueError:
    key = min(map(str, error.extra_fields))  # YAML may have a number as a key
    known = [each.name for each in attrs.fields(error.cl)]
    near = get_close_matches(key, known, n=1)
    return InvalidValueError(
        "there is no such field here.",
        where=_written(f"{path}.{key}"),
        expected=f"one of {', '.join(known)}",
        todo=f"Perhaps {near[0]} was meant." if near else "Put free words into `note`.",
    )


def _written(path: str) -> str:
    return path.removeprefix(".")
