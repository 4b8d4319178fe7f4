"""Signing in and out, lock-out, and what the audit keeps of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from tests.workbench.sign_in.conftest import PASSWORD, code_now, sign_in, wrong_code

from crmo.workbench.models import AuditEvent, User
from crmo.workbench.sign_in import lock_out

pytestmark = pytest.mark.django_db


def trail() -> list[tuple[str, int | None, str]]:
    return [(each.action, each.actor_id, each.about) for each in AuditEvent.objects.all()]


def test_right_password_opens_the_first_page(client: Client, with_password: User) -> None:
    response = sign_in(client)
    assert (response.status_code, response.url) == (302, "/")
    assert client.get("/").url == "/today/"
    assert trail() == [("sign_in", with_password.pk, "")]
    assert json.loads(AuditEvent.objects.get().detail) == {"with": ["password"]}


def test_page_that_was_asked_for_comes_after_signing_in(
    client: Client, with_password: User
) -> None:
    response = client.post(
        "/accounts/login/?next=/me/", {"login": "anna", "password": PASSWORD, "next": "/me/"}
    )
    assert response.url == "/me/"


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_page_of_another_site_never_comes_after_signing_in(
    client: Client, with_password: User, evil: str
) -> None:
    response = client.post(
        "/accounts/login/", {"login": "anna", "password": PASSWORD, "next": evil}
    )
    assert response.url == "/"


@pytest.mark.parametrize("spelt", ["ANNI", "annı", " anni "])
def test_a_name_is_counted_as_one_however_the_database_spells_it(spelt: str) -> None:
    """PostgreSQL takes a dotless i for an i: a try under it counts against the same name."""
    assert lock_out.name_digest(spelt) == lock_out.name_digest("anni")


def test_wrong_present_passwords_lock_the_name_out_too(client: Client, with_password: User) -> None:
    sign_in(client)
    told = {"password1": "five other plain words", "password2": "five other plain words"}
    for n in range(5):
        client.post(reverse("account_change_password"), {"oldpassword": f"guess {n}", **told})
    assert lock_out.n_failures("anna") == 5
    cache.clear()  # what counts tries by the minute forgets; the lock does not
    answer = client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **told})
    assert answer.status_code == 429
    with_password.refresh_from_db()
    assert with_password.check_password(PASSWORD)


def test_signing_out_is_a_post_and_is_written(client: Client, with_password: User) -> None:
    sign_in(client)
    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session
    assert trail()[-1] == ("sign_out", with_password.pk, "")


def test_session_gets_another_key_at_signing_in(client: Client, with_password: User) -> None:
    """A key that an attacker planted before is worth nothing after."""
    client.get("/accounts/login/")
    client.session["planted"] = True
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["crmo_session"] = session.session_key
    before = session.session_key
    sign_in(client)
    assert client.session.session_key != before
    planted = Client()
    planted.cookies["crmo_session"] = before
    assert planted.get("/me/").status_code == 302


def test_unknown_name_and_wrong_password_get_the_same_answer(
    client: Client, with_password: User
) -> None:
    known = sign_in(client, password="wrong password")
    unknown = Client().post("/accounts/login/", {"login": "nobody", "password": "wrong password"})
    assert known.status_code == unknown.status_code == 200
    told = [
        response.content.decode().split('class="form-errors"')[1].split("</div>")[0]
        for response in (known, unknown)
    ]
    assert told[0] == told[1]


def test_name_that_nobody_has_is_not_kept_anywhere(client: Client, db: None) -> None:
    """Who types the password into the field of the name must not find it in the trail."""
    sign_in(client, name="MySecretPassword1", password="x")
    event = AuditEvent.objects.get()
    assert (event.action, event.about, event.actor) == ("sign_in_failed", "", None)
    kept = [*AuditEvent.objects.values_list(), *AccessAttempt.objects.values_list()]
    assert "mysecretpassword1" not in repr(kept).lower()


def test_wrong_password_is_written_with_the_account_that_was_meant(
    client: Client, with_password: User
) -> None:
    sign_in(client, password="wrong password")
    assert trail() == [("sign_in_failed", None, f"user:{with_password.pk}")]
    assert "wrong password" not in repr(list(AuditEvent.objects.values_list()))
    assert "wrong password" not in repr(list(AccessAttempt.objects.values_list()))


@pytest.mark.parametrize("name", ["anna", "nobody"])
def test_fifth_wrong_password_locks_known_and_unknown_names_alike(
    client: Client, with_password: User, name: str
) -> None:
    answers = [sign_in(client, name=name, password="wrong").status_code for _ in range(6)]
    assert answers == [200, 200, 200, 200, 429, 429]
    told = sign_in(client, name=name, password="wrong").content.decode()
    assert "Wait 15 minutes" in told
    assert [action for action, _, _ in trail()].count("locked_out") == 3


def test_right_password_does_not_open_a_locked_name(client: Client, with_password: User) -> None:
    for _ in range(5):
        sign_in(client, password="wrong")
    assert sign_in(Client()).status_code == 429
    assert "_auth_user_id" not in client.session


def test_other_spellings_of_a_name_count_as_the_same(client: Client, with_password: User) -> None:
    for name in ("anna", "Anna", "ANNA", " anna ", "aNNa"):
        sign_in(client, name=name, password="wrong")
    assert sign_in(client).status_code == 429


def test_lock_ends_after_its_time_however_often_was_tried(
    client: Client, with_password: User
) -> None:
    for _ in range(8):
        sign_in(client, password="wrong")
    attempts = AccessAttempt.objects.all()
    earlier = attempts.get().attempt_time - timedelta(minutes=16)
    attempts.update(attempt_time=earlier)
    assert sign_in(client).status_code == 302


def test_right_password_forgets_wrong_ones(client: Client, with_password: User) -> None:
    for _ in range(4):
        sign_in(client, password="wrong")
    assert lock_out.n_failures("anna") == 4
    sign_in(client)
    assert lock_out.n_failures("anna") == 0


def test_account_that_is_switched_off_is_not_opened(client: Client, with_password: User) -> None:
    with_password.is_active = False
    with_password.save()
    sign_in(client)
    assert "_auth_user_id" not in client.session
    assert client.get("/me/").status_code == 302


def test_switching_off_ends_a_session_at_once(client: Client, with_password: User) -> None:
    sign_in(client)
    assert client.get("/me/").status_code == 200
    User.objects.filter(pk=with_password.pk).update(is_active=False)
    assert client.get("/me/").status_code == 302


class TestSecondStep:
    """Signing in with an authenticator app."""

    def test_password_alone_opens_nothing(self, client: Client, with_app: User) -> None:
        assert sign_in(client).url == reverse("mfa_authenticate")
        assert "_auth_user_id" not in client.session
        assert client.get("/me/").status_code == 302

    def test_code_opens(self, client: Client, with_app: User) -> None:
        sign_in(client)
        assert client.post(reverse("mfa_authenticate"), {"code": code_now()}).url == "/"
        assert client.get("/me/").status_code == 200
        assert [action for action, _, _ in trail()] == ["second_factor", "sign_in"]
        assert json.loads(AuditEvent.objects.last().detail) == {"with": ["password", "totp"]}

    def test_code_of_the_app_opens_once_in_every_process_of_the_server(
        self, client: Client, with_app: User
    ) -> None:
        code = code_now()
        sign_in(client)
        assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
        cache.clear()  # another process does not know what this one keeps in memory
        other = Client()
        sign_in(other)
        answer = other.post(reverse("mfa_authenticate"), {"code": code})
        assert "used already" in answer.content.decode()
        assert "_auth_user_id" not in other.session

    def test_recovery_code_opens_once(self, client: Client, with_app: User) -> None:
        (code, *_) = with_app.authenticator_set.get(type="recovery_codes").wrap().generate_codes()
        sign_in(client)
        assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
        other = Client()
        sign_in(other)
        assert other.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200

    def test_wrong_codes_lock_out_like_wrong_passwords(
        self, client: Client, with_app: User
    ) -> None:
        for _ in range(3):
            sign_in(client, password="wrong")
        sign_in(client)
        first = client.post(reverse("mfa_authenticate"), {"code": wrong_code()})
        second = client.post(reverse("mfa_authenticate"), {"code": wrong_code()})
        assert (first.status_code, second.status_code) == (200, 429)
        right = client.post(reverse("mfa_authenticate"), {"code": code_now()})
        assert right.status_code == 429
        assert "_auth_user_id" not in client.session
        failed = AuditEvent.objects.filter(action="sign_in_failed").last()
        assert json.loads(failed.detail) == {"step": "code"}

    def test_secret_lies_encrypted_in_the_database(self, with_app: User) -> None:
        kept = with_app.authenticator_set.get(type="totp").data
        assert "JBSWY3DPEHPK3PXP" not in json.dumps(kept)

    def test_secret_of_another_key_fits_no_code(
        self, client: Client, with_app: User, settings: Any
    ) -> None:
        settings.SECRET_KEY = "another"
        sign_in(client)
        assert client.post(reverse("mfa_authenticate"), {"code": code_now()}).status_code == 200

    def test_last_second_factor_cannot_be_removed_where_one_is_needed(
        self, client: Client, with_app: User, setting: Callable[..., None]
    ) -> None:
        setting(CRMO_SECOND_FACTOR=True)
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": code_now()})
        client.post(reverse("mfa_deactivate_totp"))
        assert with_app.authenticator_set.filter(type="totp").exists()

    @pytest.mark.django_db(transaction=True)
    def test_setting_up_gives_the_session_another_key(
        self, client: Client, with_password: User
    ) -> None:
        sign_in(client)
        page = client.get(reverse("mfa_activate_totp"))
        before = client.session.session_key
        code = code_now(page.context["form"].secret)
        response = client.post(reverse("mfa_activate_totp"), {"code": code})
        assert response.url == reverse("mfa_view_recovery_codes")
        assert client.session.session_key != before
        assert client.get(response.url).status_code == 200
        assert ("second_factor", with_password.pk, "added:totp") in trail()

    def test_square_is_drawn_here(self, client: Client, with_password: User) -> None:
        sign_in(client)
        told = client.get(reverse("mfa_activate_totp")).content.decode()
        assert 'src="data:image/svg+xml' in told
        assert "https://" not in told.replace("https://", "", 0).split("<main")[1].split("data:")[0]


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/signup/",
        "/accounts/email/",
        "/accounts/password/reset/",
        "/accounts/password/set/",
        "/accounts/confirm-email/",
        "/accounts/login/code/",
        "/accounts/3rdparty/signup/",
        "/accounts/3rdparty/",
        "/accounts/2fa/webauthn/signup/",
    ],
)
def test_pages_that_are_not_wanted_do_not_exist(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.post(address, {"email": "a@example.org"}).status_code == 404


def test_nobody_signs_up(db: None) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_reauthentication_counts_wrong_passwords(client: Client, with_password: User) -> None:
    sign_in(client)
    for _ in range(5):
        answer = client.post(reverse("account_reauthenticate"), {"password": "wrong"})
    assert answer.status_code == 429
