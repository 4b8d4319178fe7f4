"""The last door: a view that declares nothing is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from crmo.workbench.access.page import Declaration, name_of
from crmo.workbench.access.permissions import Permission
from crmo.workbench.access.refusal import refused
from crmo.workbench.access.roles import may
from crmo.workbench.models import User

# Views that are not ours, by the beginning of their module, and what they need.
_OTHERS: tuple[tuple[str, Declaration], ...] = (
    ("allauth.account.", Declaration()),
    ("allauth.socialaccount.", Declaration()),
    ("allauth.mfa.base.views", Declaration()),
    ("allauth.mfa.webauthn.views", Declaration()),
    ("allauth.mfa.totp.views", Declaration(permissions=(Permission.OWN_ACCOUNT_USE,))),
    ("allauth.mfa.recovery_codes.views", Declaration(permissions=(Permission.OWN_ACCOUNT_USE,))),
    ("django.views.i18n", Declaration()),
    # Each address of the interface names its permission; see api/rights.py.
    ("ninja.", Declaration()),
)


def declaration_of(view: Callable[..., Any]) -> Declaration | None:
    """Return what a view declares, or None."""
    own = getattr(view, "declaration", None)
    if isinstance(own, Declaration):
        return own
    # A class-based view is told by its class, a partial by what it calls.
    module = getattr(view, "view_class", getattr(view, "func", view)).__module__
    return next((told for start, told in _OTHERS if module.startswith(start)), None)


class AccessMiddleware:
    """Refuses views without a declaration, and those whose declaration is not met."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; `process_view` decides."""
        return self._get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        args: list[Any],  # noqa: ARG002  Django calls it with these
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Return a refusal, or None to let the view answer."""
        told = declaration_of(view)
        if told is None:
            return refused(request, about=f"undeclared:{view.__module__}")
        if not told.permissions:
            return None
        user = request.user
        is_allowed = isinstance(user, User) and any(may(user, each) for each in told.permissions)
        if is_allowed:
            return None
        child = kwargs.get("child")
        return refused(
            request, about=name_of(view), child=child if isinstance(child, UUID) else None
        )
