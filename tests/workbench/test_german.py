"""The workbench in German: whole pages, by role."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from django.test import Client
from django.urls import reverse
from tests.spoken_page import Spoken

from crmo.workbench.models import Child, User
from tools.catalogues.domains import DOMAINS
from tools.catalogues.po_file import read_po

OF_CHILD = (
    *("child_page", "child_scans", "child_visits", "child_who", "child_appointments"),
    *("entries", "visit", "letter_in_for", "letters"),
)
PAGES = {
    "clinician": (
        *("today", "children", "child_new", "reading_in", "letter_in", "cohort", "knowledge"),
        *("knowledge_sources", "own_account", "mfa_index", "review", *OF_CHILD),
    ),
    "administrator": (
        *("children", "people", "person_new", "audit", "care", "knowledge", "knowledge_local"),
        *("own_account", "audit_of_child", "care_child"),
    ),
    "researcher": ("research", "knowledge"),
    "family_member": ("family_child", "family_looked_at", "own_account"),
}
WITH_CHILD = {*OF_CHILD, "audit_of_child", "care_child", "family_child", "family_looked_at"}
# Words of the record or of an account that happen to be a message as well.
OF_THE_RECORD = {"administrator", "clinician", "researcher"}


@cache
def english_only() -> frozenset[str]:
    """Return the messages of all catalogues that no German word reads like: not `Kind`."""
    messages = [message for domain in DOMAINS for message in read_po(domain.path("de"))]
    german = {said for message in messages for said in message.said}
    whole = (m.id for m in messages if not m.context and "{" not in m.id and "%" not in m.id)
    return frozenset(whole) - german


@pytest.fixture
def german(
    client_of: Callable[[User], Client], child: Child, request: pytest.FixtureRequest
) -> Callable[[str, str], str]:
    """Return a page as somebody of a role reads it in German."""

    def page(role: str, name: str) -> str:
        user: User = request.getfixturevalue(role)
        user.language = "de"
        user.save()
        kwargs = {"child": child.key} if name in WITH_CHILD else {}
        response = client_of(user).get(reverse(name, kwargs=kwargs), follow=True)
        assert response.status_code == 200
        assert response.headers["Content-Language"] == "de"
        return response.content.decode()

    return page


@pytest.mark.parametrize(
    ("role", "name"), [(role, name) for role, names in PAGES.items() for name in names]
)
def test_no_english_message_is_left_on_a_german_page(
    role: str, name: str, german: Callable[[str, str], str]
) -> None:
    pieces = Spoken(german(role, name)).pieces
    said = {" ".join(text.split()) for spoken, text in pieces if spoken == "de"}
    assert len(said) > 15
    assert sorted(said & english_only() - OF_THE_RECORD) == []
    assert [text for text in said if "%(" in text] == []


def test_a_refusal_is_german(german: Callable[[str, str], str], client: Client) -> None:
    client.cookies["django_language"] = "de"
    page = client.get("/nothing-here/").content.decode()
    assert '<html lang="de"' in page
