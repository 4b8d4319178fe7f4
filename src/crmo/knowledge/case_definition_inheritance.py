"""A definition that `extends:` another: what it says itself, laid over what it takes over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from attrs import frozen

from crmo.knowledge.layers import Layers
from crmo.knowledge.merge import at
from crmo.knowledge.problems import Path, Place, Problem

TABLE = "case_definitions"
REFERENCE = "See docs/how-to/write-a-case-definition.md."
# What a definition has of its own even if it extends another.
_OWN = ("id", "version", "label", "purpose", "extends")


@frozen
class DefinitionPlace:
    """A definition under check, and where each part of it stands.

    Args:
        layers: all tables.
        chain: ids from the definition itself up to the one that extends none.
        entry: what the definition says, with all that it takes over.
    """

    layers: Layers
    chain: tuple[str, ...]
    entry: dict[str, Any]

    @property
    def key(self) -> str:
        """The id of the definition."""
        return self.chain[0]

    def problem(
        self, path: Path, problem: str, *, came: Any = None, expected: str = "", todo: str = ""
    ) -> Problem:
        """Return a problem at a path of the definition, at the line where that part stands."""
        owner = self._owner(path)
        entry = self.layers.table(TABLE)[owner]
        return Place(self.layers, TABLE, owner, entry).problem(
            path, problem, came=came, expected=expected, todo=todo or REFERENCE
        )

    def _owner(self, path: Path) -> str:
        table = self.layers.table(TABLE)
        for length in range(len(path), 0, -1):
            for key in self.chain:
                if at(table[key], path[:length]) is not None:
                    return key
        return self.key


def definition_place(layers: Layers, key: str) -> DefinitionPlace | Problem:
    """Return a definition with all that it takes over, or why it cannot be.

    A criterion or a code set that the definition gives a `kind:` or a `label:` replaces the one
    it would take over; a criterion without them changes the keys it gives; null removes it.
    Everything else (`index`, `require`, `exclude`, `bands`, `cautions`, `decision`) is the
    definition's own if it gives it.

    Args:
        layers: all tables.
        key: id of the definition.
    """
    table = layers.table(TABLE)
    chain: list[str] = [key]
    while parent := table[chain[-1]].get("extends"):
        place = Place(layers, TABLE, chain[-1], table[chain[-1]])
        if parent in chain:
            return place.problem(
                ("extends",),
                "a definition extends itself.",
                came=parent,
                expected="a definition that does not come back to this one",
                todo="Remove one `extends:` of the circle.",
            )
        if not isinstance(parent, str) or parent not in table:
            near = get_close_matches(str(parent), table, n=3)
            return place.problem(
                ("extends",),
                "there is no definition with this id to extend.",
                came=parent,
                expected=f"perhaps {' or '.join(near)}" if near else ", ".join(sorted(table)),
                todo="Correct the id.",
            )
        chain.append(parent)
    entry: dict[str, Any] = {}
    for owner in reversed(chain):
        entry = _extended(entry, table[owner])
    return DefinitionPlace(layers, tuple(chain), entry)


def _extended(old: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    found = {key: value for key, value in old.items() if key not in _OWN}
    for key, value in own.items():
        before = found.get(key)
        if key in ("criteria", "code_sets") and isinstance(before, dict):
            found[key] = dict(_parts(before, value)) if isinstance(value, dict) else value
        else:
            found[key] = value
    return found


def _parts(old: Mapping[str, Any], own: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, before in old.items():
        if key not in own:
            yield key, before
        elif own[key] is not None:
            yield key, _part(before, own[key])
    yield from ((key, value) for key, value in own.items() if key not in old)


def _part(before: Any, own: Any) -> Any:
    is_change = isinstance(before, dict) and isinstance(own, dict)
    if not is_change or "kind" in own or ("kind" not in before and "label" in own):
        return own
    if own.keys() & {"source", "decision"}:
        before = {key: before[key] for key in before if key not in ("source", "decision", "grade")}
    return {**before, **own}
