"""How fast records are written as FHIR, and whether memory grows with their number."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from attrs import evolve

from benchmarks.figures import Figure, seconds
from benchmarks.two_hundred_entries import two_hundred_entries
from crmo.exchange.fhir_r4 import BulkWriter, record_to_resources
from crmo.exchange.fhir_r4.write_bundle import json_lines
from crmo.knowledge import load_knowledge
from crmo.record import PatientRecord

N_ENTRIES, N_RECORDS, TIMES = 150, 100, 5
GOAL_PER_SECOND = 300
FEW, MANY = 100, 1000

_WRITE = """
import resource, sys
from pathlib import Path
from benchmarks.fhir_writing import write_copies
write_copies(Path(sys.argv[1]), int(sys.argv[2]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def measure() -> Iterator[Figure]:
    """Yield speed and memory of writing."""
    knowledge, record = load_knowledge(), _record()
    resources = record_to_resources(record, knowledge)
    size = len(json_lines(resources))

    def in_memory() -> None:
        for number in range(N_RECORDS):
            json_lines(record_to_resources(_copy(record, number), knowledge))

    def to_files() -> None:
        with tempfile.TemporaryDirectory() as folder:
            write_copies(Path(folder), N_RECORDS)

    about = f"{N_ENTRIES} entries, {len(resources)} resources, {size // 1000} kB each"
    how = f"{N_RECORDS} records of {about}, best of {TIMES}, one core"
    rate = N_RECORDS / min(seconds(in_memory) for _ in range(TIMES))
    yield Figure(
        name="resources as JSON",
        value=f"{rate:.0f} records/s, {rate * len(resources):,.0f} resources/s",
        goal=f"{GOAL_PER_SECOND} records/s",
        is_met=rate >= GOAL_PER_SECOND,
        how=how,
    )
    rate = N_RECORDS / min(seconds(to_files) for _ in range(TIMES))
    yield Figure(name="bulk export to files", value=f"{rate:.0f} records/s", how=how)
    yield _memory()


def write_copies(folder: Path, n_records: int) -> None:
    """Write copies of one record, each with a patient of its own."""
    record = _record()
    with BulkWriter(folder, load_knowledge()) as bulk:
        for number in range(n_records):
            bulk.add(_copy(record, number))


def _record() -> PatientRecord:
    record = two_hundred_entries()
    return evolve(record, entries=record.entries[:N_ENTRIES], retractions=())


def _copy(record: PatientRecord, number: int) -> PatientRecord:
    return evolve(record, patient=evolve(record.patient, id=f"child-{number}"))


def _memory() -> Figure:
    few, many = _peak_mb(FEW), _peak_mb(MANY)
    return Figure(
        name="memory of an export",
        value=f"{few} MB for {FEW} records, {many} MB for {MANY:,}",
        goal="no more for ten times as many",
        is_met=many <= few + 2,
        how="peak of a process of its own, everything loaded",
    )


def _peak_mb(n_records: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        shown = subprocess.run(
            [sys.executable, "-c", _WRITE, folder, str(n_records)],
            capture_output=True,
            text=True,
            check=True,
        )
    return int(shown.stdout)
