"""What somebody sees who is not let in, and what the audit keeps of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from crmo.workbench.audit.events import Action, audit_event
from crmo.workbench.models import User


def refused(
    request: HttpRequest, *, about: str, child: UUID | None = None, is_hidden: bool = False
) -> HttpResponse:
    """Return the page of somebody not let in: the sign-in page, 403, or 404 for a child.

    Args:
        request: what was asked.
        about: the page, for the audit.
        child: whom it was about, for the audit.
        is_hidden: whether the child is not theirs; it looks like one that does not exist.
    """
    if not isinstance(request.user, User):
        audit_event(request, Action.REFUSED, child=child, about=about, outcome="refused")
        return redirect_to_login(request.get_full_path())
    audit_event(request, Action.REFUSED, child=child, about=about, outcome="refused")
    if is_hidden:
        return render(request, "404.html", status=404)
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Return the page of a form that did not come from this site."""
    audit_event(request, Action.REFUSED, about="csrf", outcome="refused")
    return render(request, "403.html", {"is_csrf": True}, status=403)
