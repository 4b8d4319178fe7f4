"""What is sent in may be anything; the site stays as it was and says so in plain words."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.workbench.reading_in import hostile
from tests.workbench.reading_in.files import (
    as_json,
    crp,
    file_of,
    read_in,
    record_of_child,
    save,
    upload,
)

from crmo.errors import UserError
from crmo.record.json_form import to_dict
from crmo.workbench.ledger import record_of
from crmo.workbench.models import Child, Draft, LedgerEntry, Role, User
from crmo.workbench.reading_in import bounded_reader, reader_process, upload_quota
from crmo.workbench.reading_in.archive import refuse_hostile_archive
from crmo.workbench.reading_in.uploads import kept_upload, shown_name

ClientOf = Callable[..., Client]
SOUND = hostile.workbook_of(hostile.patients(["A-1", "Mara", "2014-05-06", "female"]))


@pytest.fixture
def client(clinician: User, client_of: ClientOf) -> Client:
    return client_of(clinician)


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    """After every file, whatever it was, its folder is gone."""
    yield
    uploads = Path(settings.CRMO["CRMO_DATA"]) / "uploads"
    assert not uploads.exists() or list(uploads.iterdir()) == []


def refusal_of(client: Client, content: bytes, name: str = "file.xlsx") -> str:
    """Return the page that says why a file was not read in."""
    answer = upload(client, SimpleUploadedFile(name, content))
    assert answer.status_code == 422
    assert not Draft.objects.exists()
    assert LedgerEntry.objects.count() == 0
    return answer.content.decode()


# archives --------------------------------------------------------------------------------------


ZEROS = b"\0" * (40 * 2**20)
ARCHIVES = {
    "one part far too large": hostile.with_parts(SOUND, {"xl/media/image1.png": ZEROS}),
    "an archive within": hostile.with_parts(SOUND, {"xl/embeddings/more.zip": b"PK\x03\x04"}),
    "a spreadsheet within": hostile.with_parts(SOUND, {"xl/embeddings/book1.xlsx": SOUND}),
    "a name that leads out": hostile.with_parts(SOUND, {"../../../../tmp/evil": b"x"}),
    "a name from the root": hostile.with_parts(SOUND, {"/etc/cron.d/evil": b"x"}),
    "a name of another system": hostile.with_parts(SOUND, {"..\\..\\evil.dll": b"x"}),
    "thousands of parts": hostile.with_parts(SOUND, {f"xl/x{n}.xml": b"" for n in range(3000)}),
}


@pytest.mark.parametrize("what", ARCHIVES)
def test_a_hostile_archive_is_refused_before_it_is_opened(what: str, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(ARCHIVES[what])
    with pytest.raises(UserError):
        refuse_hostile_archive(path)


def test_a_sound_spreadsheet_is_no_hostile_archive(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(SOUND)
    refuse_hostile_archive(path)


def test_the_site_says_why_an_archive_was_not_opened(client: Client) -> None:
    assert "far more than it is" in refusal_of(client, ARCHIVES["one part far too large"])


def test_an_archive_that_lies_about_its_size_is_damaged(client: Client) -> None:
    content = hostile.lying_about_its_size(SOUND, "xl/more.xml", ZEROS)
    answer = upload(client, SimpleUploadedFile("file.xlsx", content))
    assert answer.status_code in (302, 422)
    assert LedgerEntry.objects.count() == 0


def test_xml_that_multiplies_is_refused(client: Client) -> None:
    content = hostile.replaced_part(SOUND, "xl/worksheets/sheet1.xml", hostile.xml_bomb())
    refusal_of(client, content)


def test_xml_that_asks_for_files_of_this_machine_gets_none(client: Client) -> None:
    content = hostile.replaced_part(SOUND, "xl/worksheets/sheet1.xml", hostile.outside_entity())
    assert "root:" not in refusal_of(client, content)


def test_yaml_that_multiplies_is_refused(client: Client) -> None:
    refusal_of(client, hostile.billion_laughs(), "file.yaml")


@pytest.mark.parametrize(
    "content",
    [
        b'{"schema_version": "1", "patient": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        b'{"resourceType": "Bundle", "entry": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}",
        b'{"schema_version": "1", "patient": {"id": ' + b"9" * 50_000 + b"}}",
    ],
    ids=["a record too deep", "FHIR too deep", "a number too long"],
)
def test_json_that_would_break_its_reader_is_refused(client: Client, content: bytes) -> None:
    refusal_of(client, content, "file.json")


# wrong, empty, damaged ---------------------------------------------------------------------------


WRONG = {
    "nothing": b"",
    "blanks": b"  \n\n  ",
    "zeros": b"\0" * 1000,
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
    "a PDF": b"%PDF-1.7\n" + b"x" * 100,
    "a program": b"MZ\x90\0" + b"\0" * 100,
    "an old spreadsheet": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "a cut-off spreadsheet": SOUND[: len(SOUND) // 2],
    "a spreadsheet without its end": SOUND[:-30],
    "cut-off JSON": json.dumps(to_dict(record_of_child("A"))).encode()[:-20],
    "an encoding that cannot be told": b'{"schema_version": "1", "patient": {"id": "\xe4\x81"}}',
    "noise": bytes(range(256)) * 20,
    "JSON of something else": b'{"a": 1}',
    "a list of nothing": b"[]",
    "a web page": b"<!doctype html><script>1</script>",
}


@pytest.mark.usefixtures("reads_in_process")
@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_file_of_ours_is_refused_in_plain_words(client: Client, what: str) -> None:
    shown = refusal_of(client, WRONG[what], "file.json")
    assert "This was not read in" in shown
    assert "Traceback" not in shown
    assert str(settings.CRMO["CRMO_DATA"]) not in shown


def test_utf_16_is_read(client: Client) -> None:
    text = json.dumps(to_dict(record_of_child("A-1", name="Zoë Müller")), ensure_ascii=False)
    key = read_in(client, SimpleUploadedFile("file.json", text.encode("utf-16")))
    assert file_of(key).children[0].patient.name == "Zoë Müller"


@pytest.mark.usefixtures("reads_in_process")
def test_halves_of_characters_and_zeros_reach_no_database(client: Client) -> None:
    record = to_dict(record_of_child("A-1", crp(1, "2026-01-05")))
    record["patient"]["name"] = "M\ud800a\0ra"
    record["entries"][0]["note"] = "x\0y\udfff"
    key = read_in(client, SimpleUploadedFile("file.json", json.dumps(record).encode()))
    save(client, key)
    made = record_of(Child.objects.get())
    assert "\0" not in made.patient.name
    assert made.patient.name.isprintable()


# size --------------------------------------------------------------------------------------------


def test_what_is_too_large_never_reaches_the_reader(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.CRMO, "CRMO_UPLOAD_MEGABYTES", 1)

    def never(*args: object, **kwargs: object) -> None:
        raise AssertionError("it was read")

    monkeypatch.setattr(bounded_reader, "_run", never)
    shown = refusal_of(client, b"x" * 3 * 2**20)
    assert "larger than may be read in" in shown
    assert "at most 1 MB" in shown


def test_several_files_are_too_large_together(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.CRMO, "CRMO_UPLOAD_MEGABYTES", 1)
    files = [SimpleUploadedFile(f"{n}.csv", b"x" * 800_000) for n in range(3)]
    answer = upload(client, *files)
    assert answer.status_code == 422
    assert "larger than may be read in" in answer.content.decode()


def test_a_file_of_fifty_megabytes_of_nothing_is_refused(client: Client) -> None:
    refusal_of(client, b"a" * (49 * 2**20), "file.csv")


@pytest.mark.usefixtures("reads_in_process")
def test_more_children_than_can_be_read_in_are_refused(client: Client) -> None:
    records = [record_of_child(f"A-{n}") for n in range(reader_process.MOST_CHILDREN + 1)]
    file = as_json(*records)
    assert "more than is read in at once" in refusal_of(client, file.read(), "file.json")


def test_the_limit_counts_the_whole_request() -> None:
    assert upload_quota.most_bytes() == 50 * 2**20


# the process that reads --------------------------------------------------------------------------


def test_a_reader_that_takes_too_long_is_ended(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def remembered(*args: Any, **kwargs: Any) -> subprocess.Popen[bytes]:
        started.append(popen(*args, **kwargs))
        return started[-1]

    monkeypatch.setattr(bounded_reader, "WALL_SECONDS", 0.01)
    monkeypatch.setattr(bounded_reader.subprocess, "Popen", remembered)
    assert "took too long" in refusal_of(client, SOUND)
    assert started[0].poll() is not None


def test_the_reader_is_told_no_key(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRMO_SECRET_KEY", "secret")
    monkeypatch.setenv("CRMO_DATABASE", "postgresql://user:secret@host/name")
    seen: list[dict[str, str]] = []
    popen = subprocess.Popen

    def spied(*args: Any, **kwargs: Any) -> subprocess.Popen[bytes]:
        seen.append(kwargs["env"])
        assert "A-1" not in str(args)
        return popen(*args, **kwargs)

    monkeypatch.setattr(bounded_reader.subprocess, "Popen", spied)
    read_in(client, SimpleUploadedFile("file.xlsx", SOUND))
    assert not any(name.startswith("CRMO_") or "secret" in value for name, value in seen[0].items())


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("x = bytearray(3 * 2**30)", "MemoryError"),
        ("open('/dev/null'); [open('/dev/null') for _ in range(999)]", "OSError"),
    ],
)
def test_the_limits_bind(code: str, why: str) -> None:
    start = "from crmo.workbench.reading_in.process_limits import take_limits\ntake_limits()\n"
    command = [sys.executable, "-c", start + code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert why in done.stderr


def test_a_reader_that_breaks_down_says_nothing_of_the_file(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(job: Any) -> None:
        (Path(job["folder"]) / reader_process.ANSWER).write_text('{"failed": "KeyError"}')

    monkeypatch.setattr(bounded_reader, "_run", broken)
    assert "why is not known" in refusal_of(client, SOUND)


# names -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", hostile.NAMES)
def test_a_name_is_shown_and_never_a_path(name: str) -> None:
    shown = shown_name(name)
    assert not set("/\\<>\0\u202e") & set(shown)
    assert len(shown) <= 110
    with kept_upload([SimpleUploadedFile("x", b"x", content_type="x")]) as kept:
        assert kept.folder.parent == Path(settings.CRMO["CRMO_DATA"]) / "uploads"
        assert kept.folder.stat().st_mode & 0o077 == 0


def test_files_lie_under_names_of_ours_while_they_are_read() -> None:
    files = []
    for name in hostile.NAMES:
        file = SimpleUploadedFile("x", b"x")
        file._name = name  # Django keeps the last part only; nothing here may rely on that
        files.append(file)
    with kept_upload(files) as kept:
        lying = sorted(path.name for path in kept.folder.iterdir())
        assert len(lying) == len(files)
        assert all(path.parent == kept.folder for path in kept.folder.rglob("*"))
        assert not any("evil" in name or "passwd" in name for name in lying)


@pytest.mark.usefixtures("reads_in_process")
@pytest.mark.parametrize("name", ["../../../../tmp/evil.json", "<img src=x>.json"])
def test_a_draft_shows_a_harmless_name(client: Client, name: str) -> None:
    key = read_in(client, SimpleUploadedFile(name, as_json(record_of_child("A-1")).read()))
    assert not set("/<>") & set(file_of(key).source)
    assert not Path("/tmp/evil.json").exists()


# what stands in the cells ------------------------------------------------------------------------


@pytest.mark.usefixtures("reads_in_process")
def test_formulas_are_told_of_and_never_run(client: Client) -> None:
    rows = hostile.patients(*([f"A-{n}", formula, "2014-05-06", "female"]
                              for n, formula in enumerate(hostile.FORMULAS)))  # fmt: skip
    key = read_in(client, SimpleUploadedFile("file.xlsx", hostile.workbook_of(rows)))
    names = [child.patient.name for child in file_of(key).children]
    assert "2" not in names
    shown = client.get(reverse("reading_in_file", args=[key])).content.decode()
    assert "never computed" in shown


@pytest.mark.usefixtures("reads_in_process")
@pytest.mark.parametrize("payload", hostile.XSS)
def test_what_a_file_says_is_shown_as_text(client: Client, payload: str) -> None:
    from attrs import evolve

    record = record_of_child(payload, evolve(crp(1, "2026-01-05"), note=payload), name=payload)
    key = read_in(client, as_json(record, name=f"{payload[:40]}.json"))
    pages = [
        client.get(reverse("reading_in_file", args=[key])),
        client.get(reverse("reading_in_child", args=[key, 1])),
        client.get(reverse("reading_in")),
    ]
    save(client, key)
    pages.append(client.get(reverse("reading_in_saved", args=[key])))
    for page in pages:
        assert page.status_code == 200
        if "<" in payload:
            assert payload not in page.content.decode()
        assert "49" not in page.content.decode().split("<h1")[1].split("</h1>")[0]


@pytest.mark.usefixtures("reads_in_process")
def test_what_an_address_says_is_shown_as_text(client: Client) -> None:
    key = read_in(client, as_json(record_of_child("A-1", crp(1, "2026-01-05"))))
    for payload in hostile.XSS:
        page = client.get(
            reverse("reading_in_child", args=[key, 1]), {"show": payload, "page": payload}
        )
        assert "<script>window" not in page.content.decode()
        assert "onerror=window.struck=1>" not in page.content.decode()


# who may, and from where -------------------------------------------------------------------------


@pytest.mark.usefixtures("reads_in_process")
def test_a_form_from_elsewhere_is_refused(clinician: User, client_of: ClientOf) -> None:
    key = read_in(client_of(clinician), as_json(record_of_child("A-1", crp(1, "2026-01-05"))))
    strict = client_of(clinician, enforce_csrf_checks=True)
    for address in (
        reverse("reading_in"),
        reverse("reading_in_who", args=[key]),
        reverse("reading_in_child", args=[key, 1]),
        reverse("reading_in_save", args=[key]),
        reverse("reading_in_discard", args=[key]),
    ):
        assert strict.post(address).status_code == 403
    assert Draft.objects.filter(key=key).exists()
    assert LedgerEntry.objects.count() == 0


@pytest.mark.usefixtures("reads_in_process")
def test_a_child_that_is_not_there_cannot_be_chosen(client: Client) -> None:
    key = read_in(client, as_json(record_of_child("A-1", crp(1, "2026-01-05"))))
    for told in ("00000000-0000-0000-0000-000000000000", "nobody", "1 OR 1=1", "../"):
        client.post(reverse("reading_in_who", args=[key]), {"number": 1, "who": told})
        assert file_of(key).children[0].who == "new"


@pytest.mark.usefixtures("reads_in_process")
@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "9999999999999999999999"])
def test_a_child_that_is_not_in_the_file_is_not_found(client: Client, number: str) -> None:
    key = read_in(client, as_json(record_of_child("A-1", crp(1, "2026-01-05"))))
    answer = client.post(reverse("reading_in_who", args=[key]), {"number": number, "who": "skip"})
    assert answer.status_code == 404


def test_a_letter_in_the_place_of_a_file_is_not_found(
    client: Client, people: Callable[..., User]
) -> None:
    """A draft of another kind, or of nobody, is no file."""
    from crmo.workbench import clock

    author = people(Role.CLINICIAN, "author")
    draft = Draft.objects.create(
        kind="letter_in", author=author, created_at=clock.now(), updated_at=clock.now()
    )
    for key in (draft.key, "00000000-0000-0000-0000-000000000000"):
        assert client.get(reverse("reading_in_file", args=[key])).status_code == 404
