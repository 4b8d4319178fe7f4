"""Running a definition over an event table: what is written, and that nothing is half-written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyarrow import parquet
from tests.find.engines import strategies as drawn
from tests.find.engines.full_definition import PAIN, full_definition
from tests.find.engines.small_tables import SmallTable

from crmo.errors import InvalidValueError, UnreadableError, UserError
from crmo.find.duckdb_engine import compile_definition, run_definition
from crmo.find.duckdb_engine.codes import code_ranges
from crmo.find.found_cases import FoundCases
from crmo.find.reference_run import run_reference
from crmo.find.spark_engine.run_definition import plain_paths
from crmo.knowledge import load_knowledge

KNOWLEDGE = load_knowledge()
FILES = ("answers.parquet", "attrition.json", "evidence.parquet", "hits.parquet")
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def table(tmp_path: Path) -> SmallTable:
    return SmallTable(people=drawn.crowd(11, 300), known=drawn.CODES, folder=tmp_path).write()


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_files_are_those_of_the_reference(tmp_path: Path, table: SmallTable) -> None:
    found = run_definition(full_definition(), table, tmp_path / "duckdb", KNOWLEDGE)
    expected = run_reference(full_definition(), table, tmp_path / "reference", KNOWLEDGE)
    assert found.n_hits > 10
    assert expected.attrition == found.attrition
    for part in ("hits", "answers", "evidence"):
        name = f"{part}.parquet"
        rows = [parquet.read_table(tmp_path / who / name) for who in ("duckdb", "reference")]
        assert rows[0].to_pylist() == rows[1].to_pylist()


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_any_number_of_threads_gives_the_same_bytes(
    tmp_path: Path, table: SmallTable, threads: int
) -> None:
    run_definition(full_definition(), table, tmp_path / "a", KNOWLEDGE, threads=2)
    run_definition(full_definition(), table, tmp_path / "b", KNOWLEDGE, threads=threads)
    assert bytes_in(tmp_path / "a") == bytes_in(tmp_path / "b")
    assert tuple(bytes_in(tmp_path / "a")) == FILES


def test_answers_and_evidence_are_of_hits_alone_unless_asked(
    tmp_path: Path, table: SmallTable
) -> None:
    hits = run_definition(full_definition(), table, tmp_path / "a", KNOWLEDGE)
    everyone = run_definition(full_definition(), table, tmp_path / "b", KNOWLEDGE, everyone=True)
    n_criteria = len(full_definition().criteria)
    assert parquet.read_metadata(hits.answers).num_rows == hits.n_hits * n_criteria
    n_with_index = everyone.attrition["with_index"]
    assert parquet.read_metadata(everyone.answers).num_rows == n_with_index * n_criteria
    assert hits.attrition == everyone.attrition


def test_every_point_has_evidence(tmp_path: Path, table: SmallTable) -> None:
    """The score is the sum of the points of the answers."""
    found = run_definition(full_definition(), table, tmp_path / "out", KNOWLEDGE)
    points: dict[int, float] = {}
    for row in parquet.read_table(found.answers).to_pylist():
        points[row["person_id"]] = points.get(row["person_id"], 0.0) + row["points"]
    hits = parquet.read_table(found.hits).to_pylist()
    assert {row["person_id"]: row["score_lo"] for row in hits} == points


def test_a_finished_run_is_recognised_by_its_last_file(tmp_path: Path, table: SmallTable) -> None:
    with pytest.raises(UnreadableError):
        FoundCases.open(tmp_path / "out")
    found = run_definition(full_definition(), table, tmp_path / "out", KNOWLEDGE)
    assert FoundCases.open(tmp_path / "out") == found
    found.folder.joinpath("attrition.json").unlink()
    with pytest.raises(UnreadableError):
        FoundCases.open(tmp_path / "out")


def test_a_failing_run_leaves_the_earlier_one(
    tmp_path: Path, table: SmallTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    run_definition(full_definition(), table, out, KNOWLEDGE)
    before = bytes_in(out)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("crmo.find.duckdb_engine.keep.attrition_of", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_definition(full_definition(), table, out, KNOWLEDGE, everyone=True)
    assert bytes_in(out) == before


def test_progress_goes_from_nothing_to_all(tmp_path: Path, table: SmallTable) -> None:
    told: list[tuple[str, float]] = []
    run_definition(
        full_definition(),
        table,
        tmp_path / "out",
        KNOWLEDGE,
        progress=lambda words, share: told.append((words, share)),
    )
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert told[0][0] == "index candidate"


# A runner in the background may leave Ctrl-C switched off in whatever it starts.
INTERRUPTED = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from pathlib import Path
import duckdb
from crmo.find.duckdb_engine.connection import connected
with connected(Path(sys.argv[1]), memory_limit="1GB", threads=1) as connection:
    print("running", flush=True)
    connection.execute("SELECT sum(a.range * b.range) FROM range(10_000_000) a, range(1_000_000) b")
"""


def test_ctrl_c_stops_a_running_query_at_once_and_cleans_up(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(out)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"running\n"
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) != 0
    assert list(out.iterdir()) == []


def test_letters_of_a_path_mean_themselves(tmp_path: Path) -> None:
    """Quotes end no SQL text, and brackets and stars are no patterns."""
    folder = tmp_path / "child's [1] * {a,b}?"
    folder.mkdir()
    SmallTable(people=drawn.crowd(11, 40), known=drawn.CODES, folder=folder).write()
    other = tmp_path / "child's [1] and more {a,b}!"
    other.mkdir()
    SmallTable(people=drawn.crowd(12, 40), known=drawn.CODES, folder=other).write()
    table = SmallTable(people=(), known=drawn.CODES, folder=folder)
    found = run_definition(full_definition(), table, folder / "out", KNOWLEDGE)
    assert found.attrition["persons"] == 40
    with pytest.raises(UserError, match="Spark"):
        plain_paths([str(table.persons)])
    assert plain_paths(["/data/events"]) == ["/data/events"]


def test_neighbouring_codes_become_one_range() -> None:
    assert code_ranges([1, 2, 3, 7, 9, 10]) == (
        "code_id BETWEEN 1 AND 3\n    OR code_id BETWEEN 7 AND 7\n    OR code_id BETWEEN 9 AND 10"
    )
    assert code_ranges([]) == "FALSE"


def test_a_definition_without_any_code_in_the_data_finds_nobody(tmp_path: Path) -> None:
    known = tuple(row for row in drawn.CODES if row.code == "visit")
    people = drawn.crowd(3, 5)
    table = SmallTable(people=people, known=known, folder=tmp_path).write()
    found = run_definition(full_definition(), table, tmp_path / "out", KNOWLEDGE)
    assert (found.n_hits, found.attrition["with_index"]) == (0, 0)
    assert parquet.read_metadata(found.evidence).num_rows == 0


def test_ids_that_sql_cannot_tell_apart_are_refused() -> None:
    from attrs import evolve

    definition = full_definition()
    sets = {**definition.code_sets, "PAIN": evolve(PAIN, id="PAIN")}
    with pytest.raises(InvalidValueError, match="capital"):
        compile_definition(evolve(definition, code_sets=sets), KNOWLEDGE)


def test_attrition_can_be_read_by_other_programs(tmp_path: Path, table: SmallTable) -> None:
    found = run_definition(full_definition(), table, tmp_path / "out", KNOWLEDGE)
    told = json.loads((found.folder / "attrition.json").read_text(encoding="utf-8"))
    assert told["persons"] == 300
    assert told["require"][0]["persons"] >= told["exclude"][0]["persons"] >= told["hits"]
    for each in told["criteria"]:
        answers = [each[word] for word in ("yes", "possible", "no", "unknown")]
        assert sum(answers) == told["with_index"]
