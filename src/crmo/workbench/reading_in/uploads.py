"""Uploaded files while they are read: in a folder of their own, under names of ours."""

from __future__ import annotations

import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import frozen
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from crmo.errors import UserError
from crmo.exchange.spreadsheet.columns import sheet_named
from crmo.workbench import clock

MOST_FILES = 40
_LONGEST_NAME = 100
_FOLDER = "uploads"
_STALE_SECONDS = 3600
# A suffix decides only where the content does not; any other is dropped.
_SUFFIXES = frozenset(
    {".xlsx", ".xlsm", ".csv", ".tsv", ".txt", ".json", ".ndjson", ".jsonl", ".yaml", ".yml"}
)
_LETTER_SUFFIXES = frozenset({".pdf", ".rtf", ".html", ".htm"})
_UNSHOWN = re.compile(r"[^\w .,()+&@-]")


@frozen(kw_only=True)
class KeptUpload:
    """Files as they lie on the disk while they are read.

    Args:
        folder: holds them and nothing else; readable by this user alone.
        names: for each name of ours on the disk the one that people see.
    """

    folder: Path
    names: dict[str, str]


def shown_name(name: str) -> str:
    """Return the name of a file as pages show it: never a path, one line, no signs of control.

    Signs that turn the direction of writing are among those left out; they could make a name
    look like another.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = " ".join(_UNSHOWN.sub("_", last).split())
    if len(plain) > _LONGEST_NAME:
        stem, dot, suffix = plain.rpartition(".")
        plain = f"{(stem or suffix)[: _LONGEST_NAME - 10]}…{dot}{suffix[:8]}"
    return plain.strip(". ") or "file"


@contextmanager
def kept_upload(files: Sequence[UploadedFile[Any]]) -> Iterator[KeptUpload]:
    """Hold uploaded files in a private folder and remove it afterwards, whatever happens.

    Args:
        files: as the browser sent them; their names are shown and never used as a path.

    Raises:
        UserError: there are too many, or the folder cannot be written.
    """
    if len(files) > MOST_FILES:
        raise UserError(
            "these are too many files at once.",
            expected=f"at most {MOST_FILES}",
            todo="Read them in one after the other.",
        )
    root = _root()
    _sweep(root)
    folder = root / secrets.token_hex(16)
    try:
        yield _written(folder, files)
    except OSError as error:
        raise UserError(
            f"the file cannot be kept while it is read ({error.strerror}).",
            todo="Nothing was changed. Tell the administrator: the disk may be full.",
        ) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _written(folder: Path, files: Sequence[UploadedFile[Any]]) -> KeptUpload:
    folder.mkdir(mode=0o700)
    names: dict[str, str] = {}
    for file in files:
        ours = _name_of_ours(shown_name(file.name or ""), taken=names)
        names[ours] = shown_name(file.name or "")
        with (folder / ours).open("xb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
    return KeptUpload(folder=folder, names=names)


def _name_of_ours(name: str, *, taken: dict[str, str]) -> str:
    """Return a name for the disk: of a sheet if it is one of ours, else by chance."""
    stem, suffix = Path(name).stem, Path(name).suffix.lower()
    suffix = suffix if suffix in _SUFFIXES | _LETTER_SUFFIXES else ""
    sheet = sheet_named(stem)
    if sheet is not None and f"{sheet.name}{suffix}" not in taken:
        return f"{sheet.name}{suffix}"
    return f"{secrets.token_hex(16)}{suffix}"


def _root() -> Path:
    root = Path(settings.CRMO["CRMO_DATA"]) / _FOLDER
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"files cannot be taken in ({error.strerror}).",
            todo="Nothing was changed. Tell the administrator: the data folder cannot be written.",
        ) from None
    return root


def _sweep(root: Path) -> None:
    """Remove what a process that was killed left behind."""
    for folder in root.iterdir():
        try:
            age_seconds = clock.now().timestamp() - folder.stat().st_mtime
        except OSError:
            continue
        if age_seconds > _STALE_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
