"""A family sees its own children, plainly, and who has looked; nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from attrs import evolve
from django.test import Client
from tests.workbench.conftest import NOW, load

from crmo.record import Patient, PatientRecord
from crmo.workbench.ledger import append, appointment_statement
from crmo.workbench.models import AuditEvent, Child, FamilyLink, Role, User

ClientOf = Callable[..., Client]


@pytest.fixture
def sibling(child: Child, record: PatientRecord) -> Child:
    """Another child of the clinic, with the same illness and another name."""
    return load(evolve(record, patient=Patient(id="S-2", name="Sib Ling")))


@pytest.fixture
def parent(family_member: User, client_of: ClientOf) -> Client:
    return client_of(family_member)


def test_a_family_of_one_child_comes_straight_to_it(parent: Client, child: Child) -> None:
    answer = parent.get("/family/", follow=True)
    assert answer.redirect_chain == [(f"/family/{child.key}/", 302)]
    text = answer.content.decode()
    assert "Example child A" in text
    assert "right shin bone, growth zone near the ankle" in text
    assert "Adalimumab" in text
    assert text.count("<h1") == 1


def test_the_page_tells_the_next_appointment_with_whom(
    parent: Client, child: Child, clinician: User
) -> None:
    assert b"No appointment is on record" in parent.get(f"/family/{child.key}/").content
    planned = appointment_statement(NOW + timedelta(days=5), with_whom="Dr Mensah")
    append(child, [planned], by=clinician, at=NOW)
    text = parent.get(f"/family/{child.key}/").content.decode()
    assert "26 Nov 2026, 09:00" in text
    assert "In 5 days. With Dr Mensah." in text


def test_nothing_urgent_is_said_that_no_source_backs(parent: Client, child: Child) -> None:
    """The shipped rule of emergencies has no source, so the clinic has to tell."""
    text = parent.get(f"/family/{child.key}/").content.decode()
    assert "Weakness" not in text
    assert "your clinic tells you" in text


def test_a_family_of_two_children_chooses(
    parent: Client, family_member: User, child: Child, sibling: Child
) -> None:
    FamilyLink.objects.create(user=family_member, child=sibling, linked_at=NOW)
    text = parent.get("/family/").content.decode()
    assert f"/family/{child.key}/" in text
    assert f"/family/{sibling.key}/" in text
    page = parent.get(f"/family/{sibling.key}/").content.decode()
    assert "Sib Ling has CRMO" in page
    assert "Example child A has" not in page


def test_a_family_without_a_child_is_told_what_to_do(
    people: Callable[..., User], client_of: ClientOf, db: None
) -> None:
    answer = client_of(people(Role.FAMILY, "new")).get("/family/")
    assert b"not linked to your child yet" in answer.content


@pytest.mark.parametrize("path", ["", "looked-at/"])
def test_somebody_elses_child_does_not_exist(parent: Client, sibling: Child, path: str) -> None:
    answer = parent.get(f"/family/{sibling.key}/{path}")
    assert answer.status_code == 404
    assert b"Sib Ling" not in answer.content
    assert AuditEvent.objects.filter(action="refused", child=sibling.key).count() == 1


@pytest.mark.parametrize("path", ["summary.pdf", "letters/kept/1/letter.pdf"])
def test_nor_do_its_papers(parent: Client, sibling: Child, path: str) -> None:
    assert parent.get(f"/children/{sibling.key}/{path}").status_code == 404


def test_the_summary_of_its_own_child_is_printed(parent: Client, child: Child) -> None:
    answer = parent.get(f"/children/{child.key}/summary.pdf")
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    "path", ["/today/", "/children/", "/cohort/", "/knowledge/", "/people/", "/audit/", "/review/"]
)
def test_nothing_else_of_the_clinic_is_there(parent: Client, child: Child, path: str) -> None:
    assert parent.get(path).status_code == 403
    shown = parent.get(f"/family/{child.key}/").content.decode()
    assert f'href="{path}"' not in shown


def test_the_clinics_own_page_of_the_child_is_not_the_familys(parent: Client, child: Child) -> None:
    assert parent.get(f"/children/{child.key}/").status_code == 403
    assert parent.get(f"/audit/child/{child.key}/").status_code == 403


def test_a_family_sees_who_looked_and_not_itself(
    parent: Client, child: Child, clinician: User, client_of: ClientOf, people: Callable[..., User]
) -> None:
    at = f"/family/{child.key}/looked-at/"
    assert b"Nobody else has looked yet" in parent.get(at).content
    client_of(clinician).get(f"/children/{child.key}/")
    other = people(Role.FAMILY, "neighbour")
    client_of(other).get(f"/children/{child.key}/")  # refused
    text = parent.get(at).content.decode()
    assert "Clinician Example" in text
    assert "clinician" in text
    looks = parent.get(at).context["looks"]
    assert [look.who for look in looks] == ["Clinician Example"]


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.READER, Role.RESEARCHER, Role.ADMINISTRATOR])
def test_others_have_no_family_page(
    child: Child, role: Role, people: Callable[..., User], client_of: ClientOf
) -> None:
    client = client_of(people(role, "who"))
    for page in ("", f"{child.key}/", f"{child.key}/looked-at/"):
        assert client.get(f"/family/{page}").status_code == 403


def test_the_page_speaks_german(parent: Client, child: Child, family_member: User) -> None:
    family_member.language = "de"
    family_member.save()
    text = parent.get(f"/family/{child.key}/").content.decode()
    assert "Medikamente" in text
    assert "Medicines" not in text
