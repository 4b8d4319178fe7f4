"""Tell what a file is from its first bytes; its name only decides where these do not."""

from __future__ import annotations

import zipfile
from enum import Enum
from pathlib import Path

from crmo.errors import UnreadableError
from crmo.exchange.fhir_r4 import is_fhir
from crmo.exchange.own_form import is_own_form
from crmo.exchange.spreadsheet import is_sheet_csv
from crmo.exchange.text_file import refuse_irregular
from crmo.exchange.unicode_form import unicode_form

_HEAD_BYTES = 1 << 16
_ZIP = b"PK\x03\x04"
_GZIP = b"\x1f\x8b"
_KNOWN = "a crmo record (JSON, YAML), FHIR R4 (JSON, NDJSON), or a clinic spreadsheet (.xlsx, CSV)"

# First bytes of what people have instead, and what to do with it.
_OTHERS = (
    (b"%PDF", "a PDF document", "Type its contents into the spreadsheet: crmo template."),
    (
        b"\xd0\xcf\x11\xe0",
        "an old Office file, or one with a password",
        "Save it as .xlsx without password.",
    ),
    (b"\x89PNG", "a picture", "Type what it shows into the spreadsheet: crmo template."),
    (b"\xff\xd8\xff", "a picture", "Type what it shows into the spreadsheet: crmo template."),
    (b"{\\rtf", "a Rich Text document", "Type its contents into the spreadsheet: crmo template."),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it first."),
    (b"Rar!", "a RAR archive", "Unpack it first."),
)


class Form(Enum):
    """What a file can be read as."""

    OWN = "crmo record"
    FHIR = "FHIR"
    WORKBOOK = "clinic spreadsheet"
    CSV = "sheet of a clinic spreadsheet"


def form_of(path: Path) -> Form:
    """Return what a file is.

    Raises:
        UnreadableError: it cannot be opened, is empty, or is nothing that crmo reads; the
            message says what it seems to be and what to do.
    """
    head = _head(path)
    if not head.strip(b"\0 \t\r\n"):
        raise UnreadableError(
            "this file is empty.", where=path.name, todo="Export or save it again."
        )
    if head.startswith(_ZIP):
        return _form_of_zip(path)
    if is_fhir(head):
        return Form.FHIR
    for magic, what, todo in _OTHERS:
        if head.startswith(magic):
            raise UnreadableError(
                f"this is {what}, which crmo does not read.",
                where=path.name,
                expected=_KNOWN,
                todo=todo,
            )
    return _form_of_text(path, unicode_form(head).decoded(head))


def _head(path: Path) -> bytes:
    try:
        refuse_irregular(path)
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES)
    except OSError as error:
        raise UnreadableError(
            f"this file cannot be opened ({error.strerror}).",
            where=path.name,
            todo="Check the path and the permission to read it.",
        ) from None


def _form_of_zip(path: Path) -> Form:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UnreadableError(
            "this spreadsheet or archive is damaged or cut off.",
            where=path.name,
            todo="Copy or save it again.",
        ) from None
    if "xl/workbook.xml" in names:
        return Form.WORKBOOK
    what, todo = "a ZIP archive", "Unpack it first, then name the folder."
    if "word/document.xml" in names:
        what, todo = "a Word document", "Type its contents into the spreadsheet: crmo template."
    elif "xl/workbook.bin" in names or "content.xml" in names:
        what, todo = "a spreadsheet of another format", "Save it as .xlsx."
    raise UnreadableError(
        f"this is {what}, which crmo does not read.",
        where=path.name,
        expected=_KNOWN,
        todo=todo,
    )


def _form_of_text(path: Path, head: str) -> Form:
    suffix = path.suffix.lower()
    if is_own_form(head):
        return Form.OWN
    if suffix in {".csv", ".tsv", ".txt"} and is_sheet_csv(path.stem, head):
        return Form.CSV
    if head.lstrip().startswith(("{", "[")):
        problem = "this is JSON, yet neither FHIR (no `resourceType`) nor a crmo record "
        problem += "(no `schema_version`)."
        todo = "See crmo schema for the form of a record."
    elif suffix in {".csv", ".tsv", ".txt"}:
        problem = "this table is none of the sheets of the clinic spreadsheet."
        todo = "See crmo template for their names and columns."
    else:
        problem = "what this file is cannot be told."
        todo = "Export the data as one of these."
    raise UnreadableError(problem, where=path.name, expected=_KNOWN, todo=todo)
