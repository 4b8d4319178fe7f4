"""What happened to a child, in order and up to its last day."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Entry = TypeVar("Entry")


def in_order(entries: list[Entry], until: int, day: Callable[[Entry], int]) -> tuple[Entry, ...]:
    """Return the entries up to the last day, in the order of their days."""
    return tuple(sorted((entry for entry in entries if day(entry) <= until), key=day))
