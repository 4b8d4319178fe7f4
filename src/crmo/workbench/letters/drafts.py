"""Unfinished letters: their own writer's alone, and safe from a second page.

A page that keeps a letter says which version it last heard of. If another page has changed the
letter since, the late one goes on in a draft of its own, and neither is lost.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from attrs import frozen
from django.db import transaction
from django.db.models import QuerySet

from crmo.workbench.letters.edits import Edits, edits_kept
from crmo.workbench.models import Child, Draft, User


@frozen(kw_only=True)
class Page:
    """The page that keeps a letter.

    Args:
        version: of the draft when the page last heard of it.
        tab: made up for each page that is shown; calls of one page come one after the other.
    """

    version: int = 0
    tab: str = ""


@frozen(kw_only=True)
class Kept:
    """What became of an attempt to keep a letter.

    Args:
        draft: where it stands now.
        is_fork: whether that is a new draft, because another page had changed the first one.
        is_gone: whether there was nothing to keep: the letter is in the record, or discarded.
    """

    draft: Draft
    is_fork: bool = False
    is_gone: bool = False


def own_drafts(child: Child, user: User) -> QuerySet[Draft]:
    """Return the letters about a child that somebody has begun, the newest first."""
    found = Draft.objects.filter(kind=Draft.Kind.LETTER, child=child, author=user)
    return found.order_by("-updated_at")


def is_own(draft: Draft, child: Child, user: User) -> bool:
    """Whether a draft is somebody's letter about a child, one that was set aside included."""
    kinds = (Draft.Kind.LETTER, Draft.Kind.SECOND_THOUGHT)
    return draft.author_id == user.pk and draft.child_id == child.pk and draft.kind in kinds


def unsaved(*, child: Child, user: User, key: UUID, edits: Edits) -> Draft:
    """Return a letter of which only a page that is still open knows."""
    return Draft(
        key=key, kind=Draft.Kind.LETTER, child=child, author=user, content=_content(edits, "")
    )


def begin(*, child: Child, user: User, edits: Edits, at: datetime, tab: str = "") -> Draft:
    """Return a new letter, kept."""
    return Draft.objects.create(
        kind=Draft.Kind.LETTER,
        child=child,
        author=user,
        content=_content(edits, tab),
        created_at=at,
        updated_at=at,
    )


def keep(
    *,
    draft: Draft,
    edits: Edits,
    page: Page,
    at: datetime,
    is_in_record: Callable[[], bool],
) -> Kept:
    """Keep what a page holds.

    Args:
        draft: the letter, as it was found.
        edits: what the page holds.
        page: which page it is.
        at: when.
        is_in_record: whether just this is in the record; asked only where the draft is gone,
            so that a page which keeps the letter while it is taken into the record leaves no
            second draft behind.
    """
    with transaction.atomic():
        now = Draft.objects.select_for_update().filter(pk=draft.pk).first()
        is_same = now is not None and edits_kept(now.content) == edits
        if now is not None and now.kind != Draft.Kind.LETTER and is_same:
            return Kept(draft=now, is_gone=True)
        if now is None and is_in_record():
            return Kept(draft=draft, is_gone=True)
        if now is None or now.kind != Draft.Kind.LETTER:
            return Kept(draft=_forked(draft, edits, page, at), is_fork=True)
        if _is_elsewhere(now, page) and not is_same:
            return Kept(draft=_forked(draft, edits, page, at), is_fork=True)
        now.content = _content(edits, page.tab)
        now.version += 1
        now.updated_at = at
        now.save(update_fields=["content", "version", "updated_at"])
        return Kept(draft=now)


def set_aside(draft: Draft, *, at: datetime) -> None:
    """Discard a letter; what is set aside is deleted after a day."""
    draft.kind, draft.updated_at = Draft.Kind.SECOND_THOUGHT, at
    draft.save(update_fields=["kind", "updated_at"])


def new_tab() -> str:
    """Return what names a page that is shown."""
    return uuid.uuid4().hex


def _is_elsewhere(draft: Draft, page: Page) -> bool:
    """Whether another page changed the letter since this one last heard of it."""
    tab = json.loads(draft.content or "{}").get("tab", "")
    return draft.version != page.version and tab != page.tab


def _forked(draft: Draft, edits: Edits, page: Page, at: datetime) -> Draft:
    if draft.child is None:
        raise Draft.DoesNotExist
    return begin(child=draft.child, user=draft.author, edits=edits, at=at, tab=page.tab)


def _content(edits: Edits, tab: str) -> str:
    return json.dumps({**edits.to_json(), "tab": tab}, ensure_ascii=False)
