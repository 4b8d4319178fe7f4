"""What was read goes on: into crmo's own JSON and back, and onto the page about FHIR."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crmo.exchange.fhir_r4 import read
from crmo.exchange.fhir_r4.remarks import REMARK_KINDS
from crmo.knowledge import Knowledge
from crmo.record.json_form import from_json, to_json
from tools import generate_fhir_table

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    "archive",
    [
        "fhir_r4_hl7_examples/hl7_fhir_r4_4.0.1_example_instances.zip",
        "fhir_us_core_9/us_core_9.0.0_examples.zip",
    ],
)
def test_every_record_survives_our_own_json(
    unpacked: Callable[[str], Path], knowledge: Knowledge, archive: str
) -> None:
    for record in read(unpacked(archive), knowledge=knowledge).records:
        assert from_json(to_json(record)) == record


def test_the_page_lists_every_kind_of_remark() -> None:
    page = (ROOT / "docs" / "reference" / "fhir.md").read_text(encoding="utf-8")
    missing = [
        code
        for code, (level, message) in REMARK_KINDS.items()
        if f"| `{code}` | {level.value} | {message} |" not in page
    ]
    assert missing == []


@pytest.mark.deep
def test_the_counts_on_the_page_are_those_of_today(shared_data: Path) -> None:
    assert generate_fhir_table.main(["--check"]) == 0
