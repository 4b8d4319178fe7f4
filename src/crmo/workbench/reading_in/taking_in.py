"""From an upload to a draft: read within limits, matched to known children, counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from crmo.errors import UnreadableError
from crmo.workbench.models import Card, Draft, User
from crmo.workbench.reading_in.bounded_reader import read_bounded
from crmo.workbench.reading_in.deciding import count_children
from crmo.workbench.reading_in.file_draft import FileDraft, Who, new_draft, refuse_more
from crmo.workbench.reading_in.known_children import match_children
from crmo.workbench.reading_in.uploads import kept_upload


def take_in(files: Sequence[UploadedFile[Any]], *, by: User) -> Draft:
    """Return the draft of uploaded files; nothing about a child is changed.

    Args:
        files: of one form or the parts of one spreadsheet or export.
        by: its author, who alone will see it.

    Raises:
        UserError: they could not be read; says why.
    """
    refuse_more(Draft.Kind.READING_IN, by)
    with kept_upload(files) as kept:
        answer = read_bounded(kept, what="records")
    if "read" not in answer:
        raise UnreadableError("this file could not be read.", todo="Save or export it again.")
    file = FileDraft.from_answer(answer["read"])
    match_children(file, by)
    count_children(file, heads_of(file))
    return new_draft(file, by=by)


def heads_of(file: FileDraft) -> dict[UUID, int]:
    """Return the newest statement about each known child that was chosen."""
    keys = [
        child.chosen
        for child in file.children
        if child.who is Who.KNOWN and child.chosen is not None
    ]
    return dict(Card.objects.filter(child_id__in=keys).values_list("child_id", "head_sequence"))
