"""What others do meanwhile, comparisons, the summary."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from tests.workbench.conftest import example_record, load, person

from crmo.record import Encounter, ImagingStudy, Modality, Patient
from crmo.workbench import clock as workbench_clock
from crmo.workbench.children.actions import (
    AlreadyKnownError,
    create_child,
    make_appointment,
    mark_read,
)
from crmo.workbench.children.appointments import appointments_of
from crmo.workbench.ledger import append, entry_statement, record_of, sequences_of
from crmo.workbench.ledger.records import head_of
from crmo.workbench.models import AuditEvent, Child, Draft, Role, User

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def colleague(people: Callable[..., User]) -> User:
    user = people(Role.CLINICIAN, "colleague")
    user.display_name = "Dr Colleague"
    user.save()
    return user


def news(client: Client, child: Child, since: int, shown: str = "") -> str:
    told = {"since": since, "shown": shown}
    answer = client.get(f"/children/{child.key}/news/", told)
    return str(answer.content.decode()) if answer.status_code == 200 else ""


def test_two_clinicians_at_one_child_lose_nothing_and_both_see_both(
    child: Child, clinician: User, colleague: User, client_of: Callable[..., Client]
) -> None:
    mine, theirs, since = client_of(clinician), client_of(colleague), head_of(child)
    for client in (mine, theirs):
        client.get(f"/children/{child.key}/")
    append(child, [entry_statement(Encounter(id="a", on="2026-11-21"))], by=clinician, at=NOW)
    append(child, [entry_statement(Encounter(id="b", on="2026-11-21"))], by=colleague, at=NOW)
    told = news(mine, child, since)
    assert f"{colleague.shown_name()} added 1 entry at 09:00" in told
    assert "You added 1 entry" in told
    assert f"{clinician.shown_name()} added 1 entry" in news(theirs, child, since)
    for client in (mine, theirs):
        text = client.get(f"/children/{child.key}/").content.decode()
        assert 'id="entry-a"' in text
        assert 'id="entry-b"' in text


def test_who_else_looks_is_told_for_some_minutes(
    child: Child, clinician: User, colleague: User, client_of: Callable[..., Client]
) -> None:
    client_of(colleague).get(f"/children/{child.key}/")
    mine, since = client_of(clinician), head_of(child)
    told = news(mine, child, since)
    assert f"{colleague.shown_name()} opened this page at 09:00" in told
    assert clinician.shown_name() not in told
    with workbench_clock.stopped_at(NOW + timedelta(minutes=11)):
        assert "opened this page" not in news(mine, child, since)


def test_who_else_writes_is_told(
    child: Child, clinician: User, colleague: User, client_of: Callable[..., Client]
) -> None:
    Draft.objects.create(
        kind=Draft.Kind.VISIT, child=child, author=colleague, created_at=NOW, updated_at=NOW
    )
    told = news(client_of(clinician), child, head_of(child))
    assert f"{colleague.shown_name()} is entering a visit" in told
    assert "entering a visit" not in news(client_of(colleague), child, head_of(child))


def test_an_open_page_is_answered_shortly_while_nothing_is_new(
    child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    client, since = client_of(clinician), head_of(child)
    first = news(client, child, since)
    digest = first.split('value="')[1].split('"')[0]
    n_events = AuditEvent.objects.count()
    told = {"since": since, "shown": digest}
    answer = client.get(f"/children/{child.key}/news/", told)
    assert (answer.status_code, answer.content) == (204, b"")
    assert AuditEvent.objects.count() == n_events


# --- reading a scan -----------------------------------------------------------------------------


def test_a_scan_is_marked_as_read_on_the_page(
    child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    scan = ImagingStudy(id="new-scan", on="2026-11-19", modality=Modality.MRI)
    append(child, [entry_statement(scan)], by=None, at=NOW)
    client, address = client_of(clinician), f"/children/{child.key}/"
    assert "Mark as read" in client.get(address).content.decode()
    sequence = sequences_of(child)["new-scan"]
    answer = client.post(f"{address}read/", {"scan": sequence}, follow=True)
    text = answer.content.decode()
    assert "1 scan is marked as read." in text
    assert "Mark as read" not in text
    assert mark_read(child=child, by=clinician, sequence=sequence) == 0


# --- comparing ----------------------------------------------------------------------------------


def test_the_two_newest_whole_body_scans_are_compared_first(
    child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    text = client_of(clinician).get(f"/children/{child.key}/scans/").content.decode()
    sequences = sequences_of(child)
    assert f'<option value="{sequences["wbmri-2026-03"]}" selected>' in text
    assert "scan-comparison" in text


def test_any_two_scans_and_visits_can_be_chosen(
    child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    client, sequences = client_of(clinician), sequences_of(child)
    told = {"earlier": sequences["wbmri-2023-08"], "later": sequences["wbmri-2026-03"]}
    headers = {"HX-Request": "true"}
    text = client.get(f"/children/{child.key}/scans/", told, headers=headers).content.decode()
    assert "<html" not in text
    assert "2 Aug 2023" in text
    days = {"earlier": "2023-07-11", "later": "2026-01-13"}
    text = client.get(f"/children/{child.key}/visits/", days, headers=headers).content.decode()
    assert "11 Jul 2023" in text
    assert "13 Jan 2026" in text


def test_a_scan_is_not_compared_with_itself(
    child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    same = sequences_of(child)["wbmri-2026-03"]
    address = f"/children/{child.key}/scans/"
    text = client_of(clinician).get(address, {"earlier": same, "later": same}).content.decode()
    assert "Choose two different ones." in text


@pytest.mark.parametrize("what", ["scans", "visits"])
def test_nonsense_and_strangers_scans_are_not_compared(
    what: str, child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    other = load(example_record("undiagnosed"))
    strange = next(iter(sequences_of(other).values()))
    for value in (strange, "x", "2999-01-01"):
        told = {"earlier": value, "later": value}
        answer = client_of(clinician).get(f"/children/{child.key}/{what}/", told)
        assert answer.status_code == 200
        assert f'value="{value}"' not in answer.content.decode()


def test_a_child_without_scans_is_told_what_is_needed(
    clinician: User, client_of: Callable[..., Client]
) -> None:
    child = create_child(patient=Patient(id="n-1"), by=clinician)
    for what, needed in (("scans", "Two dated scans"), ("visits", "Two visits")):
        text = client_of(clinician).get(f"/children/{child.key}/{what}/").content.decode()
        assert needed in text


# --- the summary --------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["clinician", "reader", "family_member"])
def test_the_summary_is_printed_and_audited(
    who: str, child: Child, request: pytest.FixtureRequest, client_of: Callable[..., Client]
) -> None:
    user = request.getfixturevalue(who)
    answer = client_of(user).get(f"/children/{child.key}/summary.pdf")
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"] == 'inline; filename="summary-2026-11-21.pdf"'
    assert answer["Cache-Control"] == "no-store"
    assert AuditEvent.objects.filter(child=child.key, action="print", actor=user).count() == 1


def test_a_family_gets_no_summary_of_another_child(
    family_member: User, client_of: Callable[..., Client]
) -> None:
    other = load(example_record("undiagnosed"))
    answer = client_of(family_member).get(f"/children/{other.key}/summary.pdf")
    assert answer.status_code == 404
    assert AuditEvent.objects.filter(child=other.key, outcome="refused").exists()


@pytest.mark.parametrize("who", ["administrator", "researcher"])
def test_others_get_no_summary(
    who: str, child: Child, request: pytest.FixtureRequest, client_of: Callable[..., Client]
) -> None:
    client = client_of(request.getfixturevalue(who))
    assert client.get(f"/children/{child.key}/summary.pdf").status_code == 403


# --- at the very same moment --------------------------------------------------------------------

together = pytest.mark.skipif(
    "connection.vendor == 'sqlite'",
    reason="the tests' SQLite lives in memory, where threads cannot wait for one another",
)


def at_once(*works: Callable[[], object]) -> list[Exception]:
    """Do works in threads that begin together; return what went wrong."""
    gate, wrong = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=10)
            work()
        except Exception as error:  # noqa: BLE001  told to the test
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return wrong


@together
@pytest.mark.django_db(transaction=True)
def test_writers_at_one_moment_all_find_their_entries() -> None:
    child, users = load(example_record()), [person(Role.CLINICIAN, f"c{n}") for n in range(4)]
    n_before = len(record_of(child).entries)

    def write(user: User) -> None:
        for n in range(5):
            entry = Encounter(id=f"{user.username}-{n}", on="2026-11-21")
            append(child, [entry_statement(entry)], by=user, at=NOW)
            make_appointment(child=child, at=NOW + timedelta(days=n), with_whom="", by=user)

    assert at_once(*(lambda user=user: write(user) for user in users)) == []
    assert len(record_of(child).entries) == n_before + 20
    assert len(appointments_of(child)) == 20


@together
@pytest.mark.django_db(transaction=True)
def test_the_same_child_entered_at_one_moment_is_there_once() -> None:
    users = [person(Role.CLINICIAN, f"c{n}") for n in range(4)]
    patient = Patient(id="H-1", name="Anna Müller")
    wrong = at_once(*(lambda user=user: create_child(patient=patient, by=user) for user in users))
    assert [type(error) for error in wrong] == [AlreadyKnownError] * 3
    assert Child.objects.count() == 1
