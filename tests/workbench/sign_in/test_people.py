"""What an administrator does with accounts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client, RequestFactory
from django.urls import reverse
from tests.workbench.sign_in.conftest import sign_in

from crmo.errors import InvalidValueError
from crmo.workbench.models import AuditEvent, Card, Child, FamilyLink, Role, User
from crmo.workbench.sign_in import lock_out
from crmo.workbench.sign_in.first import add_first
from crmo.workbench.sign_in.people.accounts import temporary_password
from crmo.workbench.sign_in.second_factor import has_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(administrator: User, client_of: Callable[..., Client]) -> Client:
    return client_of(administrator)


def last_account_event() -> tuple[str, dict[str, object]]:
    event = AuditEvent.objects.filter(action="account").last()
    assert event is not None
    return event.about, json.loads(event.detail or "{}")


def post(client: Client, name: str, person: User, **data: str) -> Any:
    return client.post(reverse(name, args=[person.pk]), data)


def shown_password(response: Any) -> str:
    found = re.search(r'id="temporary-password">([^<]+)<', response.content.decode())
    assert found
    return found.group(1)


def test_new_person_signs_in_once_with_the_password_that_was_shown(admin: Client) -> None:
    response = admin.post(
        reverse("person_new"),
        {"username": "bea", "display_name": "Dr Bea", "role": "clinician", "language": "de"},
    )
    password, made = shown_password(response), User.objects.get(username="bea")
    assert response.headers["Cache-Control"] == "no-store"
    assert (made.role, made.language, made.must_change_password) == ("clinician", "de", True)
    assert last_account_event() == (f"added:{made.pk}", {"role": "clinician"})
    assert password not in repr(list(AuditEvent.objects.values_list()))
    client = Client()
    sign_in(client, "bea", password)
    assert client.get("/today/").url == reverse("account_change_password")


@pytest.mark.parametrize("username", ["ADMINISTRATOR", "with space", "", "a" * 151, "a\x00b"])
def test_names_that_cannot_be_are_refused(admin: Client, username: str) -> None:
    before = User.objects.count()
    response = admin.post(
        reverse("person_new"), {"username": username, "display_name": "X", "role": "reader"}
    )
    assert response.status_code == 422
    assert User.objects.count() == before


def test_role_that_does_not_exist_is_refused(admin: Client, clinician: User) -> None:
    assert post(admin, "person_role", clinician, role="emperor").status_code == 422
    clinician.refresh_from_db()
    assert clinician.role == "clinician"


def test_changed_role_counts_at_once_and_ends_sessions(
    admin: Client, clinician: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(clinician)
    post(admin, "person_role", clinician, role="reader")
    clinician.refresh_from_db()
    assert clinician.role == "reader"
    assert client.get("/me/").url.startswith("/accounts/login/")
    assert last_account_event() == (
        f"role_changed:{clinician.pk}",
        {"from": "clinician", "to": "reader"},
    )


def test_nobody_changes_their_own_role_or_switches_themselves_off(
    admin: Client, administrator: User, people: Callable[..., User]
) -> None:
    people(Role.ADMINISTRATOR, "second")
    post(admin, "person_role", administrator, role="reader")
    post(admin, "person_active", administrator, is_active="no")
    administrator.refresh_from_db()
    assert (administrator.role, administrator.is_active) == ("administrator", True)


def test_last_administrator_stays(
    admin: Client,
    administrator: User,
    people: Callable[..., User],
    client_of: Callable[..., Client],
) -> None:
    """Whoever is signed in as the other one was switched off meanwhile by hand."""
    second = people(Role.ADMINISTRATOR, "second")
    other = client_of(second)
    User.objects.filter(pk=second.pk).update(is_active=True)
    post(other, "person_role", administrator, role="reader")
    administrator.refresh_from_db()
    assert administrator.role == "reader"
    post(admin, "person_active", second, is_active="no")
    second.refresh_from_db()
    assert second.is_active


def test_last_active_administrator_cannot_be_demoted_by_a_call(
    administrator: User, people: Callable[..., User], rf: RequestFactory
) -> None:
    from crmo.workbench.sign_in.people.accounts import (
        NotAllowedError,
        change_role,
        set_active,
    )

    request = rf.post("/")
    request.user = people(Role.READER)
    switched_off = people(Role.ADMINISTRATOR, "off")
    User.objects.filter(pk=switched_off.pk).update(is_active=False)
    with pytest.raises(NotAllowedError, match="last administrator"):
        change_role(request, user=administrator, role=Role.READER)
    with pytest.raises(NotAllowedError, match="last administrator"):
        set_active(request, user=administrator, is_active=False)


def test_switched_off_and_on(
    admin: Client, clinician: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(clinician)
    post(admin, "person_active", clinician, is_active="no")
    assert client.get("/me/").status_code == 302
    clinician.refresh_from_db()
    assert not clinician.is_active
    post(admin, "person_active", clinician, is_active="yes")
    clinician.refresh_from_db()
    assert clinician.is_active


def test_temporary_password_replaces_the_old_one_and_unlocks(
    admin: Client, with_password: User, client: Client
) -> None:
    for _ in range(5):
        sign_in(client, password="wrong")
    password = shown_password(post(admin, "person_password", with_password))
    assert sign_in(Client()).status_code == 200
    assert sign_in(Client(), password=password).status_code == 302
    with_password.refresh_from_db()
    assert with_password.must_change_password


def test_unlocking(admin: Client, with_password: User, client: Client) -> None:
    for _ in range(5):
        sign_in(client, password="wrong")
    told = admin.get(reverse("person", args=[with_password.pk])).content.decode()
    assert "Locked out after wrong passwords" in told
    post(admin, "person_unlock", with_password)
    assert lock_out.n_failures("anna") == 0
    assert sign_in(client).status_code == 302


def test_second_factor_is_taken_away(admin: Client, with_app: User) -> None:
    assert has_second_factor(with_app)
    post(admin, "person_second_factor", with_app)
    assert not has_second_factor(with_app)
    assert with_app.authenticator_set.count() == 0
    assert last_account_event() == (f"second_factor_reset:{with_app.pk}", {"n": 2})


def test_all_sessions_of_a_person_end(
    admin: Client, clinician: User, client_of: Callable[..., Client]
) -> None:
    clients = [client_of(clinician) for _ in range(3)]
    post(admin, "person_sessions", clinician)
    assert [client.get("/me/").status_code for client in clients] == [302, 302, 302]
    assert admin.get("/me/").status_code == 200


def test_own_session_stays_when_the_others_end(
    admin: Client, administrator: User, client_of: Callable[..., Client]
) -> None:
    other = client_of(administrator)
    post(admin, "person_sessions", administrator)
    assert admin.get("/me/").status_code == 200
    assert other.get("/me/").status_code == 302


class TestFamilyLinks:
    """Linking a family to its child."""

    @pytest.fixture
    def family(self, people: Callable[..., User]) -> User:
        return people(Role.FAMILY, "parent")

    @pytest.mark.parametrize("by", ["name", "number"])
    def test_child_is_found_and_linked(
        self, admin: Client, family: User, child: Child, by: str
    ) -> None:
        text = str(Card.objects.values_list(by, flat=True).get(child=child))
        response = post(admin, "person_find_child", family, text=text[:6].upper())
        assert str(child.key) in response.content.decode()
        assert text[:6].upper() not in response.request["QUERY_STRING"]
        post(admin, "person_link", family, child=str(child.key))
        assert FamilyLink.objects.filter(user=family, child=child).exists()
        event = AuditEvent.objects.filter(action="account").last()
        assert (event.about, event.child) == (f"child_linked:{family.pk}", child.key)
        post(admin, "person_unlink", family, child=str(child.key))
        assert not FamilyLink.objects.filter(user=family).exists()

    def test_linking_twice_is_once(self, admin: Client, family: User, child: Child) -> None:
        for _ in range(2):
            post(admin, "person_link", family, child=str(child.key))
        assert FamilyLink.objects.count() == 1
        assert AuditEvent.objects.filter(about__startswith="child_linked").count() == 1

    def test_only_families_are_linked(self, admin: Client, researcher: User, child: Child) -> None:
        post(admin, "person_link", researcher, child=str(child.key))
        assert not FamilyLink.objects.exists()

    @pytest.mark.parametrize("key", ["", "x", "00000000-0000-0000-0000-000000000000"])
    def test_child_that_does_not_exist(self, admin: Client, family: User, key: str) -> None:
        assert post(admin, "person_link", family, child=key).status_code == 404

    def test_nothing_is_listed_for_a_single_letter(
        self, admin: Client, family: User, child: Child
    ) -> None:
        response = post(admin, "person_find_child", family, text="a")
        assert response.status_code == 422
        assert str(child.key) not in response.content.decode()


class TestOnTheCommandLine:
    """The first administrator."""

    def test_gets_a_temporary_password(self, client: Client, db: None) -> None:
        told = add_first("chief", role="administrator")
        assert sign_in(client, "chief", told.password).status_code == 302
        event = AuditEvent.objects.first()
        assert (event.about, event.actor) == (f"added:{told.user.pk}", None)

    @pytest.mark.parametrize(
        ("name", "role", "told"),
        [
            ("x y", "reader", "cannot be used"),
            ("administrator", "reader", "taken"),
            ("new", "emperor", "no such role"),
        ],
    )
    def test_mistakes_are_named(self, administrator: User, name: str, role: str, told: str) -> None:
        with pytest.raises(InvalidValueError, match=told):
            add_first(name, role=role)


def test_temporary_passwords_differ_and_are_easy_to_read() -> None:
    made = {temporary_password() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"([a-hkmnp-z2-9]{4}-){3}[a-hkmnp-z2-9]{4}", each) for each in made)


def test_hostile_names_are_shown_as_they_are(admin: Client, people: Callable[..., User]) -> None:
    hostile = people(Role.READER, "h")
    hostile.display_name = "<script>alert(1)</script>"
    hostile.save()
    for address in (reverse("people"), reverse("person", args=[hostile.pk]), reverse("audit")):
        assert "<script>alert(1)" not in admin.get(address).content.decode()


def test_app_of_another_person_is_of_no_use(
    with_app: User, client_of: Callable[..., Client], people: Callable[..., User]
) -> None:
    other = people(Role.READER)
    key = with_app.authenticator_set.get(type="totp").pk
    client = client_of(other)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.post(reverse(name, args=[key])).status_code == 404
    assert totp.TOTP(with_app.authenticator_set.get(pk=key))
