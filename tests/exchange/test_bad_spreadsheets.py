"""Spreadsheets that are broken, hostile or huge: a clear message, nothing lost, nothing run."""

from __future__ import annotations

import contextlib
import gc
import os
import struct
import time
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any, Self

import psutil
import pytest
from openpyxl import Workbook, load_workbook
from tests.exchange.sheet_files import ANN, KNOWLEDGE, codes, read_rows, remark, repacked, xlsx

from crmo.errors import UnreadableError, UserError
from crmo.exchange import read, whole_file
from crmo.exchange.reading import Level
from crmo.exchange.spreadsheet import limits, write_template, write_template_csv

LABS = ["patient_id", "date", "test", "value", "unit"]


def clinic(folder: Path, *rows: list[Any]) -> Path:
    given = rows or (["a", "2024-05-17", "CRP", 3, "mg/l"],)
    return xlsx(folder / "clinic.xlsx", {"patients": ANN, "labs": [LABS, *given]})


def refusal(path: Path) -> UserError:
    with pytest.raises(UnreadableError) as caught:
        read(path, knowledge=KNOWLEDGE)
    error = caught.value
    assert error.where.startswith(path.name)
    assert error.todo
    return error


# --- bombs -----------------------------------------------------------------------------------


def test_a_zip_bomb_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    """Half a gigabyte of zeros in half a megabyte, refused in little memory and time."""
    source = clinic(tmp_path)
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        with new.open("xl/media/image1.png", "w", force_zip64=True) as part:
            for _ in range(500):
                part.write(bytes(1024**2))
    assert bomb.stat().st_size < 2 * 1024**2
    tracemalloc.start()
    started = time.perf_counter()
    error = refusal(bomb)
    seconds = time.perf_counter() - started
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "unpacks to more than" in error.problem
    assert seconds < 2
    assert most_bytes < 10 * 1024**2


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    """A part declared with 1000 bytes that holds 100 million is read no further than that."""
    source = clinic(tmp_path)
    bomb = repacked(source, tmp_path / "liar.xlsx", lambda _, content: content)
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"<x>" + bytes(100 * 1024**2))
    data = bytearray(bomb.read_bytes())
    declared = struct.pack("<L", 100 * 1024**2 + 3)
    assert data.count(declared) == 2
    bomb.write_bytes(data.replace(declared, struct.pack("<L", 1000)))
    tracemalloc.start()
    error = refusal(bomb)
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "damaged" in error.problem
    assert most_bytes < 10 * 1024**2


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    path = clinic(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(limits.MAX_PARTS + 1):
            archive.writestr(f"xl/media/{number}", b"")
    assert "parts" in refusal(path).problem


def test_xml_entities_are_refused(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    doctype = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>'.encode()

    def change(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/sheet2.xml":
            return content
        return content.replace(b"<worksheet", doctype + b"<worksheet", 1)

    path = repacked(clinic(tmp_path), tmp_path / "laughs.xlsx", change)
    assert "entities" in refusal(path).problem


# --- size ------------------------------------------------------------------------------------


def test_more_rows_than_the_limit_are_refused_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crmo.exchange.spreadsheet.workbook.MAX_ROWS", 50)
    monkeypatch.setattr("crmo.exchange.spreadsheet.csv_file.MAX_ROWS", 50)
    rows = [["a", "2024-05-17", "CRP", n, "mg/l"] for n in range(60)]
    error = refusal(clinic(tmp_path, *rows))
    assert "none of them was taken in" in error.problem
    folder = tmp_path / "csv"
    folder.mkdir()
    lines = [",".join(LABS), *("a,2024-05-17,CRP,3,mg/l" for _ in rows)]
    (folder / "labs.csv").write_text("\n".join(lines), encoding="utf-8")
    assert "more than" in refusal(folder / "labs.csv").problem


@pytest.mark.deep
def test_a_million_rows_are_refused_in_bounded_memory(tmp_path: Path) -> None:
    """Read as a stream up to the limit: the other nine tenths are never looked at."""
    book = Workbook(write_only=True)
    page = book.create_sheet("labs")
    page.append(LABS)
    for number in range(1_000_000):
        page.append(["a", "2024-05-17", "CRP", number, "mg/l"])
    book.save(tmp_path / "million.xlsx")
    process = psutil.Process()
    before = process.memory_info().rss
    started = time.perf_counter()
    error = refusal(tmp_path / "million.xlsx")
    grown = process.memory_info().rss - before
    seconds = time.perf_counter() - started
    assert f"{limits.MAX_ROWS:,}" in error.problem
    assert grown < 300 * 1024**2
    assert seconds < 120


@pytest.mark.deep
def test_the_most_rows_that_are_allowed_are_read(tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    page = book.create_sheet("labs")
    page.append(LABS)
    for number in range(limits.MAX_ROWS - 1):
        page.append([f"child-{number % 300}", "2024-05-17", "CRP", number % 100, "mg/l"])
    book.save(tmp_path / "most.xlsx")
    process = psutil.Process()
    before = process.memory_info().rss
    started = time.perf_counter()
    reading = read(tmp_path / "most.xlsx", knowledge=KNOWLEDGE)
    seconds = time.perf_counter() - started
    grown = process.memory_info().rss - before
    assert grown < 600 * 1024**2
    assert seconds < 120
    assert reading.understood == {"row of labs": limits.MAX_ROWS - 1}
    assert len(reading.records) == 300


def test_a_sheet_that_is_far_too_wide_is_refused(tmp_path: Path) -> None:
    path = clinic(tmp_path)
    book = load_workbook(path)
    book["labs"].cell(2, limits.MAX_COLUMNS + 1, "stray")
    book.save(path)
    with pytest.raises(UnreadableError, match="more than 200 columns"):
        read(path, knowledge=KNOWLEDGE)


def test_many_remarks_of_one_kind_are_counted(tmp_path: Path) -> None:
    rows = [["a", "2024-05-17", "CRP", 3, ""] for _ in range(80)]
    reading = read(clinic(tmp_path, *rows), knowledge=KNOWLEDGE)
    assert len(reading.records[0].entries) == 80
    assert codes(reading) == ["unit-missing"] * 51
    assert reading.remarks[-1].message.startswith("30 more rows like these")


# --- formulas, macros, links -----------------------------------------------------------------


def with_formulas(folder: Path, cached: dict[str, str]) -> Path:
    source = clinic(
        folder,
        ["a", "2024-05-17", "CRP", "=1+2", "mg/l"],
        ["a", "2024-05-17", "CRP", '=HYPERLINK("http://192.0.2.1","x")', "mg/l"],
    )

    def change(name: str, content: bytes) -> bytes:
        for formula, value in cached.items():
            old = f"<f>{formula}</f><v />".encode()
            content = content.replace(old, f"<f>{formula}</f><v>{value}</v>".encode())
        return content

    return repacked(source, folder / "formulas.xlsx", change)


def test_the_computed_value_of_a_formula_is_used_and_told(tmp_path: Path) -> None:
    reading = read(with_formulas(tmp_path, {"1+2": "3"}), knowledge=KNOWLEDGE)
    (entry,) = reading.records[0].entries
    assert entry.quantity.value == 3  # type: ignore[attr-defined]
    found = remark(reading, "formula")
    assert (found.level, found.where) == (
        Level.NOTE,
        "formulas.xlsx, sheet labs, row 2, column value",
    )


def test_a_formula_that_was_never_computed_keeps_its_row_out(tmp_path: Path) -> None:
    reading = read(with_formulas(tmp_path, {}), knowledge=KNOWLEDGE)
    assert reading.records[0].entries == ()
    assert codes(reading) == ["cell-broken", "cell-broken"]
    assert all("never computed" in remark.message for remark in reading.remarks)


def test_an_error_in_a_cell_is_no_value(tmp_path: Path) -> None:
    reading = read(
        clinic(tmp_path, ["a", "2024-05-17", "CRP", "#DIV/0!", "mg/l"]), knowledge=KNOWLEDGE
    )
    found = remark(reading, "cell-broken")
    assert found.level is Level.ERROR
    assert "#DIV/0!" in found.message


def test_macros_and_links_are_left_alone_and_told(tmp_path: Path) -> None:
    parts = {"xl__vbaProject.bin": b"macro", "xl__externalLinks__externalLink1.xml": b"<x/>"}
    path = repacked(clinic(tmp_path), tmp_path / "clinic.xlsm", lambda _, c: c, **parts)
    reading = read(path, knowledge=KNOWLEDGE)
    assert codes(reading) == ["macros", "external-links"]
    assert len(reading.records[0].entries) == 1


# --- damage ----------------------------------------------------------------------------------


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.95])
def test_a_cut_off_file_is_refused(tmp_path: Path, keep: float) -> None:
    path = clinic(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    assert "damaged or cut off" in refusal(path).problem


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet2.xml"])
@pytest.mark.parametrize("content", [b"", b"<x", b"<x/>", b"not xml", bytes(50)])
def test_a_damaged_part_is_refused_or_told(tmp_path: Path, part: str, content: bytes) -> None:
    path = repacked(
        clinic(tmp_path),
        tmp_path / "damaged.xlsx",
        lambda name, old: content if name == part else old,
    )
    with contextlib.suppress(UnreadableError):
        reading = read(path, knowledge=KNOWLEDGE)
        # A sheet without any cell is an empty sheet.
        assert all(record.entries == () for record in reading.records)


def test_flipped_bytes_never_surprise(tmp_path: Path) -> None:
    """Every outcome is a reading or a refusal, never another exception."""
    path = clinic(tmp_path)
    data = path.read_bytes()
    for at in range(0, len(data), max(1, len(data) // 150)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
        with contextlib.suppress(UserError):
            read(path, knowledge=KNOWLEDGE)


def test_a_password_is_asked_for_no_further(tmp_path: Path) -> None:
    path = tmp_path / "secret.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "password" in refusal(path).problem


def test_a_workbook_without_our_sheets_is_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "budget.xlsx", {"Budget": [["item", "cost"], ["x", 3]]})
    error = refusal(path)
    assert "crmo template" in error.todo


def test_csv_with_an_open_quotation_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "labs.csv"
    path.write_text('patient_id,test,value\na,"CRP,3\n', encoding="utf-8")
    assert "CSV" in refusal(path).problem


# --- ids -------------------------------------------------------------------------------------


def test_an_id_that_stands_twice_loses_no_row(tmp_path: Path) -> None:
    reading = read_rows(
        tmp_path,
        "labs",
        [*LABS, "entry_id"],
        ["a", "2024-05-17", "CRP", 3, "mg/l", "x"],
        ["a", "2024-05-18", "CRP", 4, "mg/l", "x"],
    )
    assert [entry.id for entry in reading.records[0].entries] == ["x", "x (2)"]
    assert remark(reading, "id-twice").level is Level.WARNING


# --- nothing half written --------------------------------------------------------------------


class FullDiskError(OSError):
    """What a full disk raises."""


def test_a_file_that_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "t.xlsx"
    old.write_bytes(b"older")

    def full(*_: object) -> None:
        raise FullDiskError(28, "No space left on device")

    monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(UserError, match="No space left"):
        write_template(old)
    assert old.read_bytes() == b"older"
    assert [path.name for path in tmp_path.iterdir()] == ["t.xlsx"]


def test_a_template_is_not_written_where_a_file_stands_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be written"):
        write_template_csv(tmp_path / "file")


def test_a_full_disk_leaves_nothing_open_behind_a_template(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An archive half written to a full disk would complain once more when it is cleared away."""
    late: list[object] = []
    monkeypatch.setattr("sys.unraisablehook", late.append)

    class Full:
        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            return

        def seekable(self) -> bool:
            return True

        def tell(self) -> int:
            return 0

        def write(self, _: bytes) -> int:
            raise FullDiskError(28, "No space left on device")

        seek = flush = write

    def opened(handle: int, _: str) -> Full:
        os.close(handle)
        return Full()

    monkeypatch.setattr(os, "fdopen", opened)
    with pytest.raises(UserError, match="No space left"):
        write_template(tmp_path / "t.xlsx")
    gc.collect()
    assert late == []
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_whole_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []
    really = whole_file.write_bytes_whole

    def fourth_fails(path: Path, content: bytes) -> None:
        if len(written) == 3:
            raise UserError("No space left")
        written.append(path)
        really(path, content)

    monkeypatch.setattr(whole_file, "write_bytes_whole", fourth_fails)
    with pytest.raises(UserError, match="No space left"):
        write_template_csv(tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


# --- one cell, one part, too many rows ---------------------------------------------------------


def test_a_cell_of_a_hundred_megabytes_is_refused_in_little_memory(tmp_path: Path) -> None:
    source = clinic(tmp_path)
    bomb = tmp_path / "bomb.xlsx"
    cell = b'<c r="G2" t="inlineStr"><is><t>%s</t></is></c></row>'

    def change(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/sheet2.xml":
            return content
        return content.replace(b"</row>", cell % (b"a" * (100 * 1024**2)), 1)

    repacked(source, bomb, change)
    tracemalloc.start()
    error = refusal(bomb)
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "32,767" in error.problem
    assert most_bytes < 20 * 1024**2


def test_a_cell_of_many_small_pieces_is_refused(tmp_path: Path) -> None:
    source = clinic(tmp_path)
    pieces = b"<r><t>a</t></r>" * 500_000

    def change(name: str, content: bytes) -> bytes:
        is_first = name == "xl/worksheets/sheet2.xml"
        cell = b'<c r="G2" t="inlineStr"><is>' + pieces + b"</is></c></row>"
        return content.replace(b"</row>", cell, 1) if is_first else content

    error = refusal(repacked(source, tmp_path / "bomb.xlsx", change))
    assert "32,767" in error.problem


def test_shared_strings_beyond_the_limit_are_refused(tmp_path: Path) -> None:
    source = clinic(tmp_path)
    bomb = repacked(source, tmp_path / "bomb.xlsx", lambda _, content: content)
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/styles2.xml", bytes(limits.MAX_PART_BYTES + 1))
    assert "unpacks to more than 64 MB" in refusal(bomb).problem


def test_a_cell_of_the_greatest_length_is_read(tmp_path: Path) -> None:
    row = ["a", "2024-05-17", "CRP", 3, "mg/l", "ä" * limits.MAX_CELL_CHARACTERS]
    path = xlsx(tmp_path / "a.xlsx", {"patients": ANN, "labs": [[*LABS, "note"], row]})
    (entry,) = read(path, knowledge=KNOWLEDGE).records[0].entries
    assert len(entry.note) == limits.MAX_CELL_CHARACTERS


def test_too_many_rows_are_refused_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crmo.exchange.spreadsheet.raw_parts.MAX_ROWS", 5)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("the sheets were opened")

    path = clinic(tmp_path, *([["a", "2024-05-17", "CRP", 3, "mg/l"]] * 6))
    monkeypatch.setattr("crmo.exchange.spreadsheet.workbook.load_workbook", never)
    assert "filled rows" in refusal(path).problem


def test_empty_rows_do_not_count_as_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmo.exchange.spreadsheet.raw_parts.MAX_ROWS", 5)
    source = clinic(tmp_path)

    def change(name: str, content: bytes) -> bytes:
        empty = b"".join(
            b'<row r="%d"><c r="A%d" t="str"><f>""</f><v></v></c></row>' % (n, n)
            for n in range(10, 40)
        )
        is_labs = name == "xl/worksheets/sheet2.xml"
        return content.replace(b"</sheetData>", empty + b"</sheetData>") if is_labs else content

    reading = read(repacked(source, tmp_path / "b.xlsx", change), knowledge=KNOWLEDGE)
    assert len(reading.records[0].entries) == 1


# --- told once, in words -------------------------------------------------------------------------


def test_a_formula_never_computed_is_told_once(tmp_path: Path) -> None:
    path = clinic(tmp_path, ["a", "2024-05-17", "CRP", 3, '="mg/"&"l"'])
    reading = read(path, knowledge=KNOWLEDGE)
    assert remark(reading, "cell-broken").came == ""


def test_one_row_of_a_strange_sheet_is_one_row(tmp_path: Path) -> None:
    sheets = {"patients": ANN, "labs": [LABS], "other": [["x", "y"]]}
    reading = read(xlsx(tmp_path / "a.xlsx", sheets), knowledge=KNOWLEDGE)
    assert "its one row was not read" in remark(reading, "sheet-unknown").message


def test_laboratory_values_without_a_column_for_them_are_told(tmp_path: Path) -> None:
    rows = [["patient_id", "date", "test", "wert_x", "unit"], ["a", "2024-05-17", "CRP", 3, "mg/l"]]
    found = remark(read_rows(tmp_path, "labs", *rows), "column-missing")
    assert (found.level, "'value'" in found.message) == (Level.ERROR, True)


def test_an_own_column_of_patients_is_not_promised_a_note(tmp_path: Path) -> None:
    patients = [[*ANN[0], "Colour of shoes"], [*ANN[1], "red"]]
    path = xlsx(tmp_path / "a.xlsx", {"patients": patients, "labs": [LABS]})
    found = remark(read(path, knowledge=KNOWLEDGE), "column-unknown")
    assert "not taken in" in found.message
