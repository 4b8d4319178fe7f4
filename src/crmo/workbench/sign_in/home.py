"""Where everybody begins."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from crmo.workbench.access import public
from crmo.workbench.models import Role, User

# The rooms' own addresses, as the root of the site gives them.
FIRST_PAGE = {
    Role.ADMINISTRATOR: "/people/",
    Role.CLINICIAN: "/today/",
    Role.RESEARCHER: "/research/",
    Role.READER: "/today/",
    Role.FAMILY: "/family/",
}


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send somebody to the first page of their role, or to sign in."""
    if not isinstance(request.user, User):
        return redirect_to_login("/")
    return redirect(FIRST_PAGE[Role(request.user.role)])
