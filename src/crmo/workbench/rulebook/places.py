"""The numbers of a knowledge item: where each stands, what it rests on, and what changes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

_ORIGIN = ("source", "decision", "grade")
_WORDS = ("unit", "op", "id", "label", "note", "title")


@frozen(kw_only=True)
class Place:
    """One mapping with numbers in it.

    Args:
        path: keys from the item inwards; items of a list go by their `id`.
        numbers: name -> number or None where it is not known.
        unit: unit of the numbers, or empty.
        sources: ids of the sources they rest on.
        decision: why, where they rest on a decision.
        grade: how sure they are, or empty.
    """

    path: tuple[str, ...]
    numbers: Mapping[str, float | int | None]
    unit: str = ""
    sources: tuple[str, ...] = ()
    decision: str = ""
    grade: str = ""

    @property
    def name(self) -> str:
        """The path as text."""
        return ".".join(self.path)

    def override(self, numbers: Mapping[str, float | int], decision: str, source: str) -> Any:
        """Return what a knowledge file must say to set these numbers.

        Args:
            numbers: name -> new number.
            decision: why, where no source is named.
            source: id of a source, or empty.
        """
        origin = {"source": source, "grade": "confirmed"} if source else {"decision": decision}
        unit = {"unit": self.unit} if self.unit else {}
        return _nested(self.path, {**numbers, **unit, **origin})


def number_places(item: Any) -> list[Place]:
    """Return the mappings of an item that hold numbers with an origin, in their order."""
    return list(_places(item, ()))


def _places(value: Any, path: tuple[str, ...]) -> Iterator[Place]:
    if isinstance(value, Mapping):
        place = _place(value, path)
        if place is not None:
            yield place
        for key, inner in value.items():
            yield from _places(inner, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for inner in value:
            own = inner.get("id") if isinstance(inner, Mapping) else None
            if isinstance(own, str):  # other lists can only be replaced as a whole
                yield from _places(inner, (*path, own))


def _place(value: Mapping[str, Any], path: tuple[str, ...]) -> Place | None:
    if not path or not any(key in value for key in _ORIGIN):
        return None
    numbers = {
        key: told
        for key, told in value.items()
        if key not in (*_ORIGIN, *_WORDS)
        and not isinstance(told, bool)
        and (told is None or isinstance(told, int | float))
    }
    if not numbers:
        return None
    source = value.get("source") or ()
    return Place(
        path=path,
        numbers=numbers,
        unit=str(value.get("unit") or ""),
        sources=(source,) if isinstance(source, str) else tuple(source),
        decision=str(value.get("decision") or ""),
        grade=str(value.get("grade") or ""),
    )


def _nested(path: tuple[str, ...], value: Any) -> Any:
    """Return a mapping that holds the value at the path.

    Items of a list are told by their `id`: the layers merge a mapping into such a list only if
    it is a list, too, so the caller hands the path to `in_lists`.
    """
    for key in reversed(path):
        value = {key: value}
    return value


def in_lists(override: Any, item: Any) -> Any:
    """Return an override in which the steps into a list of the item are lists of one, by `id`."""
    if not isinstance(override, Mapping):
        return override
    if isinstance(item, list | tuple):
        by_id = {each.get("id"): each for each in item if isinstance(each, Mapping)}
        return [{"id": key, **in_lists(inner, by_id.get(key))} for key, inner in override.items()]
    below = item if isinstance(item, Mapping) else {}
    return {key: in_lists(inner, below.get(key)) for key, inner in override.items()}
