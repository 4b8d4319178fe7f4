"""Say where a JSON record breaks off, and which entry was the last whole one."""

from __future__ import annotations

import json
import re

from crmo.errors import InvalidValueError, UnreadableError

_ENTRIES = re.compile(r'"entries"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")


def where_it_breaks(text: str, name: str, error: InvalidValueError) -> UnreadableError:
    """Return the error for a text that is not whole JSON.

    Nothing is taken from such a file: half a record looks like a healthy child.

    Args:
        text: the text that could not be read.
        name: the file's name.
        error: what `parse_json` raised.
    """
    found = _last_whole_entry(text)
    if found is None:
        problem = error.problem
    else:
        number, entry_id = found
        last = (
            f"the last whole one is entries[{number}] (id {entry_id})"
            if number >= 0
            else ("none of them is whole")
        )
        problem = f"{error.problem.removesuffix('.')}; of its entries {last}."
    return UnreadableError(
        problem,
        where=f"{name}, {error.where}" if error.where else name,
        expected=error.expected or "a whole JSON document",
        todo=error.todo or "Export or copy the file again.",
    )


def _last_whole_entry(text: str) -> tuple[int, str] | None:
    """Return number and id of the last whole entry; number -1 if none is; None without list."""
    start = _ENTRIES.search(text)
    if start is None:
        return None
    decoder = json.JSONDecoder()
    at, number, entry_id = start.end(), -1, ""
    while True:
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
        try:
            entry, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return number, entry_id
        number += 1
        entry_id = str(entry.get("id", "without id")) if isinstance(entry, dict) else "without id"
