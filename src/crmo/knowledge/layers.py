"""The shipped files and a clinic's overlay, read as one set of tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from crmo.errors import KnowledgeError
from crmo.knowledge.files import KnowledgeFile
from crmo.knowledge.merge import Change, merged
from crmo.knowledge.origins import borrowed, settled_sources

_WITHOUT_ORIGINS = ("sources",)  # the year of a paper needs no source


@frozen(kw_only=True)
class Override:
    """One value that a local overlay changed or added.

    Args:
        file: the overlay file.
        table: `rules`, `analytes`, ...
        id: the rule, analyte, ... concerned.
        path: the place inside it, joined by dots (`body.crp.below`); empty for a new entry.
        old: the shipped value, None when there was none.
        new: the value now.
        who: who decided it, as the file says.
        when: when, as the file says.
        why: why, as the file says.
    """

    file: str
    table: str
    id: str
    path: str
    old: Any
    new: Any
    who: str = ""
    when: str = ""
    why: str = ""


class Layers:
    """Tables of plain YAML values, the overlay laid over the shipped files.

    Args:
        shipped: crmo's own files.
        overlay: a clinic's files, later ones over earlier ones.
    """

    def __init__(
        self, shipped: Sequence[KnowledgeFile], overlay: Sequence[KnowledgeFile] = ()
    ) -> None:
        self.shipped = tuple(shipped)
        self.overlay = tuple(overlay)
        self._tables: dict[str, dict[str, dict[str, Any]]] = {}
        self._files: dict[tuple[str, str], KnowledgeFile] = {}
        self._overrides: dict[str, list[Override]] = {}
        self._borrowed: dict[str, list[tuple[str, Change]]] = {}

    def table(self, table: str) -> dict[str, dict[str, Any]]:
        """Return one table: id -> entry, in the order of the files. Not to be changed.

        Raises:
            KnowledgeError: a file is broken, or two files have an entry with the same id.
        """
        if table not in self._tables:
            entries: dict[str, dict[str, Any]] = {}
            for file in self.shipped:
                self._take(file, table, entries)
            self._overrides[table] = []
            self._borrowed[table] = []
            for file in self.overlay:
                self._lay_over(file, table, entries)
            self._tables[table] = entries
        return self._tables[table]

    def overrides(self, table: str) -> tuple[Override, ...]:
        """Return what the overlay changed in one table."""
        self.table(table)
        return tuple(self._overrides[table])

    def borrowed(self, table: str) -> tuple[tuple[str, Change], ...]:
        """Return (id, change) of numbers an overlay changed without an origin of their own."""
        self.table(table)
        return tuple(self._borrowed[table])

    def file_of(self, table: str, key: str) -> KnowledgeFile:
        """Return the file an entry came from first."""
        self.table(table)
        return self._files[table, key]

    def where(self, table: str, path: tuple[str, ...]) -> str:
        """Return file and line of a place; of the nearest place above it if it has no line.

        Args:
            table: name of the table.
            path: id of the entry and the keys inside it.
        """
        found = (self._line_in(file, table, path) for file in reversed(self.overlay))
        place = next((line for line in found if line), "")
        if place:
            return place
        file = self._files.get((table, path[0])) if path else None
        if file is None:
            return table
        for length in range(len(path), 0, -1):
            line = file.line((table, *path[:length]))
            if line:
                return f"{file.name} line {line}"
        return file.name

    @staticmethod
    def _line_in(file: KnowledgeFile, table: str, path: tuple[str, ...]) -> str:
        if table not in file.tables:
            return ""
        line = file.line((table, *path))
        return f"{file.name} line {line}" if line else ""

    def _take(self, file: KnowledgeFile, table: str, entries: dict[str, dict[str, Any]]) -> None:
        if table not in file.tables:
            return
        for key, entry in file.content.get(table, {}).items():
            if key in entries:
                raise KnowledgeError(
                    f"Two files have an entry {key!r} under `{table}:`.",
                    where=file.name,
                    expected=f"an id that is not in {self._files[table, key].name}",
                    todo="Rename or remove one of them.",
                )
            entries[key] = entry
            self._files[table, key] = file

    def _lay_over(
        self, file: KnowledgeFile, table: str, entries: dict[str, dict[str, Any]]
    ) -> None:
        if table not in file.tables:
            return
        for key, entry in file.content.get(table, {}).items():
            changes: list[Change] = []
            if key in entries:
                entries[key] = self._merged(table, key, entries[key], entry, changes)
            else:
                entries[key] = entry
                changes.append(Change((), None, entry, is_new=True))
                self._files[table, key] = file
            self._overrides[table] += [
                Override(
                    file=file.name,
                    table=table,
                    id=key,
                    path=".".join(change.path),
                    old=change.old,
                    new=change.new,
                    **file.overlay_remarks,
                )
                for change in changes
            ]

    def _merged(
        self,
        table: str,
        key: str,
        old: dict[str, Any],
        entry: dict[str, Any],
        changes: list[Change],
    ) -> dict[str, Any]:
        result: dict[str, Any] = merged(old, entry, (), changes)
        if table not in _WITHOUT_ORIGINS:
            self._borrowed[table] += [(key, each) for each in borrowed(entry, result, changes)]
        if table == "rules" and "sources" not in entry:
            sources = settled_sources(old, result, self.table("sources"))
            if sources is not None:
                changes.append(Change(("sources",), old["sources"], sources, is_new=False))
                result["sources"] = sources
        return result
