"""Tell UTF-8, UTF-16 and UTF-32 apart by a text's first bytes, with a byte order mark or not."""

from __future__ import annotations

import codecs

from attrs import frozen

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # That of UTF-32 begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Where the zero bytes of an ASCII character lie, for a text that begins with one.
_ZEROS = (
    ("utf-32-be", (True, True, True, False)),
    ("utf-32-le", (False, True, True, True)),
    ("utf-16-be", (True, False)),
    ("utf-16-le", (False, True)),
)


@frozen
class UnicodeForm:
    """How a text is encoded.

    Args:
        codec: Python's name, without byte order mark.
        mark_bytes: length of the byte order mark; 0 if there is none.
    """

    codec: str
    mark_bytes: int = 0

    def decoded(self, head: bytes) -> str:
        """Return the first bytes of a text as text; what is cut in two, or is no text, is lost."""
        text = codecs.getincrementaldecoder(self.codec)("replace").decode(head[self.mark_bytes :])
        return str(text)


def unicode_form(head: bytes) -> UnicodeForm:
    """Return how a text that begins with an ASCII character is encoded; UTF-8 if nothing tells.

    Args:
        head: its first bytes, four at least.
    """
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return UnicodeForm(codec, len(mark))
    for codec, zeros in _ZEROS:
        if len(head) >= len(zeros) and tuple(byte == 0 for byte in head[: len(zeros)]) == zeros:
            return UnicodeForm(codec)
    return UnicodeForm("utf-8")
