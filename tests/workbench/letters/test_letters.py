"""Letters: who may write them, what is kept, what is printed, what the record gets."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.workbench.conftest import NOW, load

from crmo.record import Measurement
from crmo.report.letter import Letter, Paragraph, Voice
from crmo.workbench.ledger import append, appointment_statement, entry_statement, record_of
from crmo.workbench.letters.kept import kept_letters
from crmo.workbench.letters.letter_text import letter_from, text_of
from crmo.workbench.models import AuditEvent, Child, Draft, FamilyLink, Role, User

ClientOf = Callable[..., Client]


@pytest.fixture
def doctor(clinician: User, client_of: ClientOf) -> Client:
    return client_of(clinician)


def begun(client: Client, child: Child, voice: str = "family", language: str = "en") -> str:
    """Begin a letter; return its address."""
    answer = client.post(
        f"/children/{child.key}/letters/new/", {"voice": voice, "language": language}
    )
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def fields_of(client: Client, at: str) -> dict[str, Any]:
    """What the page's form would send."""
    context = client.get(at).context
    fields = context["fields"]
    sent: dict[str, Any] = {f"text-{f.name}": f.text for f in fields}
    sent |= {f"base-{f.name}": f.base for f in fields}
    return sent | {
        "in": [f.name for f in fields if f.is_in],
        "draft": str(context["draft"].key),
        "version": str(context["draft"].version),
        "tab": context["tab"],
        "voice": str(context["edits"].voice),
        "language": context["edits"].language,
        "recipient": context["edits"].recipient,
    }


@pytest.mark.parametrize("voice", list(Voice))
def test_a_letter_begins_with_what_the_record_says(
    doctor: Client, child: Child, voice: Voice
) -> None:
    answer = doctor.get(begun(doctor, child, voice))
    text = answer.content.decode()
    assert "Adalimumab" in text
    assert text.count("<h1") == 1
    assert "Clinician Example" in text
    # The page of a letter is a look at the child.
    assert AuditEvent.objects.filter(
        action="read", child=child.key, about="letters.letter_draft"
    ).exists()


def test_a_draft_holds_only_what_was_changed(doctor: Client, child: Child) -> None:
    at = begun(doctor, child)
    sent = fields_of(doctor, at) | {"text-agreed": "Come back\r\nin March."}
    answer = doctor.post(f"{at}keep/", sent)
    assert answer.status_code == 200
    assert "Come back" in answer.content.decode()
    kept = json.loads(Draft.objects.get().content)
    assert kept["texts"] == {"agreed": "Come back\nin March."}
    assert kept["left_out"] == []


def test_what_was_not_changed_follows_the_record(
    doctor: Client, clinician: User, child: Child
) -> None:
    """A page opened before a new entry does not hold on to the old text as if it were typed."""
    at = begun(doctor, child, "colleague")
    sent = fields_of(doctor, at)
    stated = [
        entry_statement(Measurement(id="later", on="2026-11-20", analyte="crp", text="negative"))
    ]
    append(child, stated, by=clinician, at=NOW)
    shown = {f.name: f.text for f in doctor.get(at).context["fields"]}
    assert any(sent[f"text-{name}"] != text for name, text in shown.items())
    answer = doctor.post(f"{at}keep/", sent)
    assert "The record has changed since this page was opened" in answer.content.decode()
    assert json.loads(Draft.objects.get().content)["texts"] == {}


def test_a_changed_text_can_go_back_to_the_record(doctor: Client, child: Child) -> None:
    at = begun(doctor, child)
    sent = fields_of(doctor, at) | {"text-medicines": "None."}
    doctor.post(f"{at}keep/", sent)
    assert "changed by you" in doctor.get(at).content.decode()
    again = fields_of(doctor, at)
    answer = doctor.post(at, again | {"act": "reset-medicines"})
    assert answer.status_code == 302
    assert json.loads(Draft.objects.get().content)["texts"] == {}


def test_a_paragraph_can_be_left_out(doctor: Client, child: Child) -> None:
    at = begun(doctor, child)
    sent = fields_of(doctor, at)
    sent["in"].remove("medicines")
    preview = doctor.post(f"{at}keep/", sent).content.decode()
    assert "Adalimumab" not in preview
    assert json.loads(Draft.objects.get().content)["left_out"] == ["medicines"]


def test_two_pages_of_one_letter_lose_nothing(doctor: Client, child: Child) -> None:
    at = begun(doctor, child)
    one, two = fields_of(doctor, at), fields_of(doctor, at)
    assert one["tab"] != two["tab"]
    doctor.post(f"{at}keep/", one | {"text-agreed": "From the first page."})
    answer = doctor.post(f"{at}keep/", two | {"text-agreed": "From the second page."})
    assert "changed on another page" in answer.content.decode()
    texts = {json.loads(each.content)["texts"]["agreed"] for each in Draft.objects.all()}
    assert texts == {"From the first page.", "From the second page."}
    moved = answer.headers["HX-Replace-Url"]
    assert moved != at
    assert "From the second page." in doctor.get(moved).content.decode()


def test_calls_of_one_page_need_no_new_version(doctor: Client, child: Child) -> None:
    at = begun(doctor, child)
    sent = fields_of(doctor, at)
    doctor.post(f"{at}keep/", sent | {"text-agreed": "One."})
    doctor.post(f"{at}keep/", sent | {"text-agreed": "Two."})
    assert json.loads(Draft.objects.get().content)["texts"] == {"agreed": "Two."}


def test_the_pdf_is_audited_and_its_name_says_nothing(doctor: Client, child: Child) -> None:
    at = begun(doctor, child)
    sent = fields_of(doctor, at) | {"text-agreed": "Rest."}
    answer = doctor.post(at, sent | {"act": "pdf"})
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="letter-2026-11-21.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert AuditEvent.objects.filter(action="print", child=child.key).count() == 1
    # What was typed last went with it.
    assert json.loads(Draft.objects.get().content)["texts"] == {"agreed": "Rest."}
    printed = doctor.post(at, {"act": "print"})
    assert printed.headers["Content-Disposition"].startswith("inline;")


def test_the_letter_speaks_its_own_language(doctor: Client, child: Child) -> None:
    at = begun(doctor, child, "family", "de")
    page = doctor.get(at).content.decode()
    assert "Liebe Familie" in page or "Medikamente" in page
    assert "Letter to the family" in page
    doctor.post(at, fields_of(doctor, at) | {"act": "language-en"})
    assert "Medicines" in doctor.get(at).content.decode()


def test_a_finished_letter_is_kept_in_the_record_once(
    doctor: Client, clinician: User, child: Child
) -> None:
    at = begun(doctor, child)
    sent = fields_of(doctor, at) | {
        "text-agreed": "Come back in March.\n## Not a heading\n---",
        "recipient": "the parents",
        "act": "keep",
    }
    assert doctor.post(at, sent).status_code == 302
    doctor.post(at, sent)  # somebody pressed twice
    doctor.post(f"{at}keep/", sent)  # and the page's own call came late
    (kept,) = kept_letters(child)
    assert "the parents" in kept.reason
    assert "Clinician Example" in kept.reason
    assert kept.voice is Voice.FAMILY
    assert kept.by_name == "Clinician Example"
    agreed = next(p for p in kept.letter.paragraphs if "agreed" in p.heading)
    assert agreed.text == "Come back in March.\n## Not a heading\n---"
    assert Draft.objects.count() == 0
    documents = [e for e in record_of(child).entries if getattr(e, "title", "") == kept.title]
    assert len(documents) == 1
    assert AuditEvent.objects.filter(action="write", child=child.key).count() == 1
    again = doctor.get(f"/children/{child.key}/letters/kept/{kept.sequence}/letter.pdf")
    assert again.content.startswith(b"%PDF")


def test_what_is_typed_after_the_letter_was_discarded_elsewhere_is_not_lost(
    doctor: Client, child: Child
) -> None:
    at = begun(doctor, child)
    sent = fields_of(doctor, at)
    doctor.post(at, {"act": "discard"})
    assert doctor.get(at).status_code == 404
    assert doctor.post(f"{at}keep/", sent).status_code == 204  # nothing new
    doctor.post(f"{at}keep/", sent | {"text-agreed": "Still typing."})
    kept = Draft.objects.get(kind="letter")
    assert json.loads(kept.content)["texts"] == {"agreed": "Still typing."}


def test_a_draft_is_its_writers_alone(
    doctor: Client, child: Child, people: Callable[..., User], client_of: ClientOf
) -> None:
    at = begun(doctor, child)
    sent = fields_of(doctor, at)
    doctor.post(f"{at}keep/", sent | {"text-agreed": "A secret of the first doctor."})
    other = client_of(people(Role.CLINICIAN, "second"))
    assert other.get(at).status_code == 404
    assert other.post(at, sent | {"act": "pdf"}).status_code == 404
    assert other.post(f"{at}keep/", sent).status_code == 404
    assert other.post(at, {"act": "discard"}).status_code == 404
    listed = other.get(f"/children/{child.key}/letters/").content.decode()
    assert str(Draft.objects.get().key) not in listed


def test_a_draft_belongs_to_its_child(doctor: Client, child: Child, record: Any) -> None:
    at = begun(doctor, child)
    other = load(record)
    key = Draft.objects.get().key
    assert doctor.get(f"/children/{other.key}/letters/{key}/").status_code == 404
    sent = fields_of(doctor, at)
    assert doctor.post(f"/children/{other.key}/letters/{key}/", sent).status_code == 404


@pytest.mark.parametrize("role", [Role.READER, Role.RESEARCHER, Role.ADMINISTRATOR, Role.FAMILY])
def test_only_clinicians_write_letters(
    child: Child, role: Role, people: Callable[..., User], client_of: ClientOf
) -> None:
    user = people(role, "who")
    if role is Role.FAMILY:
        FamilyLink.objects.create(user=user, child=child, linked_at=NOW)
    client = client_of(user)
    assert client.get(f"/children/{child.key}/letters/").status_code == 403
    answer = client.post(f"/children/{child.key}/letters/new/", {"voice": "family"})
    assert answer.status_code == 403
    assert Draft.objects.count() == 0


def test_a_family_reads_the_letters_written_to_it_and_no_others(
    doctor: Client, child: Child, family_member: User, client_of: ClientOf
) -> None:
    for voice in Voice:
        at = begun(doctor, child, voice)
        doctor.post(at, fields_of(doctor, at) | {"act": "keep"})
    client = client_of(family_member)
    for kept in kept_letters(child):
        answer = client.get(f"/children/{child.key}/letters/kept/{kept.sequence}/letter.pdf")
        assert answer.status_code == (200 if kept.voice is Voice.FAMILY else 404)


def test_names_in_texts_cannot_become_markup(doctor: Client, child: Child) -> None:
    at = begun(doctor, child)
    attack = "</textarea><script>alert(1)</script>"
    sent = fields_of(doctor, at) | {"text-agreed": attack, "recipient": '"><script>'}
    preview = doctor.post(f"{at}keep/", sent).content.decode()
    page = doctor.get(at).content.decode()
    assert "<script>alert" not in preview + page
    assert '"><script>' not in page


def test_a_letter_comes_back_from_its_text() -> None:
    parts = (
        Paragraph(name="part0", heading="First", text="One.\n- item\n## odd\n---\n--- more"),
        Paragraph(name="part1", heading="Empty"),
        Paragraph(name="part2", heading="Last", text="Done."),
    )
    made = Letter(
        voice=Voice.COLLEAGUE,
        title="Clinic letter",
        sender="Clinic\nDr A",
        about="Somebody",
        addressee_line="Dear colleague,",
        paragraphs=parts,
        foot="Made from the record.",
    )
    assert letter_from(text_of(made), voice=Voice.COLLEAGUE, language="en") == made


@pytest.mark.parametrize(("voice", "paragraph"), [("family", "next"), ("colleague", "due")])
def test_the_next_appointment_is_named(
    doctor: Client, clinician: User, child: Child, voice: str, paragraph: str
) -> None:
    coming = appointment_statement(NOW + timedelta(days=55), with_whom="Dr Known")
    append(child, [coming], by=clinician, at=NOW)
    at = begun(doctor, child, voice)
    shown = {f.name: f.text for f in doctor.get(at).context["fields"]}
    assert shown[paragraph].startswith("The next appointment: 15 Jan 2027, ")
    assert shown[paragraph].split("\n")[0].endswith(", Dr Known.")
