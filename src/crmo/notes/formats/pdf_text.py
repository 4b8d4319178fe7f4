"""The text of a PDF file that holds text; pages that are pictures are not read."""

from __future__ import annotations

import logging
from io import BytesIO

from crmo.errors import MissingExtraError, UnreadableError

MAX_PAGES = 500


def pdf_text(content: bytes, name: str) -> str:
    """Return the text of a PDF file, page after page.

    Raises:
        MissingExtraError: the extra for PDF is not installed.
        UnreadableError: the file is damaged, locked, too long, or holds pictures only.
    """
    try:
        from pypdf import PdfReader
    except ImportError as error:
        raise MissingExtraError(
            "reading PDF needs an optional package.", todo="Install crmo[letters]."
        ) from error
    # pypdf tells of damage by logging, and what it quotes may be words of the letter.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        is_locked = reader.is_encrypted and not reader.decrypt("")
        n_pages = 0 if is_locked else len(reader.pages)
        is_short = n_pages <= MAX_PAGES
        shown = reader.pages if is_short and not is_locked else ()
        text = "\n".join(page.extract_text() for page in shown)
    except Exception:  # noqa: BLE001 -- whatever pypdf raises may quote the file
        raise _unreadable("the PDF is damaged.", name, "Save it again, or as plain text.") from None
    if is_locked:
        raise _unreadable("the PDF is locked with a password.", name, "Save it unlocked.")
    if not is_short:
        raise _unreadable("the PDF has too many pages.", name, "Cut it into single letters.")
    if not text.strip():
        todo = "Ask for the report as text; crmo does not read pictures."
        raise _unreadable("the PDF holds no text, only pictures.", name, todo)
    return text


def _unreadable(problem: str, name: str, todo: str) -> UnreadableError:
    return UnreadableError(problem, where=name, expected="a PDF with text", todo=todo)
