"""The declaration that every view carries: what it needs, and that it was looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from attrs import frozen
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from crmo.workbench import clock
from crmo.workbench.access.children import child_for
from crmo.workbench.access.permissions import Permission
from crmo.workbench.access.refusal import refused
from crmo.workbench.access.roles import may
from crmo.workbench.audit.events import Action, audit_event
from crmo.workbench.models import AuditEvent, Child, User

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
SAFE = ("GET", "HEAD")
# Parts belong to a page that was opened at most so long before.
_VISIT = timedelta(hours=12)


@frozen(kw_only=True)
class Declaration:
    """What a view says of itself.

    Args:
        permissions: any one of them suffices; empty for a public view.
        is_of_child: whether it shows one child, which was looked up for the person.
    """

    permissions: tuple[Permission, ...] = ()
    is_of_child: bool = False


def page(
    *permissions: Permission,
    methods: tuple[str, ...] = ("GET",),
    of_child: bool = False,
    audited: bool = True,
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Declare what a view needs.

    The view gets `(request, **kwargs)`; with `of_child` the address holds `<uuid:child>` and
    the view gets the `Child` in its place. Reading a child is written to the audit before the
    view runs; a refusal is written, too.

    Args:
        *permissions: any one of them suffices.
        methods: HTTP methods that the view answers; HEAD comes with GET.
        of_child: whether the view shows one child.
        audited: False for small parts of a page whose whole was audited already; a part alone,
            by somebody who opened nothing of the child before, is written all the same.
    """
    allowed = [*methods, *(["HEAD"] if "GET" in methods else [])]

    def declare(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user = request.user
            if not isinstance(user, User) or not any(may(user, each) for each in permissions):
                return refused(request, about=name_of(view))
            if of_child:
                try:
                    kwargs["child"] = child_for(user, UUID(str(kwargs["child"])))
                except PermissionDenied:
                    return refused(
                        request, about=name_of(view), child=kwargs["child"], is_hidden=True
                    )
                if audited and request.method in SAFE:
                    audit_event(request, Action.READ, child=kwargs["child"], about=name_of(view))
                elif not audited:
                    note_part(request, child=kwargs["child"], about=name_of(view))
            return view(request, *args, **kwargs)

        answered = require_http_methods(allowed)(guarded)
        declared: Any = answered
        declared.declaration = Declaration(permissions=permissions, is_of_child=of_child)
        return answered

    return declare


def note_part(request: HttpRequest, *, child: Child, about: str) -> None:
    """Write that somebody reads a part of a page, unless the trail has them at this child."""
    user = request.user
    if not isinstance(user, User):
        return
    lately = AuditEvent.objects.filter(child=child.key, actor=user, at__gte=clock.now() - _VISIT)
    if lately.order_by("-sequence").values_list("pk").first() is None:
        audit_event(request, Action.READ, child=child, about=about)


def public(view: View) -> View:
    """Declare that anybody may open a view, signed in or not."""
    declared: Any = view
    declared.declaration = Declaration()
    return view


def name_of(view: Callable[..., HttpResponseBase]) -> str:
    """Return what the audit calls a view: its room and its name."""
    room = view.__module__.removeprefix("crmo.workbench.").split(".", 1)[0]
    return f"{room}.{view.__name__}"
