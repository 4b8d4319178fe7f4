"""A hospital's own codes and units, told by a CSV file.

Columns, in any order, header in the first line, comma, semicolon or tab between:

- `system`: `local` for codes without a system, `omop` for concept ids, `unit` for units, else the
  name or address of the code system as in crmo.knowledge.codes, or as it stands in the source.
- `code`: the code as the source writes it (compared without regard to case for `local`, exactly
  for `unit`).
- `means`: id of a concept, analyte, drug, drug class or instrument of crmo; `modality:mri`,
  `visit:emergency`, `specialty:rheumatology`; for a unit its UCUM code. `-`: means nothing to
  crmo, and is not to be listed as not understood.
- `label`: optional, for the reader of the file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from crmo.errors import UnreadableError
from crmo.find.events.remarks import Remarks
from crmo.find.vocabulary.code_meaning import LOCAL, Meaning
from crmo.find.vocabulary.known_codes import KnownCodes
from crmo.knowledge.codes import spelled, system_named
from crmo.record.units import is_ucum

UNIT, NOTHING = "unit", "-"
_WANTED = ("system", "code", "means")
_PREFIXES = {"modality": "modality", "visit": "contact"}


class LocalMapping:
    """Meanings told by the hospital; they come before all others.

    Args:
        known: to check the ids named.
    """

    def __init__(self, known: KnownCodes) -> None:
        self._known = known
        self.meanings: dict[tuple[str, str], Meaning | None] = {}
        self.units: dict[str, str] = {}

    def has(self, system: str, code: str) -> bool:
        """Whether the file says anything of a code."""
        return mapping_key(system, code) in self.meanings

    def find(self, system: str, code: str) -> Meaning | None:
        """Return what the file says a code means; None for nothing."""
        return self.meanings.get(mapping_key(system, code))

    def add(self, system: str, code: str, means: str) -> str:
        """Take a line; return what is wrong with it, or an empty text."""
        if not system or not code or not means:
            return "A field is empty."
        if system == UNIT:
            if not is_ucum(means):
                return "The unit is no UCUM code."
            self.units[code] = means
            return ""
        meaning = None if means == NOTHING else self._meaning(means)
        if meaning is None and means != NOTHING:
            return "Nothing in crmo has this id."
        key = mapping_key(system, code)
        if self.meanings.get(key, meaning) != meaning:
            return "The code was given another meaning above."
        self.meanings[key] = meaning
        return ""

    def _meaning(self, means: str) -> Meaning | None:
        prefix, colon, rest = means.partition(":")
        if colon and prefix == "specialty":
            return Meaning(rest, "specialty", "specialty", "mapping")
        found = (
            self._known.own(_PREFIXES.get(prefix, prefix), rest)
            if colon
            else self._known.any_own(means)
        )
        if found is None:
            return None
        return Meaning(found.id, found.concept_kind, found.kind, "mapping")


def mapping_key(system: str, code: str) -> tuple[str, str]:
    """Return under what a code is kept: known systems by short name and plain spelling."""
    if system == LOCAL:
        return LOCAL, " ".join(code.lower().split())
    known = system_named(system)
    return (known, spelled(known, code)) if known else (system, code)


def read_mapping(path: Path | None, known: KnownCodes, remarks: Remarks) -> LocalMapping:
    """Return what a mapping file says; lines that cannot be used are told by their number.

    Raises:
        UnreadableError: the file cannot be read, or lacks a column.
    """
    mapping = LocalMapping(known)
    if path is None:
        return mapping
    for number, row in _rows(path):
        values = [(row.get(column) or "").strip() for column in _WANTED]
        if wrong := mapping.add(values[0], values[1], values[2]):
            remarks.add("mapping-line", f"{path.name} line {number}", detail=wrong)
    return mapping


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise UnreadableError(
            "The mapping file cannot be read.",
            where=path.name,
            expected="a CSV file in UTF-8 with the columns system, code and means",
            todo="Check the path and save the file as UTF-8.",
        ) from None
    first = text.partition("\n")[0]
    delimiter = max("\t;,", key=first.count)
    reader = csv.DictReader(text.splitlines(), delimiter=delimiter)
    reader.fieldnames = [(field or "").strip().lower() for field in reader.fieldnames or ()]
    lacking = [column for column in _WANTED if column not in reader.fieldnames]
    if lacking:
        raise UnreadableError(
            f"The mapping file has no column {', '.join(lacking)}.",
            where=path.name,
            expected="the columns system, code and means in the first line",
            todo="Add the column, or correct its name.",
        )
    for row in reader:
        yield reader.line_num, row
