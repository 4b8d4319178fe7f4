"""Unfinished visits: kept while they are written, found again, discarded and brought back.

A draft belongs to whoever writes it. Its version tells whether it was changed elsewhere since
this page last kept it: a page that comes too late goes on in a draft of its own, so that
neither of the two is lost. A page's own calls may arrive out of order; `turn` puts them right.

What was discarded, or taken back after it was saved, stays for a day as a second thought.
"""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from attrs import field, frozen
from django.db import IntegrityError, transaction
from django.urls import reverse

from crmo.workbench.models import Child, Draft, EntryContent, User
from crmo.workbench.visit.fields import Fields

_SECOND_THOUGHTS_LAST = timedelta(days=1)


class State(StrEnum):
    """What became of an attempt to keep a draft."""

    KEPT = "kept"
    FORKED = "forked"
    WRITTEN = "written"
    DISCARDED = "discarded"


@frozen(kw_only=True)
class Page:
    """The page that keeps a draft.

    Args:
        version: of the draft when this page last heard of it; 0 if it never did.
        tab: made up by the page when it was opened; empty without JavaScript.
        turn: how often this page has asked, counted by itself.
    """

    version: int = 0
    tab: str = ""
    turn: int = 0


@frozen(kw_only=True)
class Kept:
    """A draft as it was kept.

    Args:
        state: kept; forked into a draft of its own because the first was changed elsewhere;
            or nothing was kept because the visit is written, or the draft discarded.
        key: the draft's key, a new one if it was forked.
        version: its version now.
        changed_at: when the other page changed the first one, if it was forked.
    """

    state: State
    key: UUID
    version: int = 0
    changed_at: datetime | None = None


@frozen(kw_only=True)
class OpenDraft:
    """An unfinished visit as lists show it.

    Args:
        key: the draft's key.
        child_key: whose visit it is.
        name: the child's name.
        on: day of the visit as it stands in the form; empty if it was cleared.
        updated_at: when it was last kept.
        author: name of whoever writes it.
        address: where it goes on; empty for somebody else's.
    """

    key: UUID
    child_key: UUID
    name: str
    on: str
    updated_at: datetime
    author: str
    address: str = field(default="")


def open_drafts(user: User) -> tuple[OpenDraft, ...]:
    """Return somebody's unfinished visits, the newest first."""
    found = Draft.objects.filter(kind=Draft.Kind.VISIT, author=user)
    return _listed(found.order_by("-updated_at"), user)


def drafts_of(child: Child, user: User) -> tuple[OpenDraft, ...]:
    """Return a child's unfinished visits, whoever writes them, the newest first."""
    found = Draft.objects.filter(kind=Draft.Kind.VISIT, child=child)
    return _listed(found.order_by("-updated_at"), user)


def _listed(drafts: Any, user: User) -> tuple[OpenDraft, ...]:
    found = drafts.select_related("child__card", "author").exclude(child=None)
    return tuple(_open(draft, user) for draft in found)


def _open(draft: Draft, user: User) -> OpenDraft:
    child_key = draft.child_id or draft.key
    card = getattr(draft.child, "card", None)
    is_own = draft.author_id == user.pk
    return OpenDraft(
        key=draft.key,
        child_key=child_key,
        name=card.name if card else "",
        on=Fields.from_json(draft.content).get("on"),
        updated_at=draft.updated_at,
        author=draft.author.shown_name(),
        address=reverse("visit_draft", args=[child_key, draft.key]) if is_own else "",
    )


def own_draft(child: Child, user: User, key: UUID) -> Draft | None:
    """Return an unfinished visit that somebody may go on with, or None."""
    found = Draft.objects.filter(key=key, child=child, author=user, kind=Draft.Kind.VISIT)
    return found.first()


def newest_draft(child: Child, user: User) -> Draft | None:
    """Return the visit of this child that somebody left unfinished last, or None."""
    found = Draft.objects.filter(child=child, author=user, kind=Draft.Kind.VISIT)
    return found.order_by("-updated_at").first()


def is_written(child: Child, key: UUID) -> bool:
    """Whether the visit of a draft is in the ledger: the visit's entry has the draft's key."""
    return EntryContent.objects.filter(child=child, entry_id=key.hex).exists()


def keep(*, child: Child, user: User, key: UUID, fields: Fields, page: Page, at: datetime) -> Kept:
    """Keep what a page holds.

    Args:
        child: whose visit it is.
        user: who writes it.
        key: the draft's key; a new draft is made if there is none.
        fields: what is filled in.
        page: the page that asks.
        at: when.
    """
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(key=key).first()
        if is_written(child, key):
            return Kept(state=State.WRITTEN, key=key)
        if draft is None:
            return _made(child=child, user=user, key=key, fields=fields, page=page, at=at)
        if draft.author_id != user.pk or draft.child_id != child.key:
            return _forked(draft, child=child, user=user, fields=fields, page=page, at=at)
        if draft.kind != Draft.Kind.VISIT:
            return Kept(state=State.DISCARDED, key=key)
        return _changed(draft, child=child, user=user, fields=fields, page=page, at=at)


def _changed(
    draft: Draft, *, child: Child, user: User, fields: Fields, page: Page, at: datetime
) -> Kept:
    last = _content(draft)
    is_same_page = bool(page.tab) and last.get("tab") == page.tab
    if is_same_page and page.turn <= int(last.get("turn", 0)):
        return Kept(state=State.KEPT, key=draft.key, version=draft.version)
    if not is_same_page and page.version != draft.version:
        return _forked(draft, child=child, user=user, fields=fields, page=page, at=at)
    draft.content, draft.updated_at = _written(fields, page), at
    draft.version += 1
    draft.save(update_fields=["content", "updated_at", "version"])
    return Kept(state=State.KEPT, key=draft.key, version=draft.version)


def _made(*, child: Child, user: User, key: UUID, fields: Fields, page: Page, at: datetime) -> Kept:
    try:
        with transaction.atomic():
            Draft.objects.create(
                key=key,
                kind=Draft.Kind.VISIT,
                child=child,
                author=user,
                content=_written(fields, page),
                created_at=at,
                updated_at=at,
            )
    except IntegrityError:  # the same page asked twice at once
        return keep(child=child, user=user, key=key, fields=fields, page=page, at=at)
    return Kept(state=State.KEPT, key=key, version=1)


def _forked(
    draft: Draft, *, child: Child, user: User, fields: Fields, page: Page, at: datetime
) -> Kept:
    made = _made(child=child, user=user, key=uuid.uuid4(), fields=fields, page=page, at=at)
    return Kept(state=State.FORKED, key=made.key, version=made.version, changed_at=draft.updated_at)


def discard(draft: Draft, *, at: datetime) -> None:
    """Set an unfinished visit aside; for a day it can be brought back."""
    draft.kind, draft.updated_at = Draft.Kind.SECOND_THOUGHT, at
    draft.save(update_fields=["kind", "updated_at"])


def bring_back(*, child: Child, user: User, key: UUID, at: datetime) -> UUID | None:
    """Open again what was discarded, or saved and taken back.

    A visit that was saved has used up the key of its draft; its form goes on under a new one.

    Returns:
        The draft's key; None when there is nothing to bring back any more.
    """
    with transaction.atomic():
        draft = (
            Draft.objects.select_for_update()
            .filter(key=key, child=child, author=user, kind=Draft.Kind.SECOND_THOUGHT)
            .first()
        )
        if draft is None:
            return None
        if is_written(child, key):
            fields = Fields.from_json(draft.content)
            draft.delete()
            page, new = Page(), uuid.uuid4()
            return _made(child=child, user=user, key=new, fields=fields, page=page, at=at).key
        draft.kind, draft.updated_at = Draft.Kind.VISIT, at
        draft.save(update_fields=["kind", "updated_at"])
        return draft.key


def forget_second_thoughts(user: User, *, at: datetime) -> None:
    """Delete what somebody set aside more than a day ago."""
    old = Draft.objects.filter(
        author=user, kind=Draft.Kind.SECOND_THOUGHT, updated_at__lt=at - _SECOND_THOUGHTS_LAST
    )
    old.delete()


def _content(draft: Draft) -> dict[str, Any]:
    try:
        kept = json.loads(draft.content or "{}")
    except json.JSONDecodeError:
        return {}
    return kept if isinstance(kept, dict) else {}


def _written(fields: Fields, page: Page) -> str:
    kept = {"fields": dict(fields.told), "tab": page.tab, "turn": page.turn}
    return json.dumps(kept, ensure_ascii=False)
