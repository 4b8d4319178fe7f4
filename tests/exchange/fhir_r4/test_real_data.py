"""Real exports and HL7's own examples are read without an exception, and nothing gets lost."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crmo.assess import Verdict, assess
from crmo.exchange.fhir_r4 import is_fhir, read
from crmo.exchange.reading import Reading
from crmo.knowledge import Knowledge

HL7 = "fhir_r4_hl7_examples/hl7_fhir_r4_4.0.1_example_instances.zip"
US_CORE = "fhir_us_core_9/us_core_9.0.0_examples.zip"
BULK = "fhir_r4_bulk_10/bulk_10_patients.tar.xz"

Unpacked = Callable[[str], Path]
Bundles = Callable[[int], Iterator[tuple[str, bytes]]]

# What only a resource that is not FHIR may bring about.
NOT_OUR_BEST = {"malformed", "impossible-value", "broken-json", "cut-off", "file-unreadable"}


def kinds(reading: Reading) -> Counter[str]:
    return Counter(remark.code for remark in reading.remarks)


def counted(reading: Reading) -> Counter[str]:
    return reading.understood + reading.ignored + reading.not_understood


def resources_in(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the resources of a file by plain json, in bundles of bundles too."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines() if path.suffix == ".ndjson" else [text]
    for line in lines:
        yield from _resources(json.loads(line))


def _resources(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield value
    if value.get("resourceType") == "Bundle":
        for entry in value.get("entry", ()):
            if "resource" in entry:
                yield from _resources(entry["resource"])


@pytest.mark.parametrize("archive", [HL7, US_CORE, BULK])
def test_every_file_is_read_and_every_resource_is_accounted_for(
    unpacked: Unpacked, knowledge: Knowledge, archive: str
) -> None:
    folder = unpacked(archive)
    assert is_fhir(folder)
    reading = read(folder, knowledge=knowledge)
    assert NOT_OUR_BEST & kinds(reading).keys() == set()
    there = Counter(
        str(resource.get("resourceType", "no resource"))
        for path in (*folder.rglob("*.json"), *folder.rglob("*.ndjson"))
        for resource in resources_in(path)
    )
    # Contained resources and those inside Parameters come on top; copies are counted too.
    assert there - counted(reading) == Counter()
    assert reading.format == "FHIR R4 folder"


def test_hl7_examples(unpacked: Unpacked, knowledge: Knowledge) -> None:
    reading = read(unpacked(HL7), knowledge=knowledge)
    ids = [record.patient.id for record in reading.records]
    assert len(ids) == len(set(ids))
    assert "animal" not in ids
    assert "newborn" in ids
    assert {"entered-in-error", "animal", "other-focus", "not-about-a-patient"} <= kinds(
        reading
    ).keys()


def test_each_hl7_example_alone(unpacked: Unpacked, knowledge: Knowledge) -> None:
    """Most refer to patients that are not in the file; that is a remark and no more."""
    found = [read(path, knowledge=knowledge) for path in sorted(unpacked(HL7).glob("*.json"))]
    assert (
        len(found) == 735
    )  # two of them, package.json and an ig.json among them, are no instances
    assert NOT_OUR_BEST & set().union(*(kinds(reading).keys() for reading in found)) == set()


def test_us_core_bone_density_report_is_imaging(unpacked: Unpacked, knowledge: Knowledge) -> None:
    reading = read(unpacked(US_CORE), knowledge=knowledge)
    entries = {entry.id for record in reading.records for entry in record.entries}
    assert "DiagnosticReport/bone-density-report" in entries
    assert "Binary" not in reading.not_understood


def test_bulk_export_gives_thirteen_different_patients(
    unpacked: Unpacked, knowledge: Knowledge
) -> None:
    """Three of them share a birth date."""
    reading = read(unpacked(BULK), knowledge=knowledge)
    born = Counter(str(record.patient.birth_date) for record in reading.records)
    assert len(reading.records) == 13
    assert born.most_common(1) == [("1927-05-21", 3)]
    assert reading.understood["DocumentReference"] == 1215
    texts = [e.text for r in reading.records for e in r.entries if hasattr(e, "media_type")]
    assert all(text.strip() for text in texts)


def check_synthea(
    bundles: Iterator[tuple[str, bytes]], folder: Path, knowledge: Knowledge
) -> tuple[int, int]:
    """Read bundles; return how many there were and how many patients."""
    n_bundles = n_records = 0
    for name, content in bundles:
        path = folder / name
        path.write_bytes(content)
        reading = read(path, knowledge=knowledge)
        path.unlink()
        assert NOT_OUR_BEST & kinds(reading).keys() == set()
        assert reading.not_understood == Counter()
        assert counted(reading).total() == len(json.loads(content)["entry"]) + 1
        n_bundles += 1
        for record in reading.records:
            n_records += 1
            answers = assess(record, knowledge, on=date(2020, 1, 1)).criteria
            assert answers
            assert [each.rule for each in answers if each.verdict is Verdict.MET] == []
    return n_bundles, n_records


def test_synthea_is_read_and_nobody_meets_any_criteria(
    synthea_bundles: Bundles, knowledge: Knowledge, tmp_path: Path
) -> None:
    assert check_synthea(synthea_bundles(25), tmp_path, knowledge) == (25, 25)


@pytest.mark.deep
def test_all_of_synthea(synthea_bundles: Bundles, knowledge: Knowledge, tmp_path: Path) -> None:
    """One of the bundles lists doctors and holds no patient."""
    assert check_synthea(synthea_bundles(10_000), tmp_path, knowledge) == (315, 314)


@pytest.mark.deep
def test_a_bundle_of_300_mb_is_read_in_little_memory(
    synthea_bundles: Bundles, tmp_path: Path
) -> None:
    """Read whole by json.loads, such a bundle takes well over a gigabyte."""
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.write(b'{"resourceType": "Bundle", "type": "collection", "entry": [\n')
        for number, (_name, content) in enumerate(synthea_bundles(10_000)):
            inner = content[content.index(b'"entry"') :]
            entries = inner[inner.index(b"[") + 1 : inner.rindex(b"]")]
            file.write(b"," * (number > 0) + entries)
            if file.tell() > 300_000_000:
                break
        file.write(b"]}")
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from crmo.exchange.fhir_r4 import read; from crmo.knowledge import load_knowledge\n"
        "reading = read(Path(sys.argv[1]), knowledge=load_knowledge())\n"
        "print(len(reading.records), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    n_records, peak_mib = map(int, shown.stdout.split())
    assert n_records > 200
    assert peak_mib < 300
