"""Which resource types lie in which files of a bulk export."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crmo.yaml12 import load

_ENDS = (".ndjson", ".ndjson.gz", ".jsonl", ".jsonl.gz")
_HEAD = 1 << 16
_TYPE = re.compile(rb'"resourceType"\s*:\s*"([A-Za-z]+)"')
_WORD = re.compile(r"[A-Za-z]+")


@cache
def _raw() -> Mapping[str, Any]:
    found: Mapping[str, Any] = load(files(__package__) / "resources.yaml")
    return found


@cache
def resource_columns() -> Mapping[str, Mapping[str, str]]:
    """Return resource type -> element -> type in DuckDB, in the order of resources.yaml."""
    raw = _raw()
    types = raw["types"]
    return MappingProxyType(
        {
            kind: {element: types.get(told, told) for element, told in elements.items()}
            for kind, elements in raw["resources"].items()
        }
    )


def resource_files(folder: Path) -> dict[str, tuple[Path, ...]]:
    """Return resource type -> files, in the order of their names; types not used are there, too.

    The type stands in the name of a file (`Observation.000.ndjson`), else in its first line. A
    file whose type cannot be told stands under an empty name.

    Args:
        folder: of the export, with its subfolders.
    """
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name.lower().endswith(_ENDS):
            found.setdefault(_type_of(path), []).append(path)
    return {kind: tuple(paths) for kind, paths in sorted(found.items())}


def _type_of(path: Path) -> str:
    for word in map(str, _WORD.findall(path.name)):
        if word in resource_columns():
            return word
    match = _TYPE.search(_head(path))
    return str(match[1], "ascii") if match else ""


def _head(path: Path) -> bytes:
    try:
        is_gzip = path.name.lower().endswith(".gz")
        with gzip.open(path) if is_gzip else path.open("rb") as file:
            return file.read(_HEAD)
    except (OSError, EOFError):
        return b""


def has_resources(folder: Path) -> bool:
    """Whether a folder holds NDJSON files at all."""
    return any(path.is_file() and path.name.lower().endswith(_ENDS) for path in folder.rglob("*"))
