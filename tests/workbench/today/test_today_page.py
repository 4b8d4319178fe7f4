from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.workbench.conftest import load

from crmo.record import ImagingStudy, Modality, Patient
from crmo.report.languages import in_language
from crmo.workbench import clock as workbench_clock
from crmo.workbench.ledger import append, appointment_statement, entry_statement, new_child
from crmo.workbench.models import AuditEvent, Card, Child, Draft, EntryContent, User
from crmo.workbench.today.refresh import refresh_child

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def coming(child: Child) -> Child:
    """The example child, expected this morning, with a scan that nobody has read."""
    scan = ImagingStudy(id="new-scan", on="2026-11-19", modality=Modality.MRI)
    at = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
    told = [entry_statement(scan), appointment_statement(at, with_whom="Dr Ada")]
    append(child, told, by=None, at=NOW)
    refresh_child(child)
    return child


def text_of(client: Client, address: str = "/today/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_morning_is_told(
    coming: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    text = text_of(client_of(clinician))
    assert "Example child A" in text
    assert "10:30" in text
    assert "Dr Ada" in text
    assert "Visit in rheumatology: overdue by" in text
    assert "flaring" in text
    assert "1 unread" in text
    assert "No mark is no reassurance" in text
    assert "earlier day" not in text


def test_why_something_is_due_is_told_in_place(
    coming: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    text = text_of(client_of(clinician))
    assert "not on record: leg length" in text
    assert "CNO diagnosed 5 September 2023" in text


def test_a_row_of_yesterday_says_so(
    coming: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    with workbench_clock.stopped_at(NOW + timedelta(days=1)):
        text = text_of(client_of(clinician))
    assert "as of 21 Nov 2026" in text
    assert "of an earlier day or an earlier record" in text


def test_a_row_older_than_its_record_says_so(
    coming: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(clinician)
    assert "something newer is on record" not in text_of(client)
    scan = ImagingStudy(id="newer", on="2026-11-20", modality=Modality.CT)
    append(coming, [entry_statement(scan)], by=None, at=NOW)
    assert "something newer is on record" in text_of(client)


def test_searching_answers_with_the_list_and_leaves_no_name_in_an_address(
    coming: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    new_child(Patient(id="n-2", name="Müller, Zoë"), by=None, at=NOW)
    answer = client_of(clinician).post(
        "/today/?filter=stale&sort=name", {"q": "muller"}, headers=HTMX
    )
    text = answer.content.decode()
    assert "Müller, Zoë" in text
    assert "Example child A" not in text
    assert "<html" not in text
    assert answer["HX-Replace-Url"] == "/today/?filter=stale&sort=name"


def test_a_name_in_an_address_is_not_searched_for(
    coming: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    new_child(Patient(id="n-2", name="Müller, Zoë"), by=None, at=NOW)
    assert "Example child A" in text_of(client_of(clinician), "/today/?q=muller")


def test_names_are_shown_and_never_run(clinician: User, client_of: Callable[..., Client]) -> None:
    child = new_child(Patient(id="x", name="<script>alert(1)</script>"), by=None, at=NOW)
    refresh_child(child)
    assert "<script>alert" not in text_of(client_of(clinician))


def test_lists_are_audited_without_a_word_of_what_was_looked_for(
    coming: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    client_of(clinician).post("/today/", {"q": "example"}, headers=HTMX)
    event = AuditEvent.objects.get(action="list")
    assert (event.about, event.detail, event.actor) == ("today.today", '{"shown": 1}', clinician)


def test_the_number_of_queries_does_not_grow_with_the_children(
    coming: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(clinician)
    client.get("/today/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/today/")
    for n in range(30):
        new_child(Patient(id=f"n-{n}"), by=None, at=NOW)
    with CaptureQueriesContext(connection) as many:
        client.get("/today/")
    assert len(many) == len(few)


def test_the_words_are_german_for_those_who_read_german(coming: Child) -> None:
    from django.utils.translation import override

    from crmo.workbench.today.morning import Morning
    from crmo.workbench.today.row import row_of

    with override("de"), in_language("de"):
        row = row_of(Card.objects.get(child=coming), morning=Morning.now())
    assert row.last_visit == "13.01.2026"
    assert row.is_foreign


# --- reading a scan -----------------------------------------------------------------------------


def test_a_scan_is_marked_as_read_from_its_row(
    coming: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    up_to = Card.objects.get(child=coming).computed_head
    client = client_of(clinician)
    answer = client.post(f"/today/{coming.key}/read/", {"up_to": up_to}, headers=HTMX)
    text = answer.content.decode()
    assert text.startswith(f'<tr id="row-{coming.key}"')
    assert "1 unread" not in text
    told = EntryContent.objects.get(child=coming, ledger__kind="seen")
    assert told.payload == '{"entry":"new-scan"}'
    assert told.ledger.recorded_by == clinician
    assert AuditEvent.objects.filter(child=coming.key, about="children.read").count() == 1


def test_a_scan_that_came_after_the_row_was_shown_stays_unread(
    coming: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    up_to = Card.objects.get(child=coming).computed_head
    later = ImagingStudy(id="later-scan", on="2026-11-20", modality=Modality.CT)
    append(coming, [entry_statement(later)], by=None, at=NOW)
    client_of(clinician).post(f"/today/{coming.key}/read/", {"up_to": up_to}, headers=HTMX)
    assert Card.objects.get(child=coming).n_unread_scans == 1


def test_marking_twice_states_it_once(
    coming: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    client, up_to = client_of(clinician), Card.objects.get(child=coming).computed_head
    for _ in range(2):
        client.post(f"/today/{coming.key}/read/", {"up_to": up_to})
    assert EntryContent.objects.filter(child=coming, ledger__kind="seen").count() == 1


def test_whoever_only_reads_cannot_mark(
    coming: Child, reader: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(reader)
    assert "Mark read" not in text_of(client)
    answer = client.post(f"/today/{coming.key}/read/", {"up_to": 10**9})
    assert answer.status_code == 403
    assert not EntryContent.objects.filter(ledger__kind="seen").exists()


@pytest.mark.parametrize("who", ["administrator", "researcher", "family_member"])
def test_the_worklist_is_for_those_who_treat(
    who: str, request: pytest.FixtureRequest, client_of: Callable[..., Client]
) -> None:
    user = request.getfixturevalue(who)
    assert client_of(user).get("/today/").status_code == 403


def test_a_second_child_is_not_mixed_up(
    coming: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    from tests.workbench.conftest import example_record

    other = load(example_record("undiagnosed"))
    refresh_child(other)
    text = text_of(client_of(clinician))
    assert text.index("Example child A") < text.index("Example child B")


def test_an_unfinished_visit_of_ones_own_is_called_to_mind(
    coming: Child, clinician: User, reader: User, client_of: Callable[..., Client]
) -> None:
    Draft.objects.create(
        kind=Draft.Kind.VISIT, child=coming, author=clinician, created_at=NOW, updated_at=NOW
    )
    assert "An unfinished visit of yours is waiting" in text_of(client_of(clinician))
    assert "unfinished visit" not in text_of(client_of(reader))
