"""Who asks: behind `@page` it is always somebody who is signed in."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from crmo.workbench.models import User


def person_of(request: HttpRequest) -> User:
    """Return who is signed in.

    Raises:
        PermissionDenied: nobody is; `@page` lets no such request through.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
