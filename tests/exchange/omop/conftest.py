"""Records written as OMOP tables and read back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from crmo.examples import EXAMPLES
from crmo.exchange.omop_cdm_5_4 import OmopRows, OmopWriter, omop_rows
from crmo.exchange.omop_cdm_5_4.rows import FILLED
from crmo.exchange.omop_cdm_5_4.tables import tables
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import Entry, Patient, PatientRecord, Sex
from crmo.record.json_form import from_dict
from crmo.yaml12 import load

CASES = Path(__file__).resolve().parents[2] / "cases"
Rows = dict[str, list[dict[str, Any]]]


def _told_records() -> list[PatientRecord]:
    paths = [*(each.path for each in EXAMPLES), *sorted(CASES.glob("pc*.yaml"))]
    return [from_dict(load(path)) for path in paths]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def told_records() -> list[PatientRecord]:
    """The invented children and the 42 published cases."""
    return _told_records()


def read_back(folder: Path) -> Rows:
    """Return every table as a list of rows."""
    return {name: parquet.read_table(folder / f"{name}.parquet").to_pylist() for name in tables()}


@pytest.fixture(scope="session")
def written(
    knowledge: Knowledge,
    told_records: list[PatientRecord],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A folder with all told records, numbered from 1."""
    folder = tmp_path_factory.mktemp("omop")
    with OmopWriter(folder, knowledge) as writer:
        for number, record in enumerate(told_records, start=1):
            writer.add(record, number)
    return folder


@pytest.fixture(scope="session")
def all_rows(written: Path) -> Rows:
    return read_back(written)


def child(*entries: Entry, birth_date: str | None = "2010-04-05", **values: Any) -> PatientRecord:
    """A girl with these entries."""
    values = {"id": "girl", "sex": Sex.FEMALE, "birth_date": birth_date} | values
    return PatientRecord(patient=Patient(**values), entries=entries)


@pytest.fixture
def rows_of(knowledge: Knowledge) -> Callable[..., Rows]:
    """Rows of a girl with some entries, by table, as person 7."""

    def rows(*entries: Entry, **values: Any) -> Rows:
        return as_rows([omop_rows(child(*entries, **values), knowledge, 7)])

    return rows


def as_rows(parts: Iterable[OmopRows]) -> Rows:
    found: Rows = {table: [] for table in FILLED}
    for table, columns in OmopRows.joined(parts).columns.items():
        found[table] = [
            dict(zip(FILLED[table], row, strict=True)) for row in zip(*columns, strict=True)
        ]
    return found


def only(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    (row,) = rows
    return row
