"""The hospital's own sign-in opens accounts that exist, and makes none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Self
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from crmo.workbench.models import AuditEvent, Role, User
from crmo.workbench.sign_in.adapter import HospitalAdapter

pytestmark = pytest.mark.django_db

SERVER = "https://sso.hospital.example"


class _Answer:
    """An answer of the hospital's server."""

    status_code = 200
    headers: ClassVar = {"content-type": "application/json"}

    def __init__(self, told: dict[str, Any]) -> None:
        self._told = told

    def raise_for_status(self) -> None:
        """All is well."""

    def json(self) -> dict[str, Any]:
        return self._told


class _Hospital:
    """The hospital's server, without a network."""

    def __init__(self, person: dict[str, Any]) -> None:
        self.person = person

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        """Nothing to close."""

    def get(self, url: str, **kwargs: Any) -> _Answer:
        if url.endswith("openid-configuration"):
            return _Answer(
                {
                    "issuer": SERVER,
                    "authorization_endpoint": f"{SERVER}/authorize",
                    "token_endpoint": f"{SERVER}/token",
                    "userinfo_endpoint": f"{SERVER}/userinfo",
                    "jwks_uri": f"{SERVER}/keys",
                }
            )
        return _Answer(self.person)

    def request(self, method: str, url: str, **kwargs: Any) -> _Answer:
        token = jwt.encode(
            {"iss": SERVER, "aud": "crmo", "exp": 4_000_000_000, "iat": 1, **self.person},
            "a key of the hospital, long enough for it",
        )
        return _Answer({"access_token": "x", "token_type": "bearer", "id_token": token})

    post = request


@pytest.fixture
def hospital(settings: Any, monkeypatch: pytest.MonkeyPatch, setting: Any) -> _Hospital:
    """The hospital's sign-in is set up, and its server knows one person."""
    setting(CRMO_OIDC_ADDRESS=SERVER)
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "hospital",
                    "name": "Hospital sign-in",
                    "client_id": "crmo",
                    "secret": "x",
                    "settings": {"server_url": SERVER},
                }
            ]
        }
    }
    server = _Hospital({"sub": "4711", "preferred_username": "AExample", "email": "a@h.example"})
    monkeypatch.setattr(HospitalAdapter, "get_requests_session", lambda self: server)
    return server


def come_from_the_hospital(client: Client) -> Any:
    """What the callback answers."""
    away = client.post(reverse("openid_connect_login", args=["hospital"]))
    assert away.status_code == 302, away.content
    assert away.url.startswith(f"{SERVER}/authorize?")
    (state,) = parse_qs(urlsplit(away.url).query)["state"]
    return client.get(
        reverse("openid_connect_callback", args=["hospital"]), {"code": "c", "state": state}
    )


def test_button_stands_on_the_sign_in_page(client: Client, hospital: _Hospital) -> None:
    assert "Hospital sign-in" in client.get("/accounts/login/").content.decode()


def test_somebody_not_linked_is_not_let_in_and_no_account_is_made(
    client: Client, hospital: _Hospital, clinician: User
) -> None:
    before = User.objects.count()
    response = come_from_the_hospital(client)
    assert response.url == "/accounts/login/?ended=not_linked"
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)
    assert "_auth_user_id" not in client.session
    event = AuditEvent.objects.last()
    assert (event.action, event.about) == ("sign_in_failed", "hospital:not_linked")
    assert "no account here is linked" in client.get(response.url).content.decode()


def test_same_name_or_mail_alone_opens_nothing(client: Client, hospital: _Hospital) -> None:
    User.objects.create(username="AExample", email="a@h.example", role=Role.ADMINISTRATOR)
    come_from_the_hospital(client)
    assert "_auth_user_id" not in client.session


def test_first_sign_in_binds_the_account_that_waits(
    client: Client,
    hospital: _Hospital,
    clinician: User,
    administrator: User,
    client_of: Callable[..., Client],
) -> None:
    client_of(administrator).post(
        reverse("person_hospital", args=[clinician.pk]), {"hospital_name": " aexample "}
    )
    assert come_from_the_hospital(client).url == "/"
    assert client.session["_auth_user_id"] == str(clinician.pk)
    assert SocialAccount.objects.get().uid == "4711"
    clinician.refresh_from_db()
    assert (clinician.role, clinician.email) == ("clinician", "")


def test_bound_account_is_known_by_the_lasting_id_not_by_the_name(
    hospital: _Hospital, clinician: User, client: Client
) -> None:
    SocialAccount.objects.create(user=clinician, provider="hospital", uid="4711")
    hospital.person["preferred_username"] = "renamed"
    come_from_the_hospital(client)
    assert client.session["_auth_user_id"] == str(clinician.pk)
    hospital.person |= {"sub": "666", "preferred_username": "AExample"}
    other = Client()
    come_from_the_hospital(other)
    assert "_auth_user_id" not in other.session


def test_second_factor_is_asked_for_all_the_same(
    hospital: _Hospital, with_app: User, client: Client
) -> None:
    SocialAccount.objects.create(user=with_app, provider="hospital", uid="4711")
    assert come_from_the_hospital(client).url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_account_that_is_switched_off_stays_closed(
    hospital: _Hospital, clinician: User, client: Client
) -> None:
    SocialAccount.objects.create(user=clinician, provider="hospital", uid="4711")
    User.objects.update(is_active=False)
    come_from_the_hospital(client)
    assert "_auth_user_id" not in client.session


def test_forged_state_is_refused(hospital: _Hospital, clinician: User, client: Client) -> None:
    SocialAccount.objects.create(user=clinician, provider="hospital", uid="4711")
    response = client.get(
        reverse("openid_connect_callback", args=["hospital"]), {"code": "c", "state": "forged"}
    )
    assert response.url == "/accounts/login/?ended=hospital"
    assert "_auth_user_id" not in client.session


def test_one_name_waits_for_one_account(
    hospital: _Hospital,
    clinician: User,
    reader: User,
    administrator: User,
    client_of: Callable[..., Client],
) -> None:
    client = client_of(administrator)
    for user in (clinician, reader):
        client.post(reverse("person_hospital", args=[user.pk]), {"hospital_name": "AExample"})
    assert SocialAccount.objects.get().user == clinician
    client.post(reverse("person_hospital", args=[clinician.pk]), {"hospital_name": ""})
    assert not SocialAccount.objects.exists()


def test_provider_that_is_not_set_up_does_not_exist(client: Client, db: None) -> None:
    assert client.post(reverse("openid_connect_login", args=["hospital"])).status_code == 404
