"""Saving a file that was read in: all of it or nothing, and once."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from attrs import frozen
from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.translation import gettext

from crmo.errors import UserError
from crmo.workbench import clock
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.ledger import append, new_child
from crmo.workbench.ledger.chain import ENTRIES, locked_head
from crmo.workbench.ledger.records import head_of
from crmo.workbench.models import AuditEvent, Card, Child, Draft, User
from crmo.workbench.reading_in.comparison import Compared, compare, lapsed
from crmo.workbench.reading_in.file_draft import FileChild, FileDraft, Who, draft_of
from crmo.workbench.reading_in.plan import Plan, plan_of

_REFRESHED_AT_ONCE = 10


class ChangedMeanwhileError(UserError):
    """What is known changed after the decisions were taken; nothing was saved."""


@frozen(kw_only=True)
class Saved:
    """What saving a file has done.

    Args:
        key: of the draft, which is gone.
        n_children: children about whom something was appended.
        was_saved_before: whether it had been saved already, and this time nothing was done.
    """

    key: UUID
    n_children: int
    was_saved_before: bool = False


@frozen(kw_only=True)
class _Work:
    of_file: FileChild
    compared: Compared
    plan: Plan


def save_file(*, key: UUID, by: User, request: HttpRequest | None = None) -> Saved:
    """Append what was accepted of a file, in one transaction, and remove its draft.

    Called again with the same key, as by a double click or after a crash, it finds the draft
    gone and its own mark in the audit, and does nothing.

    Args:
        key: of the draft.
        by: its author.
        request: for the audit.

    Raises:
        Http404: there is no such draft of theirs, and there never was.
        ChangedMeanwhileError: what is known changed in a way that asks for a new decision.
    """
    draft = Draft.objects.filter(key=key, kind=Draft.Kind.READING_IN, author=by).first()
    if draft is None:
        return _saved_before(key, by)
    # The comparison takes time, and nobody else could write meanwhile: it is made outside the
    # transaction, which then makes sure that nothing has changed.
    work = list(_work_of(FileDraft.from_text(draft.content)))
    with transaction.atomic():
        locked_head(ENTRIES)  # from here on nobody else appends
        locked = Draft.objects.select_for_update().filter(key=key, author=by).first()
        if locked is None:
            return _saved_before(key, by)
        if locked.version != draft.version:
            raise _changed()
        children = [_append(each, key=key, by=by, request=request) for each in work]
        told = [child for child in children if child is not None]
        detail = {"children": len(told), "entries": sum(len(w.plan.statements) for w in work)}
        audit_event(request, Action.READ_IN, about=_about(key), detail=detail, actor=by)
        locked.delete()
    _refresh(told)
    return Saved(key=key, n_children=len(told))


def events_of(key: UUID, by: User) -> Sequence[AuditEvent]:
    """Return what the audit keeps of the saving of a file, child by child and as a whole."""
    found = AuditEvent.objects.filter(action=str(Action.READ_IN), about=_about(key), actor=by)
    return list(found.order_by("sequence"))


def work_of(file: FileDraft) -> list[tuple[FileChild, Compared, Plan]]:
    """Return for each child that is not left out what saving would do now.

    Raises:
        ChangedMeanwhileError: a decision no longer fits what is known.
    """
    return [(each.of_file, each.compared, each.plan) for each in _work_of(file)]


def _work_of(file: FileDraft) -> list[_Work]:
    found = []
    for child in file.children:
        if child.who not in (Who.KNOWN, Who.NEW):
            continue
        compared = compare(child)
        if (child.who is Who.KNOWN and compared.child is None) or lapsed(child, compared):
            raise _changed()
        plan = plan_of(child, compared, source=f"file: {file.source}", today=clock.today())
        if plan.statements or child.who is Who.NEW:
            found.append(_Work(of_file=child, compared=compared, plan=plan))
    return found


def _append(work: _Work, *, key: UUID, by: User, request: HttpRequest | None) -> Child | None:
    plan, now = work.plan, clock.now()
    child = work.compared.child
    if child is None:
        _refuse_twin(work.of_file)
        patient = work.compared.incoming.patient
        child = new_child(patient, by=by, at=now, source="file")
    elif head_of(child) != work.compared.head:
        raise _changed()
    append(child, plan.statements, by=by, at=now)
    detail = {
        "new": plan.n_new,
        "corrected": plan.n_corrected,
        "beside": plan.n_beside,
        "withdrawn": plan.n_withdrawn,
        "fields": plan.n_fields,
        "is_new_child": work.compared.child is None,
    }
    audit_event(request, Action.READ_IN, child=child, about=_about(key), detail=detail, actor=by)
    return child


def _refuse_twin(child: FileChild) -> None:
    """Refuse a new child whose number somebody has entered since the file was looked at."""
    seen = [candidate.key for candidate in child.candidates]
    number = child.patient.id
    if Card.objects.filter(number=number).exclude(child_id__in=seen).exists():
        raise _changed()


def _refresh(children: Sequence[Child]) -> None:
    """Compute the first rows of the lists anew; the rest is done when somebody asks."""
    from crmo.workbench.today.refresh import refresh_child

    for child in children[:_REFRESHED_AT_ONCE]:
        refresh_child(child)


def _saved_before(key: UUID, by: User) -> Saved:
    events = events_of(key, by)
    if not events:
        draft_of(by, key)  # says 404
        raise Http404
    n_children = sum(event.child is not None for event in events)
    return Saved(key=key, n_children=n_children, was_saved_before=True)


def _about(key: UUID) -> str:
    return f"reading_in:{key}"


def _changed() -> ChangedMeanwhileError:
    return ChangedMeanwhileError(
        gettext("Somebody has changed what is known since you decided. Nothing was saved."),
        todo=gettext("Look at the entries that wait, and save again."),
    )
