"""Every entry has its history; it is corrected or taken back with a reason, and comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from django.test import Client
from django.urls import reverse
from tests.workbench.conftest import load, person

from crmo.record import Finding, ImagingStudy, Measurement, PatientRecord, TreatmentCourse
from crmo.record.json_form import ENTRY_KINDS
from crmo.workbench import clock
from crmo.workbench.correcting import actions
from crmo.workbench.correcting.history import history_of
from crmo.workbench.correcting.kind_form import fields_of, read_form
from crmo.workbench.correcting.kind_form.fields import form_values
from crmo.workbench.ledger import append, entry_statement, record_of, rows_of, sequences_of
from crmo.workbench.models import AuditEvent, Child, Role, User
from crmo.workbench.rulebook.in_force import current_knowledge

ClientOf = Callable[..., Client]


@pytest.fixture
def doctor(clinician: User, client_of: ClientOf) -> Client:
    return client_of(clinician)


def of(child: Child, entry_id: str, name: str = "entry") -> str:
    return reverse(name, args=[child.key, sequences_of(child)[entry_id]])


def entry(child: Child, entry_id: str) -> Any:
    return next(each for each in record_of(child).entries if each.id == entry_id)


def current_ids(child: Child) -> set[str]:
    return {each.id for each in record_of(child).current}


def correct(client: Client, child: Child, entry_id: str, reason: str = "typo", **told: str) -> Any:
    values = {**form_values(entry(child, entry_id)), "correction_reason": reason}
    named = {name.replace("__", "."): value for name, value in told.items()}
    return client.post(of(child, entry_id, "entry_correct"), {**values, **named})


def test_a_correction_is_appended_and_shown_with_what_changed(doctor: Client, child: Child) -> None:
    answer = correct(doctor, child, "esr-2026-01", reason="read again", quantity__value="19")
    assert answer.status_code == 302
    (new,) = [row for row in rows_of(child) if row.source == "correction"]
    assert (new.supersedes, new.reason, new.kind) == ("esr-2026-01", "read again", "measurement")
    assert "esr-2026-01" not in current_ids(child)
    assert entry(child, new.entry_id).quantity.value == 19
    page = doctor.get(answer["Location"]).content.decode()
    assert "<del>9 mm/h</del>" in page
    assert "<ins>19 mm/h</ins>" in page
    assert "read again" in page
    assert "Clinician Example" in page
    assert AuditEvent.objects.filter(action="correct", child=child.key).count() == 1


def test_entries_asked_for_without_their_page_are_in_the_audit_once(
    doctor: Client, child: Child, clinician: User
) -> None:
    for _ in range(2):
        doctor.post(reverse("entries", args=[child.key]), {"words": "crp"}, HTTP_HX_REQUEST="true")
    (event,) = AuditEvent.objects.filter(child=child.key, actor=clinician)
    assert (event.action, event.about) == ("read", "correcting.entries")


def test_the_history_is_the_same_from_every_version(doctor: Client, child: Child) -> None:
    old = doctor.get(of(child, "crp-2026-03")).content.decode()
    new = doctor.get(of(child, "crp-2026-03-corrected")).content.decode()
    for page in (old, new):
        assert "<del>30 mg/L</del>" in page
        assert "<ins>3 mg/L</ins>" in page


@pytest.mark.parametrize(
    ("entry_id", "told", "words"),
    [
        ("esr-2026-01", {"quantity__value": "much"}, "This is not a measured value"),
        ("esr-2026-01", {"on": "2026-13"}, "Expected"),
        ("pain-2026-01", {"value": "11"}, "lies outside its scale"),
        ("pain-2026-01-site", {"severity": "12"}, "out of range"),
        ("pain-2026-01-site", {"site": "xyzzy"}, "is not understood as a place"),
        ("adalimumab", {"end": "2020-01-01"}, "ends before it begins"),
        ("esr-2026-01", {}, "Nothing was changed"),
    ],
)
def test_what_cannot_be_is_refused_in_the_form(
    doctor: Client, child: Child, entry_id: str, told: dict[str, str], words: str
) -> None:
    before = len(rows_of(child))
    answer = correct(doctor, child, entry_id, **told)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert len(rows_of(child)) == before


def test_a_correction_needs_a_reason(doctor: Client, child: Child) -> None:
    answer = correct(doctor, child, "esr-2026-01", reason=" ", quantity__value="19")
    assert answer.status_code == 422
    assert "A reason is needed" in answer.content.decode()


def test_every_entry_of_every_kind_passes_through_its_form_unchanged(child: Child) -> None:
    """What the form does not show stays, and what it shows comes back as it was."""
    knowledge = current_knowledge()
    kinds = set()
    for each in record_of(child).entries:
        kinds.add(type(each))
        assert fields_of(each, knowledge)
        read = read_form(each, form_values(each))
        assert (read.problems, read.entry) == ({}, each)
    assert len(kinds) >= len(ENTRY_KINDS) - 1


def test_lesions_are_corrected_one_by_one(doctor: Client, child: Child) -> None:
    answer = correct(
        doctor, child, "wbmri-2026-03", lesions__0__site="T9", lesions__1__size="11",
        lesions__2__site="", lesions__3__site="left med clav", lesions__3__status="present",
    )  # fmt: skip
    assert answer.status_code == 302
    study = [s for s in record_of(child).of_kind(ImagingStudy) if str(s.on) == "2026-03-04"][-1]
    assert [lesion.bone_unit for lesion in study.lesions] == [
        "vertebra_t9", "tibia_distal_metaphysis_right", "clavicle_medial_left",
    ]  # fmt: skip
    assert study.lesions[1].size_mm == 11
    assert study.lesions[0].feature("height_loss") == "present"


def test_nobody_corrects_what_was_corrected_meanwhile(
    doctor: Client, child: Child, client_of: ClientOf
) -> None:
    second = client_of(person(Role.CLINICIAN, "second"))
    correct(doctor, child, "esr-2026-01", quantity__value="19")
    n_rows = len(rows_of(child))
    answer = correct(second, child, "esr-2026-01", quantity__value="29")
    assert answer.status_code == 302
    assert "Somebody has changed this entry meanwhile" in (
        second.get(answer["Location"]).content.decode()
    )
    assert len(rows_of(child)) == n_rows


def test_two_corrections_at_once_do_not_both_count(child: Child, clinician: User) -> None:
    """The check is made again while the ledger is held."""
    sequence = sequences_of(child)["esr-2026-01"]
    wrong = entry(child, "esr-2026-01")

    def once(value: float) -> int:
        better = evolve(wrong, quantity=evolve(wrong.quantity, value=value))
        return actions.correct_entry(
            child=child, sequence=sequence, corrected=better, reason="r", by=clinician,
            at=clock.now(), request=None,
        )  # fmt: skip

    once(19.0)
    with pytest.raises(actions.ChangedMeanwhileError):
        once(29.0)


def test_taken_back_entries_count_no_more_and_keep_their_history(
    doctor: Client, child: Child
) -> None:
    answer = doctor.post(of(child, "pain-2026-01", "entry_retract"), {"reason": "wrong child"})
    assert answer.status_code == 302
    assert "pain-2026-01" not in current_ids(child)
    page = doctor.get(answer["Location"]).content.decode()
    assert "wrong child" in page
    assert "No version of it counts" in page
    assert AuditEvent.objects.filter(action="retract").count() == 1


def test_taking_back_a_corrected_entry_revives_no_older_version(
    doctor: Client, child: Child
) -> None:
    doctor.post(of(child, "crp-2026-03-corrected", "entry_retract"), {"reason": "not hers"})
    assert not {"crp-2026-03", "crp-2026-03-corrected"} & current_ids(child)


def test_undoing_a_correction_revives_what_it_replaced(doctor: Client, child: Child) -> None:
    doctor.post(of(child, "crp-2026-03-corrected", "entry_undo"), {"reason": "it was 30"})
    assert "crp-2026-03" in current_ids(child)
    assert "crp-2026-03-corrected" not in current_ids(child)


def test_what_was_taken_back_is_entered_again_in_the_same_history(
    doctor: Client, child: Child
) -> None:
    doctor.post(of(child, "crp-2026-03-corrected", "entry_retract"), {"reason": "not hers"})
    address = of(child, "crp-2026-03-corrected", "entry_again")
    assert doctor.post(address, {"reason": "hers after all"}).status_code == 302
    (again,) = [m for m in record_of(child).of_kind(Measurement)
                if m.analyte == "crp" and str(m.on) == "2026-03-04"]  # fmt: skip
    assert again.quantity is not None
    assert (again.quantity.value, again.supersedes) == (3.0, "crp-2026-03-corrected")
    history = history_of(child, sequences_of(child)["crp-2026-03"])
    assert history is not None
    assert [version.counts for version in history.versions] == [False, False, True]
    page = doctor.get(of(child, again.id)).content.decode()
    assert "Entered again" in page
    assert doctor.post(address, {"reason": "twice"}).status_code == 409


@pytest.mark.parametrize("name", ["entry_retract", "entry_undo", "entry_again"])
def test_nothing_is_taken_back_without_a_reason(doctor: Client, child: Child, name: str) -> None:
    before = len(rows_of(child))
    assert doctor.post(of(child, "crp-2026-03-corrected", name), {"reason": " "}).status_code == 422
    assert len(rows_of(child)) == before


def test_the_list_holds_every_entry_and_finds_by_words_kind_and_day(
    doctor: Client, child: Child
) -> None:
    address = reverse("entries", args=[child.key])
    page = doctor.get(address).content.decode()
    n_entries = len(record_of(child).entries)
    assert f"{n_entries} entries" in page
    assert 'class="is-corrected"' in page

    def found(**wanted: str) -> str:
        return doctor.post(address, wanted, headers={"HX-Request": "true"}).content.decode()

    assert "1 entry" in found(words="mg/l 30", with_past="yes")
    assert "Nothing found" in found(words="mg/l 30")
    assert "2 entries" in found(kind="treatment_course", words="2025", with_past="yes")
    assert "<html" not in found(day="2026-01-13")
    assert "Adalimumab" in found(words="ADALIMUMAB")


def test_an_appointment_is_listed_and_can_be_cancelled(
    doctor: Client, child: Child, clinician: User
) -> None:
    from crmo.workbench.ledger import appointment_statement

    append(child, [appointment_statement(clock.now(), with_whom="Dr X")], by=clinician,
           at=clock.now())  # fmt: skip
    (row,) = [row for row in rows_of(child) if row.kind == "appointment"]
    page = doctor.get(reverse("entry", args=[child.key, row.sequence])).content.decode()
    assert "Dr X" in page
    taken_back = reverse("entry_retract", args=[child.key, row.sequence])
    assert doctor.post(taken_back, {"reason": "moved away"}).status_code == 302


@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.ADMINISTRATOR, Role.FAMILY])
def test_histories_are_for_those_who_treat(child: Child, client_of: ClientOf, role: Role) -> None:
    client = client_of(person(role, "other"))
    for address in (reverse("entries", args=[child.key]), of(child, "esr-2026-01")):
        assert client.get(address).status_code in (403, 404)


def test_a_reader_sees_histories_and_changes_nothing(
    child: Child, reader: User, client_of: ClientOf
) -> None:
    client, before = client_of(reader), len(rows_of(child))
    page = client.get(of(child, "esr-2026-01"))
    assert page.status_code == 200
    assert "Take the entry back" not in page.content.decode()
    assert correct(client, child, "esr-2026-01", quantity__value="1").status_code == 403
    for name in ("entry_retract", "entry_undo", "entry_again"):
        assert client.post(of(child, "esr-2026-01", name), {"reason": "r"}).status_code == 403
    assert len(rows_of(child)) == before


def test_an_entry_of_another_child_is_not_shown(
    doctor: Client, child: Child, record: PatientRecord
) -> None:
    other = load(record)
    foreign = sequences_of(other)["esr-2026-01"]
    for name in ("entry", "entry_correct"):
        assert doctor.get(reverse(name, args=[child.key, foreign])).status_code == 404


def test_what_people_wrote_is_text_and_never_markup(
    doctor: Client, child: Child, clinician: User
) -> None:
    evil = "<script>alert(1)</script>"
    wicked = Finding(
        id="<b>id</b>", on="2026-01-01", concept="fever",
        status=record_of(child).of_kind(Finding)[0].status, note=evil, site_text=evil,
    )  # fmt: skip
    drug = TreatmentCourse(id="x", on="2026-01-01", drug="naproxen", dose=evil, note=evil)
    append(child, [entry_statement(wicked), entry_statement(drug)], by=clinician, at=clock.now())
    correct(doctor, child, "x", reason=evil, dose=f"{evil}2")
    for address in (
        reverse("entries", args=[child.key]), of(child, "<b>id</b>"), of(child, "x"),
        of(child, "<b>id</b>", "entry_correct"),
    ):  # fmt: skip
        page = doctor.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<b>id</b>" not in page
