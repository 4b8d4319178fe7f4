"""A letter may be anything; it is read where it can harm nobody, and shown as text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.workbench.reading_in import hostile

from crmo.workbench.letter_in.letter_draft import LetterDraft
from crmo.workbench.letter_in.letter_process import MOST_CHARACTERS
from crmo.workbench.models import Draft, LedgerEntry, User
from crmo.workbench.reading_in.bounded_reader import subprocess as process_of_reader

ClientOf = Callable[..., Client]


@pytest.fixture
def client(clinician: User, client_of: ClientOf) -> Client:
    return client_of(clinician)


def send(client: Client, **form: object) -> HttpResponse:
    return client.post(reverse("letter_in"), {"text": "", **form})  # type: ignore[return-value]


@pytest.mark.usefixtures("reads_in_process")
@pytest.mark.parametrize("payload", hostile.XSS)
def test_what_a_letter_says_is_shown_as_text(client: Client, payload: str) -> None:
    text = f"{payload}\nPain in the left knee {payload}. CRP 12 mg/L {payload}\n"
    send(client, text=text, document=payload)
    (draft,) = Draft.objects.all()
    pages = [
        client.get(reverse("letter_in_draft", args=[draft.key])),
        client.get(reverse("letter_in_recognise", args=[draft.key])),
        client.get(reverse("letter_in")),
        client.post(reverse("letter_in_whose", args=[draft.key]), {"q": payload}),
        client.post(reverse("letter_in_change", args=[draft.key, 0]), {"site": payload}),
        send(client, text=text, on="no date", document=payload),
    ]
    for page in pages:
        assert page.status_code in (200, 422)
        if "<" in payload:
            assert payload not in page.content.decode()


@pytest.mark.usefixtures("reads_in_process")
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n ",
        b"%PDF-1.7\nbroken",
        b"PK\x03\x04" + b"\0" * 100,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b'{"resourceType": "DocumentReference", "content": []}',
        b'{"resourceType": "DocumentReference", "content": [{"attachment": {"url": "file:///etc/passwd"}}]}',
    ],
)  # fmt: skip
def test_what_is_no_letter_is_refused(client: Client, content: bytes) -> None:
    answer = send(client, file=SimpleUploadedFile("letter.pdf", content))
    assert answer.status_code == 422
    assert "root:" not in answer.content.decode()
    assert not Draft.objects.exists()


@pytest.mark.usefixtures("reads_in_process")
def test_a_letter_that_is_too_long_is_refused(client: Client) -> None:
    answer = send(client, text="pain " * (MOST_CHARACTERS // 5 + 1))
    assert answer.status_code == 422
    assert "too long for a letter" in answer.content.decode()


@pytest.mark.usefixtures("reads_in_process")
def test_a_date_that_is_none_or_to_come_is_refused(client: Client) -> None:
    for on in ("tomorrow", "2030-01-01", "2026-02-30"):
        assert send(client, text="Pain in the left knee.", on=on).status_code == 422
    assert not Draft.objects.exists()


@pytest.mark.usefixtures("reads_in_process")
def test_places_of_words_stay_right_where_signs_cannot_be_kept(client: Client) -> None:
    text = "\ud800\0 Zoë has CRP 12 mg/L."
    file = SimpleUploadedFile("letter.txt", text.encode("utf-8", "surrogatepass"))
    send(client, file=file)
    letter = LetterDraft.from_text(Draft.objects.get().content)
    source = letter.readings[0].entry.source
    assert source is not None
    assert letter.text[source.start : source.end] == "CRP 12 mg/L"
    assert "\0" not in letter.text


def test_a_letter_is_read_in_a_process_of_its_own(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    popen = process_of_reader.Popen

    def spied(words: list[str], **options: object) -> object:
        told.append(" ".join(words))
        return popen(words, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(process_of_reader, "Popen", spied)
    send(client, text="Lena has pain in the left knee.", document="Lena’s letter")
    assert len(told) == 1
    assert "Lena" not in told[0]
    uploads = Path(settings.CRMO["CRMO_DATA"]) / "uploads"
    assert list(uploads.iterdir()) == []


def test_a_hostile_letter_does_not_hold_the_site_up(client: Client) -> None:
    """Patterns that could be tried in very many ways end in time, or are ended."""
    words = "no evidence of or " * 2000 + "1.1.1.1." * 2000
    answer = send(client, text=words[:MOST_CHARACTERS])
    assert answer.status_code in (302, 422)


@pytest.mark.usefixtures("reads_in_process")
def test_a_form_from_elsewhere_is_refused(clinician: User, client_of: ClientOf) -> None:
    send(client_of(clinician), text="Pain in the left knee.")
    (draft,) = Draft.objects.all()
    strict = client_of(clinician, enforce_csrf_checks=True)
    for name, more in (
        ("letter_in", []),
        ("letter_in_draft", [draft.key]),
        ("letter_in_change", [draft.key, 0]),
        ("letter_in_whose", [draft.key]),
        ("letter_in_dated", [draft.key]),
        ("letter_in_discard", [draft.key]),
    ):
        assert strict.post(reverse(name, args=more), {"act": "save"}).status_code == 403
    assert Draft.objects.exists()
    assert LedgerEntry.objects.count() == 0


@pytest.mark.usefixtures("reads_in_process")
@pytest.mark.parametrize("told", ["00000000-0000-0000-0000-000000000000", "1 OR 1=1", "../x"])
def test_a_child_that_is_not_there_cannot_be_chosen(client: Client, told: str) -> None:
    send(client, text="Pain in the left knee.")
    (draft,) = Draft.objects.all()
    answer = client.post(reverse("letter_in_whose", args=[draft.key]), {"child": told})
    assert answer.status_code == 404


@pytest.mark.usefixtures("reads_in_process")
@pytest.mark.parametrize(("number", "lesion"), [(99, ""), (0, "7"), (0, "99999999999")])
def test_a_reading_that_is_not_there_is_not_found(client: Client, number: int, lesion: str) -> None:
    send(client, text="Pain in the left knee.")
    (draft,) = Draft.objects.all()
    address = reverse("letter_in_change", args=[draft.key, number])
    assert client.post(address, {"act": "drop", "lesion": lesion}).status_code == 404
