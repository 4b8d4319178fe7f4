"""Writes the compiled form of a catalogue, which Python's gettext reads.

The form is that of the GNU gettext manual, "The Format of GNU MO Files": a head of seven
numbers, two tables of lengths and offsets, then the texts.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from tools.catalogues.message import Message
from tools.catalogues.po_file import header_text

_MAGIC = 0x950412DE
_HEAD_BYTES = 7 * 4
_ROW_BYTES = 2 * 4


def mo_bytes(messages: Iterable[Message], *, language: str) -> bytes:
    """Return a catalogue of the translated messages; same messages, same bytes."""
    texts = {"": header_text(language)}
    for message in messages:
        if message.is_translated:
            texts[_original(message)] = "\0".join(message.said)
    pairs = sorted((key.encode(), said.encode()) for key, said in texts.items())
    n = len(pairs)
    first_text = _HEAD_BYTES + 2 * _ROW_BYTES * n
    originals, next_text = _table([key for key, _said in pairs], first_text)
    translations, _end = _table([said for _key, said in pairs], next_text)
    head = struct.pack(
        "<7I", _MAGIC, 0, n, _HEAD_BYTES, _HEAD_BYTES + _ROW_BYTES * n, 0, first_text
    )
    every = [*(key for key, _said in pairs), *(said for _key, said in pairs)]
    return head + originals + translations + b"".join(text + b"\0" for text in every)


def _original(message: Message) -> str:
    context = f"{message.context}\x04" if message.context else ""
    return f"{context}{message.id}" + (f"\0{message.plural}" if message.plural else "")


def _table(texts: list[bytes], offset: int) -> tuple[bytes, int]:
    rows = []
    for text in texts:
        rows.append(struct.pack("<2I", len(text), offset))
        offset += len(text) + 1
    return b"".join(rows), offset
