"""Every page of signing in and of people opens, in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from crmo.workbench.models import Role, User

pytestmark = pytest.mark.django_db

OWN = [
    "own_account",
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", OWN)
def test_own_pages_open(
    people: Callable[..., User], client_of: Callable[..., Client], name: str, language: str
) -> None:
    user = people(Role.FAMILY)
    user.language = language
    user.save()
    response = client_of(user).get(reverse(name))
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.content.decode()


@pytest.mark.parametrize(
    "name", ["account_login", "account_inactive", "socialaccount_login_cancelled"]
)
def test_doors_open_for_everybody(client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code == 200


def test_people_pages_open(
    administrator: User, client_of: Callable[..., Client], people: Callable[..., User]
) -> None:
    family = people(Role.FAMILY, "family")
    client = client_of(administrator)
    for address in (
        reverse("people"),
        reverse("person_new"),
        reverse("person", args=[administrator.pk]),
        reverse("person", args=[family.pk]),
        reverse("audit"),
    ):
        assert client.get(address).status_code == 200, address
