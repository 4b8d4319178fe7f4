"""From a pasted text or a file to the draft of a letter."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext

from crmo.errors import UnreadableError
from crmo.workbench.letter_in.letter_draft import LetterDraft
from crmo.workbench.reading_in.bounded_reader import read_bounded
from crmo.workbench.reading_in.uploads import kept_upload, shown_name


def take_in(
    *,
    text: str = "",
    file: UploadedFile[Any] | None = None,
    document: str = "",
    on: date | None = None,
) -> LetterDraft:
    """Return what was read from a letter; nothing is kept yet.

    Args:
        text: pasted; if it is blank the file is read.
        file: text, PDF with text, RTF, HTML or a FHIR DocumentReference.
        document: what it is to be called; the file's name, or a plain word, if empty.
        on: its date; looked for in its head if None.

    Raises:
        UserError: nothing came, or it cannot be read; says why.
    """
    if not text.strip() and file is None:
        raise UnreadableError(
            gettext("no letter came."), todo=gettext("Paste its text, or choose a file.")
        )
    files = [] if text.strip() or file is None else [file]
    named = document or (file.name if file is not None and files else "") or gettext("letter")
    with kept_upload(files) as kept:
        answer = read_bounded(
            kept,
            what="letter",
            text=text if text.strip() else "",
            document=shown_name(named),
            letter_on=on.isoformat() if on else "",
        )
    return LetterDraft.from_answer(answer["letter"])
