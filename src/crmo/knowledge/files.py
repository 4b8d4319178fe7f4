"""Knowledge files: found by folder, opened once, parsed only when their content is asked for."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from crmo import yaml12
from crmo.errors import KnowledgeError

TABLES = frozenset(
    {
        "sources",
        "concepts",
        "analytes",
        "drugs",
        "drug_classes",
        "instruments",
        "population",
        "statements",
        "natural_history",
        "virtual_kinds",
        "published_quantities",
        "likelihoods",
        "likelihood_features",
        "likelihood_groups",
        "likelihood_tests",
        "likelihood_model",
        "case_definitions",
        "rules",
    }
)
EXTRA_KEYS = frozenset({"overlay"})

# Tables of which one entry, with its `id:`, may be a whole file.
_ONE_TO_A_FILE = ("rules", "case_definitions")
_TAB_AT_START = re.compile(r"^ *\t", re.MULTILINE)
_TOP_LEVEL_KEY = re.compile(r"^([a-z_]+)[ ]*:", re.MULTILINE)


class KnowledgeFile:
    """One YAML file of the knowledge folder or of an overlay.

    What tables it holds is seen from its unparsed text, so that asking for the drugs does not
    parse the concepts. Nothing but speed depends on that glance.

    Args:
        path: the file.
        name: its name from the folder on (`criteria/bristol_2016.yaml`), for messages.
    """

    def __init__(self, path: Path | Traversable, name: str) -> None:
        self.path = path
        self.name = name

    @cached_property
    def text(self) -> str:
        """The unparsed text."""
        try:
            return self.path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise _closed(self.name, error) from None
        except UnicodeDecodeError:
            raise KnowledgeError(
                "This file is not UTF-8 text.",
                where=self.name,
                expected="a text file saved as UTF-8",
                todo="Open it in a text editor and save it again with the encoding UTF-8.",
            ) from None

    @cached_property
    def tables(self) -> frozenset[str]:
        """Names of the tables the file may hold; also for a file that is one single entry."""
        keys = set(_TOP_LEVEL_KEY.findall(self.text))
        single = self._table_of_single_entry(keys)
        return frozenset({single} if single else keys & TABLES)

    def _table_of_single_entry(self, keys: AbstractSet[Any]) -> str:
        if {"id", "kind"} <= keys:
            return "rules"
        return "case_definitions" if "id" in keys and keys & {"criteria", "extends"} else ""

    @cached_property
    def _parsed(self) -> dict[Any, Any]:
        try:
            parsed = yaml12.load(self.text, name=self.name)
        except KnowledgeError:
            self._refuse_tabs()
            raise
        if parsed is not None and not isinstance(parsed, dict):
            raise self._refused("a knowledge file starts with a key such as `rules:`.")
        return parsed or {}

    def _refuse_tabs(self) -> None:
        tab = _TAB_AT_START.search(self.text)
        if tab is not None:
            raise KnowledgeError(
                "A line begins with a tab.",
                where=f"{self.name} line {self.text.count(chr(10), 0, tab.start()) + 1}",
                expected="spaces at the beginning of a line",
                todo="Replace each tab by two spaces.",
            )

    @cached_property
    def content(self) -> dict[str, Any]:
        """The file's tables, each a mapping from id to what the file says.

        Raises:
            KnowledgeError: not YAML, or not of the shape that knowledge files have.
        """
        parsed = self._parsed
        single = self._table_of_single_entry(parsed.keys())
        if single:
            parsed = {single: [{key: parsed[key] for key in parsed if key not in EXTRA_KEYS}]}
        unknown = sorted(str(key) for key in parsed.keys() - TABLES - EXTRA_KEYS)
        if unknown:
            raise self._refused("a key at the left margin is not known.", unknown)
        return {
            table: self._by_id(table, entries)
            for table, entries in parsed.items()
            if table in TABLES
        }

    @cached_property
    def overlay_remarks(self) -> dict[str, str]:
        """`who`, `when`, `why` of an overlay file, as far as it gives them."""
        remarks = self._parsed.get("overlay", {})
        if not isinstance(remarks, dict) or remarks.keys() - {"who", "when", "why"}:
            raise self._refused("`overlay:` holds `who:`, `when:` and `why:`.", remarks)
        return {key: str(value) for key, value in remarks.items()}

    @cached_property
    def _lines(self) -> dict[tuple[str, ...], int]:
        return yaml12.line_numbers(self.text)

    def line(self, path: tuple[str, ...]) -> int | None:
        """Return the line of a path such as `("drugs", "naproxen", "atc")`, or None."""
        if path[:1] in {(name,) for name in _ONE_TO_A_FILE} and ("id",) in self._lines:
            path = path[2:]  # the file is one entry, without `rules:` above it
        return self._lines.get(path)

    def _by_id(self, table: str, entries: Any) -> dict[str, Any]:
        if table in _ONE_TO_A_FILE and isinstance(entries, list):
            entries = self._listed_by_id(entries)
        if entries is None:
            return {}
        if not isinstance(entries, dict):
            raise self._refused(f"`{table}:` has the wrong shape.", type(entries).__name__)
        for key, entry in entries.items():
            if not isinstance(key, str) or not isinstance(entry, dict):
                raise self._refused(f"an entry of `{table}:` is not a mapping.", key)
        return entries

    def _listed_by_id(self, entries: list[Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for entry in entries:
            if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
                raise self._refused("a rule or definition has no `id:`.", entry)
            if entry["id"] in found:
                raise self._refused("two rules or definitions have the same id.", entry["id"])
            found[entry["id"]] = entry
        return found

    def _refused(self, problem: str, came: object = None) -> KnowledgeError:
        return KnowledgeError(
            problem[0].upper() + problem[1:],
            where=self.name,
            came=came,
            expected=f"one or more of {', '.join(sorted(TABLES))}, or a single entry with `id:`",
            todo="See docs/reference/knowledge-format.md.",
        )


def knowledge_files(folder: Path | Traversable) -> tuple[KnowledgeFile, ...]:
    """Return every YAML file below a folder, in the order of their names.

    Raises:
        KnowledgeError: the folder does not exist, cannot be opened, or holds no YAML file.
    """
    try:
        if folder.is_file():
            raise KnowledgeError(
                "This is a file.",
                where=str(folder),
                expected="the folder that holds the local rules",
                todo="Name the folder, not the file.",
            )
        found = _below(folder, "") if folder.is_dir() else []
    except OSError as error:
        raise _closed(str(folder), error) from None
    if not found:
        raise KnowledgeError(
            "There is no knowledge here.",
            where=str(folder),
            expected="a folder with files that end in .yaml",
            todo="Check the path.",
        )
    return tuple(found)


def _closed(where: str, error: OSError) -> KnowledgeError:
    reason = f" ({error.strerror})" if error.strerror else ""
    return KnowledgeError(
        f"This cannot be opened{reason}.",
        where=where,
        todo="Check the path and the permission to read it.",
    )


def _below(folder: Path | Traversable, prefix: str) -> list[KnowledgeFile]:
    found: list[KnowledgeFile] = []
    for entry in sorted(folder.iterdir(), key=lambda path: path.name):
        name = f"{prefix}{entry.name}"
        if entry.name.startswith((".", "_")):
            continue
        if entry.is_dir():
            found.extend(_below(entry, f"{name}/"))
        elif entry.name.endswith((".yaml", ".yml")):
            found.append(KnowledgeFile(entry, name))
    return found
