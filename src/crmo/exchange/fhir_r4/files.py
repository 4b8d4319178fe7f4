"""Find the files of an export and look whether they are FHIR."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from crmo.errors import UnreadableError
from crmo.exchange.unicode_form import unicode_form

_SUFFIXES = (".json", ".ndjson", ".jsonl")
_RESOURCE_TYPE = re.compile(r'"resourceType"\s*:\s*"[A-Z][A-Za-z]+"')
_XML_NAMESPACE = "http://hl7.org/fhir"
_GZIP_MAGIC = b"\x1f\x8b"
_HEAD_BYTES = 1 << 16
_MOST_LOOKED_AT = 5
GZIP_ERRORS = (gzip.BadGzipFile, EOFError, zlib.error)


def export_files(folder: Path) -> list[Path]:
    """Return the JSON and NDJSON files of a folder and its sub-folders, by name."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and _is_json_name(path.name))


def _is_json_name(name: str) -> bool:
    return name.lower().removesuffix(".gz").endswith(_SUFFIXES)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading bytes, unpacking gzip, whatever its name.

    Raises:
        UnreadableError: it is not there or may not be read.
    """
    try:
        with path.open("rb") as raw:
            is_packed = raw.read(2) == _GZIP_MAGIC
            raw.seek(0)
            if is_packed:
                with gzip.open(raw) as unpacked:
                    yield cast("BinaryIO", unpacked)
            else:
                yield raw
    except OSError as error:
        if isinstance(error, GZIP_ERRORS):
            raise
        raise UnreadableError(
            f"this file cannot be opened ({error.strerror}).",
            where=path.name,
            todo="Check the path and the permission to read it.",
        ) from None


def is_fhir(source: Path | str | bytes) -> bool:
    """Tell whether a file, a folder, or the first bytes of a file look like FHIR.

    FHIR as XML counts too, so that the reader can say what to do about it. Nothing is raised: what
    cannot be opened is not FHIR.

    Args:
        source: path of a file or folder, or the first bytes of a file (64 KB are plenty).
    """
    if isinstance(source, bytes):
        return _is_fhir_head(source)
    path = Path(source)
    try:
        if path.is_dir():
            return any(_is_fhir_file(each) for each in export_files(path)[:_MOST_LOOKED_AT])
        return _is_fhir_file(path)
    except OSError:
        return False


def _is_fhir_file(path: Path) -> bool:
    return _is_fhir_head(head_of(path))


def head_of(path: Path) -> bytes:
    """Return the first bytes of a file, unpacked; nothing if it cannot be opened."""
    try:
        with opened(path) as stream:
            return stream.read(_HEAD_BYTES)
    except (UnreadableError, *GZIP_ERRORS):
        return b""


def _is_fhir_head(head: bytes) -> bool:
    if head.startswith(_GZIP_MAGIC):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, _HEAD_BYTES)
        except zlib.error:
            return False
    text = unicode_form(head).decoded(head)
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith(("{", "[")):
        return _RESOURCE_TYPE.search(start) is not None
    return is_xml(head)


def is_xml(head: bytes) -> bool:
    """Tell whether the first bytes are FHIR as XML."""
    start = unicode_form(head).decoded(head).lstrip("\ufeff \t\r\n")
    return start.startswith("<") and _XML_NAMESPACE in start
