"""Lock-out after wrong passwords and codes, kept in the database by axes."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from crmo.workbench.audit.address import address_of
from crmo.workbench.ledger.chain import keyed_hash


def counted_name(request: HttpRequest | None, credentials: Mapping[str, Any] | None) -> str:  # noqa: ARG001
    """Return under which word axes counts the failures of a name.

    A keyed digest: who mistakes the field of the name for that of the password leaves no
    password in the database. Large and small letters count as one name, as they do at sign-in.
    """
    return name_digest(str((credentials or {}).get("username") or ""))


def name_digest(username: str) -> str:
    """Return the digest under which failures of a name are counted."""
    # By way of the large letters, as the database compares names: a dotless i is an i to it.
    folded = unicodedata.normalize("NFKC", username).strip().upper().casefold()
    return keyed_hash({"sign-in name": folded})


def is_locked_out(request: HttpRequest, username: str) -> bool:
    """Whether a name is locked out at this moment."""
    return not AxesProxyHandler.is_allowed(request, {"username": username})


def n_failures(username: str) -> int:
    """Return how many wrong passwords and codes stand against a name."""
    rows = AccessAttempt.objects.filter(username=name_digest(username))
    return sum(rows.values_list("failures_since_start", flat=True))


def unlock(username: str) -> int:
    """Forget the failures of a name.

    Returns:
        How many rows of failures there were.
    """
    n_removed: int = AxesProxyHandler.reset_attempts(username=name_digest(username))
    return n_removed


def axes_address(request: HttpRequest) -> str | None:
    """Return the address that axes keeps beside a failure."""
    return address_of(request) or None


def locked_out(
    request: HttpRequest,
    response: HttpResponse | None = None,  # noqa: ARG001  axes calls it with these
    credentials: Mapping[str, Any] | None = None,  # noqa: ARG001
) -> HttpResponse:
    """Return the page that says what to do; the same for names that nobody has."""
    minutes = settings.CRMO["CRMO_LOCKOUT_MINUTES"]
    return render(request, "lockout.html", {"lockout_minutes": minutes}, status=429)
