"""Bytes of a file become text, a piece at a time, whatever the encoding turns out to be."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import BinaryIO

from crmo.exchange.unicode_form import unicode_form

Progress = Callable[[int, int], None]
"""Called with the bytes read so far and the bytes there are (0 when that is not known)."""

PIECE_BYTES = 1 << 20


class TextSource:
    """Text of one file, read forwards once.

    JSON is UTF-8. A byte that is not is read as Windows-1252, which is what old hospital
    systems write, and counted, so that the reader can say so.

    Args:
        stream: the file, opened for reading bytes.
        progress: told after every piece, or None.
        total_bytes: length of the file for `progress`, 0 if not known.
        piece_bytes: how much is read at once.
    """

    def __init__(
        self,
        stream: BinaryIO,
        *,
        progress: Progress | None = None,
        total_bytes: int = 0,
        piece_bytes: int = PIECE_BYTES,
    ) -> None:
        self.n_bytes = 0
        self.n_bad_bytes = 0
        self.first_bad_byte = -1
        self._stream = stream
        self._progress = progress
        self._total_bytes = total_bytes
        self._piece_bytes = piece_bytes
        self._left_over = b""
        self._encoding = ""
        self._decoder: codecs.IncrementalDecoder | None = None

    @property
    def encoding(self) -> str:
        """How the bytes are read: `utf-8`, `utf-16-le`, `utf-32-be` …; empty before the start."""
        return self._encoding

    def more(self, at_least_bytes: int = 0) -> str:
        """Return the next piece of text; empty only at the end of the file."""
        while True:
            piece = self._stream.read(max(self._piece_bytes, at_least_bytes))
            data = self._left_over + piece
            self._left_over = b""
            self.n_bytes += len(piece)
            if self._progress is not None:
                self._progress(self.n_bytes, self._total_bytes)
            if not self._encoding:
                data = self._without_mark(data)
            text = self._decoded(data, is_last=not piece)
            if text or not piece:
                return text

    def _without_mark(self, data: bytes) -> bytes:
        form = unicode_form(data)
        self._encoding = form.codec
        if form.codec != "utf-8":
            self._decoder = codecs.getincrementaldecoder(form.codec)("replace")
        return data[form.mark_bytes :]

    def _decoded(self, data: bytes, *, is_last: bool) -> str:
        if self._decoder is not None:
            return self._decoder.decode(data, final=is_last)
        try:
            return data.decode()
        except UnicodeDecodeError:
            return self._decoded_with_care(data, is_last=is_last)

    def _decoded_with_care(self, data: bytes, *, is_last: bool) -> str:
        """Decode around bytes that are not UTF-8; keep a character cut in two for later."""
        parts: list[str] = []
        start = 0
        while True:
            try:
                parts.append(data[start:].decode())
                return "".join(parts)
            except UnicodeDecodeError as error:
                bad = start + error.start
                parts.append(data[start:bad].decode())
                if error.reason == "unexpected end of data" and not is_last:
                    self._left_over = data[bad:]
                    return "".join(parts)
                parts.append(data[bad : bad + 1].decode("cp1252", errors="replace"))
                self._count_bad_byte(self.n_bytes - len(data) + bad)
                start = bad + 1

    def _count_bad_byte(self, position: int) -> None:
        self.n_bad_bytes += 1
        if self.first_bad_byte < 0:
            self.first_bad_byte = position
