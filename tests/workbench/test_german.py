"""The workbench in German: whole pages, by role."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from gettext import GNUTranslations

import pytest
from django.test import Client
from django.urls import reverse

from crmo.report.languages import catalogue
from crmo.workbench.models import Child, User
from tests.spoken_page import Spoken
from tools.catalogues.domains import DOMAINS
from tools.catalogues.message import merged
from tools.catalogues.po_file import read_po

OF_CHILD = (
    *("child_page", "child_scans", "child_visits", "child_who", "child_appointments"),
    *("entries", "visit", "letter_in_for"),
)
PAGES = {
    "clinician": (
        *("today", "children", "child_new", "reading_in", "letter_in", "cohort", "knowledge"),
        *("knowledge_sources", "own_account", "mfa_index", *OF_CHILD),
    ),
    "administrator": (
        *("children", "people", "person_new", "audit", "care", "knowledge", "knowledge_local"),
        *("own_account", "audit_of_child", "care_child"),
    ),
    "researcher": ("research", "knowledge"),
}
WITH_CHILD = {*OF_CHILD, "audit_of_child", "care_child"}
# Words of the record or of an account that happen to be a message as well.
OF_THE_RECORD = {"Administrator Example", "Clinician Example", "Researcher Example"}


@cache
def english_only() -> frozenset[str]:
    """Return the messages of all catalogues that read differently in German."""
    found = set()
    for domain in DOMAINS:
        for message in read_po(domain.path("de")):
            is_whole = not message.plural and not message.context
            if is_whole and "{" not in message.id and "%" not in message.id:
                found |= {message.id} if message.said != (message.id,) else set()
    return frozenset(found)


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


def test_report_and_workbench_use_the_same_german_words() -> None:
    """A word that both say must not have two translations: one page shows both."""
    workbench = {
        m.key: m for m in read_po(next(d for d in DOMAINS if d.name == "django").path("de"))
    }
    german = catalogue("de")
    assert isinstance(german, GNUTranslations)
    both = merged(next(d for d in DOMAINS if d.name == "report").messages())
    found = {
        message.id: (workbench[key].said[0], german.gettext(message.id))
        for key, message in both.items()
        if key in workbench and not message.plural and not workbench[key].plural
    }
    assert {word: pair for word, pair in found.items() if pair[0] != pair[1]} == {}
