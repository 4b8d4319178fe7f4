"""Nobody gets at a child, a draft or an upload by guessing its id."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.workbench.access.routes import NOWHERE, address, names_in
from tests.workbench.access.table import TABLE, allowed_of
from tests.workbench.conftest import NOW

from crmo.record import Patient
from crmo.workbench.ledger import new_child
from crmo.workbench.models import AuditEvent, Child, Draft, FamilyLink, Role, User

pytestmark = pytest.mark.django_db

OF_CHILD = [
    route for route in TABLE if "child" in names_in(route) or route.startswith("api/v1/children/")
]


@pytest.fixture
def other_child(db: None) -> Child:
    """A child of another family."""
    return new_child(Patient(id="OTHER-77", name="Zebulon Otherchild"), by=None, at=NOW)


@pytest.fixture
def family(child: Child) -> User:
    user = User.objects.create(username="parents", role=Role.FAMILY)
    FamilyLink.objects.create(user=user, child=child, linked_at=NOW)
    return user


@pytest.mark.parametrize("route", OF_CHILD)
def test_family_gets_nothing_of_another_child(
    client_of: Callable[..., Client], family: User, other_child: Child, route: str
) -> None:
    client = client_of(family)
    for method in allowed_of(TABLE[route]):
        at = address(route, child=other_child.key, key=other_child.key)
        response = client.get(at) if method == "GET" else client.post(at, {})
        assert response.status_code in (403, 404), method
        for told in ("Zebulon", "OTHER-77"):
            assert told not in response.content.decode(errors="replace")


@pytest.mark.parametrize("route", OF_CHILD)
def test_child_that_is_not_theirs_looks_like_one_that_does_not_exist(
    client_of: Callable[..., Client], family: User, other_child: Child, route: str
) -> None:
    client = client_of(family)
    method = next(iter(allowed_of(TABLE[route])))
    answers = []
    for key in (other_child.key, NOWHERE):
        at = address(route, child=key, key=key)
        response = client.get(at) if method == "GET" else client.post(at, {})
        answers.append((response.status_code, response.headers["Content-Type"]))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("route", OF_CHILD)
def test_child_that_does_not_exist_is_404_for_those_who_may(
    client_of: Callable[..., Client], people: Callable[..., User], route: str
) -> None:
    for method, allowed in allowed_of(TABLE[route]).items():
        role = min(allowed)
        client = client_of(people(role, f"{role}-{method}"))
        at = address(route, child=NOWHERE, key=NOWHERE)
        if method == "GET":
            response = client.get(at)
        else:
            body = {"entries": []} if route.startswith("api/") else {}
            response = (
                client.post(at, body, content_type="application/json") if body else client.post(at)
            )
        assert (
            response.status_code in (404, 422)
            if route.startswith("api/")
            else (response.status_code == 404)
        ), method


def test_attempt_is_written_with_who_and_which_child(
    client_of: Callable[..., Client], family: User, other_child: Child
) -> None:
    at = address("children/<uuid:child>/summary.pdf", child=other_child.key)
    assert client_of(family).get(at).status_code == 404
    event = AuditEvent.objects.last()
    assert (event.action, event.actor, event.child) == ("refused", family, other_child.key)


def test_link_that_was_taken_away_counts_at_once(
    client_of: Callable[..., Client], family: User, child: Child
) -> None:
    client = client_of(family)
    at = address("children/<uuid:child>/summary.pdf", child=child.key)
    assert client.get(at).status_code == 200
    FamilyLink.objects.all().delete()
    assert client.get(at).status_code == 404


OF_DRAFT = [route for route in TABLE if names_in(route) & {"draft", "key"} and "api/" not in route]
# Keeping writes a draft of one's own beside the other's; the page about discarding shows none.
SAY_NOTHING = ("/keep/", "/discarded/")
SECRET = "Zebulon Otherchild limps"


@pytest.mark.parametrize("route", OF_DRAFT)
def test_drafts_and_files_of_others_stay_theirs(
    client_of: Callable[..., Client], child: Child, people: Callable[..., User], route: str
) -> None:
    """Another clinician, who may open this page for drafts of their own."""
    author, other = people(Role.CLINICIAN, "author"), people(Role.CLINICIAN, "other")
    drafts = [
        Draft.objects.create(
            kind=kind,
            child=held,
            author=author,
            content=json.dumps({"text": SECRET, "note": SECRET}),
            created_at=NOW,
            updated_at=NOW,
        )
        for kind in Draft.Kind
        for held in (child, None)
    ]
    client = client_of(other)
    for draft in drafts:
        at = address(route, child=child.key, draft=draft.key, key=draft.key)
        for method in allowed_of(TABLE[route]):
            response = client.get(at) if method == "GET" else client.post(at, {"version": 1})
            if not route.endswith(SAY_NOTHING):
                assert response.status_code in (302, 403, 404, 410), (draft.kind, method)
            assert SECRET not in response.content.decode(errors="replace")
        kept = Draft.objects.get(pk=draft.pk)
        assert (kept.content, kept.version, kept.author) == (draft.content, 1, author)


def test_draft_of_one_child_is_not_opened_at_another(
    client_of: Callable[..., Client], child: Child, other_child: Child, clinician: User
) -> None:
    draft = Draft.objects.create(
        kind="visit", child=child, author=clinician, created_at=NOW, updated_at=NOW
    )
    client = client_of(clinician)
    at = reverse("visit_draft", args=[other_child.key, draft.key])
    assert client.get(at).status_code in (302, 404)
    client.post(at, {"version": 1})
    assert Draft.objects.get(pk=draft.pk).child == child


def test_entries_of_one_child_are_not_opened_at_another(
    client_of: Callable[..., Client], child: Child, other_child: Child, clinician: User
) -> None:
    sequence = child.ledger.filter(kind="visit").values_list("sequence", flat=True).first()
    sequence = sequence or child.ledger.last().sequence
    client = client_of(clinician)
    for name in ("entry", "entry_correct"):
        assert client.get(reverse(name, args=[other_child.key, sequence])).status_code == 404
    for name in ("entry_correct", "entry_retract", "entry_undo", "entry_again"):
        answer = client.post(reverse(name, args=[other_child.key, sequence]), {"reason": "x"})
        assert answer.status_code == 404
    assert other_child.ledger.count() == 1


@pytest.mark.parametrize(
    "key", ["not-a-uuid", "../../etc/passwd", "%00", "1 OR 1=1", "'", "0" * 500, "☃"]
)
def test_keys_that_are_none_are_404(
    client_of: Callable[..., Client], clinician: User, key: str
) -> None:
    assert client_of(clinician).get(f"/children/{key}/").status_code == 404
