"""Run by test_spark in a process of its own: `python -m tests.find.engines.spark_agreement`.

PySpark leaves a Java process and its sockets to the end of the Python process, which is no place
for the other tests to run in. Arguments: master, number of random definitions.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.find.engines import strategies as drawn
from tests.find.engines.full_definition import full_definition
from tests.find.engines.small_tables import SmallTable

from crmo.find.duckdb_engine import run_definition as run_on_duckdb
from crmo.find.found_cases import FoundCases
from crmo.find.reference_run import run_reference
from crmo.find.spark_engine import run_definition as run_on_spark
from crmo.find.spark_engine.session import spark_session
from crmo.knowledge import load_knowledge
from crmo.knowledge.case_definition import CaseDefinition

FILES = ("hits.parquet", "answers.parquet", "evidence.parquet", "attrition.json")
KNOWLEDGE = load_knowledge()


def main(master: str, n_definitions: int) -> None:
    """Fail if Spark writes another byte than DuckDB, or says anything else than the reference."""
    with (
        TemporaryDirectory() as scratch,
        spark_session(master, Path(scratch), n_tasks=3) as session,
    ):
        same_files(master)
        same_answers(master, n_definitions)
        executors = session.sparkContext._jsc.sc().getExecutorMemoryStatus().size()
        n_drivers = 0 if master.startswith("local") else 1
        sys.stdout.write(f"executors: {executors - n_drivers}\n")


def same_files(master: str) -> None:
    """Every kind of criterion over two hundred persons."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        table = SmallTable(people=drawn.crowd(7, 200), known=drawn.CODES, folder=folder).write()
        given_ = full_definition(), table
        one = run_on_duckdb(*given_, folder / "one", KNOWLEDGE, everyone=True)
        many = run_on_spark(
            *given_, folder / "many", KNOWLEDGE, master=master, threads=3, everyone=True
        )
        assert one.n_hits > 0
        assert one.attrition == many.attrition
        for file in FILES:
            assert (one.folder / file).read_bytes() == (many.folder / file).read_bytes(), file
        assert sorted(path.name for path in many.folder.iterdir()) == sorted(FILES)


def same_answers(master: str, n_definitions: int) -> None:
    """Random definitions over random people, against the reference engine."""

    @settings(
        max_examples=n_definitions,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn.definitions(), st.integers(0, 2**32))
    def agree(definition: CaseDefinition, seed: int) -> None:
        with TemporaryDirectory() as name:
            folder = Path(name)
            people = drawn.crowd(seed, 40)
            table = SmallTable(people=people, known=drawn.CODES, folder=folder).write()
            expected = run_reference(definition, table, folder / "reference", KNOWLEDGE)
            found = run_on_spark(
                definition, table, folder / "spark", KNOWLEDGE, master=master, threads=3
            )
            assert rows(expected) == rows(found)
            assert expected.attrition == found.attrition

    agree()


def rows(found: FoundCases) -> list[list[tuple[object, ...]]]:
    paths = (found.hits, found.answers, found.evidence)
    return [duckdb.sql(f"FROM '{path}'").fetchall() for path in paths]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
