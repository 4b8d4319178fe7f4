"""Forms that come from elsewhere, cookies, and what the browser is told it may do."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.workbench.access.routes import address
from tests.workbench.access.table import EVERYBODY, TABLE, allowed_of
from tests.workbench.conftest import NOW

from crmo.workbench.models import AuditEvent, Child, FamilyLink, LedgerEntry, Role, User

WRITES = [route for route, row in TABLE.items() if "POST" in allowed_of(row)]
READS = [route for route, row in TABLE.items() if "GET" in allowed_of(row)]
# What a page may load, and links that people follow.
_LOADS = re.compile(
    r'(?:src|srcset|action|formaction|poster|data)="([^"]*)"|<link[^>]*href="([^"]*)"'
)
_OUTSIDE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//|^(?!data:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HANDLER = re.compile(r"<[^>]+\s(?:on[a-z]+|style)=", re.IGNORECASE)
_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)([^>]*)>", re.IGNORECASE)
_STYLE = re.compile(r"<style([^>]*)>", re.IGNORECASE)


@pytest.fixture
def whoever(child: Child, client_of: Callable[..., Client]) -> Callable[..., Client]:
    """A client of the first role that may use a method of a page."""

    def make(route: str, method: str, **options: Any) -> Client:
        role = min(allowed_of(TABLE[route])[method])
        user, _ = User.objects.get_or_create(username=f"w-{role}", defaults={"role": role})
        if role == Role.FAMILY:
            FamilyLink.objects.get_or_create(user=user, child=child, defaults={"linked_at": NOW})
        if TABLE[route].endswith(EVERYBODY) and not route.startswith("accounts/log"):
            return Client(**options)
        return client_of(user, **options)

    return make


@pytest.mark.parametrize("route", WRITES)
def test_form_from_another_site_changes_nothing(
    whoever: Callable[..., Client], child: Child, people: Callable[..., User], route: str
) -> None:
    somebody = people(Role.READER, "somebody")
    client = whoever(route, "POST", enforce_csrf_checks=True)
    n_statements = LedgerEntry.objects.count()
    response = client.post(address(route, child=child.key, person=somebody.pk), {"x": "1"})
    assert response.status_code == 403
    assert LedgerEntry.objects.count() == n_statements
    if not route.startswith("api/"):
        event = AuditEvent.objects.last()
        assert event is not None
        assert (event.action, event.about) == ("refused", "csrf")


@pytest.mark.parametrize("route", READS)
def test_every_page_tells_the_browser_what_it_may_do(
    whoever: Callable[..., Client], child: Child, people: Callable[..., User], route: str
) -> None:
    somebody = people(Role.READER, "somebody")
    at = address(route, child=child.key, person=somebody.pk)
    response = whoever(route, "GET").get(at)
    headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    if not response.streaming and headers["Content-Type"].startswith("text/html"):
        look_at(response.content.decode(), policy)


def look_at(page: str, policy: str) -> None:
    """Nothing from outside, nothing that the policy would stop."""
    for found in _LOADS.findall(page):
        for loaded in found:
            assert not _OUTSIDE.match(loaded), loaded
    assert _HANDLER.search(page) is None, _HANDLER.search(page)
    assert "javascript:" not in page.lower()
    nonce = re.search(r"'nonce-([^']+)'", policy)
    for attributes in [*_SCRIPT.findall(page), *_STYLE.findall(page)]:
        is_data = "application/json" in attributes
        assert is_data or (nonce and f'nonce="{nonce.group(1)}"' in attributes), attributes


def test_nonce_is_made_anew_for_each_page(client: Client, db: None) -> None:
    """Where a page has one at all."""
    policies = {client.get("/accounts/login/").headers["Content-Security-Policy"] for _ in range(3)}
    with_nonce = [policy for policy in policies if "nonce-" in policy]
    assert len(with_nonce) in (0, 3)


def test_pages_are_not_kept_by_the_browser_or_a_proxy(
    clinician: User, client_of: Callable[..., Client], child: Child
) -> None:
    response = client_of(clinician).get(f"/children/{child.key}/")
    assert "no-store" in response.headers["Cache-Control"]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client, db: None) -> None:
    User.objects.create_user("anna", password="four plain words here", role=Role.FAMILY)
    client.post("/accounts/login/", {"login": "anna", "password": "four plain words here"})
    client.get("/me/")
    for name in ("crmo_session", "crmo_csrf"):
        cookie = client.cookies[name]
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
        assert cookie["path"] == "/", name
        assert not cookie["domain"], name
    assert not client.cookies["crmo_session"]["max-age"]  # ends with the browser


_DJANGO = {"DJANGO_SETTINGS_MODULE": "crmo.workbench.settings"}


def settings_with(folder: Path, **environment: str) -> dict[str, Any]:
    """The settings as a site elsewhere would have them."""
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import json; from django.conf import settings as s; import django; django.setup();"
            "print(json.dumps({k: getattr(s, k) for k in dir(s) if k.isupper()}, default=str))",
        ],
        env={"PATH": os.environ["PATH"], "CRMO_DATA": str(folder), **_DJANGO, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def test_everything_is_secure_where_the_site_has_https(tmp_path: Path) -> None:
    told = settings_with(tmp_path, CRMO_HTTPS="yes", CRMO_HOSTS="crmo.example")
    assert told["SESSION_COOKIE_SECURE"] is True
    assert told["CSRF_COOKIE_SECURE"] is True
    assert told["SECURE_SSL_REDIRECT"] is True
    assert told["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert told["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"] is False
    assert told["DEBUG"] is False
    assert told["CSRF_TRUSTED_ORIGINS"] == ["https://crmo.example"]


def test_forwarded_headers_count_behind_a_proxy_only(tmp_path: Path) -> None:
    assert settings_with(tmp_path)["SECURE_PROXY_SSL_HEADER"] is None
    told = settings_with(tmp_path, CRMO_BEHIND_PROXY="yes", CRMO_HTTPS="yes")
    assert told["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_hospitals_sign_in_is_the_one_place_a_form_may_lead_to(tmp_path: Path) -> None:
    told = settings_with(tmp_path, CRMO_OIDC_ADDRESS="https://sso.example/realms/x")
    directives = told["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert directives["form-action"] == ["'self'", "https://sso.example"]
    assert "https" not in json.dumps({k: v for k, v in directives.items() if k != "form-action"})


def test_address_that_a_browser_makes_up_is_not_believed(
    client: Client, db: None, settings: Any
) -> None:
    client.get("/me/", headers={"X-Forwarded-For": "6.6.6.6"})
    assert AuditEvent.objects.last().address == "127.0.0.1"
    settings.CRMO = {**settings.CRMO, "CRMO_BEHIND_PROXY": True}
    client.get("/me/", headers={"X-Forwarded-For": "6.6.6.6, 10.0.0.9"})
    assert AuditEvent.objects.last().address == "10.0.0.9"


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", ""])
def test_other_hosts_are_refused(client: Client, db: None, host: str) -> None:
    assert client.get("/accounts/login/", headers={"host": host}).status_code == 400


def test_view_without_a_declaration_is_refused(
    rf: Any, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even for the administrator: whoever forgets to declare shows nothing."""
    from django.http import HttpResponse

    from crmo.workbench.access.middleware import AccessMiddleware

    request = rf.get("/x/")
    request.user = administrator
    middleware = AccessMiddleware(lambda _: HttpResponse())

    def forgotten(_request: Any) -> HttpResponse:
        return HttpResponse("secret")

    monkeypatch.setattr(
        "crmo.workbench.access.refusal.render",
        lambda *_args, status, **_more: HttpResponse(status=status),
    )
    response = middleware.process_view(request, forgotten, [], {})
    assert response is not None
    assert response.status_code == 403
    assert AuditEvent.objects.last().about.startswith("undeclared:")
