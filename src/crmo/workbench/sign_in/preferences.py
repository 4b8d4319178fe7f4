"""In which language and which light somebody reads."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from crmo.report.languages import LANGUAGES as REPORT_LANGUAGES
from crmo.report.languages import in_language
from crmo.workbench.access import public
from crmo.workbench.models import User

THEMES = ("", "light", "dark")
THEME_COOKIE = "crmo_theme"
_YEAR_SECONDS = 365 * 24 * 3600


class PreferencesMiddleware:
    """Answers in the language and the light that somebody has chosen.

    Signed in, the account tells; else a cookie; else the clinic's setting.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on in the right language."""
        language = language_of(request)
        request.LANGUAGE_CODE = language
        request.theme = theme_of(request)  # type: ignore[attr-defined]
        spoken = language if language in REPORT_LANGUAGES else "en"
        with translation.override(language), in_language(spoken):
            response = self._get_response(request)
        response.headers["Content-Language"] = language
        return response


def language_of(request: HttpRequest) -> str:
    """Return the language of whoever asks."""
    known = {code for code, _ in settings.LANGUAGES}
    told = (
        request.user.language if isinstance(request.user, User) else "",
        request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
        settings.LANGUAGE_CODE,
    )
    return next((code for code in told if code in known), "en")


def theme_of(request: HttpRequest) -> str:
    """Return `light`, `dark`, or nothing for what the device says."""
    if isinstance(request.user, User):
        return request.user.theme if request.user.theme in THEMES else ""
    told = request.COOKIES.get(THEME_COOKIE, "")
    return told if told in THEMES else ""


@public
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep the language or the theme that somebody chose, and go back to where they were."""
    back = redirect(_back(request))
    language, theme = request.POST.get("language"), request.POST.get("theme")
    if language not in {code for code, _ in settings.LANGUAGES}:
        language = None
    if theme not in THEMES:
        theme = None
    if isinstance(request.user, User):
        _keep(request.user, language, theme)
    elif language is not None:
        _cookie(back, settings.LANGUAGE_COOKIE_NAME, language)
    if theme is not None and not isinstance(request.user, User):
        _cookie(back, THEME_COOKIE, theme)
    return back


def _keep(user: User, language: str | None, theme: str | None) -> None:
    user.language = user.language if language is None else language
    user.theme = user.theme if theme is None else theme
    user.save(update_fields=["language", "theme"])


def _cookie(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=_YEAR_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _back(request: HttpRequest) -> str:
    told = request.POST.get("next") or request.headers.get("Referer") or "/"
    is_ours = url_has_allowed_host_and_scheme(
        told, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return told if is_ours else "/"
