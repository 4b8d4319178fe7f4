"""The audit's words, its page, its file, and who has looked at a child."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.workbench.conftest import NOW

from crmo.workbench import clock
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.audit.looks import Deed, looks_at
from crmo.workbench.audit.spreadsheet import safe_cell
from crmo.workbench.audit.words import ACTIONS, sentence, what
from crmo.workbench.models import AuditEvent, Card, Child, FamilyLink, Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(administrator: User, client_of: Callable[..., Client]) -> Client:
    return client_of(administrator)


def rows(response: Any) -> list[int]:
    return [row["event"].sequence for row in response.context["rows"]]


def test_every_action_has_words() -> None:
    assert set(ACTIONS) == set(Action)


@pytest.mark.parametrize(
    ("action", "about", "told"),
    [
        (Action.READ, "children.child_page", "Read: the child's page"),
        (Action.WRITE, "visit", "Entered: a visit"),
        (Action.REFUSED, "csrf", "Was refused: a form that did not come from this site"),
        (Action.SIGN_IN, "", "Signed in"),
        (Action.SIGN_IN_FAILED, "", "Sign-in failed: a name that nobody has"),
        (Action.SIGN_OUT, "idle", "Signed out: nothing done for a while"),
        (Action.SECOND_FACTOR, "added:webauthn", "Second factor: added, passkey or security key"),
        (Action.READ, "something.new", "Read: something.new"),
    ],
)
def test_events_are_told_in_words(action: Action, about: str, told: str) -> None:
    assert what(AuditEvent(action=action, about=about)) == told


def test_events_about_accounts_name_the_account(clinician: User) -> None:
    event = audit_event(None, Action.ACCOUNT, about=f"role_changed:{clinician.pk}")
    assert sentence(event) == "Nobody signed in: Account: role changed, Clinician Example"
    failed = AuditEvent(action=Action.SIGN_IN_FAILED, about=f"user:{clinician.pk}")
    assert what(failed) == "Sign-in failed: Clinician Example"


class TestPage:
    """The administrator's page."""

    def test_newest_stands_first(self, admin: Client, clinician: User) -> None:
        for _ in range(3):
            audit_event(None, Action.READ, actor=clinician)
        shown = rows(admin.get(reverse("audit")))
        assert shown == sorted(shown, reverse=True)
        assert len(shown) == 4

    def test_looking_at_it_is_written_too(self, admin: Client, administrator: User) -> None:
        admin.get(reverse("audit"))
        event = AuditEvent.objects.last()
        assert (event.action, event.about, event.actor) == ("list", "audit.audit", administrator)

    def test_pages_hold_a_hundred_and_lead_to_older_ones(self, admin: Client) -> None:
        for _ in range(150):
            audit_event(None, Action.BACKUP)
        first = admin.get(reverse("audit"))
        older = admin.get(f"{reverse('audit')}?{first.context['older']}")
        seen = [*rows(first), *rows(older)]
        assert len(rows(first)) == 100
        assert seen == list(range(151, 0, -1))

    @pytest.mark.parametrize(
        "query",
        [
            {"person": "actor"},
            {"action": "print"},
            {"outcome": "refused"},
            {"first_day": "2026-11-23"},
            {"number": "child"},
        ],
        ids=lambda query: next(iter(query)),
    )
    def test_each_filter_leaves_only_what_was_asked_for(
        self, admin: Client, clinician: User, child: Child, query: dict[str, str]
    ) -> None:
        audit_event(None, Action.READ)
        with clock.stopped_at(NOW + timedelta(days=2)):
            wanted = audit_event(
                None, Action.PRINT, actor=clinician, child=child, outcome="refused"
            )
        number = Card.objects.get(child=child).number
        swapped = {"actor": str(clinician.pk), "child": number}
        data = {name: swapped.get(value, value) for name, value in query.items()}
        chosen = admin.post(reverse("audit"), data)
        assert chosen.status_code == 302
        assert number not in chosen.url
        assert rows(admin.get(chosen.url)) == [wanted.sequence]

    def test_last_day_is_inclusive_and_of_the_clinics_zone(
        self, admin: Client, settings: Any
    ) -> None:
        settings.TIME_ZONE = "Pacific/Auckland"  # 13 hours ahead
        with clock.stopped_at(NOW.replace(hour=10, minute=59)):
            audit_event(None, Action.BACKUP)
        with clock.stopped_at(NOW.replace(hour=11)):
            late = audit_event(None, Action.BACKUP)
        for day, n in (("2026-11-21", 1), ("2026-11-22", 1), ("2026-11-23", 0)):
            address = f"{reverse('audit')}?action=backup&first_day={day}&last_day={day}"
            assert len(rows(admin.get(address))) == n
        assert late.sequence

    def test_number_that_no_child_has(self, admin: Client) -> None:
        response = admin.post(reverse("audit"), {"number": "no such"})
        assert response.status_code == 422
        assert "No child has this number" in response.content.decode()

    @pytest.mark.parametrize(
        "query", ["person=x", "child=x", "first_day=x", "before=x", "action=x", "outcome=%00"]
    )
    def test_nonsense_in_the_address_is_left_out(self, admin: Client, query: str) -> None:
        assert admin.get(f"{reverse('audit')}?{query}").status_code == 200


class TestFile:
    """The trail as CSV."""

    def lines(self, admin: Client, query: str = "") -> list[dict[str, str]]:
        response = admin.get(f"{reverse('audit_csv')}{query}")
        text = b"".join(response.streaming_content).decode()
        return list(csv.DictReader(io.StringIO(text)))

    def test_holds_what_was_chosen(self, admin: Client, clinician: User) -> None:
        audit_event(None, Action.PRINT, actor=clinician, about="letters.letter")
        (line,) = self.lines(admin, "?action=print")
        assert line["who"] == "Clinician Example"
        assert line["what"] == "Printed: summary or letter"
        assert len(line["hash"]) == 64

    def test_export_is_written(self, admin: Client) -> None:
        self.lines(admin)
        event = AuditEvent.objects.last()
        assert (event.action, event.about) == ("export", "audit.audit_csv")

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
    def test_no_cell_is_a_formula(
        self, admin: Client, people: Callable[..., User], start: str
    ) -> None:
        evil = people(Role.READER)
        evil.display_name = f"{start}HYPERLINK(1)"
        evil.save()
        audit_event(None, Action.PRINT, actor=evil, about=f"{start}1+1")
        (line,) = self.lines(admin, "?action=print")
        assert line["who"] == f"'{start}HYPERLINK(1)"
        assert line["about"] == f"'{start}1+1"

    def test_formula_behind_blanks_is_no_formula_either(self) -> None:
        assert safe_cell("  =1") == "'  =1"
        assert safe_cell("a=1") == "a=1"
        assert safe_cell(None) == ""


class TestLooks:
    """Who has looked at my child."""

    def test_are_grouped_by_day_and_person(
        self, child: Child, clinician: User, reader: User
    ) -> None:
        for hours, who, action, about in (
            (0, clinician, Action.READ, "children.child_page"),
            (1, reader, Action.READ, "children.child_page"),
            (2, clinician, Action.READ, "children.child_page"),
            (3, clinician, Action.PRINT, "letters.summary"),
            (24, clinician, Action.READ, "children.child_page"),
        ):
            with clock.stopped_at(NOW + timedelta(hours=hours)):
                audit_event(None, action, child=child, actor=who, about=about)
        looks = looks_at(child)
        assert [(str(look.day), look.who, look.role) for look in looks] == [
            ("2026-11-22", "Clinician Example", "clinician"),
            ("2026-11-21", "Clinician Example", "clinician"),
            ("2026-11-21", "Reader Example", "read-only"),
        ]
        assert looks[1].deeds == (
            Deed(what="Read: the child's page", n=2),
            Deed(what="Printed: summary or letter", n=1),
        )
        assert looks[1].first == NOW
        assert looks_at(child, since=looks[0].day) == looks[:1]

    def test_role_is_the_one_of_then(self, child: Child, clinician: User) -> None:
        audit_event(None, Action.READ, child=child, actor=clinician)
        User.objects.update(role=Role.READER)
        assert looks_at(child)[0].role == "clinician"

    def test_refusals_are_shown_to_the_administrator_only(
        self,
        admin: Client,
        client_of: Callable[..., Client],
        child: Child,
        clinician: User,
        people: Callable[..., User],
    ) -> None:
        stranger = people(Role.FAMILY)
        audit_event(None, Action.REFUSED, child=child, actor=stranger, outcome="refused")
        assert looks_at(child) == ()
        address = reverse("audit_of_child", args=[child.key])
        assert "Family Example" in admin.get(address).content.decode()
        assert "Family Example" not in client_of(clinician).get(address).content.decode()

    def test_other_children_are_not_mixed_in(
        self, child: Child, clinician: User, people: Callable[..., User]
    ) -> None:
        other = Child.objects.create(created_at=NOW)
        audit_event(None, Action.READ, child=other, actor=clinician)
        assert looks_at(child) == ()

    def test_page_opens_for_those_who_may(
        self,
        client_of: Callable[..., Client],
        child: Child,
        family_member: User,
        clinician: User,
        researcher: User,
    ) -> None:
        address = reverse("audit_of_child", args=[child.key])
        assert client_of(clinician).get(address).status_code == 200
        assert client_of(researcher).get(address).status_code == 403
        assert client_of(family_member).get(address).status_code == 403
        assert FamilyLink.objects.exists()

    def test_words_follow_the_language(self, child: Child, clinician: User) -> None:
        audit_event(None, Action.READ, child=child, actor=clinician)
        with translation.override("en"):
            assert looks_at(child)[0].deeds[0].what.startswith("Read")
