"""A letter is read by rules, checked by a person, and kept once if they say so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from crmo.record import (
    Document,
    Finding,
    ImagingStudy,
    Measurement,
    TreatmentCourse,
)
from crmo.workbench.ledger import record_of
from crmo.workbench.letter_in.letter_draft import LetterDraft
from crmo.workbench.models import AuditEvent, Child, Draft, LedgerEntry, Role, User

ClientOf = Callable[..., Client]
pytestmark = pytest.mark.usefixtures("reads_in_process")
LETTER = """Clinic letter, 12 March 2026

Lena is an 11-year-old girl with pain in the left knee. No fever.
CRP 12 mg/L. MRI of 3 March 2026: marrow oedema in the left distal femoral metaphysis and in the
right clavicle. Naproxen since January 2026.
"""


@pytest.fixture
def client(clinician: User, client_of: ClientOf) -> Client:
    return client_of(clinician)


def read(client: Client, text: str = LETTER, child: Child | None = None, **more: str) -> UUID:
    address = reverse("letter_in_for", args=[child.key]) if child else reverse("letter_in")
    answer = client.post(address, {"text": text, "document": "Clinic letter", **more})
    assert answer.status_code == 302, answer.content.decode()
    return UUID(answer["Location"].strip("/").split("/")[1])


def letter_of(key: UUID) -> LetterDraft:
    return LetterDraft.from_text(Draft.objects.get(key=key).content)


def number_of(key: UUID, kind: type) -> int:
    entries = [reading.entry for reading in letter_of(key).readings]
    return next(n for n, entry in enumerate(entries) if isinstance(entry, kind))


def post(client: Client, key: UUID, **form: str) -> Any:
    told = {name.replace("_", "-"): value for name, value in form.items()}
    return client.post(reverse("letter_in_draft", args=[key]), told)


@pytest.fixture
def empty(clinician: User) -> Child:
    """A child of whom nothing is known but who it is."""
    from crmo.record import Patient
    from crmo.workbench import clock
    from crmo.workbench.ledger import new_child

    return new_child(Patient(id="L-1", name="Lena Lark"), by=clinician, at=clock.now())


def test_words_and_readings_stand_side_by_side(client: Client) -> None:
    shown = client.get(reverse("letter_in_draft", args=[read(client)])).content.decode()
    assert "distal femoral metaphysis" in shown
    assert "laboratory" in shown  # the rule that read the value
    assert 'href="#part-0"' in shown
    assert 'id="part-0"' in shown


def test_nothing_is_kept_before_somebody_says_so(client: Client, empty: Child) -> None:
    key = read(client, child=empty)
    client.get(reverse("letter_in_draft", args=[key]))
    answer = post(client, key, act="save", has_keeps_letter="1")
    assert answer.status_code == 422
    assert record_of(empty).entries == ()
    assert Draft.objects.filter(key=key).exists()


def test_what_is_kept_leads_back_to_the_words(client: Client, empty: Child) -> None:
    key = read(client, child=empty)
    n = number_of(key, Measurement)
    answer = post(client, key, **{f"verb_{n}": "take"}, act="save", has_keeps_letter="1")
    assert answer["Location"] == reverse("child_page", args=[empty.key])
    (entry,) = record_of(empty).current
    assert isinstance(entry, Measurement)
    assert entry.source is not None
    assert entry.source.document == "Clinic letter"
    assert LETTER[entry.source.start : entry.source.end] == entry.source.text == "CRP 12 mg/L"
    assert entry.source.rule == "laboratory"
    assert not Draft.objects.exists()


def test_the_letter_itself_is_kept_if_wanted(client: Client, empty: Child) -> None:
    key = read(client, child=empty)
    post(client, key, act="save", has_keeps_letter="1", keeps_letter="1")
    (entry,) = record_of(empty).current
    assert isinstance(entry, Document)
    assert entry.text == LETTER
    assert str(entry.on) == "2026-03-12"


def test_the_same_letter_twice_changes_nothing(client: Client, empty: Child) -> None:
    for _ in range(2):
        key = read(client, child=empty)
        post(client, key, act="keep-new", has_keeps_letter="1", keeps_letter="1")
        post(client, key, act="save", has_keeps_letter="1", keeps_letter="1")
    n_entries = len(letter_of(key).readings) + 1
    assert len(record_of(empty).entries) == n_entries


def test_saving_twice_writes_once(client: Client, empty: Child) -> None:
    key = read(client, child=empty)
    post(client, key, act="keep-new")
    post(client, key, act="save")
    n_rows = LedgerEntry.objects.count()
    answer = post(client, key, act="save")
    assert answer["Location"] == reverse("child_page", args=[empty.key])
    assert LedgerEntry.objects.count() == n_rows


def change(client: Client, key: UUID, n: int, **form: str) -> Any:
    return client.post(reverse("letter_in_change", args=[key, n]), {"act": "change", **form})


def test_a_value_is_changed_by_a_click(client: Client, empty: Child) -> None:
    key = read(client, child=empty)
    n = number_of(key, Measurement)
    change(client, key, n, value="<5", unit="mg/L", on="2026-03-11")
    post(client, key, **{f"verb_{n}": "take"}, act="save", has_keeps_letter="1")
    (entry,) = record_of(empty).current
    assert isinstance(entry, Measurement)
    assert entry.quantity is not None
    assert (entry.quantity.value, entry.quantity.comparator) == (5, "<")
    assert str(entry.on) == "2026-03-11"
    assert "changed by the reader" in LedgerEntry.objects.latest("sequence").content.source


def test_status_and_place_are_changed(client: Client) -> None:
    key = read(client)
    n = number_of(key, Finding)
    change(client, key, n, status="absent", site="right femur distal metaphysis")
    entry = letter_of(key).readings[n].entry
    assert isinstance(entry, Finding)
    assert (entry.status, entry.site) == ("absent", "femur_distal_metaphysis_right")


def test_one_place_of_a_scan_is_changed_and_another_thrown_away(
    client: Client, empty: Child
) -> None:
    key = read(client, child=empty)
    n = number_of(key, ImagingStudy)
    change(client, key, n, lesion="0", status="healed", site="left distal femoral metaphysis")
    client.post(reverse("letter_in_change", args=[key, n]), {"act": "drop", "lesion": "1"})
    post(client, key, **{f"verb_{n}": "take"}, act="save", has_keeps_letter="1")
    (scan,) = record_of(empty).current
    assert isinstance(scan, ImagingStudy)
    assert [(each.bone_unit, each.status) for each in scan.lesions] == [
        ("femur_distal_metaphysis_left", "healed")
    ]


def test_a_treatment_is_ended_by_a_click(client: Client) -> None:
    key = read(client)
    n = number_of(key, TreatmentCourse)
    change(client, key, n, status="ended", on="2026-01", end="2026-03-01")
    entry = letter_of(key).readings[n].entry
    assert isinstance(entry, TreatmentCourse)
    assert str(entry.end) == "2026-03-01"
    assert entry.ongoing == "absent"


@pytest.mark.parametrize(
    "form",
    [
        {"value": "twelve", "unit": "mg/L"},
        {"value": "12", "on": "2030-01-01"},
        {"value": "12", "on": "yesterday"},
        {"value": "12", "unit": "x" * 300},
    ],
)
def test_what_cannot_be_is_refused_in_place(client: Client, form: dict[str, str]) -> None:
    key = read(client)
    n = number_of(key, Measurement)
    before = letter_of(key).readings[n].plain
    answer = change(client, key, n, **form)
    assert answer.status_code == 422
    assert letter_of(key).readings[n].plain == before


def test_a_place_that_is_none_is_refused(client: Client) -> None:
    key = read(client)
    answer = change(client, key, number_of(key, Finding), site="the moon")
    assert answer.status_code == 422
    assert "no place of the skeleton" in answer.content.decode()


def test_one_goes_back_to_what_was_read(client: Client) -> None:
    key = read(client)
    n = number_of(key, Measurement)
    before = letter_of(key).readings[n].plain
    change(client, key, n, value="99")
    client.post(reverse("letter_in_change", args=[key, n]), {"act": "restore"})
    assert letter_of(key).readings[n].plain == before
    assert not letter_of(key).readings[n].is_changed


def test_a_child_is_found_and_chosen_for_the_letter(client: Client, empty: Child) -> None:
    key = read(client)
    address = reverse("letter_in_whose", args=[key])
    assert "Lena Lark" in client.post(address, {"q": "lark"}).content.decode()
    client.post(address, {"child": str(empty.key)})
    assert Draft.objects.get(key=key).child == empty


def test_a_letter_without_a_child_cannot_be_saved(client: Client) -> None:
    key = read(client)
    post(client, key, act="keep-new")
    assert post(client, key, act="save").status_code == 422
    assert LedgerEntry.objects.count() == 0


def test_recognition_keeps_nothing(client: Client) -> None:
    key = read(client)
    answer = client.get(reverse("letter_in_recognise", args=[key]))
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "What it could be" in shown
    assert LedgerEntry.objects.count() == 0
    assert Child.objects.count() == 0


def test_recognition_weighs_the_readings_as_they_stand(client: Client) -> None:
    key = read(client)
    address = reverse("letter_in_recognise", args=[key])
    before = client.get(address).content
    n = number_of(key, ImagingStudy)
    post(client, key, **{f"verb_{n}": "leave"})
    assert client.get(address).content != before


def test_a_letter_without_a_date_is_read_again_with_one(client: Client) -> None:
    key = read(client, text="Pain in the left knee today. CRP 12 mg/L.")
    assert letter_of(key).on is None
    client.post(reverse("letter_in_dated", args=[key]), {"on": "2026-02-03"})
    letter = letter_of(key)
    assert str(letter.on) == "2026-02-03"
    assert str(letter.readings[number_of(key, Measurement)].entry.on) == "2026-02-03"


def test_a_text_file_is_read(client: Client) -> None:
    file = SimpleUploadedFile("letter.txt", LETTER.encode())
    answer = client.post(reverse("letter_in"), {"text": "", "file": file})
    assert answer.status_code == 302
    (draft,) = Draft.objects.all()
    assert LetterDraft.from_text(draft.content).document == "letter.txt"


def test_a_contradiction_with_the_record_waits(
    client: Client, empty: Child, clinician: User
) -> None:
    from crmo.record import Quantity
    from crmo.workbench import clock
    from crmo.workbench.ledger import append, entry_statement

    known = Measurement(
        id="ours", analyte="crp", on="2026-03-12", quantity=Quantity(value=40, unit="mg/L")
    )
    append(empty, [entry_statement(known)], by=clinician, at=clock.now())
    key = read(client, child=empty)
    post(client, key, act="keep-new")
    n = number_of(key, Measurement)
    assert letter_of(key).readings[n].decision is None
    post(client, key, **{f"verb_{n}": "take"}, act="save")
    crp = [entry for entry in record_of(empty).current if isinstance(entry, Measurement)]
    assert [entry.quantity.value for entry in crp] == [12]  # type: ignore[union-attr]
    assert crp[0].supersedes == "ours"


def test_a_letter_is_its_authors_alone(
    client: Client, people: Callable[..., User], client_of: ClientOf, empty: Child
) -> None:
    key = read(client, child=empty)
    other = client_of(people(Role.CLINICIAN, "other"))
    assert other.get(reverse("letter_in_draft", args=[key])).status_code == 404
    assert other.get(reverse("letter_in_recognise", args=[key])).status_code == 404
    assert post(other, key, act="save").status_code == 404
    assert change(other, key, 0, on="2026-01-01").status_code == 404
    assert other.post(reverse("letter_in_whose", args=[key]), {"q": "x"}).status_code == 404
    other.post(reverse("letter_in_discard", args=[key]))
    assert Draft.objects.filter(key=key).exists()


def test_keeping_is_audited_without_a_value(client: Client, empty: Child, clinician: User) -> None:
    key = read(client, child=empty)
    post(client, key, act="keep-new")
    post(client, key, act="save")
    event = AuditEvent.objects.get(action="read_in", about=f"letter_in:{key}")
    assert (event.child, event.actor) == (empty.key, clinician)
    assert "Lena" not in event.detail


def test_a_known_child_takes_a_letter(client: Client, child: Child) -> None:
    key = read(client, child=child)
    assert client.get(reverse("letter_in_draft", args=[key])).status_code == 200
    start = client.get(reverse("letter_in_for", args=[child.key])).content.decode()
    assert "Clinic letter" in start


def test_a_pdf_with_text_is_read(client: Client, tmp_path: Path) -> None:
    source = tmp_path / "letter.typ"
    source.write_text("Clinic letter, 12 March 2026\n\nPain in the left knee. CRP 12 mg/L.")
    file = SimpleUploadedFile("scan.pdf", typst.compile(source))
    client.post(reverse("letter_in"), {"text": "", "file": file})
    letter = LetterDraft.from_text(Draft.objects.get().content)
    assert letter.document == "scan.pdf"
    assert any(isinstance(reading.entry, Measurement) for reading in letter.readings)
