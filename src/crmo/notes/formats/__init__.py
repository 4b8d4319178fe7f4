"""From a file to plain text: text, RTF, HTML, PDF with text, FHIR DocumentReference.

Nothing is fetched, no picture is read, and no error holds words of the file.
"""

from __future__ import annotations

from crmo.errors import UnreadableError
from crmo.notes.formats.decode import decoded
from crmo.notes.formats.fhir_text import fhir_text
from crmo.notes.formats.html_text import html_text
from crmo.notes.formats.pdf_text import pdf_text
from crmo.notes.formats.rtf_text import rtf_text

MAX_BYTES = 50_000_000

_HEAD = 2048
_OTHERS = {
    b"PK\x03\x04": "an office document or archive",
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"\xff\xd8\xff": "a picture",
    b"\x89PNG": "a picture",
    b"II*\x00": "a picture",
    b"MM\x00*": "a picture",
    b"GIF8": "a picture",
}


def plain_text(content: bytes, *, name: str) -> str:
    """Return the text of a letter or report.

    The form is told by the content; the name only decides where the content does not.

    Args:
        content: the file.
        name: its name, for the messages.

    Returns:
        The text, with plain line ends and without NUL characters.

    Raises:
        UnreadableError: it is too large, of a form we do not read, damaged, or without text.
        MissingExtraError: it is a PDF and the extra for PDF is not installed.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableError(
            "the file is too large for a letter.",
            where=name,
            expected=f"at most {MAX_BYTES // 1_000_000} MB",
            todo="Cut it into single letters.",
        )
    text = _text_of(content, name)
    if not text.strip():
        raise UnreadableError("the file holds no text.", where=name, expected="a letter or report")
    return text


def _text_of(content: bytes, name: str) -> str:
    head = content[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, what in _OTHERS.items():
        if content.startswith(signature):
            raise UnreadableError(
                f"this is {what}, which is not read.",
                where=name,
                expected="text, RTF, HTML, PDF with text, or a FHIR DocumentReference",
                todo="Save it as RTF or as plain text.",
            )
    if head.startswith(b"%PDF-"):
        return _tidy(pdf_text(content, name))
    if head.startswith(b"{\\rtf"):
        return _tidy(rtf_text(content))
    if head.startswith(b"{") and b'"resourceType"' in content[:MAX_BYTES]:
        return _tidy(fhir_text(content, name, _text_of))
    if _is_html(head, name):
        return _tidy(html_text(decoded(content)))
    return _tidy(decoded(content))


def _is_html(head: bytes, name: str) -> bool:
    start = head[:200].lower()
    return start.startswith((b"<!doctype html", b"<html")) or (
        name.lower().endswith((".html", ".htm", ".xhtml")) and b"<" in head
    )


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", " ")
