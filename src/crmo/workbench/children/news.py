"""Who else is at this child now, and what others stated since the page was opened."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from attrs import frozen
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from crmo.workbench import clock
from crmo.workbench.access import Permission, page, person_of
from crmo.workbench.audit import Action
from crmo.workbench.models import AuditEvent, Child, Draft, LedgerEntry, User

LOOKING_FOR = timedelta(minutes=10)
WRITING_FOR = timedelta(minutes=30)
_PAGE = "children.child_page"
_WRITING = (Draft.Kind.VISIT, Draft.Kind.LETTER)


@frozen(kw_only=True)
class SomebodyElse:
    """Somebody who looks at a child, or writes about it.

    Args:
        name: who.
        time: when they opened the page, or wrote last.
        writes: `visit`, `letter` or empty for somebody who looks.
    """

    name: str
    time: str
    writes: str = ""


@frozen(kw_only=True)
class Stated:
    """What somebody stated since a page was opened.

    Args:
        name: who, or empty for the system.
        is_oneself: whether it was the person who looks, on another page.
        n: how many statements.
        time: when the last of them was made.
    """

    name: str
    is_oneself: bool
    n: int
    time: str


@frozen(kw_only=True)
class News:
    """What somebody with an open page wants to know."""

    others: tuple[SomebodyElse, ...]
    stated: tuple[Stated, ...]

    @property
    def digest(self) -> str:
        """A short text that changes when there is something new to show."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:12]


@page(Permission.CHILD_VIEW, of_child=True, audited=False)
def child_news(request: HttpRequest, child: Child) -> HttpResponse:
    """Answer an open page: 204 while there is nothing that it does not show already."""
    since = request.GET.get("since", "")
    n = int(since) if since.isascii() and since.isdigit() else 0
    news = news_of(child, since=n, reader=person_of(request), at=clock.now())
    if news.digest == request.GET.get("shown", ""):
        return HttpResponse(status=204)
    return render(request, "children/news.html", {"child": child, "news": news})


def news_of(child: Child, *, since: int, reader: User, at: datetime) -> News:
    """Return who else is at a child, and what was stated after a sequence of the ledger.

    Args:
        child: which.
        since: sequence of the newest statement that the reader's page shows.
        reader: who asks.
        at: now.
    """
    writing = tuple(_writing(child, reader, at))
    names = {each.name for each in writing}
    looking = (each for each in _looking(child, reader, at) if each.name not in names)
    return News(others=(*writing, *looking), stated=tuple(_stated(child, since, reader)))


def _looking(child: Child, reader: User, at: datetime) -> list[SomebodyElse]:
    events = (
        AuditEvent.objects.filter(
            child=child.key, action=Action.READ, about=_PAGE, at__gte=at - LOOKING_FOR
        )
        .exclude(actor=reader)
        .exclude(actor=None)
        .select_related("actor")
        .order_by("-sequence")
    )
    newest = {event.actor_id: event for event in reversed(events)}
    return [
        SomebodyElse(name=event.actor.shown_name(), time=_clock_time(event.at))
        for event in newest.values()
        if event.actor is not None
    ]


def _writing(child: Child, reader: User, at: datetime) -> list[SomebodyElse]:
    drafts = (
        Draft.objects.filter(child=child, kind__in=_WRITING, updated_at__gte=at - WRITING_FOR)
        .exclude(author=reader)
        .select_related("author")
        .order_by("author_id", "-updated_at")
    )
    return [
        SomebodyElse(name=draft.author.shown_name(), time=_clock_time(at_), writes=draft.kind)
        for draft, at_ in ((draft, draft.updated_at) for draft in drafts)
    ]


def _stated(child: Child, since: int, reader: User) -> list[Stated]:
    told = (
        LedgerEntry.objects.filter(child=child, sequence__gt=since)
        .values("recorded_by_id", "recorded_by__display_name", "recorded_by__username")
        .annotate(n=Count("sequence"), last=Max("recorded_at"))
        .order_by("last")
    )
    return [
        Stated(
            name=row["recorded_by__display_name"] or row["recorded_by__username"] or "",
            is_oneself=row["recorded_by_id"] == reader.pk,
            n=row["n"],
            time=_clock_time(row["last"]),
        )
        for row in told
    ]


def _clock_time(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M")
