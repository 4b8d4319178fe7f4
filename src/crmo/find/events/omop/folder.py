"""Where the tables of an OMOP source lie: Parquet files or folders, CSV files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from attrs import frozen

from crmo.yaml12 import load

PARQUET, CSV = "parquet", "csv"
_ENDS: Mapping[str, str] = MappingProxyType(
    {
        ".parquet": PARQUET,
        ".csv": CSV,
        ".tsv": CSV,
        ".txt": CSV,
        ".csv.gz": CSV,
        ".tsv.gz": CSV,
        ".txt.gz": CSV,
    }
)


@frozen
class Column:
    """A column that is read.

    Args:
        name: in small letters.
        type: bigint, double, date or text.
        is_needed: whether the table is useless without it.
        other_name: its name in CDM 5.3, or empty.
    """

    name: str
    type: str
    is_needed: bool = False
    other_name: str = ""


@frozen
class TableFiles:
    """The files of one table.

    Args:
        form: parquet or csv.
        files: in the order of their names.
    """

    form: str
    files: tuple[Path, ...]


@cache
def columns() -> Mapping[str, tuple[Column, ...]]:
    """Return the tables that are read, with their columns."""
    raw: Mapping[str, Mapping[str, str]] = load(files(__package__) / "tables.yaml")
    return MappingProxyType({table: _columns(told) for table, told in raw.items()})


def _columns(told: Mapping[str, str]) -> tuple[Column, ...]:
    found = []
    for column, words in told.items():
        kind, _, rest = words.partition(" ")
        other = rest.removeprefix("or ") if rest.startswith("or ") else ""
        found.append(Column(column, kind, rest == "needed", other))
    return tuple(found)


def tables_in(folder: Path) -> dict[str, TableFiles]:
    """Return the tables of OMOP that a folder holds, by name.

    A table is a file with its name in any case (`MEASUREMENT.csv`, `person.parquet`,
    `note.csv.gz`), or a folder of its name with such files.

    Args:
        folder: of the source.
    """
    found: dict[str, TableFiles] = {}
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name.lower() in columns():
            table = _of_files(sorted(each for each in path.rglob("*") if each.is_file()))
            if table:
                found[path.name.lower()] = table
        elif path.is_file():
            name, form = _form(path)
            if form and name in columns():
                found.setdefault(name, TableFiles(form, (path,)))
    return found


def _of_files(paths: list[Path]) -> TableFiles | None:
    for form in (PARQUET, CSV):
        fitting = tuple(path for path in paths if _form(path)[1] == form)
        if fitting:
            return TableFiles(form, fitting)
    return None


def _form(path: Path) -> tuple[str, str]:
    """Return the name without its end, in small letters, and the form that the end tells."""
    lower = path.name.lower()
    for end in sorted(_ENDS, key=len, reverse=True):
        if lower.endswith(end):
            return lower.removesuffix(end), _ENDS[end]
    return lower, ""
