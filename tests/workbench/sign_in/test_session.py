"""How long a session lasts, and what must be done before anything else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string
from tests.workbench.conftest import NOW
from tests.workbench.sign_in.conftest import PASSWORD, sign_in

from crmo.workbench import clock
from crmo.workbench import settings as workbench_settings
from crmo.workbench.models import AuditEvent, Role, User
from crmo.workbench.sign_in.open_sessions import end_sessions, sessions_of

pytestmark = pytest.mark.django_db


def after(minutes: float) -> AbstractContextManager[None]:
    return clock.stopped_at(NOW + timedelta(minutes=minutes))


def test_session_lasts_while_something_is_done(
    clinician: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(clinician)
    for minutes in range(0, 300, 29):
        with after(minutes):
            assert client.get("/me/").status_code == 200


def test_a_page_that_asks_by_itself_is_no_click(
    clinician: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(clinician)
    for minutes in (10, 20, 30):
        with after(minutes):
            assert client.get("/me/", headers={"X-Crmo-Polling": "1"}).status_code == 200
    with after(31):
        assert "ended=idle" in client.get("/me/").url


def test_idle_session_ends_and_says_why(clinician: User, client_of: Callable[..., Client]) -> None:
    client = client_of(clinician)
    with after(31):
        response = client.get("/me/?x=1")
    assert response.url == "/accounts/login/?next=%2Fme%2F%3Fx%3D1&ended=idle"
    assert not Session.objects.filter(session_key=client.session.session_key).exists()
    assert "kept as a draft" in client.get(response.url).content.decode()
    told = AuditEvent.objects.last()
    assert (told.action, told.about, told.actor) == ("sign_out", "idle", clinician)


def test_old_session_ends_however_busy(clinician: User, client_of: Callable[..., Client]) -> None:
    client = client_of(clinician)
    for minutes in range(0, 720, 20):
        with after(minutes):
            assert client.get("/me/").status_code == 200
    with after(721):
        assert "ended=old" in client.get("/me/").url


def test_htmx_goes_to_the_sign_in_page_as_a_whole(
    clinician: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(clinician)
    with after(31):
        response = client.get(
            "/me/",
            headers={"HX-Request": "true", "HX-Current-URL": "https://evil.example//x/today/?a=1"},
        )
    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == (
        "/accounts/login/?next=%2Fx%2Ftoday%2F%3Fa%3D1&ended=idle"
    )


def test_programs_are_told_in_their_own_way(
    clinician: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(clinician)
    with after(31):
        response = client.get("/api/v1/anything")
    assert (response.status_code, response.headers["Content-Type"]) == (401, "application/json")


def test_session_is_not_written_with_every_click(
    clinician: User, client_of: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    client = client_of(clinician)
    client.get("/me/")
    with django_assert_max_num_queries(30) as asked:
        client.get("/me/")
    assert not [query for query in asked.captured_queries if "UPDATE" in query["sql"]]


class TestSecondFactorNeeded:
    """Where the clinic asks for a second factor."""

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.FAMILY])
    def test_everybody_is_sent_to_set_one_up(
        self,
        people: Callable[..., User],
        client_of: Callable[..., Client],
        setting: Callable[..., None],
        role: Role,
    ) -> None:
        setting(CRMO_SECOND_FACTOR=True)
        client = client_of(people(role))
        for address in ("/me/", "/", "/people/"):
            assert client.get(address).url == reverse("mfa_index")
        told = client.get(reverse("mfa_index"))
        assert "One thing before you begin" in told.content.decode()
        assert client.get(reverse("mfa_activate_totp")).status_code == 200

    def test_families_may_go_on_without(
        self,
        people: Callable[..., User],
        client_of: Callable[..., Client],
        setting: Callable[..., None],
    ) -> None:
        setting(CRMO_SECOND_FACTOR=True)
        assert client_of(people(Role.FAMILY)).get("/me/").status_code == 200

    def test_demonstration_goes_on_without(
        self, clinician: User, client_of: Callable[..., Client], setting: Callable[..., None]
    ) -> None:
        setting(CRMO_SECOND_FACTOR=True, CRMO_DEMO=True)
        assert client_of(clinician).get("/me/").status_code == 200

    def test_whoever_has_one_goes_on(
        self, with_app: User, client_of: Callable[..., Client], setting: Callable[..., None]
    ) -> None:
        setting(CRMO_SECOND_FACTOR=True)
        assert client_of(with_app).get("/me/").status_code == 200

    def test_one_that_was_taken_away_is_asked_for_again(
        self,
        with_app: User,
        client_of: Callable[..., Client],
        administrator: User,
        setting: Callable[..., None],
    ) -> None:
        client = client_of(with_app)
        client.get("/me/")
        client_of(administrator).post(reverse("person_second_factor", args=[with_app.pk]))
        setting(CRMO_SECOND_FACTOR=True)
        assert client.get("/me/").url.startswith("/accounts/login/")
        again = client_of(with_app)
        assert again.get("/me/").url == reverse("mfa_index")


class TestTemporaryPassword:
    """A password that somebody else chose."""

    def test_is_changed_before_anything_else(self, client: Client, with_password: User) -> None:
        with_password.must_change_password = True
        with_password.save()
        sign_in(client)
        assert client.get("/me/").url == reverse("account_change_password")
        assert client.get(reverse("mfa_index")).url == reverse("account_change_password")
        fresh = "other plain words here"
        response = client.post(
            reverse("account_change_password"),
            {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh},
        )
        assert response.status_code == 302
        assert client.get("/me/").status_code == 200
        with_password.refresh_from_db()
        assert not with_password.must_change_password
        assert with_password.check_password(fresh)

    @pytest.mark.parametrize("bad", ["short", "123456789012345", "password1234", PASSWORD[:5] * 0])
    def test_bad_new_ones_are_refused(self, client: Client, with_password: User, bad: str) -> None:
        sign_in(client)
        client.post(
            reverse("account_change_password"),
            {"oldpassword": PASSWORD, "password1": bad, "password2": bad},
        )
        with_password.refresh_from_db()
        assert with_password.check_password(PASSWORD)

    def test_changing_it_ends_the_other_sessions(self, client: Client, with_password: User) -> None:
        other = Client()
        sign_in(other)
        sign_in(client)
        before = client.session.session_key
        fresh = "other plain words here"
        client.post(
            reverse("account_change_password"),
            {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh},
        )
        assert client.get("/me/").status_code == 200
        assert client.session.session_key != before
        assert other.get("/me/").status_code == 302

    def test_passwords_are_hashed_with_argon2(self) -> None:
        kept = make_password(
            PASSWORD, hasher=import_string(workbench_settings.PASSWORD_HASHERS[0])()
        )
        assert kept.startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")


def test_open_sessions_are_named_and_can_be_ended(
    clinician: User, client_of: Callable[..., Client]
) -> None:
    here, there = client_of(clinician), client_of(clinician)
    here.get("/me/")
    told = here.get("/me/").content.decode()
    assert "Sign out everywhere else" in told
    here.post(reverse("end_other_sessions"))
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302
    assert len(sessions_of(clinician)) == 1
    assert end_sessions(clinician) == 1


class TestPreferences:
    """Language and appearance."""

    def test_account_keeps_them(self, clinician: User, client_of: Callable[..., Client]) -> None:
        client = client_of(clinician)
        response = client.post(
            reverse("preferences"), {"language": "de", "theme": "dark", "next": "/me/"}
        )
        assert response.url == "/me/"
        told = client.get("/me/").content.decode()
        assert '<html lang="de" data-theme="dark"' in told

    def test_cookie_keeps_them_for_somebody_not_signed_in(self, client: Client, db: None) -> None:
        client.post(reverse("preferences"), {"language": "de", "theme": "light"})
        assert client.cookies["crmo_theme"]["httponly"]
        told = client.get("/accounts/login/").content.decode()
        assert '<html lang="de" data-theme="light"' in told

    @pytest.mark.parametrize("value", ["xx", "<script>", "../.."])
    def test_nonsense_is_not_kept(
        self, clinician: User, client_of: Callable[..., Client], value: str
    ) -> None:
        client_of(clinician).post(reverse("preferences"), {"language": value, "theme": value})
        clinician.refresh_from_db()
        assert (clinician.language, clinician.theme) == ("", "")

    @pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "javascript:0"])
    def test_goes_back_to_this_site_only(self, client: Client, db: None, evil: str) -> None:
        assert client.post(reverse("preferences"), {"next": evil}).url == "/"

    def test_is_a_post(self, client: Client, db: None) -> None:
        assert client.get(reverse("preferences")).status_code == 405


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.ADMINISTRATOR, "/people/"),
        (Role.CLINICIAN, "/today/"),
        (Role.READER, "/today/"),
        (Role.RESEARCHER, "/research/"),
        (Role.FAMILY, "/family/"),
    ],
)
def test_everybody_begins_where_their_work_is(
    people: Callable[..., User], client_of: Callable[..., Client], role: Role, first: str
) -> None:
    assert client_of(people(role)).get("/").url == first
