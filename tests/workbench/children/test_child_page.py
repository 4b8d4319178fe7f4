from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from crmo.record import Encounter, ImagingStudy, Modality, PartialDate, Patient, PatientRecord
from crmo.report.languages import in_language
from crmo.workbench import clock as workbench_clock
from crmo.workbench.children.packed import Packed, gzip_of
from crmo.workbench.children.shown import shown_page, steps_of
from crmo.workbench.ledger import append, appointment_statement, entry_statement, new_child
from crmo.workbench.models import AuditEvent, Child, User

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
HISTORY = (
    ("2025-03-04", Encounter(id="first", on="2025-03-04", recorded_on=date(2025, 3, 4))),
    (
        "2025-06-10",
        ImagingStudy(
            id="mri", on="2025-06-10", recorded_on=date(2025, 6, 10), modality=Modality.MRI
        ),
    ),
    ("2026-02-01", Encounter(id="second", on="2026-02-01", recorded_on=date(2026, 2, 1))),
)


@pytest.fixture
def followed(db: None) -> Child:
    """A child whose entries became known on the days they speak of."""
    patient = Patient(id="f-1", name="Fola Owed", birth_date=PartialDate(2014, 5))
    child = new_child(patient, by=None, at=NOW)
    append(child, [entry_statement(entry) for _, entry in HISTORY], by=None, at=NOW)
    return child


def page_text(client: Client, child: Child, query: str = "") -> str:
    answer = client.get(f"/children/{child.key}/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_clinician_sees_the_page_and_the_reading_is_audited(
    child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    text = page_text(client_of(clinician), child)
    assert "Example child A" in text
    assert 'id="body-map"' in text
    assert text.count("<h1") == 1
    assert AuditEvent.objects.filter(
        child=child.key, action="read", about="children.child_page", actor=clinician
    ).exists()


def test_the_compressed_page_is_the_same_page(
    child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(clinician)
    packed = client.get(f"/children/{child.key}/", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    text = gzip.decompress(packed.content).decode()
    assert 'id="body-map"' in text
    assert text.rstrip().endswith("</html>")


@pytest.mark.parametrize("part", [b"", b"part", b"long " * 50_000])
def test_a_kept_part_within_a_frame_unpacks_to_the_whole(part: bytes) -> None:
    packed = Packed.of(part)
    assert packed.unpacked() == part
    assert (
        gzip.decompress(gzip_of(b"<before>", packed, b"<after>")) == b"<before>" + part + b"<after>"
    )


def test_the_page_is_not_kept_by_the_browser(
    child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    assert client_of(clinician).get(f"/children/{child.key}/")["Cache-Control"] == "no-store"


def test_a_new_entry_is_on_the_page_at_once(
    child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(clinician)
    before = page_text(client, child)
    append(child, [entry_statement(Encounter(id="now", on="2026-11-21"))], by=None, at=NOW)
    assert page_text(client, child).count('id="entry-') == before.count('id="entry-') + 1


def test_the_next_appointment_stands_in_the_head(
    child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(clinician)
    assert "No appointment on record" in page_text(client, child)
    at = NOW + timedelta(days=3)
    append(child, [appointment_statement(at, with_whom="Dr Ada")], by=None, at=NOW)
    assert "24 Nov 2026, 09:00" in page_text(client, child)


def test_entries_lead_to_their_history_by_their_place_in_the_ledger(
    child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    text = page_text(client_of(clinician), child)
    assert f"/children/{child.key}/entries/" in text
    assert "/entries/visit-2022-10" not in text


# --- as known on ------------------------------------------------------------------------------


def test_a_past_day_shows_what_was_known_on_it(
    followed: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(clinician)
    counts = [
        page_text(client, followed, f"?on={day}").count('id="entry-')
        for day in ("2025-03-03", "2025-03-04", "2025-06-10", "2026-11-21")
    ]
    assert counts == [0, 1, 2, 3]


def test_a_look_back_is_marked_and_offers_nothing_to_enter(
    followed: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(clinician)
    text = page_text(client, followed, "?on=2025-06-10")
    assert "Look back: only what was known on 10 Jun 2025." in text
    assert "?on=2025-03-04" in text
    assert "?on=2026-02-01" in text
    assert "Enter visit" not in text
    assert "Mark as read" not in text
    assert 'id="news"' not in text
    today = page_text(client, followed, "?on=2026-11-21")
    assert "Look back:" not in today
    assert "Enter visit" in today


@pytest.mark.parametrize("on", ["2027-01-01", "yesterday", "2025-13-40"])
def test_a_day_that_is_no_past_day_leads_to_today(
    on: str, followed: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    answer = client_of(clinician).get(f"/children/{followed.key}/?on={on}")
    assert answer.status_code == 302
    assert answer["Location"] == f"/children/{followed.key}/"


def test_steps_are_the_days_on_which_a_visit_or_a_scan_became_known() -> None:
    late = Encounter(id="late", on="2024-01-01", recorded_on=date(2026, 1, 5))
    entries = (*(entry for _, entry in HISTORY), late)
    record = PatientRecord(patient=Patient(id="x"), entries=entries)
    assert [day.isoformat() for day in steps_of(record, today=TODAY)] == [
        "2025-03-04", "2025-06-10", "2026-01-05", "2026-02-01",
    ]  # fmt: skip


# --- languages and days are kept apart ---------------------------------------------------------


def test_each_language_has_its_own_page(child: Child) -> None:
    from django.utils.translation import override

    english = shown_page(child, on=TODAY, today=TODAY).part.unpacked()
    with override("de"), in_language("de"):
        german = shown_page(child, on=TODAY, today=TODAY).part.unpacked()
    assert english != german
    assert shown_page(child, on=TODAY, today=TODAY).part.unpacked() == english


def test_tomorrow_the_page_is_made_anew(
    child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(clinician)
    assert "as known on 21 Nov 2026" in page_text(client, child)
    with workbench_clock.stopped_at(NOW + timedelta(days=1)):
        client = client_of(clinician)
        assert "as known on 22 Nov 2026" in page_text(client, child)


# --- the look ----------------------------------------------------------------------------------


def test_style_and_script_are_files_that_a_browser_keeps(
    child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    text = page_text(client_of(clinician), child)
    addresses = [part.split('"')[0] for part in text.split('"/children/look/')[1:]]
    assert sorted(name.rpartition(".")[2] for name in addresses) == ["css", "js"]
    for name in addresses:
        answer = Client().get(f"/children/look/{name}")
        assert answer.status_code == 200
        assert "immutable" in answer["Cache-Control"]
        packed = Client().get(f"/children/look/{name}", headers={"accept-encoding": "gzip"})
        assert gzip.decompress(packed.content) == answer.content
    assert Client().get("/children/look/page-0000.css").status_code == 404


# --- who may -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["administrator", "researcher", "family_member"])
def test_the_page_is_for_those_who_treat(
    who: str, child: Child, request: pytest.FixtureRequest, client_of: Callable[..., Client]
) -> None:
    client = client_of(request.getfixturevalue(who))
    for part in ("", "news/", "scans/", "visits/", "who/", "appointments/"):
        assert client.get(f"/children/{child.key}/{part}").status_code == 403


def test_a_reader_sees_and_enters_nothing(
    child: Child, reader: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(reader)
    text = page_text(client, child)
    assert "Enter visit" not in text
    assert "Appointments" not in text
    for part in ("who/", "appointments/"):
        assert client.get(f"/children/{child.key}/{part}").status_code == 403
    assert client.post(f"/children/{child.key}/read/", {"scan": 1}).status_code == 403
