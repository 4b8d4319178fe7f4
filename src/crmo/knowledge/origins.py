"""Whose number it is: what an overlay changes has the overlay's own source or decision."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Any, TypeGuard

from crmo.knowledge.merge import ORIGIN, Change, at, walk

# A change of one of these gives the number beside it another meaning.
_MEANING = ("unit", "op")


def borrowed(laid: dict[str, Any], result: Any, changes: Sequence[Change]) -> Iterator[Change]:
    """Yield changed numbers that would stand under a source or decision that is not theirs.

    Args:
        laid: the entry as the overlay says it.
        result: the entry after merging.
        changes: what the overlay changed in it.
    """
    for change in changes:
        if _concerns_a_number(change, result) and _has_inherited_origin(laid, result, change.path):
            yield change


def sources_in(value: Any) -> tuple[str, ...]:
    """Return the ids of the sources that stand beside numbers inside a value, each once."""
    found: dict[str, None] = {}
    for path, inner in walk(value):
        if path and path[-1] == "source":
            named = inner if isinstance(inner, list) else [inner]
            found.update(dict.fromkeys(name for name in named if isinstance(name, str)))
    return tuple(found)


def settled_sources(
    old: dict[str, Any], result: dict[str, Any], known: Container[str]
) -> list[str] | None:
    """Return what a changed rule rests on now, or None if that is as before.

    A source from which an overlay took the last number is no longer a source of the rule; one
    that it named beside a number is.

    Args:
        old: the rule before.
        result: the rule now, its `sources:` still those of before.
        known: ids of all sources; the check tells of any other where it stands.
    """
    sources = result.get("sources")
    if not isinstance(sources, list) or not isinstance(result.get("body"), dict):
        return None
    before, now = sources_in(old.get("body")), sources_in(result.get("body"))
    gone = set(before) - set(now)
    kept = [source for source in sources if source not in gone]
    added = [source for source in now if source not in (*before, *kept) and source in known]
    return [*kept, *added] if (added or len(kept) < len(sources)) else None


def is_number(value: Any) -> TypeGuard[int | float]:
    """Whether a plain YAML value is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def has_origin(value: Any) -> bool:
    """Whether a mapping says itself where its numbers come from."""
    return isinstance(value, dict) and any(value.get(key) for key in ORIGIN)


def _concerns_a_number(change: Change, result: Any) -> bool:
    if change.path == ("version",):  # of a definition: it counts changes and measures nothing
        return False
    if change.path and change.path[-1] in _MEANING:
        beside = at(result, change.path[:-1])
        return isinstance(beside, dict) and any(is_number(value) for value in beside.values())
    return _holds_number_without_origin(change.new)


def _holds_number_without_origin(value: Any) -> bool:
    if isinstance(value, dict):
        return not has_origin(value) and any(map(_holds_number_without_origin, value.values()))
    if isinstance(value, list):
        return any(map(_holds_number_without_origin, value))
    return is_number(value)


def _has_inherited_origin(laid: Any, result: Any, path: tuple[str, ...]) -> bool:
    for length in range(len(path) - 1, -1, -1):
        if has_origin(at(result, path[:length])):
            return not has_origin(at(laid, path[:length]))
    return False  # no origin at all: the check of numbers tells
