"""Letters that were finished: kept in the record as documents, and found again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from attrs import frozen
from django.db import transaction
from django.http import HttpRequest

from crmo.record import Document
from crmo.report.letter import Letter, Voice
from crmo.workbench import clock
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.ledger import Kind, Row, append, entry_statement, rows_of
from crmo.workbench.ledger.chain import ENTRIES, locked_head
from crmo.workbench.letters.letter_text import letter_from, text_of
from crmo.workbench.models import Child, Draft, EntryContent, User
from crmo.workbench.today.refresh import refresh_child

# The ledger's word for where a letter came from, with its voice and language behind it.
SOURCE = "letter out"
_DOCUMENT = "document"


@frozen(kw_only=True)
class KeptLetter:
    """A letter in the record.

    Args:
        sequence: its place in the ledger.
        title: its heading.
        voice: to whom it speaks.
        language: its language.
        text: all of it, as plain text.
        reason: to whom it went, and who wrote it.
        at: when it was kept.
        by_name: who kept it.
    """

    sequence: int
    title: str
    voice: Voice
    language: str
    text: str
    reason: str
    at: datetime
    by_name: str

    @property
    def letter(self) -> Letter:
        """The letter, to be shown or printed again."""
        return letter_from(self.text, voice=self.voice, language=self.language)


def kept_letters(child: Child, *voices: Voice) -> tuple[KeptLetter, ...]:
    """Return the letters in a child's record, the newest first.

    What was corrected or taken back is left out.

    Args:
        child: whose.
        voices: those that are wanted; all if none is named.
    """
    told = rows_of(child, _DOCUMENT, Kind.RETRACTION)
    gone = {row.payload["entry"] for row in told if row.kind == Kind.RETRACTION}
    gone |= {row.supersedes for row in told if row.supersedes}
    found = [
        _kept(row)
        for row in reversed(told)
        if row.kind == _DOCUMENT and row.source.startswith(SOURCE) and row.entry_id not in gone
    ]
    return tuple(each for each in found if not voices or each.voice in voices)


def is_in_record(child: Child, draft: Draft, letter: Callable[[], Letter]) -> bool:
    """Whether just this letter was kept in the record before.

    Args:
        child: about whom.
        draft: from which it was written.
        letter: gives the letter; asked only if some letter of this draft is in the record.
    """
    known = EntryContent.objects.filter(child=child, entry_id=draft.key.hex).first()
    return known is not None and json.loads(known.payload).get("text") == text_of(letter())


def keep_in_record(
    *, child: Child, draft: Draft, letter: Letter, reason: str, by: User, request: HttpRequest
) -> None:
    """Append a letter to the record and delete its draft; a second time it does nothing.

    Args:
        child: about whom.
        draft: from which it was written; the entry has its key.
        letter: as it is sent.
        reason: to whom it goes, and who wrote it, in a sentence.
        by: who says so.
        request: tells the audit from where.
    """
    with transaction.atomic():
        # First, as everywhere: who erases the child holds it, and waits for the drafts.
        locked_head(ENTRIES)
        if not Draft.objects.select_for_update().filter(pk=draft.pk).exists():
            return
        if not EntryContent.objects.filter(child=child, entry_id=draft.key.hex).exists():
            entry = Document(
                id=draft.key.hex, on=clock.today(), title=letter.title, text=text_of(letter)
            )
            source = f"{SOURCE}: {letter.voice} {letter.language}"
            statement = entry_statement(entry, source=source, reason=reason)
            append(child, [statement], by=by, at=clock.now())
            audit_event(request, Action.WRITE, child=child, about="letters.letter_draft")
        draft.delete()
    refresh_child(child)


def _kept(row: Row) -> KeptLetter:
    voice, _, language = row.source.removeprefix(SOURCE).strip(": ").partition(" ")
    return KeptLetter(
        sequence=row.sequence,
        title=str(row.payload.get("title", "")),
        voice=Voice(voice) if voice in set(Voice) else Voice.COLLEAGUE,
        language=language or "en",
        text=str(row.payload.get("text", "")),
        reason=row.reason,
        at=row.recorded_at,
        by_name=row.by_name,
    )
