"""What is measured, each in a process of its own: `python -m benchmarks.case_finding.jobs`.

Arguments: name of the job, folder of the population, times. Prints one line of JSON: wall and CPU
seconds of each run (starting Python and loading the knowledge left out) and what came out.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from benchmarks.case_finding.straight_on_omop import TABLES, run_on_omop
from crmo.find.definition import load_definition
from crmo.find.duckdb_engine import run_definition
from crmo.find.events import EventTable, build_events
from crmo.find.found_cases import FoundCases
from crmo.knowledge import load_knowledge
from crmo.knowledge.case_definition import CaseDefinition

DEFINITION = Path(__file__).with_name("bone_pain.yaml")
MEMORY = "3GB"
THREADS = 2
KNOWLEDGE = load_knowledge()
_OWN_CLOCK: list[float] = []  # wall and CPU seconds, where a job leaves its preparation out


@contextmanager
def own_clock() -> Iterator[None]:
    """Count what happens within, and leave out the preparation around it."""
    start, start_cpu = time.perf_counter(), _cpu_seconds()
    yield
    _OWN_CLOCK[:] = [time.perf_counter() - start, _cpu_seconds() - start_cpu]


def definition() -> CaseDefinition:
    """Return the definition that is measured."""
    return load_definition(str(DEFINITION), KNOWLEDGE)


def build(folder: Path) -> dict[str, int]:
    """Make the event table; kept for the other jobs."""
    done = build_events(
        folder / "omop", folder / "events", KNOWLEDGE, memory_limit=MEMORY, threads=THREADS
    )
    return {"events": int(done.manifest["n_events"])}


def build_from_ndjson(folder: Path) -> dict[str, int]:
    """Make the event table of a bulk export."""
    with TemporaryDirectory(dir=folder) as out, own_clock():
        done = build_events(
            folder / "fhir", Path(out), KNOWLEDGE, memory_limit=MEMORY, threads=THREADS
        )
        return {"events": int(done.manifest["n_events"])}


def cat_ndjson(folder: Path) -> dict[str, int]:
    """Let `cat` read the files of the bulk export."""
    files = sorted(str(path) for path in (folder / "fhir").iterdir())
    with own_clock():
        subprocess.run(["cat", *files], stdout=subprocess.DEVNULL, check=True)
    return {}


def on_events(folder: Path) -> dict[str, int]:
    """Run the definition over the event table, everything written."""
    table, asked = EventTable.open(folder / "events"), definition()
    table.code_rows()
    with TemporaryDirectory(dir=folder) as out, own_clock():
        found = run_definition(
            asked, table, Path(out), KNOWLEDGE, memory_limit=MEMORY, threads=THREADS
        )
        return sizes(found)


def on_omop(folder: Path) -> dict[str, int]:
    """Run it straight on OMOP, everything written."""
    asked = definition()
    with TemporaryDirectory(dir=folder) as out, own_clock():
        found = run_on_omop(
            asked,
            folder / "omop",
            Path(out),
            KNOWLEDGE,
            memory_limit=MEMORY,
            threads=THREADS,
        )
        return sizes(found)


def on_spark(folder: Path) -> dict[str, int]:
    """Run it over the event table by Spark with two threads."""
    from crmo.find.spark_engine import run_definition as run_on_spark

    table = EventTable.open(folder / "events")
    with TemporaryDirectory(dir=folder) as out:
        found = run_on_spark(definition(), table, Path(out), KNOWLEDGE, master=f"local[{THREADS}]")
        return sizes(found)


def on_circe(folder: Path) -> dict[str, int]:
    """Run the nearest cohort expression of OHDSI, by the SQL that Circepy makes."""
    from benchmarks.case_finding.circe_rival import circe_sql, prepared, run

    with prepared(folder / "omop", threads=THREADS, memory_limit=MEMORY) as connection:
        sql = circe_sql(definition(), KNOWLEDGE)
        with own_clock():
            return {"cohort": run(connection, sql)}


def on_polars(folder: Path) -> dict[str, int]:
    """Run the definition as it is written by hand in polars."""
    os.environ["POLARS_MAX_THREADS"] = str(THREADS)
    from benchmarks.case_finding.polars_rival import run

    with own_clock():
        return run(folder / "omop")


def read_codes(folder: Path) -> dict[str, int]:
    """Read the code column of the event table, every value of it."""
    return {"sum": _ask(f"SELECT sum(code_id) FROM '{folder}/events/events/*.parquet'")}


def read_omop(folder: Path) -> dict[str, int]:
    """Decode every column of OMOP that the definition needs, every value of it."""
    total = 0
    for table, key, prefix, day in TABLES:
        numbers = ["person_id", key, f"{prefix}_concept_id"]
        days = [day, *(["drug_exposure_end_date"] if prefix == "drug" else [])]
        values = ["value_as_number", "range_low", "range_high"] * (prefix == "measurement")
        added = [f"bit_xor({name})" for name in numbers]
        added += [f"sum({name} - DATE '1970-01-01')" for name in days]
        added += [f"sum({name})" for name in values]
        total += _ask(f"SELECT count(*), {', '.join(added)} FROM '{folder}/omop/{table}.parquet'")
    return {"rows": total}


def read_omop_codes(folder: Path) -> dict[str, int]:
    """Read the concept columns of OMOP only."""
    for table, _, prefix, _ in TABLES:
        _ask(f"SELECT bit_xor({prefix}_concept_id) FROM '{folder}/omop/{table}.parquet'")
    return {}


def _ask(query: str) -> int:
    with duckdb.connect(config={"threads": str(THREADS)}) as connection:
        return int(connection.execute(query).fetchall()[0][0])


def sizes(found: FoundCases) -> dict[str, int]:
    """Return how many hits and rows of evidence there are."""
    from pyarrow import parquet

    return {"hits": found.n_hits, "evidence": parquet.read_metadata(found.evidence).num_rows}


JOBS: dict[str, Callable[[Path], dict[str, int]]] = {
    job.__name__: job
    for job in (
        build,
        build_from_ndjson,
        cat_ndjson,
        on_events,
        on_omop,
        on_spark,
        on_circe,
        on_polars,
        read_codes,
        read_omop,
        read_omop_codes,
    )
}


def main(name: str, folder: Path, times: int) -> None:
    """Run a job several times and print what it cost."""
    wall, cpu, result = [], [], {}
    for _ in range(times):
        _OWN_CLOCK.clear()
        start, start_cpu = time.perf_counter(), _cpu_seconds()
        result = JOBS[name](folder)
        took = _OWN_CLOCK or [time.perf_counter() - start, _cpu_seconds() - start_cpu]
        wall.append(took[0])
        cpu.append(took[1])
    told: dict[str, Any] = {"wall": wall, "cpu": cpu, "result": result}
    print(json.dumps(told))


def _cpu_seconds() -> float:
    """Return the CPU time of this process and of the children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
