"""A visit over the wire: begun, kept, saved once, told about others, taken back."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from django.test import Client
from django.urls import reverse
from tests.workbench.conftest import NOW, load, person

from crmo.record import Encounter, Finding, Measurement, PatientRecord
from crmo.workbench import clock
from crmo.workbench.ledger import append, entry_statement, record_of, rows_of
from crmo.workbench.ledger.records import head_of
from crmo.workbench.models import AuditEvent, Card, Child, Draft, Role, User
from crmo.workbench.visit.drafts import drafts_of, open_drafts

ClientOf = Callable[..., Client]


@pytest.fixture
def doctor(clinician: User, client_of: ClientOf) -> Client:
    return client_of(clinician)


def at(child: Child, key: uuid.UUID, name: str = "visit_draft") -> str:
    return reverse(name, args=[child.key, key])


def told(child: Child, **fields: str) -> dict[str, str]:
    named = {name.replace("__", ":"): value for name, value in fields.items()}
    return {"on": "2026-11-21", "head": str(head_of(child)), **named}


def save(client: Client, child: Child, key: uuid.UUID, **fields: str) -> Any:
    return client.post(at(child, key), {"act": "save", **told(child, **fields)})


def keep(client: Client, child: Child, key: uuid.UUID, **fields: str) -> dict[str, Any]:
    answer = client.post(at(child, key, "visit_keep"), told(child, **fields))
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_a_visit_begins_empty_and_nothing_is_kept_yet(doctor: Client, child: Child) -> None:
    answer = doctor.get(reverse("visit", args=[child.key]), follow=True)
    assert answer.redirect_chain == [(reverse("visit_new", args=[child.key]), 302)]
    assert answer.status_code == 200
    assert not Draft.objects.exists()


def test_a_saved_visit_is_appended_whole_and_audited(doctor: Client, child: Child) -> None:
    key, before = uuid.uuid4(), len(rows_of(child))
    answer = save(
        doctor, child, key, tender__vertebra_t8="present", lab__crp="12", note="well",
        next_on="2027-02-20", next_at="09:30",
    )  # fmt: skip
    assert answer.status_code == 302
    assert answer["Location"] == at(child, key, "visit_written")
    new = rows_of(child)[before:]
    assert [row.kind for row in new] == ["encounter", "finding", "measurement", "appointment"]
    assert {row.source for row in new[:3]} == {"visit"}
    record = record_of(child)
    assert [e.note for e in record.of_kind(Encounter) if e.id == key.hex] == ["well"]
    event = AuditEvent.objects.get(action="write")
    assert (event.child, event.outcome) == (child.key, "done")
    assert "well" not in event.detail + event.about
    doctor.get(answer["Location"])
    assert str(Card.objects.get(child=child).last_visit) == "2026-11-21"


def test_the_same_draft_sent_twice_is_written_once(doctor: Client, child: Child) -> None:
    key = uuid.uuid4()
    first = save(doctor, child, key, lab__crp="12")
    n_rows = len(rows_of(child))
    second = save(doctor, child, key, lab__crp="12")
    assert (first.status_code, second.status_code) == (302, 302)
    assert second["Location"] == at(child, key, "visit_written")
    assert len(rows_of(child)) == n_rows


def test_a_refused_value_writes_nothing_and_stands_in_its_field(
    doctor: Client, child: Child
) -> None:
    key, before = uuid.uuid4(), len(rows_of(child))
    answer = save(doctor, child, key, score__pain="99", note="kept")
    assert answer.status_code == 422
    assert len(rows_of(child)) == before
    page = answer.content.decode()
    assert "The scale goes from 0 to 10." in page
    assert 'value="99"' in page
    assert Draft.objects.get(key=key).kind == Draft.Kind.VISIT


def test_a_draft_survives_and_is_gone_on_with(doctor: Client, child: Child) -> None:
    key = uuid.uuid4()
    assert keep(doctor, child, key, note="half a sente")["state"] == "kept"
    answer = doctor.get(reverse("visit", args=[child.key]), follow=True)
    assert answer.redirect_chain[-1] == (at(child, key), 302)
    assert "half a sente" in answer.content.decode()


def test_keeping_says_what_would_be_written_and_what_is_lacking(
    doctor: Client, child: Child
) -> None:
    answer = keep(doctor, child, uuid.uuid4(), tender__vertebra_t8="present", score__pain="77")
    (place,) = [line["words"] for line in answer["lines"] if line["kind"] == "Finding"]
    assert place == "Bone tenderness: present; chest vertebra T8"
    assert [(p["field"], p["weight"]) for p in answer["problems"]] == [("score:pain", "refused")]
    assert "score:physician_global" in [hint["field"] for hint in answer["hints"]]
    assert str(record_of(child).of_kind(Encounter)[-1].on) == "2026-01-13"


def test_a_page_that_comes_too_late_goes_on_in_a_draft_of_its_own(
    doctor: Client, child: Child
) -> None:
    key = uuid.uuid4()
    keep(doctor, child, key, note="first window", tab="a", turn="1", version="0")
    keep(doctor, child, key, note="second window", tab="b", turn="1", version="1")
    late = keep(doctor, child, key, note="first window goes on", tab="a", turn="2", version="1")
    assert late["state"] == "forked"
    assert late["told"]
    kept = {json.loads(draft.content)["fields"]["note"] for draft in Draft.objects.all()}
    assert kept == {"second window", "first window goes on"}


def test_calls_of_one_page_may_arrive_out_of_order(doctor: Client, child: Child) -> None:
    key = uuid.uuid4()
    keep(doctor, child, key, note="one", tab="a", turn="1")
    keep(doctor, child, key, note="three", tab="a", turn="3", version="1")
    assert keep(doctor, child, key, note="two", tab="a", turn="2", version="1")["state"] == "kept"
    assert json.loads(Draft.objects.get().content)["fields"]["note"] == "three"


def test_keeping_after_saving_keeps_nothing(doctor: Client, child: Child) -> None:
    key = uuid.uuid4()
    keep(doctor, child, key, note="x")
    save(doctor, child, key, note="x")
    assert keep(doctor, child, key, note="x")["state"] == "written"
    assert not Draft.objects.filter(kind=Draft.Kind.VISIT).exists()


def test_drafts_are_listed_for_their_author_and_named_to_others(
    doctor: Client, child: Child, clinician: User
) -> None:
    key, other = uuid.uuid4(), person(Role.CLINICIAN, "other")
    keep(doctor, child, key, note="x")
    (own,) = open_drafts(clinician)
    assert (own.key, own.child_key, own.address) == (key, child.key, at(child, key))
    assert own.name == "Example child A (invented)"
    assert open_drafts(other) == ()
    (seen,) = drafts_of(child, other)
    assert (seen.author, seen.address) == ("Clinician Example", "")


def test_nobody_opens_or_saves_over_the_draft_of_another(
    doctor: Client, child: Child, client_of: ClientOf
) -> None:
    key, other = uuid.uuid4(), client_of(person(Role.CLINICIAN, "other"))
    keep(doctor, child, key, note="mine alone")
    answer = other.get(at(child, key), follow=True)
    assert "mine alone" not in answer.content.decode()
    assert save(other, child, key, note="theirs").status_code == 404
    assert keep(other, child, key, note="theirs")["state"] == "forked"
    assert json.loads(Draft.objects.get(key=key).content)["fields"]["note"] == "mine alone"


def test_a_discarded_draft_can_be_brought_back_for_a_day(
    doctor: Client, child: Child, clinician: User, client_of: ClientOf
) -> None:
    key = uuid.uuid4()
    keep(doctor, child, key, note="x")
    answer = doctor.post(at(child, key, "visit_discard"))
    assert answer["Location"] == at(child, key, "visit_discarded")
    assert open_drafts(clinician) == ()
    doctor.get(answer["Location"])
    assert doctor.post(at(child, key, "visit_reopen"))["Location"] == at(child, key)
    assert len(open_drafts(clinician)) == 1
    doctor.post(at(child, key, "visit_discard"))
    with clock.stopped_at(NOW + timedelta(days=2)):
        client_of(clinician).get(reverse("visit", args=[child.key]))
    assert not Draft.objects.exists()


def test_the_second_of_two_clinicians_is_told_before_saving(
    doctor: Client, child: Child, client_of: ClientOf
) -> None:
    seen = str(head_of(child))
    second = client_of(person(Role.CLINICIAN, "second"))
    save(doctor, child, uuid.uuid4(), lab__crp="12")
    key, n_rows = uuid.uuid4(), len(rows_of(child))
    answer = save(second, child, key, lab__esr="30", head=seen)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Clinician Example" in page
    assert "CRP" in page
    assert len(rows_of(child)) == n_rows
    shown = keep(second, child, key, lab__esr="30", head=seen, tab="x", turn="1", version="1")
    assert [news["who"] for news in shown["news"]] == ["Clinician Example"]
    again = save(second, child, key, lab__esr="30")
    assert again.status_code == 302
    values = {e.analyte for e in record_of(child).of_kind(Measurement) if str(e.on) == "2026-11-21"}
    assert values == {"crp", "esr"}


def test_a_course_stopped_by_both_is_stopped_once(
    doctor: Client, child: Child, client_of: ClientOf
) -> None:
    save(doctor, child, uuid.uuid4(), course__adalimumab="stop", course_reason__adalimumab="choice")
    second = client_of(person(Role.CLINICIAN, "second"))
    answer = save(second, child, uuid.uuid4(), course__adalimumab="stop")
    assert answer.status_code == 422
    assert "This course was changed by somebody meanwhile" in answer.content.decode()


def test_what_was_written_is_shown_and_can_be_taken_back(doctor: Client, child: Child) -> None:
    key = uuid.uuid4()
    keep(doctor, child, key, note="x")
    before = record_of(child).current
    save(doctor, child, key, course__adalimumab="stop", finding__fever="present")
    page = doctor.get(at(child, key, "visit_written")).content.decode()
    assert "Fever: present" in page
    assert "Take the visit back" in page
    answer = doctor.post(at(child, key, "visit_undo"), {"reason": "wrong child"}, follow=True)
    assert "3 entries were taken back." in answer.content.decode()
    assert {e.id for e in record_of(child).current} == {e.id for e in before}
    assert {r.reason for r in record_of(child).retractions} == {"wrong child"}
    again = doctor.post(at(child, key, "visit_reopen"))
    draft = Draft.objects.get(kind=Draft.Kind.VISIT)
    assert again["Location"] == at(child, draft.key)
    assert draft.key != key


def test_undo_belongs_to_the_session_that_wrote(
    doctor: Client, child: Child, clinician: User, client_of: ClientOf
) -> None:
    key = uuid.uuid4()
    save(doctor, child, key, finding__fever="present")
    other_session = client_of(clinician)
    page = other_session.get(at(child, key, "visit_written")).content.decode()
    assert "Take the visit back" not in page
    assert other_session.post(at(child, key, "visit_undo")).status_code == 404
    assert record_of(child).retractions == ()


def test_undo_leaves_what_was_corrected_since(
    doctor: Client, child: Child, clinician: User
) -> None:
    key = uuid.uuid4()
    save(doctor, child, key, finding__fever="present")
    (fever,) = [f for f in record_of(child).of_kind(Finding) if str(f.on) == "2026-11-21"]
    corrected = evolve(fever, id="better", supersedes=fever.id, recorded_on=None, note="38.9")
    append(child, [entry_statement(corrected)], by=clinician, at=clock.now())
    answer = doctor.post(at(child, key, "visit_undo"), follow=True)
    assert "1 entry stays" in answer.content.decode()
    assert "better" in {entry.id for entry in record_of(child).current}


@pytest.mark.parametrize("role", [Role.READER, Role.RESEARCHER, Role.ADMINISTRATOR, Role.FAMILY])
def test_only_clinicians_enter_visits(child: Child, client_of: ClientOf, role: Role) -> None:
    client, key = client_of(person(role, "other")), uuid.uuid4()
    for name, args in (("visit", []), ("visit_new", []), ("visit_draft", [key])):
        assert client.get(reverse(name, args=[child.key, *args])).status_code in (403, 404)
    assert save(client, child, key, note="x").status_code in (403, 404)
    for name in ("visit_keep", "visit_discard", "visit_undo", "visit_reopen"):
        assert client.post(at(child, key, name)).status_code in (403, 404)
    assert not Draft.objects.exists()


def test_a_visit_of_another_child_is_not_shown(
    doctor: Client, child: Child, record: PatientRecord
) -> None:
    other, key = load(record), uuid.uuid4()
    save(doctor, child, key, note="x")
    assert doctor.get(at(other, key, "visit_written")).status_code == 404
    assert doctor.get(reverse("visit_written", args=[child.key, uuid.uuid4()])).status_code == 404


def test_notes_are_text_and_never_markup(doctor: Client, child: Child) -> None:
    evil, key = "<script>alert(1)</script><img src=x onerror=alert(1)>", uuid.uuid4()
    keep(doctor, child, key, note=evil, reason=evil, next_with=evil, drug__0=evil, covers=evil)
    page = doctor.get(at(child, key)).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    save(doctor, child, key, note=evil, reason=evil, next_on="2027-01-01", next_at="10:00",
         next_with=evil)  # fmt: skip
    written = doctor.get(at(child, key, "visit_written")).content.decode()
    assert "&lt;script&gt;" in written
    assert "<script>alert(1)" not in written
    assert "<img src=x" not in written


def test_a_form_needs_its_token(clinician: User, child: Child, client_of: ClientOf) -> None:
    client = client_of(clinician, enforce_csrf_checks=True)
    assert save(client, child, uuid.uuid4(), note="x").status_code == 403


def test_places_are_found_by_words_that_stand_in_no_address(doctor: Client, child: Child) -> None:
    address = reverse("visit_places", args=[child.key])
    found = json.loads(doctor.post(address, {"words": "left med clav"}).content)["places"]
    assert found[0]["site"] == "clavicle_medial_left"
    assert json.loads(doctor.post(address, {"words": "T8"}).content)["places"][0]["site"] == (
        "vertebra_t8"
    )
    assert doctor.get(address).status_code == 405


def test_rows_are_added_with_and_without_a_script(doctor: Client, child: Child) -> None:
    address, key = reverse("visit_row", args=[child.key]), uuid.uuid4()
    row = doctor.post(address, {"kind": "lab", "words": "ferritin"}).content.decode()
    assert 'name="lab:ferritin"' in row
    assert doctor.post(address, {"kind": "lab", "words": "ferritn"}).status_code == 404
    for act, field, words, name in (
        ("add_lab", "find_lab", "ferritin", "lab:ferritin"),
        ("add_place", "find_place", "t8", "tender:vertebra_t8"),
        ("add_finding", "find_finding", "uveitis", "finding:uveitis"),
    ):
        answer = doctor.post(at(child, key), {"act": act, **told(child), field: words, "note": "n"})
        assert answer.status_code == 200
        assert f'name="{name}"' in answer.content.decode()


def test_a_form_of_absurd_size_is_refused(doctor: Client, child: Child) -> None:
    huge = {f"lab:x{n}": "1" for n in range(4000)}
    answer = doctor.post(at(child, uuid.uuid4(), "visit_keep"), {**told(child), **huge})
    assert answer.status_code == 400
