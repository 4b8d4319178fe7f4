"""How long somebody stays signed in, and what they must do before anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from crmo.workbench import clock
from crmo.workbench.models import User
from crmo.workbench.sign_in.second_factor import must_set_up_second_factor

SIGNED_IN_AT, SEEN_AT, HAS_SECOND_FACTOR = "crmo_signed_in_at", "crmo_seen_at", "crmo_has_second"
# The session is written when it was seen this many seconds ago, not with every click.
_SEEN_EVERY_SECONDS = 60
# An open page asks by itself whether there is news; nobody sits before it for that.
_POLLING = "X-Crmo-Polling"
# Views that somebody may open who must first change the password or set up a second factor.
_ALWAYS = ("account_logout", "account_reauthenticate", "preferences", "healthz")


class SessionMiddleware:
    """Ends sessions that are idle or old, and sends people to what they must do first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on unless the session has ended."""
        if isinstance(request.user, User):
            why = _ended(request)
            if why:
                # The audit's word for this sign-out.
                request.crmo_ended = why  # type: ignore[attr-defined]
                logout(request)
                return elsewhere(request, reverse(settings.LOGIN_URL), ended=why)
        return self._get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],  # noqa: ARG002  Django calls it with these
        args: list[Any],  # noqa: ARG002
        kwargs: dict[str, Any],  # noqa: ARG002
    ) -> HttpResponse | None:
        """Return the way to what must be done first, or None."""
        user = request.user
        if not isinstance(user, User) or request.resolver_match is None:
            return None
        opened = request.resolver_match.view_name or ""
        if opened in _ALWAYS:
            return None
        if user.must_change_password and user.has_usable_password():
            if opened == "account_change_password":
                return None
            return elsewhere(request, reverse("account_change_password"))
        if opened.startswith("mfa_") or opened == "account_change_password":
            # The page says why somebody was sent there.
            request.crmo_must_set_up = must_set_up_second_factor(user)  # type: ignore[attr-defined]
            return None
        if _lacks_second_factor(request, user):
            return elsewhere(request, reverse("mfa_index"))
        return None


def begin(request: HttpRequest) -> None:
    """Note in a fresh session when it began."""
    now = clock.now().timestamp()
    request.session[SIGNED_IN_AT] = now
    request.session[SEEN_AT] = now


def signed_in_at(request: HttpRequest) -> float | None:
    """Return when somebody signed in, in seconds since 1970, or None."""
    at = request.session.get(SIGNED_IN_AT)
    return float(at) if at is not None else None


def elsewhere(request: HttpRequest, where: str, *, ended: str = "") -> HttpResponse:
    """Return the way to another page, for a browser, for htmx and for programs."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": "Sign in again."}, status=401)
    address = where
    if ended:
        address = f"{where}?{urlencode({'next': _place(request), 'ended': ended})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _place(request: HttpRequest) -> str:
    """Return where somebody was, as a path of this site."""
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "/"
    if request.method == "GET" and not request.headers.get("HX-Request"):
        came_from = request.get_full_path()
    parts = urlsplit(came_from)
    path = f"/{parts.path.lstrip('/')}"
    return f"{path}?{parts.query}" if parts.query else path


def _ended(request: HttpRequest) -> str:
    """Return why the session is over: `idle`, `old`, or nothing."""
    session, now = request.session, clock.now().timestamp()
    if SIGNED_IN_AT not in session:
        begin(request)
    if now - session[SIGNED_IN_AT] > 3600 * settings.CRMO["CRMO_SESSION_HOURS"]:
        return "old"
    idle = now - session.get(SEEN_AT, 0)
    if idle > 60 * settings.CRMO["CRMO_SESSION_MINUTES"]:
        return "idle"
    if idle >= _SEEN_EVERY_SECONDS and _POLLING not in request.headers:
        session[SEEN_AT] = now
    return ""


def _lacks_second_factor(request: HttpRequest, user: User) -> bool:
    if request.session.get(HAS_SECOND_FACTOR):
        return False
    if must_set_up_second_factor(user):
        return True
    request.session[HAS_SECOND_FACTOR] = True
    return False
