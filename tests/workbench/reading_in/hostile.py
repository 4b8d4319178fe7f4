"""Files that want something else than to be read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from openpyxl import Workbook

XSS = (
    "<script>window.struck=1</script>",
    '"><img src=x onerror=window.struck=1>',
    "'><svg onload=window.struck=1>",
    "<details open ontoggle=window.struck=1>",
    "</title><script>window.struck=1</script>",
    "</textarea><script>window.struck=1</script>",
    "{{7*7}}{% load static %}",
    "javascript:window.struck=1",
    "<a href=javascript:window.struck=1>x</a>",
    "\u202e<b onmouseover=window.struck=1>",
)
FORMULAS = ("=1+1", '=HYPERLINK("http://192.0.2.1","x")', "=cmd|'/c calc'!A1", "@SUM(1)", "+1-1")
NAMES = (
    "../../../../tmp/evil.xlsx",
    "..\\..\\evil.json",
    "/etc/passwd",
    "C:\\Windows\\evil.csv",
    "....//evil.json",
    "~/.ssh/authorized_keys",
    "CON.xlsx",
    "evil.xlsx.exe",
    "crmo.py",
    "labs.csv/../../evil",
    ".htaccess",
    "a" * 300 + ".json",
    "\u202exslx.json",
    "<script>window.struck=1</script>.json",
)  # fmt: skip


def workbook_of(rows: Mapping[str, list[list[object]]]) -> bytes:
    """Return an .xlsx with these sheets."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, cells in rows.items():
        sheet = book.create_sheet(name)
        for row in cells:
            sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def patients(*more: list[object]) -> dict[str, list[list[object]]]:
    return {"patients": [["patient", "name", "birth_date", "sex"], *more]}


def with_parts(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return an .xlsx with further parts."""
    kept = io.BytesIO(content)
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return kept.getvalue()


def replaced_part(content: bytes, name: str, part: bytes) -> bytes:
    """Return an .xlsx of which one part is another."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for each in old.infolist():
            new.writestr(each.filename, part if each.filename == name else old.read(each))
    return kept.getvalue()


def lying_about_its_size(content: bytes, name: str, part: bytes) -> bytes:
    """Return an .xlsx whose table of contents says that a large part is small."""
    whole = with_parts(content, {name: part})
    size, told = len(part).to_bytes(4, "little"), (10).to_bytes(4, "little")
    return whole.replace(size, told)


def xml_bomb() -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{("&l" + str(n - 1) + ";") * 10}">' for n in range(1, 10))
    return (
        f'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY l0 "lol">{levels}]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row></sheetData>'
        "</worksheet>"
    ).encode()


def outside_entity() -> bytes:
    return (
        b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row></sheetData>'
        b"</worksheet>"
    )


def billion_laughs() -> bytes:
    lines = ["schema_version: '1'", "a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]")
    return "\n".join([*lines, "patient: {id: A}", "entries: *i"]).encode()
