"""Keeping what a person accepted of a letter: all of it or nothing, and once."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from attrs import evolve, frozen
from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.translation import gettext

from crmo.errors import UserError
from crmo.record import Document
from crmo.record.difference import Change
from crmo.record.partial_date import PartialDate
from crmo.workbench import clock
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.ledger import Statement, append, entry_statement, new_entry_id
from crmo.workbench.ledger.chain import ENTRIES, locked_head
from crmo.workbench.ledger.records import head_of
from crmo.workbench.letter_in.beside_known import BesideKnown, beside_known, decision_on
from crmo.workbench.letter_in.letter_draft import LetterDraft, draft_of
from crmo.workbench.models import AuditEvent, Child, Draft, User
from crmo.workbench.reading_in.decision import Verb
from crmo.workbench.reading_in.saving import ChangedMeanwhileError


@frozen(kw_only=True)
class Kept:
    """What saving a letter has done.

    Args:
        child: whose it is.
        n_entries: how many entries were appended, the letter itself not counted.
        keeps_letter: whether the letter itself was.
        was_saved_before: whether it had been saved already, and this time nothing was done.
    """

    child: UUID
    n_entries: int
    keeps_letter: bool
    was_saved_before: bool = False


def save_letter(*, key: UUID, by: User, request: HttpRequest | None = None) -> Kept:
    """Append what was kept of a letter, in one transaction, and remove its draft.

    Called again with the same key it finds the draft gone and its own mark in the audit, and
    does nothing.

    Args:
        key: of the draft.
        by: its author.
        request: for the audit.

    Raises:
        Http404: there is no such draft of theirs, and there never was.
        UserError: the letter has no child yet, or nothing of it is kept.
        ChangedMeanwhileError: what is known changed in a way that asks for a new decision.
    """
    with transaction.atomic():
        locked_head(ENTRIES)  # from here on nobody else appends
        mine = Draft.objects.select_for_update(of=("self",)).filter(
            key=key, kind=Draft.Kind.LETTER_IN, author=by
        )
        draft = mine.first()
        if draft is None:
            return _saved_before(key, by)
        if draft.child is None:
            raise UserError(
                gettext("whose letter this is has not been said."),
                todo=gettext("Choose the child first."),
            )
        kept = _append(draft, draft.child, by=by, request=request)
        draft.delete()
    _refresh(draft.child)
    return kept


def _append(draft: Draft, child: Child, *, by: User, request: HttpRequest | None) -> Kept:
    letter = LetterDraft.from_text(draft.content)
    stands = beside_known(letter, child)
    if stands.head != head_of(child):
        raise _changed()
    entries = list(_statements(letter, stands))
    document = [_letter_itself(letter)] if letter.keeps_letter and not _has(stands, letter) else []
    if not entries and not document:
        raise UserError(
            gettext("nothing of this letter is to be kept."),
            todo=gettext("Keep a reading or the letter itself, or put the letter aside."),
        )
    append(child, [*entries, *document], by=by, at=clock.now())
    detail = {"entries": len(entries), "letter": bool(document)}
    about = f"letter_in:{draft.key}"
    audit_event(request, Action.READ_IN, child=child, about=about, detail=detail, actor=by)
    return Kept(child=child.key, n_entries=len(entries), keeps_letter=bool(document))


def _statements(letter: LetterDraft, stands: BesideKnown) -> Iterator[Statement]:
    for reading, each in zip(letter.readings, stands.entries, strict=True):
        told, decision = reading.decision, decision_on(reading, each)
        wanted = told is not None and told.verb in (Verb.TAKE, Verb.BOTH)
        if wanted and each.change is not Change.SAME and decision != told:
            raise _changed()
        if decision.verb not in (Verb.TAKE, Verb.BOTH):
            continue
        source = f"letter: {letter.document}"
        if reading.is_changed:
            source += "; " + "changed by the reader"
        entry = evolve(
            reading.kept_entry, id=new_entry_id(), supersedes=decision.instead_of or None
        )
        reason = ""
        if decision.instead_of:
            reason = gettext("According to the letter %(name)s") % {"name": letter.document}
        yield entry_statement(entry, source=source, reason=reason)


def _letter_itself(letter: LetterDraft) -> Statement:
    document = Document(
        id=new_entry_id(),
        on=PartialDate.parse(letter.on) if letter.on else None,
        title=letter.document,
        text=letter.text,
    )
    return entry_statement(document, source=f"letter: {letter.document}")


def _has(stands: BesideKnown, letter: LetterDraft) -> bool:
    """Whether the child's record holds this very letter already."""
    return any(
        isinstance(entry, Document) and entry.text == letter.text for entry in stands.known.current
    )


def _refresh(child: Child) -> None:
    from crmo.workbench.today.refresh import refresh_child

    refresh_child(child)


def _saved_before(key: UUID, by: User) -> Kept:
    event = AuditEvent.objects.filter(
        action=str(Action.READ_IN), about=f"letter_in:{key}", actor=by
    ).first()
    if event is None or event.child is None:
        draft_of(by, key)  # says 404
        raise Http404
    return Kept(child=event.child, n_entries=0, keeps_letter=False, was_saved_before=True)


def _changed() -> ChangedMeanwhileError:
    return ChangedMeanwhileError(
        gettext("Somebody has changed what is known since you decided. Nothing was saved."),
        todo=gettext("Look at the readings that wait, and save again."),
    )
