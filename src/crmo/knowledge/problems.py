"""What a check of the knowledge found, one finding at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import field, frozen

from crmo.errors import KnowledgeError
from crmo.knowledge.layers import Layers

Path = tuple[str, ...]


@frozen(kw_only=True)
class Problem:
    """One thing to put right in a knowledge file.

    Args:
        where: file and line.
        problem: what is wrong.
        came: what stands there.
        expected: what would be right.
        todo: the next step.
    """

    where: str
    problem: str
    came: Any = field(default=None, eq=False)
    expected: str = ""
    todo: str = ""

    def to_error(self) -> KnowledgeError:
        """Return the problem as an error to raise."""
        return KnowledgeError(
            self.problem,
            where=self.where,
            came=self.came,
            expected=self.expected,
            todo=self.todo,
        )

    def __str__(self) -> str:
        return self.to_error().explain()


@frozen
class Place:
    """A table entry under check, and how to name places inside it.

    Args:
        layers: all tables.
        table: name of the table.
        key: id of the entry.
        entry: what the files say, the overlay included.
    """

    layers: Layers
    table: str
    key: str
    entry: dict[str, Any]

    def problem(
        self, path: Path, problem: str, *, came: Any = None, expected: str = "", todo: str = ""
    ) -> Problem:
        """Return a problem at a path inside the entry."""
        return Problem(
            where=self.layers.where(self.table, (self.key, *path)),
            problem=f"{self.key}: {problem}"
            if not path
            else f"{self.key}, {'.'.join(path)}: {problem}",
            came=came,
            expected=expected,
            todo=todo,
        )


def places(layers: Layers, table: str) -> Iterator[Place]:
    """Yield every entry of a table."""
    for key, entry in layers.table(table).items():
        yield Place(layers, table, key, entry)
