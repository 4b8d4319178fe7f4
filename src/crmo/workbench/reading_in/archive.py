"""What a spreadsheet's archive may look like before anything in it is unpacked."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

from crmo.errors import UnreadableError

_ZIP = b"PK\x03\x04"
_MOST_PARTS = 2_000
_MOST_EXPANDED_BYTES = 256 * 2**20
# Sheets full of the same words shrink by a hundred times; what shrinks by more holds nothing.
_MOST_RATIO = 300
_SMALL_BYTES = 8 * 2**20
_ARCHIVES = frozenset(
    {".zip", ".xlsx", ".xlsm", ".docx", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".tgz", ".jar"}
)


def refuse_hostile_archive(path: Path) -> None:
    """Refuse an archive by what its table of contents declares; other files pass.

    A part is never unpacked beyond the size it declares, so that a false declaration ends in
    damage and not in a full disk.

    Raises:
        UnreadableError: too many parts, too large when unpacked, packed too tightly, a part
            whose name is a path that leads elsewhere, or an archive within the archive.
    """
    with path.open("rb") as file:
        if file.read(4) != _ZIP:
            return
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return  # the reader says that it is damaged
    _refuse_size(parts, path.name)
    for part in parts:
        _refuse_name(part.filename, path.name)


def _refuse_size(parts: list[zipfile.ZipInfo], name: str) -> None:
    expanded = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    is_tight = expanded > _SMALL_BYTES and expanded / packed > _MOST_RATIO
    if len(parts) > _MOST_PARTS or expanded > _MOST_EXPANDED_BYTES or is_tight:
        raise UnreadableError(
            "this file unpacks to far more than it is; it was not opened.",
            where=name,
            expected=f"at most {_MOST_EXPANDED_BYTES // 2**20} MB and {_MOST_PARTS} parts",
            todo="Check where it comes from; split it if it is sound.",
        )
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableError(
            "this file has a password.", where=name, todo="Save it without password."
        )


def _refuse_name(part: str, name: str) -> None:
    path = PurePosixPath(part.replace("\\", "/"))
    is_astray = path.is_absolute() or ".." in path.parts or ":" in part or "\0" in part
    if is_astray:
        raise UnreadableError(
            "this file holds parts whose names lead out of it; it was not opened.",
            where=name,
            expected="a spreadsheet as a spreadsheet program saves it",
            todo="Check where it comes from.",
        )
    if path.suffix.lower() in _ARCHIVES:
        raise UnreadableError(
            "this file holds another archive; it was not opened.",
            where=name,
            expected="a spreadsheet without embedded files",
            todo="Take the embedded file out, or unpack it first.",
        )
