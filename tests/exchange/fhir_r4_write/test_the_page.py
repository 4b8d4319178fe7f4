"""The page on writing FHIR: its example runs, and what it writes is found and read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crmo.exchange import read
from crmo.knowledge import Knowledge
from crmo.record import PatientRecord

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
PAGE = ROOT / "docs" / "reference" / "fhir-export.md"


def test_the_example_runs_and_its_files_are_recognised(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    knowledge: Knowledge,
    known_records: list[PatientRecord],
) -> None:
    (example,) = EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))
    monkeypatch.chdir(tmp_path)
    exec(compile(example, PAGE.name, "exec"), {})
    one = read(tmp_path / "child.json", knowledge=knowledge)
    assert one.format == "FHIR R4 Bundle"
    assert one.records[0].patient == known_records[0].patient
    several = read(tmp_path / "export", knowledge=knowledge)
    assert {r.patient.id for r in several.records} == {r.patient.id for r in known_records[:2]}
