"""One door: every file is known by what is in it, and what is none of ours is told so."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.sheet_files import ANN, KNOWLEDGE, codes, remark, xlsx

from crmo.errors import UnreadableError, UserError
from crmo.exchange import read
from crmo.exchange.reading import Level, count_by_code

OWN = {"schema_version": "1", "patient": {"id": "a"}, "entries": [{"kind": "encounter", "id": "v"}]}
FHIR = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [
        {"resource": {"resourceType": "Patient", "id": "p", "birthDate": "2014-03-09"}},
        {
            "resource": {
                "resourceType": "Observation",
                "id": "o",
                "status": "final",
                "code": {"coding": [{"system": "http://loinc.org", "code": "1988-5"}]},
                "subject": {"reference": "Patient/p"},
                "effectiveDateTime": "2024-05-17",
                "valueQuantity": {
                    "value": 12, "code": "mg/L", "system": "http://unitsofmeasure.org"
                },
            }
        },
    ],
}  # fmt: skip


def put(path: Path, content: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    path.write_bytes(data)
    return path


def refusal(path: Path) -> UserError:
    with pytest.raises(UnreadableError) as caught:
        read(path, knowledge=KNOWLEDGE)
    assert caught.value.todo
    return caught.value


# --- files -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.json", "a.txt", "a", "a.yaml"])
def test_the_name_of_a_file_does_not_matter(tmp_path: Path, name: str) -> None:
    assert read(put(tmp_path / name, OWN), knowledge=KNOWLEDGE).format == "crmo record (JSON)"
    assert read(put(tmp_path / name, FHIR), knowledge=KNOWLEDGE).format.startswith("FHIR")


def test_fhir_packed_with_gzip_is_fhir(tmp_path: Path) -> None:
    path = put(tmp_path / "a.json.gz", gzip.compress(json.dumps(FHIR).encode()))
    assert len(read(path, knowledge=KNOWLEDGE).records) == 1


def test_a_spreadsheet_is_known_without_its_ending(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"patients": ANN}).rename(tmp_path / "download")
    assert read(path, knowledge=KNOWLEDGE).format == "clinic spreadsheet (Excel)"


def word_document() -> bytes:
    import io

    with zipfile.ZipFile(buffer := io.BytesIO(), "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.pdf", b"%PDF-1.7 ...", "PDF"),
        ("a.png", b"\x89PNG\r\n\x1a\n123", "picture"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office file"),
        ("a.rtf", b"{\\rtf1 hello}", "Rich Text"),
        ("a.docx", word_document(), "Word document"),
        ("a.zip", b"PK\x03\x04broken", "damaged"),
        ("a.json", b"", "empty"),
        ("a.json", b" \n\t ", "empty"),
        ("a.json", b"\0\0\0\0", "empty"),
        ("a.json", b'{"hello": 1}', "neither FHIR"),
        ("a.json", b"[1, 2]", "neither FHIR"),
        ("a.csv", b"item,cost\nx,3\n", "none of the sheets"),
        ("a.txt", b"Dear colleague,", "none of the sheets"),
        ("a.bin", bytes(range(1, 256)), "cannot be told"),
    ],
)
def test_what_crmo_does_not_read_is_named(
    tmp_path: Path, name: str, content: bytes, problem: str
) -> None:
    error = refusal(put(tmp_path / name, content))
    assert problem in error.problem
    assert error.where.startswith(name)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "cannot be opened" in refusal(tmp_path / "nowhere.json").problem


@given(st.binary(max_size=300))
def test_no_bytes_are_a_surprise(tmp_path_factory: Any, content: bytes) -> None:
    path = put(tmp_path_factory.mktemp("any") / "file", content)
    with pytest.raises(UserError):
        read(path, knowledge=KNOWLEDGE)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["schema_version", "patient", "entries", "id", "kind", "x"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=8,
    )
)
def test_no_json_is_a_surprise(tmp_path_factory: Any, data: Any) -> None:
    path = put(tmp_path_factory.mktemp("any") / "a.json", data)
    try:
        reading = read(path, knowledge=KNOWLEDGE)
    except UserError:
        return
    assert reading.records or reading.remarks


# --- folders ---------------------------------------------------------------------------------


def test_a_folder_of_everything(tmp_path: Path) -> None:
    put(tmp_path / "own.json", OWN)
    put(tmp_path / "deep" / "fhir.json", FHIR)
    xlsx(tmp_path / "clinic.xlsx", {"patients": [ANN[0], ["s", "2015", "m"]]})
    put(tmp_path / "csv" / "patients.csv", b"patient_id,sex\nc,m\n")
    put(tmp_path / "csv" / "labs.csv", b"patient_id,test,value,unit\nc,CRP,3,mg/l\n")
    put(tmp_path / "letter.pdf", b"%PDF-1.7")
    put(tmp_path / ".hidden" / "x.json", b"{")
    put(tmp_path / "~$clinic.xlsx", b"lock")
    reading = read(tmp_path, knowledge=KNOWLEDGE)
    assert {"a", "s", "c"} < {record.patient.id for record in reading.records}
    assert len(reading.records) == 4
    found = remark(reading, "file-not-read")
    assert (found.where, found.level) == ("letter.pdf", Level.ERROR)
    assert reading.not_understood["file"] == 1
    assert reading.understood["row of labs"] == 1


def test_a_folder_of_fhir_is_one_export(tmp_path: Path) -> None:
    """References are followed from file to file."""
    for number, entry in enumerate(FHIR["entry"]):
        put(tmp_path / f"{number}.json", entry["resource"])  # type: ignore[index]
    (record,) = read(tmp_path, knowledge=KNOWLEDGE).records
    assert len(record.entries) == 1


def test_references_are_followed_beside_other_files(tmp_path: Path) -> None:
    put(tmp_path / "own.json", OWN)
    put(tmp_path / "empty.ndjson", b"")
    for number, entry in enumerate(FHIR["entry"]):
        put(tmp_path / "export" / f"{number}.json", entry["resource"])  # type: ignore[index]
    reading = read(tmp_path, knowledge=KNOWLEDGE)
    assert [len(record.entries) for record in reading.records] == [1, 1]
    assert codes(reading) == ["file-not-read"]


def test_what_two_files_say_of_one_child_comes_together(tmp_path: Path) -> None:
    put(tmp_path / "1.json", {**OWN, "patient": {"id": "a", "birth_date": "2014"}})
    other = {"id": "a", "birth_date": "2014-03-09", "sex": "female", "name": "Ann"}
    again = [*OWN["entries"], {"kind": "encounter", "id": "w"}]  # type: ignore[misc]
    put(tmp_path / "2.json", {**OWN, "patient": other, "entries": again})
    reading = read(tmp_path, knowledge=KNOWLEDGE)
    (record,) = reading.records
    assert str(record.patient.birth_date) == "2014-03-09"
    assert (record.patient.name, record.patient.sex.value) == ("Ann", "female")
    assert [entry.id for entry in record.entries] == ["v", "w"]
    assert codes(reading) == ["same-child"]


def test_entries_of_one_id_that_differ_are_both_kept(tmp_path: Path) -> None:
    put(tmp_path / "1.json", OWN)
    entries = [
        {"kind": "encounter", "id": "v", "on": "2025"},
        {"kind": "encounter", "id": "w", "supersedes": "v"},
    ]
    retractions = [{"entry": "v", "reason": "wrong"}]
    put(tmp_path / "2.json", {**OWN, "entries": entries, "retractions": retractions})
    (record,) = read(tmp_path, knowledge=KNOWLEDGE).records
    assert [entry.id for entry in record.entries] == ["v", "2.json:v", "w"]
    assert record.entries[2].supersedes == "2.json:v"
    assert [each.entry for each in record.retractions] == ["2.json:v"]


def test_two_children_of_one_id_are_kept_apart(tmp_path: Path) -> None:
    put(tmp_path / "1.json", {**OWN, "patient": {"id": "a", "birth_date": "2014"}})
    put(tmp_path / "2.json", {**OWN, "patient": {"id": "a", "birth_date": "2015-01"}})
    reading = read(tmp_path, knowledge=KNOWLEDGE)
    assert len(reading.records) == 2
    assert remark(reading, "same-id-other-child").level is Level.WARNING


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert "empty" in refusal(tmp_path).problem


def test_a_folder_of_nothing_readable_says_why(tmp_path: Path) -> None:
    for number in range(5):
        put(tmp_path / f"{number}.pdf", b"%PDF")
    error = refusal(tmp_path)
    assert "0.pdf" in error.problem
    assert "2 more" in error.problem


def test_progress_is_told(tmp_path: Path) -> None:
    put(tmp_path / "1.json", OWN)
    put(tmp_path / "2.json", {**OWN, "patient": {"id": "b"}})
    told: list[tuple[int, int]] = []
    read(tmp_path, knowledge=KNOWLEDGE, progress=lambda *each: told.append(each))
    assert told == [(1, 2), (2, 2)]


def test_remarks_can_be_counted(tmp_path: Path) -> None:
    put(tmp_path / "1.json", OWN)
    put(tmp_path / "2.json", b"%PDF")
    reading = read(tmp_path, knowledge=KNOWLEDGE)
    assert count_by_code(reading.remarks) == {(Level.ERROR, "file-not-read"): 1}


def pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no plain file"):
        read(pipe(tmp_path / "a.json"), knowledge=KNOWLEDGE)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
@pytest.mark.parametrize("name", ["a.json", "labs.csv"])
def test_a_pipe_in_a_folder_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "patients.csv").write_text("patient_id,birth_date,sex\na,2014,f\n")
    pipe(tmp_path / name)
    reading = read(tmp_path, knowledge=KNOWLEDGE)
    assert [each.where for each in reading.remarks if each.level is Level.ERROR] == [name]
    assert len(reading.records) == 1


def test_a_folder_that_cannot_be_opened_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "patients.csv").write_text("patient_id,birth_date,sex\na,2014,f\n")
    (tmp_path / "closed").mkdir()
    really = os.scandir

    def scandir(path: Any) -> Any:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return really(path)

    monkeypatch.setattr(os, "scandir", scandir)
    reading = read(tmp_path, knowledge=KNOWLEDGE)
    (found,) = [each for each in reading.remarks if each.code == "folder-not-read"]
    assert (found.level, found.where) == (Level.ERROR, "closed")
    assert "Permission denied" in found.message


@pytest.mark.parametrize(
    "codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-8-sig"]
)
def test_fhir_is_known_in_every_unicode_form(tmp_path: Path, codec: str) -> None:
    path = tmp_path / "a.json"
    text = '{"resourceType": "Patient", "id": "a", "name": [{"text": "Zoë 😀"}]}'
    path.write_bytes(text.encode(codec))
    (record,) = read(path, knowledge=KNOWLEDGE).records
    assert record.patient.name == "Zoë 😀"
