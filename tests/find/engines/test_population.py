"""The population that the engines are measured on: steady, and with the same answer both ways."""

from __future__ import annotations

from pathlib import Path

import duckdb
from pyarrow import parquet

from benchmarks.case_finding import jobs
from benchmarks.case_finding.population import CASE_EVERY, write_population
from benchmarks.case_finding.straight_on_omop import run_on_omop
from crmo.find.duckdb_engine import run_definition
from crmo.find.events import build_events
from crmo.knowledge import load_knowledge

PERSONS = 6_000
KNOWLEDGE = load_knowledge()


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_population(tmp_path / name, n=500, seed=3)
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert "measurement.parquet" in files
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_persons_have_about_fifty_events(tmp_path: Path) -> None:
    write_population(tmp_path, n=1_000)
    tables = [path for path in tmp_path.iterdir() if path.stem != "person"]
    n_rows = sum(parquet.read_metadata(path).num_rows for path in tables)
    assert 48_000 < n_rows < 52_000


def test_event_table_and_raw_tables_give_the_same_hits(tmp_path: Path) -> None:
    """What is measured on OMOP directly is the same work as on the event table."""
    write_population(tmp_path / "omop", n=PERSONS)
    table = build_events(tmp_path / "omop", tmp_path / "events", KNOWLEDGE, threads=1)
    asked = jobs.definition()
    on_events = run_definition(asked, table, tmp_path / "a", KNOWLEDGE, threads=1)
    on_omop = run_on_omop(
        asked, tmp_path / "omop", tmp_path / "b", KNOWLEDGE, memory_limit="1GB", threads=1
    )
    assert on_events.attrition == on_omop.attrition
    assert on_events.n_hits >= PERSONS // CASE_EVERY
    assert jobs.sizes(on_events) == jobs.sizes(on_omop)
    columns = "person_id, index_lo, age_days_lo, score_lo, score_hi, band"
    rows = [
        duckdb.sql(f"SELECT {columns} FROM '{f.hits}'").fetchall() for f in (on_events, on_omop)
    ]
    assert rows[0] == rows[1]
