"""What the pages of a visit tell the drafts: who writes, and which page asks."""

from __future__ import annotations

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest

from crmo.errors import InvalidValueError
from crmo.workbench.models import User
from crmo.workbench.visit.drafts import Page, keep
from crmo.workbench.visit.fields import Fields

__all__ = ["fields_sent", "forms_page", "keep", "user_of"]


def user_of(request: HttpRequest) -> User:
    """Return the person who is signed in; the page's declaration has let nobody else in."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("a page of a child answers signed-in people only")
    return user


def fields_sent(request: HttpRequest) -> Fields:
    """Return what a form holds.

    Raises:
        TooManyFieldsSent: more, or longer, than any visit; answered with 400.
    """
    try:
        return Fields.from_pairs((name, str(value)) for name, value in request.POST.items())
    except InvalidValueError as error:
        raise TooManyFieldsSent(str(error)) from None


def forms_page(request: HttpRequest) -> Page:
    """Return which page sent a form, as its hidden fields say."""
    return Page(
        version=_count(request.POST.get("version", "")),
        tab=request.POST.get("tab", "")[:40],
        turn=_count(request.POST.get("turn", "")),
    )


def _count(told: str) -> int:
    return int(told) if told.isdecimal() and len(told) < 10 else 0
