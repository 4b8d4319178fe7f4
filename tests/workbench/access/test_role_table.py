"""Every page times every role, against the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.workbench.access.routes import address, names_in, routes
from tests.workbench.access.table import TABLE, allowed_of, is_for_everybody
from tests.workbench.conftest import NOW

from crmo.workbench.access.middleware import declaration_of
from crmo.workbench.access.page import Declaration
from crmo.workbench.models import AuditEvent, Child, FamilyLink, Role, User

# Views that are not ours; the middleware knows what they need.
NOT_OURS = ("allauth.", "ninja.")
# They answer with 401 by themselves: the hospital's sign-in was broken off.
UNAUTHORISED = {"accounts/3rdparty/login/error/", "accounts/3rdparty/login/cancelled/"}


@pytest.fixture
def everybody(child: Child) -> dict[Role, User]:
    """One person of each role; the family is the child's."""
    made = {role: User.objects.create(username=f"table-{role}", role=role) for role in Role}
    FamilyLink.objects.create(user=made[Role.FAMILY], child=child, linked_at=NOW)
    return made


@pytest.fixture
def somebody(people: Callable[..., User]) -> User:
    """A person whose account is worked on."""
    return people(Role.READER, "somebody")


def ask(client: Client, method: str, at: str) -> Any:
    return client.get(at) if method == "GET" else client.post(at, {})


def is_let_in(response: Any, route: str = "") -> bool:
    """Whether the view itself answered, be it that it lacked something."""
    if route in UNAUTHORISED:
        return response.status_code in (200, 401)
    if route == "":
        return response.status_code == 302  # on to the first page, or to sign in
    if response.status_code in (301, 302):
        return not str(response.headers["Location"]).startswith("/accounts/login/?next=")
    return response.status_code not in (401, 403, 405) and response.status_code < 500


def test_every_page_stands_in_the_table() -> None:
    """A new page needs a row; a row without a page is old."""
    there = set(routes())
    assert there - set(TABLE) == set()
    assert set(TABLE) - there == set()


def test_every_view_declares_what_it_needs() -> None:
    for route, view in routes().items():
        declared = getattr(view, "declaration", None)
        module = getattr(view, "view_class", getattr(view, "func", view)).__module__
        assert isinstance(declared, Declaration) or module.startswith(NOT_OURS), route
        assert declaration_of(view) is not None, route


def test_declaration_agrees_with_the_table() -> None:
    """What the view says of itself lets in just those whom the table lets in."""
    from crmo.workbench.access import ROLES

    for route, view in routes().items():
        declared = getattr(view, "declaration", None)
        if not isinstance(declared, Declaration):
            continue
        row = TABLE[route]
        assert is_for_everybody(row) == (not declared.permissions), route
        if declared.permissions:
            let_in = {role for role in Role if ROLES[role].permissions & set(declared.permissions)}
            assert let_in == frozenset().union(*allowed_of(row).values()), route


def test_pages_about_one_child_look_it_up_for_the_person() -> None:
    for route, view in routes().items():
        declared = getattr(view, "declaration", None)
        if "child" in names_in(route) and isinstance(declared, Declaration):
            assert declared.is_of_child, route


@pytest.mark.parametrize("route", TABLE)
def test_anonymous(client: Client, child: Child, somebody: User, route: str) -> None:
    row = TABLE[route]
    at = address(route, child=child.key, person=somebody.pk)
    for method in allowed_of(row):
        response = ask(client, method, at)
        if is_for_everybody(row):
            assert is_let_in(response, route), (method, response.status_code)
        elif route.startswith("api/"):
            assert response.status_code == 401
        else:
            assert response.status_code == 302, method
            assert response.url.startswith("/accounts/login/"), method
        assert b"Dr " not in response.content or is_for_everybody(row)


@pytest.mark.parametrize("route", TABLE)
def test_roles(
    everybody: dict[Role, User],
    somebody: User,
    child: Child,
    client_of: Callable[..., Client],
    route: str,
) -> None:
    row = TABLE[route]
    at = address(route, child=child.key, person=somebody.pk)
    for method, allowed in allowed_of(row).items():
        for role in (role for role in Role if role not in allowed):
            before = AuditEvent.objects.filter(action="refused").count()
            response = ask(client_of(everybody[role]), method, at)
            assert response.status_code == 403, (role, method, response.status_code)
            assert AuditEvent.objects.filter(action="refused").count() == before + 1
        for role in allowed:
            response = ask(client_of(everybody[role]), method, at)
            assert is_let_in(response, route), (role, method, response.status_code)
            if method == "GET" and names_in(route) <= {"child", "person"}:
                is_missing = response.status_code == 404
                assert not is_missing or route in MAY_BE_MISSING, (role, method)


# A function of allauth, and ninja's, answer HEAD with 405.
WITHOUT_HEAD = ("api/", "accounts/oidc/<str:provider_id>/login/")
# Pages of what these people do not have: a second factor, a sign-in of the hospital.
MAY_BE_MISSING = {
    "accounts/2fa/totp/deactivate/",
    "accounts/2fa/recovery-codes/",
    "accounts/2fa/recovery-codes/download/",
    "api/v1/",
}


@pytest.mark.parametrize("route", TABLE)
def test_other_methods_are_refused(
    everybody: dict[Role, User],
    somebody: User,
    child: Child,
    client_of: Callable[..., Client],
    route: str,
) -> None:
    """PUT, DELETE and OPTIONS do nothing; HEAD comes with GET, and a POST page has no GET."""
    row = TABLE[route]
    if route.startswith("accounts/"):
        # Classes of allauth answer what they have methods for, and redirect before they look.
        unknown = []
    else:
        unknown = ["PUT", "DELETE", "OPTIONS"]
        unknown += [method for method in ("GET", "POST") if method not in allowed_of(row)]
    role = min(next(iter(allowed_of(row).values())))
    client = client_of(everybody[role])
    at = address(route, child=child.key, person=somebody.pk)
    if route == "api/v1/openapi.json":
        unknown = []  # a description, which ninja gives to whatever method
    for method in unknown:
        response = client.generic(method, at)
        assert response.status_code in (404, 405), (method, response.status_code)
    if "GET" in allowed_of(row) and not route.startswith(WITHOUT_HEAD):
        head, full = client.head(at), client.get(at)
        assert head.status_code == full.status_code
        assert not getattr(head, "content", b"")
