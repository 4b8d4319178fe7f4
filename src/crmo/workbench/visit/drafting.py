"""What the pages of a visit tell the drafts: what was filled in, and which page asks."""

from __future__ import annotations

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest

from crmo.errors import InvalidValueError
from crmo.workbench.visit.drafts import Page, keep
from crmo.workbench.visit.fields import Fields

__all__ = ["fields_sent", "forms_page", "keep"]


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
