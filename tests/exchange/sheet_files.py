"""Small spreadsheets for the tests, sound and spoilt."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from crmo.exchange import read
from crmo.exchange.reading import Reading, Remark
from crmo.knowledge import load_knowledge

KNOWLEDGE = load_knowledge()
Rows = Sequence[Sequence[Any]]

ANN: Rows = [["patient_id", "birth_date", "sex"], ["a", "2014-03-09", "f"]]


def xlsx(path: Path, sheets: Mapping[str, Rows]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    book.save(path)
    return path


def read_rows(folder: Path, name: str, *rows: Sequence[Any], patients: Rows = ANN) -> Reading:
    """Write the sheets `patients` and one other, and read them."""
    path = xlsx(folder / "clinic.xlsx", {"patients": patients, name: rows})
    return read(path, knowledge=KNOWLEDGE)


def only_entry(reading: Reading) -> Any:
    assert codes(reading, "error") == []
    (record,) = reading.records
    (entry,) = record.entries
    return entry


def codes(reading: Reading, *levels: str) -> list[str]:
    return [r.code for r in reading.remarks if not levels or r.level.value in levels]


def remark(reading: Reading, code: str) -> Remark:
    (found,) = [each for each in reading.remarks if each.code == code]
    return found


def repacked(
    source: Path, target: Path, change: Callable[[str, bytes], bytes], **more: bytes
) -> Path:
    """Copy a ZIP archive, changing its parts and adding others."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)), zipfile.ZIP_DEFLATED)
        for name, content in more.items():
            new.writestr(name.replace("__", "/"), content)
    return target
