"""A file is looked at, decided entry by entry, and saved once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.workbench.conftest import load
from tests.workbench.reading_in.files import (
    as_json,
    as_workbook,
    crp,
    file_of,
    read_in,
    record_of_child,
    save,
    upload,
)

from crmo.exchange.fhir_r4 import write_bundle
from crmo.exchange.spreadsheet import write_csv_folder
from crmo.record import PatientRecord, Retraction
from crmo.record.difference import Change
from crmo.workbench import clock
from crmo.workbench.ledger import append, entry_statement, record_of, retraction_statement
from crmo.workbench.models import AuditEvent, Card, Child, Draft, LedgerEntry, Role, User
from crmo.workbench.reading_in.file_draft import MOST_DRAFTS, Who
from crmo.workbench.rulebook.in_force import current_knowledge

ClientOf = Callable[..., Client]
pytestmark = pytest.mark.usefixtures("reads_in_process")


@pytest.fixture
def client(clinician: User, client_of: ClientOf) -> Client:
    return client_of(clinician)


def decide(client: Client, key: Any, number: int, **form: str) -> None:
    told = {name.replace("_", "-"): value for name, value in form.items()}
    answer = client.post(reverse("reading_in_child", args=[key, number]), told)
    assert answer.status_code == 302


def test_nothing_changes_before_somebody_says_so(client: Client) -> None:
    key = read_in(client, as_json(record_of_child("A-1", crp(12, "2026-01-05"))))
    client.get(reverse("reading_in_file", args=[key]))
    client.get(reverse("reading_in_child", args=[key, 1]))
    assert LedgerEntry.objects.count() == 0
    assert Child.objects.count() == 0


def test_a_new_child_comes_with_all_its_entries(client: Client, clinician: User) -> None:
    key = read_in(client, as_json(record_of_child("A-1", crp(12, "2026-01-05"))))
    answer = save(client, key)
    assert answer["Location"] == reverse("reading_in_saved", args=[key])
    child = Child.objects.get()
    assert record_of(child).patient.id == "A-1"
    assert [entry.id for entry in record_of(child).current] == ["crp-2026-01-05"]
    assert Card.objects.get().name == "Mara Moss"
    assert LedgerEntry.objects.filter(recorded_by=clinician).count() == 2
    assert not Draft.objects.exists()


def test_the_source_of_an_entry_leads_back_to_the_file(client: Client, tmp_path: Path) -> None:
    key = read_in(client, as_workbook([record_of_child("A-1", crp(12, "2026-01-05"))], tmp_path))
    save(client, key)
    (entry,) = record_of(Child.objects.get()).current
    assert entry.source is not None
    assert entry.source.document == "visits.xlsx"
    assert "row" in entry.source.locator


def test_the_same_file_twice_changes_nothing_and_says_so(
    client: Client, record: PatientRecord, tmp_path: Path
) -> None:
    file = as_workbook([record, record_of_child("A-2", crp(3, "2026-01-05"))], tmp_path)
    save(client, read_in(client, file))
    before = LedgerEntry.objects.count()
    file.seek(0)
    key = read_in(client, file)
    shown = client.get(reverse("reading_in_file", args=[key])).content.decode()
    assert "This file says nothing that is not known" in shown
    save(client, key)
    assert LedgerEntry.objects.count() == before
    assert Child.objects.count() == 2


def test_saving_twice_writes_once(client: Client) -> None:
    key = read_in(client, as_json(record_of_child("A-1", crp(12, "2026-01-05"))))
    save(client, key)
    answer = save(client, key)
    assert answer["Location"] == reverse("reading_in_saved", args=[key])
    assert LedgerEntry.objects.count() == 2


def test_what_is_left_out_is_not_saved(client: Client) -> None:
    record = record_of_child("A-1", crp(12, "2026-01-05"), crp(4, "2026-02-05"))
    key = read_in(client, as_json(record))
    decide(client, key, 1, verb_1="leave", under_1="new")
    save(client, key)
    assert [entry.id for entry in record_of(Child.objects.get()).current] == ["crp-2026-01-05"]


def test_all_new_ones_are_left_out_at_once(client: Client) -> None:
    record = record_of_child("A-1", crp(12, "2026-01-05"), crp(4, "2026-02-05"))
    key = read_in(client, as_json(record))
    decide(client, key, 1, at_once="leave-new")
    save(client, key)
    assert record_of(Child.objects.get()).entries == ()


def test_one_kind_is_left_out_at_once(client: Client, record: PatientRecord) -> None:
    key = read_in(client, as_json(record))
    decide(client, key, 1, at_once="leave-new", kind="Measurement")
    save(client, key)
    kinds = {type(entry).__name__ for entry in record_of(Child.objects.get()).current}
    assert "Measurement" not in kinds
    assert "ImagingStudy" in kinds


@pytest.fixture
def known() -> Child:
    return load(record_of_child("A-1", crp(12, "2026-01-05")))


@pytest.fixture
def rival(client: Client, known: Child) -> Any:
    """The draft of a file that contradicts what is known."""
    return read_in(client, as_json(record_of_child("A-1", crp(30, "2026-01-05", name="other"))))


def test_a_contradiction_waits_and_is_not_saved_undecided(
    client: Client, known: Child, rival: Any
) -> None:
    (child,) = file_of(rival).children
    assert (child.who, child.chosen) == (Who.KNOWN, known.key)
    assert child.counts[Change.CONFLICTS] == 1
    save(client, rival)
    assert [entry.id for entry in record_of(known).current] == ["crp-2026-01-05"]


def test_the_known_entry_stands_beside_field_by_field(client: Client, rival: Any) -> None:
    shown = client.get(reverse("reading_in_child", args=[rival, 1])).content.decode()
    assert "12 mg/L" in shown
    assert "30 mg/L" in shown
    assert "contradicts" in shown


def test_theirs_corrects_ours_with_a_reason(client: Client, known: Child, rival: Any) -> None:
    decide(client, rival, 1, verb_0="take", under_0="conflicts", why_0="typed wrongly")
    save(client, rival)
    (entry,) = record_of(known).current
    assert entry.quantity.value == 30  # type: ignore[attr-defined]
    assert entry.supersedes == "crp-2026-01-05"
    assert LedgerEntry.objects.latest("sequence").content.reason == "typed wrongly"


def test_a_correction_without_a_reason_names_the_file(
    client: Client, known: Child, rival: Any
) -> None:
    decide(client, rival, 1, verb_0="take", under_0="conflicts")
    save(client, rival)
    assert "records.json" in LedgerEntry.objects.latest("sequence").content.reason


def test_ours_is_kept(client: Client, known: Child, rival: Any) -> None:
    decide(client, rival, 1, verb_0="leave", under_0="conflicts")
    save(client, rival)
    assert len(record_of(known).entries) == 1


def test_both_are_kept(client: Client, known: Child, rival: Any) -> None:
    decide(client, rival, 1, verb_0="both", under_0="conflicts")
    save(client, rival)
    assert [entry.quantity.value for entry in record_of(known).current] == [12, 30]  # type: ignore[attr-defined]


def test_an_id_that_is_used_already_does_not_stop_a_new_entry(client: Client, known: Child) -> None:
    record = record_of_child("A-1", crp(5, "2026-03-05", name="crp-2026-01-05"))
    key = read_in(client, as_json(record))
    decide(client, key, 1, at_once="take-conflicts")
    save(client, key)
    assert len(record_of(known).entries) >= 1


def test_what_somebody_else_changed_meanwhile_is_decided_anew(client: Client, known: Child) -> None:
    """Two clinicians at once: an entry taken as new, which by now contradicts, is not written."""
    key = read_in(client, as_json(record_of_child("A-1", crp(7, "2026-02-05", name="x"))))
    decide(client, key, 1, verb_0="take", under_0="new")
    append(known, [entry_statement(crp(9, "2026-02-05", name="y"))], by=None, at=clock.now())
    answer = client.post(reverse("reading_in_save", args=[key]), follow=True)
    assert "Somebody has changed what is known" in answer.content.decode()
    assert [entry.id for entry in record_of(known).current] == ["crp-2026-01-05", "y"]
    assert Draft.objects.filter(key=key).exists()


def test_what_became_known_meanwhile_is_not_written_twice(client: Client, known: Child) -> None:
    key = read_in(client, as_json(record_of_child("A-1", crp(7, "2026-02-05", name="x"))))
    other = read_in(client, as_json(record_of_child("A-1", crp(7, "2026-02-05", name="y"))))
    save(client, other)
    save(client, key)
    assert [entry.id for entry in record_of(known).current] == ["crp-2026-01-05", "y"]


def test_two_files_with_one_new_child_make_one_child(client: Client) -> None:
    file = as_json(record_of_child("A-1", crp(7, "2026-02-05")))
    key = read_in(client, file)
    file.seek(0)
    other = read_in(client, file)
    save(client, other)
    answer = client.post(reverse("reading_in_save", args=[key]), follow=True)
    assert "Somebody has changed" in answer.content.decode()
    assert Child.objects.count() == 1


def test_a_contradicting_birth_date_waits_for_a_person(client: Client, known: Child) -> None:
    record = record_of_child("A-1", crp(7, "2026-02-05"), born="2011-01-01")
    key = read_in(client, as_json(record))
    (child,) = file_of(key).children
    assert child.who is Who.UNDECIDED
    save(client, key)
    assert len(record_of(known).entries) == 1


def test_a_person_says_whose_the_entries_are(client: Client, known: Child) -> None:
    record = record_of_child("B-9", crp(7, "2026-02-05"))
    key = read_in(client, as_json(record))  # same name and birth date, another number
    assert file_of(key).children[0].who is Who.UNDECIDED
    client.post(reverse("reading_in_who", args=[key]), {"number": 1, "who": str(known.key)})
    save(client, key)
    assert len(record_of(known).current) == 2
    assert record_of(known).patient.id == "A-1"


def test_a_child_left_out_stays_out(client: Client) -> None:
    key = read_in(client, as_json(record_of_child("A-1", crp(7, "2026-02-05"))))
    client.post(reverse("reading_in_who", args=[key]), {"number": 1, "who": "skip"})
    save(client, key)
    assert Child.objects.count() == 0


def test_who_the_child_is_changes_only_if_said_so(client: Client, known: Child) -> None:
    record = record_of_child("A-1", crp(12, "2026-01-05"), name="Mara Moos")
    key = read_in(client, as_json(record))
    save(client, key)
    assert record_of(known).patient.name == "Mara Moss"
    key = read_in(client, as_json(record))
    decide(client, key, 1, field_name="take")
    save(client, key)
    assert record_of(known).patient.name == "Mara Moos"
    assert Card.objects.get(child=known).name == "Mara Moos"


def test_the_history_of_a_new_child_comes_along(client: Client) -> None:
    entries = (
        crp(70, "2026-01-05", name="wrong"),
        crp(7, "2026-01-05", name="right", supersedes="wrong"),
    )
    save(client, read_in(client, as_json(record_of_child("A-1", *entries))))
    record = record_of(Child.objects.get())
    assert {entry.id for entry in record.entries} == {"wrong", "right"}
    assert [entry.id for entry in record.current] == ["right"]


def test_saving_is_audited_for_each_child_without_a_value(client: Client, clinician: User) -> None:
    key = read_in(client, as_json(record_of_child("A-1", crp(12, "2026-01-05"))))
    save(client, key)
    child = Child.objects.get()
    events = AuditEvent.objects.filter(action="read_in", actor=clinician, about__endswith=str(key))
    assert [event.child for event in events.order_by("sequence")] == [child.key, None]
    assert all("Mara" not in event.detail and "A-1" not in event.detail for event in events)


def test_looking_at_a_known_childs_entries_is_audited(
    client: Client, known: Child, rival: Any
) -> None:
    client.get(reverse("reading_in_child", args=[rival, 1]))
    assert AuditEvent.objects.filter(action="read", child=known.key).exists()


def test_a_draft_is_its_authors_alone(
    client: Client, people: Callable[..., User], client_of: ClientOf
) -> None:
    key = read_in(client, as_json(record_of_child("A-1", crp(12, "2026-01-05"))))
    other = client_of(people(Role.CLINICIAN, "other"))
    for name, args in (("file", []), ("child", [1]), ("saved", [])):
        assert other.get(reverse(f"reading_in_{name}", args=[key, *args])).status_code == 404
    assert other.post(reverse("reading_in_save", args=[key])).status_code == 404
    other.post(reverse("reading_in_discard", args=[key]))
    assert (
        other.post(reverse("reading_in_who", args=[key]), {"number": 1, "who": "skip"}).status_code
        == 404
    )
    assert Draft.objects.filter(key=key).exists()


@pytest.mark.parametrize("role", ["administrator", "researcher", "reader", "family"])
def test_only_clinicians_read_files_in(
    role: str, people: Callable[..., User], client_of: ClientOf
) -> None:
    assert client_of(people(Role(role))).get(reverse("reading_in")).status_code == 403


def test_a_draft_is_put_aside(client: Client) -> None:
    key = read_in(client, as_json(record_of_child("A-1", crp(12, "2026-01-05"))))
    client.post(reverse("reading_in_discard", args=[key]))
    assert not Draft.objects.exists()
    assert Child.objects.count() == 0


def test_the_empty_spreadsheet_can_be_had(client: Client) -> None:
    answer = client.get(reverse("reading_in_template"))
    assert answer.content.startswith(b"PK")


def test_sheets_as_csv_are_read_as_one(client: Client, tmp_path: Path) -> None:
    record = record_of_child("A-1", crp(12, "2026-01-05"))
    write_csv_folder((record,), tmp_path, knowledge=current_knowledge())
    files = [
        SimpleUploadedFile(path.name, path.read_bytes()) for path in sorted(tmp_path.glob("*.csv"))
    ]
    save(client, read_in(client, *files))
    (entry,) = record_of(Child.objects.get()).current
    assert entry.quantity.value == 12  # type: ignore[attr-defined]


def test_a_fhir_bundle_is_read(client: Client, record: PatientRecord, tmp_path: Path) -> None:
    path = tmp_path / "bundle.json"
    write_bundle(record, current_knowledge(), path)
    key = read_in(client, SimpleUploadedFile("bundle.json", path.read_bytes()))
    assert "FHIR" in file_of(key).form
    save(client, key)
    assert len(record_of(Child.objects.get()).current) > 20


def test_what_was_taken_back_here_is_not_taken_in_again(client: Client, known: Child) -> None:
    append(known, [retraction_statement("crp-2026-01-05", "wrong child")], by=None, at=clock.now())
    key = read_in(client, as_json(record_of_child("A-1", crp(12, "2026-01-05", name="again"))))
    (child,) = file_of(key).children
    assert child.counts[Change.ALREADY_CORRECTED] == 1
    save(client, key)
    assert record_of(known).current == ()


def test_what_the_file_takes_back_is_taken_back_if_said_so(client: Client, known: Child) -> None:
    record = record_of_child("A-1", crp(12, "2026-01-05", name="theirs"))
    record = evolve(record, retractions=[Retraction(entry="theirs", reason="mixed up")])
    key = read_in(client, as_json(record))
    shown = client.get(reverse("reading_in_child", args=[key, 1])).content.decode()
    assert "mixed up" in shown
    save(client, key)
    assert len(record_of(known).current) == 1
    key = read_in(client, as_json(record))
    client.post(reverse("reading_in_child", args=[key, 1]), {"back-crp-2026-01-05": "take"})
    save(client, key)
    assert record_of(known).current == ()


def test_long_records_come_in_pages(client: Client) -> None:
    entries = [crp(n, f"2025-{n // 28 + 1:02}-{n % 28 + 1:02}") for n in range(90)]
    key = read_in(client, as_json(record_of_child("A-1", *entries)))
    address = reverse("reading_in_child", args=[key, 1])
    assert 'id="entry-0"' in client.get(address).content.decode()
    last = client.get(address, {"page": 3}).content.decode()
    assert 'id="entry-89"' in last
    assert 'id="entry-0"' not in last


def test_all_children_are_decided_at_once(client: Client, known: Child) -> None:
    load(record_of_child("A-2", crp(12, "2026-01-05"), name="Otto Oak", born="2010-10-10"))
    rivals = [
        record_of_child("A-1", crp(30, "2026-01-05", name="x")),
        record_of_child("A-2", crp(31, "2026-01-05", name="y"), name="Otto Oak", born="2010-10-10"),
    ]
    key = read_in(client, as_json(*rivals))
    client.post(reverse("reading_in_everywhere", args=[key]), {"at-once": "take-conflicts"})
    save(client, key)
    values = [record_of(child).current[0].quantity.value for child in Child.objects.all()]  # type: ignore[attr-defined]
    assert sorted(values) == [30, 31]


def test_nobody_begins_without_end(client: Client, clinician: User) -> None:
    file = as_json(record_of_child("A-1"))
    content = Draft.objects.get(key=read_in(client, file)).content
    told = {"kind": "reading_in", "author": clinician, "content": content}
    for _ in range(MOST_DRAFTS - 1):
        Draft.objects.create(**told, created_at=clock.now(), updated_at=clock.now())
    answer = upload(client, as_json(record_of_child("A-1")))
    assert "too many are begun" in answer.content.decode()
