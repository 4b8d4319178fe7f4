"""Lay one piece of knowledge over another and say what it changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import frozen


@frozen
class Change:
    """One value that an overlay set.

    Args:
        path: keys from the top (`("rules", "bristol_2016", "body", "crp", "below")`).
        old: the value before; None when there was none.
        new: the value now.
        is_new: True when nothing stood there before.
    """

    path: tuple[str, ...]
    old: Any
    new: Any
    is_new: bool


_NOTHING = object()
ORIGIN = ("source", "decision")  # what a number rests on
_ORIGIN_AND_GRADE = (*ORIGIN, "grade")


def merged(old: Any, new: Any, path: tuple[str, ...], changes: list[Change]) -> Any:
    """Return `old` with `new` laid over it; neither is changed.

    Mappings are merged key by key; where the new one gives a source or a decision of its own and
    changes anything, the old source, decision and grade go. Lists whose items all have an `id`
    are merged item by item, new items at the end. Anything else is replaced.

    Args:
        old: what stood there.
        new: what the overlay says.
        path: where both stand.
        changes: receives what was set to another value.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        return _mapping(old, new, path, changes)
    if _is_id_list(old) and _is_id_list(new) and old and new:
        by_id = _mapping(_by_id(old), _by_id(new), path, changes)
        return list(by_id.values())
    if old is not _NOTHING and old == new and type(old) is type(new):
        return old
    is_new = old is _NOTHING
    changes.append(Change(path, None if is_new else old, new, is_new))
    return new


def _mapping(
    old: dict[str, Any], new: dict[str, Any], path: tuple[str, ...], changes: list[Change]
) -> dict[str, Any]:
    result = dict(old)
    n_before = len(changes)
    for key, value in new.items():
        result[key] = merged(old.get(key, _NOTHING), value, (*path, str(key)), changes)
    if len(changes) > n_before and any(new.get(key) for key in ORIGIN):
        for key in _ORIGIN_AND_GRADE:
            if key in old and key not in new:
                del result[key]
                changes.append(Change((*path, key), old[key], None, is_new=False))
    return result


def _is_id_list(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, dict) and isinstance(item.get("id"), str) for item in value
    )


def _by_id(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {item["id"]: item for item in items}


def at(value: Any, path: tuple[str, ...]) -> Any:
    """Return what stands at a path inside a plain YAML value, or None; list items go by `id`."""
    for step in path:
        if isinstance(value, list):
            value = _by_id(value).get(step) if _is_id_list(value) else None
        elif isinstance(value, dict):
            value = value.get(step)
        else:
            return None
    return value


def walk(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every value inside a plain YAML value with its path, from the outside inwards.

    A list item goes by its `id` if it has one, else by its place counted from 0.
    """
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, (*path, str(key)))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            own = inner.get("id") if isinstance(inner, dict) else None
            yield from walk(inner, (*path, own if isinstance(own, str) else str(place)))
