"""Text files as people save them: UTF-8, with byte order mark, UTF-16, or Windows-1252."""

from __future__ import annotations

import codecs
import stat
from pathlib import Path

from attrs import frozen

from crmo.errors import UnreadableError
from crmo.exchange.reading import Level, Remark

# Larger text files are not ours: a record of a lifetime has less than one megabyte.
MAX_TEXT_BYTES = 256 * 1024 * 1024

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# Letters and signs that western European names and laboratory reports hold.
_PLAUSIBLE = frozenset(
    "äöüÄÖÜßàáâãåæçèéêëìíîïñòóôõøùúûýÿÀÁÂÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕØÙÚÛÝœŒšŠžŽ°µ±²³·×–—‘’“”„€§«»½\u00a0"
)
_BINARY = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"PK\x03\x04": "a ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old Office document, or one with a password",
    b"{\\rtf": "a Rich Text document",
}


@frozen
class TextFile:
    """The text of a file and how it was encoded.

    Args:
        text: without byte order mark.
        encoding: `UTF-8`, `UTF-16`, `UTF-32` or `Windows-1252`.
    """

    text: str
    encoding: str

    def remarks(self, where: str) -> tuple[Remark, ...]:
        """Return what there is to say of the encoding; nothing for UTF-8."""
        if self.encoding == "UTF-8":
            return ()
        is_guessed = self.encoding == "Windows-1252"
        message = f"The file is {self.encoding} and not UTF-8; it was read."
        if is_guessed:
            message += " Check names with accents or umlauts."
        level = Level.WARNING if is_guessed else Level.NOTE
        return (Remark(level=level, where=where, message=message, code="encoding"),)


def read_text(path: Path) -> TextFile:
    """Return the text of a file.

    Raises:
        UnreadableError: it cannot be opened, is empty, binary or too large, or its encoding
            cannot be told for certain.
    """
    data = read_bytes(path, limit=MAX_TEXT_BYTES)
    if not data.strip():
        raise UnreadableError(
            "this file is empty.", where=path.name, todo="Export or save it again."
        )
    return decoded(data, path.name)


def read_bytes(path: Path, *, limit: int) -> bytes:
    """Return the bytes of a file that is not larger than a limit.

    Raises:
        UnreadableError: it cannot be opened, or is larger.
    """
    try:
        refuse_irregular(path)
        size = path.stat().st_size
        if size > limit:
            raise UnreadableError(
                f"this file is larger than {limit // 1024**2} MB.",
                where=path.name,
                todo="Split it, one file for each child or group of children.",
            )
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(
            f"this file cannot be opened ({error.strerror}).",
            where=path.name,
            todo="Check the path and the permission to read it.",
        ) from None


def refuse_irregular(path: Path) -> None:
    """Refuse what is no plain file: a pipe or a device may never come to an end.

    Raises:
        UnreadableError: it is a pipe, a socket or a device.
        OSError: it is not there.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise UnreadableError(
            "this is a pipe, a device or something else that is no plain file.",
            where=path.name,
            expected="a file or a folder",
            todo="Save its contents as a file first.",
        )


def decoded(data: bytes, name: str) -> TextFile:
    """Return bytes as text.

    Windows-1252 is assumed only where every byte above ASCII makes a letter or sign that
    western European names and reports hold.

    Raises:
        UnreadableError: they are no text, or the encoding cannot be told for certain.
    """
    for magic, what in _BINARY.items():
        if data.startswith(magic):
            raise UnreadableError(
                f"this is {what}, not text.",
                where=name,
                expected="a record, FHIR or a clinic spreadsheet",
                todo="Export the data as one of these.",
            )
    for mark, codec, encoding in _MARKS:
        if data.startswith(mark):
            return TextFile(_strictly(data, codec, name), encoding)
    if b"\0" in data:
        return TextFile(_strictly(data, _utf16_codec(data, name), name), "UTF-16")
    try:
        return TextFile(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError as error:
        return _windows_1252(data, error.start, name)


def _utf16_codec(data: bytes, name: str) -> str:
    """UTF-16 without byte order mark has a zero in every other byte of plain English."""
    even, odd = data[0:200:2].count(0), data[1:200:2].count(0)
    length = min(len(data), 200) // 2
    if len(data) % 2 == 0 and max(even, odd) > 0.8 * length and min(even, odd) == 0:
        return "utf-16-le" if odd > even else "utf-16-be"
    raise UnreadableError(
        "this is a binary file, not text.",
        where=f"{name}, byte {data.index(0) + 1}",
        expected="a record, FHIR or a clinic spreadsheet",
        todo="Export the data as one of these.",
    )


def _strictly(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"this text is damaged: it says it is {codec} and is not.",
            where=f"{name}, byte {error.start + 1}",
            todo="Save it again as UTF-8.",
        ) from None


def _windows_1252(data: bytes, at: int, name: str) -> TextFile:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = "\0"
    if all(letter.isascii() or letter in _PLAUSIBLE for letter in text) and "\0" not in text:
        return TextFile(text, "Windows-1252")
    raise UnreadableError(
        "this is not UTF-8 text, and which other encoding it is cannot be told.",
        where=f"{name}, byte {at + 1}",
        expected="text in UTF-8",
        todo="Save it again as UTF-8.",
    )
