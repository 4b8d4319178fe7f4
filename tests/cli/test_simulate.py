"""`crmo simulate`: what is written, that it is always the same, and clear refusals."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from crmo.cli import main
from crmo.cli.simulated import outputs
from crmo.exchange import read
from crmo.knowledge import load_knowledge
from crmo.record.json_form import from_json

KNOWLEDGE = load_knowledge()
EVERYTHING = ("--patients", "24", "--seed", "5", "--mix", "referrals", "--to", "all")


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("virtual") / "all"
    assert main(["simulate", *EVERYTHING, "--out", str(folder), "--workers", "1"]) == 0
    return folder


def lines_of(path: Path) -> list[str]:
    """Return the lines of JSON; `splitlines` would also part at signs within a text."""
    return path.read_text(encoding="utf-8").rstrip("\n").split("\n")


def simulated(folder: Path, *options: str) -> dict[str, object]:
    assert main(["simulate", *options, "--out", str(folder)]) == 0
    manifest: dict[str, object] = json.loads((folder / "manifest.json").read_text())
    return manifest


def test_the_records_are_records_and_the_complete_ones_hold_more(everything: Path) -> None:
    held = lines_of(everything / "records" / "records.ndjson")
    complete = lines_of(everything / "truth" / "complete_records.ndjson")
    assert len(held) == len(complete) == 24
    for line, fuller in zip(held, complete, strict=True):
        record, whole = from_json(line), from_json(fuller)
        assert record.patient == whole.patient
        assert {e.id for e in record.entries} <= {e.id for e in whole.entries}
        assert len(record.entries) < len(whole.entries)


def test_the_bulk_export_and_a_bundle_read_back(everything: Path) -> None:
    held = [from_json(line) for line in lines_of(everything / "records" / "records.ndjson")]
    reading = read(everything / "fhir" / "bulk", knowledge=KNOWLEDGE)
    assert {r.patient.id for r in reading.records} == {r.patient.id for r in held}
    bundle = next((everything / "fhir" / "bundles").rglob("*.json"))
    [record] = read(bundle, knowledge=KNOWLEDGE).records
    assert record.patient.id == bundle.stem


def test_every_omop_table_holds_the_children(everything: Path) -> None:
    people = pq.read_table(everything / "omop" / "person.parquet")
    notes = pq.read_table(everything / "omop" / "note.parquet")
    assert people.num_rows == 24
    assert set(notes.column("person_id").to_pylist()) <= set(people.column("person_id").to_pylist())
    assert notes.num_rows > 24


def test_the_truth_names_the_disease_that_the_record_may_not(everything: Path) -> None:
    truth = pq.read_table(everything / "truth" / "children.parquet")
    assert truth.num_rows == 24
    assert truth.column("child").to_pylist() == list(range(24))
    bouts = pq.read_table(everything / "truth" / "bouts.parquet")
    assert set(bouts.column("child").to_pylist()) <= set(range(24))


def test_each_document_says_a_record_and_where(everything: Path) -> None:
    texts = {
        (document["patient"], document["id"]): document["text"]
        for document in map(json.loads, lines_of(everything / "notes" / "documents.ndjson"))
    }
    told = list(map(json.loads, lines_of(everything / "truth" / "documents_say.ndjson")))
    assert len(told) == len(texts) > 24
    for each in told:
        text = texts[each["record"]["patient"]["id"], each["document"]]
        for statement in each["statements"]:
            assert text[statement["start"] : statement["end"]].strip()


def test_the_spreadsheet_reads_back(everything: Path) -> None:
    reading = read(everything / "spreadsheet" / "clinic-00001.xlsx", knowledge=KNOWLEDGE)
    assert len(reading.records) == 24
    assert not [remark for remark in reading.remarks if remark.level == "error"]


def test_the_spreadsheet_file_knows_no_clock(everything: Path) -> None:
    with zipfile.ZipFile(everything / "spreadsheet" / "clinic-00001.xlsx") as book:
        assert {part.date_time for part in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2025-12-31T00:00:00Z" in book.read("docProps/core.xml")


def test_the_same_seed_gives_the_same_bytes_with_any_number_of_workers(tmp_path: Path) -> None:
    options = ("--patients", "1030", "--mix", "cno:1,healthy:60", "--to", "omop")
    one = simulated(tmp_path / "one", *options, "--workers", "1")
    three = simulated(tmp_path / "three", *options, "--workers", "3")
    assert one["files"] == three["files"]
    other = simulated(tmp_path / "other", *options, "--workers", "3", "--seed", "2")
    assert one["files"] != other["files"]


def test_more_children_leave_the_first_ones_as_they_were(tmp_path: Path) -> None:
    options = ("--seed", "9", "--mix", "referrals", "--to", "records")
    simulated(tmp_path / "few", "--patients", "12", *options)
    simulated(tmp_path / "more", "--patients", "40", *options)
    few = lines_of(tmp_path / "few" / "records" / "records.ndjson")
    more = lines_of(tmp_path / "more" / "records" / "records.ndjson")
    assert more[:12] == few


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--mix", "dragons"), "no such kind"),
        (("--mix", "cno:-1"), "not a number of 0 or more"),
        (("--to", "paper"), "--to names something"),
        (("--patients", "0"), "--patients is out of range"),
        (("--until", "yesterday"), "--until is not a day"),
        (("--years", "0"), "--years is out of range"),
        (("--workers", "-1"), "--workers is out of range"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    options: tuple[str, ...], problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", *options, "--out", str(tmp_path / "out")]) != 0
    assert problem in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_with_something_in_it_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["simulate", "--patients", "1", "--out", str(tmp_path)]) != 0
    assert "already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_interrupted_run_has_no_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(
        "crmo.cli.simulated.run.OUTPUTS", {**outputs.OUTPUTS, "records": interrupted}
    )
    assert main(["simulate", "-n", "3", "--out", str(tmp_path / "out"), "--workers", "1"]) == 130
    assert "unfinished" in capsys.readouterr().err
    assert not (tmp_path / "out" / "manifest.json").exists()
    assert not (tmp_path / "out" / ".parts").exists()
