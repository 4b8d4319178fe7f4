"""What somebody sees when the disk or the database refuses: what is wrong, and their form.

A write that fails is rolled back whole, so the message can promise that nothing of it was kept.
What was typed is in the page, to be sent again. Reading counts, too: a child is not shown when
the reading cannot be written into the audit.
"""

from __future__ import annotations

import errno
import logging
import sqlite3
import sys
from enum import StrEnum

from attrs import frozen
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.views.defaults import server_error

log = logging.getLogger(__name__)

_MOST_FIELDS = 3000
# Forms whose content must not stand in a page: passwords and codes are typed again.
_NOT_REPEATED = ("/accounts/", "/people/", "/me/")


class Trouble(StrEnum):
    """Why something could not be stored."""

    FULL = "full"
    READ_ONLY = "read_only"
    FAILING = "failing"
    BUSY = "busy"
    AWAY = "away"


_STATUS = {Trouble.FULL: 507}
_UNAVAILABLE = 503

_OF_ERRNO = {
    errno.ENOSPC: Trouble.FULL,
    errno.EDQUOT: Trouble.FULL,
    errno.EFBIG: Trouble.FULL,
    errno.EROFS: Trouble.READ_ONLY,
    errno.EIO: Trouble.FAILING,
}
# SQLite's primary result codes.
_OF_SQLITE = {
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_IOERR: Trouble.FAILING,
    sqlite3.SQLITE_CANTOPEN: Trouble.FAILING,
    sqlite3.SQLITE_BUSY: Trouble.BUSY,
    sqlite3.SQLITE_LOCKED: Trouble.BUSY,
}
# PostgreSQL's codes: a whole one, or its class of two characters.
_OF_SQLSTATE = {
    "53100": Trouble.FULL,
    "25006": Trouble.READ_ONLY,
    "58030": Trouble.FAILING,
    "55P03": Trouble.BUSY,
    "53": Trouble.BUSY,
    "08": Trouble.AWAY,
    "57": Trouble.AWAY,
}


def trouble_of(error: BaseException | None) -> Trouble | None:
    """Return why something could not be stored, or None if an error has another reason.

    Args:
        error: as it was raised; what it was raised from is looked at, too.
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        found = _of_one(error)
        if found is not None:
            return found
        error = error.__cause__ or error.__context__
    return None


def _of_one(error: BaseException) -> Trouble | None:
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _OF_SQLITE.get(code & 0xFF)  # the rest tells the place within SQLite
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return _OF_SQLSTATE.get(state) or _OF_SQLSTATE.get(state[:2])
    if type(error).__module__.startswith("psycopg") and type(error).__name__ == "OperationalError":
        return Trouble.AWAY  # no connection, so no code
    if isinstance(error, OSError):
        return _OF_ERRNO.get(error.errno or 0)
    return None


def failed(request: HttpRequest) -> HttpResponse:
    """Answer a request that failed: what the disk refused by its page, all else as a fault.

    Django calls it while the exception is being handled.
    """
    error = sys.exc_info()[1]
    trouble = trouble_of(error)
    if trouble is None:
        return server_error(request)
    log.error("a request was refused: the storage is %s (%s)", trouble, type(error).__name__)
    answer = _answer(request, trouble)
    # Names and values of a form may stand in it.
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Retry-After"] = "60"
    return answer


def _answer(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Return the page; for scripts and programs the words alone."""
    status, words = _STATUS.get(trouble, _UNAVAILABLE), words_of(trouble)
    told = f"{words.heading}. {words.what_now}"
    wanted = request.headers.get("Accept", "")
    if request.path.startswith("/api/") or wanted.startswith("application/json"):
        return JsonResponse({"detail": told}, status=status)
    if request.headers.get("HX-Request"):
        return HttpResponse(told, content_type="text/plain; charset=utf-8", status=status)
    known = {
        "words": words,
        "theme": getattr(request, "theme", ""),
        "is_reading": request.method in ("GET", "HEAD"),
        "repeated": repeated_form(request),
        "token": get_token(request),
    }
    return HttpResponse(render_to_string("storage.html", known), status=status)


@frozen(kw_only=True)
class Words:
    """What is wrong, and what there is to do, in the language of the person."""

    heading: str
    what_now: str


def words_of(trouble: Trouble) -> Words:
    """Return what a page says of a trouble."""
    if trouble is Trouble.FULL:
        return Words(
            heading=gettext("The disk is full"),
            what_now=gettext("Tell the administrator: the disk that holds the data needs room."),
        )
    if trouble is Trouble.READ_ONLY:
        return Words(
            heading=gettext("The data can only be read, not written"),
            what_now=gettext("Tell the administrator: the disk that holds the data is read-only."),
        )
    if trouble is Trouble.BUSY:
        return Words(
            heading=gettext("Others are writing just now"),
            what_now=gettext("Wait a moment and try again."),
        )
    if trouble is Trouble.AWAY:
        return Words(
            heading=gettext("The database does not answer"),
            what_now=gettext(
                "Wait a moment and try again. If it stays so, tell the administrator."
            ),
        )
    return Words(
        heading=gettext("The disk does not work as it should"),
        what_now=gettext("Tell the administrator: the disk that holds the data may be failing."),
    )


@frozen(kw_only=True)
class Repeated:
    """A form that was refused, to be sent again.

    Args:
        action: where to.
        fields: names and values, in their order.
    """

    action: str
    fields: tuple[tuple[str, str], ...]


def repeated_form(request: HttpRequest) -> Repeated | None:
    """Return the form that was sent, or None where none was or it must not be shown."""
    if request.method != "POST" or request.path.startswith(_NOT_REPEATED):
        return None
    try:
        told = [(name, value) for name, values in request.POST.lists() for value in values]
        has_files = bool(request.FILES)
    except (OSError, BadRequest):  # whatever kept the form from being read is told of already
        return None
    fields = tuple((name, str(v)) for name, v in told if name != "csrfmiddlewaretoken")
    if has_files or not 0 < len(fields) <= _MOST_FIELDS:
        return None
    return Repeated(action=request.path, fields=fields)
