"""Records written as FHIR and read again: what the tests of the writer share."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from crmo import yaml12
from crmo.examples import EXAMPLES
from crmo.exchange.fhir_r4 import read, record_to_resources, write_bundle
from crmo.exchange.reading import Reading
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import Entry, Patient, PatientRecord
from crmo.record.json_form import from_dict
from tools.published_cases_page import case_record

KNOWLEDGE = load_knowledge()
CASES = [f"pc{number:03}" for number in range(1, 43)]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return KNOWLEDGE


@pytest.fixture(scope="session")
def known_records() -> list[PatientRecord]:
    """The two examples and the 42 published cases."""
    examples = [from_dict(yaml12.load(each.path)) for each in EXAMPLES]
    return examples + [case_record(key) for key in CASES]


@pytest.fixture(scope="session")
def bundle_of() -> Callable[[PatientRecord], dict[str, Any]]:
    """Write a record as a bundle and parse that."""
    return lambda record: json.loads(bundle_bytes(record))


@pytest.fixture(scope="session")
def back() -> Callable[[PatientRecord], Reading]:
    """Write a record as a bundle and read that."""
    return lambda record: reading_of(bundle_bytes(record))


@pytest.fixture(scope="session")
def read_values() -> Callable[[Any], Reading]:
    """Read plain values as a file."""
    return lambda values: reading_of(json.dumps(values).encode())


@pytest.fixture(scope="session")
def resources_of() -> Callable[..., list[dict[str, Any]]]:
    """Write entries of one child, and return their resources without the Patient."""

    def resources(*entries: Entry) -> list[dict[str, Any]]:
        record = PatientRecord(patient=Patient(id="child"), entries=entries)
        return record_to_resources(record, KNOWLEDGE)[1:]

    return resources


def bundle_bytes(record: PatientRecord) -> bytes:
    file = BytesIO()
    write_bundle(record, KNOWLEDGE, file)
    return file.getvalue()


def reading_of(content: bytes) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bundle.json"
        path.write_bytes(content)
        return read(path, knowledge=KNOWLEDGE)
