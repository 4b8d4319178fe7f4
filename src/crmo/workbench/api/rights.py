"""Who may use the interface: people who are signed in, with a permission, from our own pages.

Requests that write carry the CSRF token, as forms do.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security import SessionAuth

from crmo.workbench.access import Permission, may
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.models import User


class NotAllowedError(Exception):
    """Somebody who is signed in may not do this."""


class Needs(SessionAuth):
    """Lets in who has a permission.

    Args:
        permission: what is needed.
    """

    def __init__(self, permission: Permission) -> None:
        super().__init__(csrf=True)
        self._permission = permission

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:  # noqa: ARG002  ninja's form
        """Return the user, or None for somebody not signed in.

        Raises:
            NotAllowedError: the person has not this permission.
        """
        user = request.user
        if not isinstance(user, User) or not user.is_active:
            return None
        if not may(user, self._permission):
            audit_event(request, Action.REFUSED, about=f"api.{self._permission}", outcome="refused")
            raise NotAllowedError
        return user
