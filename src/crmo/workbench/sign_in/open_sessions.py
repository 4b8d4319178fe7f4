"""The sessions in which somebody is signed in at this moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from attrs import frozen
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from crmo.workbench.audit.address import address_of
from crmo.workbench.models import User
from crmo.workbench.sign_in.session import SEEN_AT, SIGNED_IN_AT

_BROWSER, _ADDRESS = "crmo_browser", "crmo_address"
# What a browser calls itself, and what people call it; the first that fits.
_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


@frozen(kw_only=True)
class OpenSession:
    """One session.

    Args:
        key: its key; never shown.
        began: when somebody signed in.
        seen: when it was last used, to the minute.
        browser: such as `Firefox, Windows`.
        address: from where.
        is_this: whether it is the one that asks.
    """

    key: str
    began: datetime | None
    seen: datetime | None
    browser: str
    address: str
    is_this: bool


def note_browser(request: HttpRequest) -> None:
    """Note in the session from which browser and where somebody signed in."""
    told = request.META.get("HTTP_USER_AGENT", "")
    browser = next((name for mark, name in _BROWSERS if mark in told), "")
    if not browser and "Safari/" in told:
        browser = "Safari"
    system = next((name for mark, name in _SYSTEMS if mark in told), "")
    request.session[_BROWSER] = ", ".join(part for part in (browser, system) if part)
    request.session[_ADDRESS] = address_of(request)


def sessions_of(user: User, *, this: str | None = None) -> tuple[OpenSession, ...]:
    """Return the open sessions of somebody, the last used first.

    Args:
        user: whose.
        this: key of the session that asks.
    """
    found = [
        OpenSession(
            key=session.session_key,
            began=_moment(values.get(SIGNED_IN_AT)),
            seen=_moment(values.get(SEEN_AT)),
            browser=str(values.get(_BROWSER, "")),
            address=str(values.get(_ADDRESS, "")),
            is_this=session.session_key == this,
        )
        for session, values in _open(user)
    ]
    earliest = datetime.min.replace(tzinfo=UTC)
    return tuple(sorted(found, key=lambda each: each.seen or earliest, reverse=True))


def end_sessions(user: User, *, but: str | None = None) -> int:
    """End every session of somebody.

    Args:
        user: whose.
        but: key of one to keep.

    Returns:
        How many were ended.
    """
    keys = [session.session_key for session, _ in _open(user) if session.session_key != but]
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


def forget_expired() -> None:
    """Delete what is left of sessions that are over."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


def _open(user: User) -> Iterator[tuple[Session, dict[str, object]]]:
    # Sessions do not know whose they are without being opened; a clinic has few.
    for session in Session.objects.filter(expire_date__gte=timezone.now()):
        values = session.get_decoded()
        if values.get(SESSION_KEY) == str(user.pk):
            yield session, values


def _moment(seconds: object) -> datetime | None:
    return datetime.fromtimestamp(seconds, tz=UTC) if isinstance(seconds, int | float) else None
