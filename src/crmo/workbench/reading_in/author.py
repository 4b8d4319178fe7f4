"""Who is asking."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from crmo.workbench.models import User


def author_of(request: HttpRequest) -> User:
    """Return who is signed in.

    Raises:
        PermissionDenied: nobody, which the page's declaration has ruled out.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
