from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from crmo.record import PartialDate, Patient, Sex
from crmo.workbench.children.actions import (
    AlreadyKnownError,
    ChangedMeanwhileError,
    correct_who,
    create_child,
)
from crmo.workbench.children.who import history_of_who, newest_patient_statement
from crmo.workbench.ledger import record_of
from crmo.workbench.models import AuditEvent, Card, Child, User

ANNA = Patient(id="H-1", name="Anna Müller", birth_date=PartialDate(2014, 3, 7), sex=Sex.FEMALE)


@pytest.fixture
def anna(clinician: User) -> Child:
    return create_child(patient=ANNA, by=clinician)


def test_a_new_child_is_in_the_ledger_the_list_and_the_audit(
    clinician: User, client_of: Callable[..., Client]
) -> None:
    told = {"number": " H-7 ", "name": "Zoë  Ng", "birth_date": "07.03.2014", "sex": "female"}
    answer = client_of(clinician).post("/children/new/", told)
    child = Child.objects.get()
    assert answer["Location"] == f"/children/{child.key}/"
    assert record_of(child).patient == Patient(
        id="H-7", name="Zoë Ng", birth_date=PartialDate(2014, 3, 7), sex=Sex.FEMALE
    )
    card = Card.objects.get(child=child)
    assert (card.name_search, card.number_search) == ("zoe ng", "h-7")
    assert card.computed_head == card.head_sequence
    event = AuditEvent.objects.get(child=child.key, action="write")
    assert (event.about, event.actor, event.detail) == ("children.new", clinician, "")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2014", "2014"),
        ("2014-03", "2014-03"),
        ("3.2014", "2014-03"),
        ("7.3.2014", "2014-03-07"),
        ("2014-03-07", "2014-03-07"),
        ("", None),
    ],
)
def test_a_birth_date_may_be_known_in_part(
    written: str, meant: str | None, clinician: User, client_of: Callable[..., Client]
) -> None:
    told = {"number": "H-7", "name": "", "birth_date": written, "sex": "unknown"}
    client_of(clinician).post("/children/new/", told)
    born = record_of(Child.objects.get()).patient.birth_date
    assert (str(born) if born else None) == meant


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", ""),
        ("number", "  "),
        ("birth_date", "31.2.2014"),
        ("birth_date", "2027-01-01"),
        ("birth_date", "spring"),
        ("sex", "cat"),
    ],
)
def test_what_cannot_be_is_refused_in_place(
    field: str, value: str, clinician: User, client_of: Callable[..., Client]
) -> None:
    told = {"number": "H-7", "name": "", "birth_date": "", "sex": "unknown", field: value}
    answer = client_of(clinician).post("/children/new/", told)
    assert answer.status_code == 422
    assert 'class="errorlist"' in answer.content.decode()
    assert not Child.objects.exists()


# --- a child that is known already ----------------------------------------------------------


@pytest.mark.parametrize("number", ["H-1", "h-1"])
def test_a_number_is_given_once(
    number: str, anna: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    told = {"number": number, "name": "X", "birth_date": "", "sex": "unknown", "is_another": "on"}
    answer = client_of(clinician).post("/children/new/", told)
    assert answer.status_code == 422
    assert "This number is taken" in answer.content.decode()
    assert Child.objects.count() == 1


def test_the_same_name_and_birth_date_are_asked_about(
    anna: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(clinician)
    told = {"number": "H-2", "name": "anna muller", "birth_date": "2014-03-07", "sex": "female"}
    answer = client.post("/children/new/", told)
    assert answer.status_code == 422
    assert "may be known already" in answer.content.decode()
    assert Child.objects.count() == 1
    assert client.post("/children/new/", {**told, "is_another": "on"}).status_code == 302
    assert Child.objects.count() == 2


def test_the_same_name_with_another_birth_date_is_another_child(
    anna: Child, clinician: User
) -> None:
    other = Patient(id="H-2", name="Anna Müller", birth_date=PartialDate(2016, 1, 1))
    create_child(patient=other, by=clinician)
    assert Child.objects.count() == 2


# --- correcting who it is ---------------------------------------------------------------------


def correction(child: Child, **changed: str) -> dict[str, str]:
    told = {
        "number": "H-1",
        "name": "Anna Müller",
        "birth_date": "2014-03-07",
        "sex": "female",
        "reason": "passport",
        "expected": str(newest_patient_statement(child)),
    }
    return told | changed


def test_a_correction_is_appended_and_the_history_shows_both(
    anna: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(clinician)
    told = correction(anna, name="Anne Müller", birth_date="2014-03-08")
    assert client.post(f"/children/{anna.key}/who/", told).status_code == 302
    assert record_of(anna).patient.name == "Anne Müller"
    newest, first = history_of_who(anna)
    assert newest.reason == "passport"
    assert newest.by_name == clinician.shown_name()
    assert newest.changed == (
        ("name", "Anna Müller", "Anne Müller"),
        ("birth_date", "2014-03-07", "2014-03-08"),
    )
    assert first.reason == ""
    assert Card.objects.get(child=anna).name == "Anne Müller"
    text = client.get(f"/children/{anna.key}/who/").content.decode()
    assert "<del>Anna Müller</del>" in text
    assert "passport" in text
    assert AuditEvent.objects.filter(child=anna.key, action="correct").count() == 1


def test_a_correction_needs_a_reason(
    anna: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    told = correction(anna, reason=" ", name="X")
    assert client_of(clinician).post(f"/children/{anna.key}/who/", told).status_code == 422
    assert record_of(anna).patient == ANNA


def test_the_number_of_another_child_is_refused(
    anna: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    create_child(patient=Patient(id="H-2"), by=clinician)
    answer = client_of(clinician).post(f"/children/{anna.key}/who/", correction(anna, number="h-2"))
    assert answer.status_code == 422
    assert "Another child has this number." in answer.content.decode()


def test_of_two_corrections_at_once_the_second_is_told_of_the_first(
    anna: Child, clinician: User, people: Callable[..., User], client_of: Callable[..., Client]
) -> None:
    from crmo.workbench.models import Role

    colleague = people(Role.CLINICIAN, "colleague")
    mine, theirs = correction(anna, name="Mine"), correction(anna, name="Theirs")
    address = f"/children/{anna.key}/who/"
    assert client_of(colleague).post(address, theirs).status_code == 302
    client = client_of(clinician)
    answer = client.post(address, mine)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Somebody else changed this meanwhile" in text
    assert "Theirs" in text
    assert 'value="Mine"' in text
    again = mine | {"expected": str(newest_patient_statement(anna))}
    assert client.post(address, again).status_code == 302
    assert [each.changed[0][2] for each in history_of_who(anna)[:2]] == ["Mine", "Theirs"]


def test_actions_refuse_what_the_pages_refuse(anna: Child, clinician: User) -> None:
    with pytest.raises(AlreadyKnownError):
        create_child(patient=ANNA, by=clinician, is_another=True)
    with pytest.raises(ChangedMeanwhileError):
        correct_who(child=anna, patient=ANNA, reason="x", expected=0, by=clinician)


# --- finding ------------------------------------------------------------------------------------


def test_an_administrator_finds_a_child_and_learns_nothing_of_its_illness(
    anna: Child, child: Child, administrator: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(administrator)
    answer = client.post("/children/", {"q": "muller"}, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "Anna Müller" in text
    assert "Example child" not in text
    assert f'href="/children/{anna.key}/"' not in text
    assert AuditEvent.objects.filter(action="list", about="children.children").count() == 1


def test_nobody_is_listed_before_something_is_written(
    anna: Child, administrator: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(administrator)
    assert "Anna" not in client.get("/children/?q=anna").content.decode()
    assert "Anna" not in client.post("/children/", {"q": "  "}).content.decode()


def test_texts_with_signs_that_turn_reading_round_are_cleaned(
    clinician: User, client_of: Callable[..., Client]
) -> None:
    told = {"number": "H-7", "name": "A\u202eB\u0007C", "birth_date": "", "sex": "unknown"}
    client_of(clinician).post("/children/new/", told)
    assert record_of(Child.objects.get()).patient.name == "A B C"
