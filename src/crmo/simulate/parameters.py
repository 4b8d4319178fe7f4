"""The numbers of the natural history, as typed values that each part of the simulation reads."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from attrs import evolve, field, fields, frozen

from crmo.errors import KnowledgeError
from crmo.knowledge import Knowledge
from crmo.knowledge.immutable import immutable

Group = TypeVar("Group")
_Values = Mapping[str, Mapping[str, Any]]


@frozen
class Parameters:
    """All numbers of the natural history, by group and name.

    Args:
        values: group -> name -> value.
    """

    values: _Values = field(converter=immutable)

    @classmethod
    def of(cls, knowledge: Knowledge) -> Parameters:
        """Return the numbers that the knowledge (with its overlay) holds.

        They are the same object for the same knowledge: what is prepared from them is kept.
        """
        for known, numbers in _held:
            if known is knowledge:
                return numbers
        made = cls(
            {
                name: {key: parameter.value for key, parameter in group.parameters.items()}
                for name, group in knowledge.natural_history.items()
            }
        )
        _held.insert(0, (knowledge, made))
        del _held[_MOST_HELD:]
        return made

    def group(self, kind: type[Group], name: str) -> Group:
        """Return one group as the attrs class that names its parameters.

        Raises:
            KnowledgeError: the class and the group do not have the same names.
        """
        wanted = {attribute.name for attribute in fields(kind)}  # type: ignore[arg-type]
        there = self.values.get(name, {})
        if wanted != there.keys():
            raise KnowledgeError(
                "The parameters of this group are not those that the simulation reads.",
                where=f"natural_history {name}",
                came=f"lacking {sorted(wanted - set(there))}, beside {sorted(set(there) - wanted)}",
                expected=", ".join(sorted(wanted)),
                todo="Give each of them, and no other.",
            )
        return kind(**there)

    def changed(self, group: str, name: str, value: Any) -> Parameters:
        """Return the numbers with one of them replaced, to ask what depends on it.

        Raises:
            KeyError: there is no such parameter.
        """
        old = self.values[group]
        if name not in old:
            raise KeyError(f"{group}.{name}")
        new = MappingProxyType({**old, name: immutable(value)})
        return evolve(self, values=MappingProxyType({**self.values, group: new}))


_held: list[tuple[Knowledge, Parameters]] = []
_MOST_HELD = 4
