"""Spark shares persons out and runs the same SQL; it must say the same, in the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.find.engines.standalone_cluster import standalone_cluster

pytestmark = [pytest.mark.spark, pytest.mark.timeout(600)]  # a busy machine is slow
ROOT = Path(__file__).resolve().parents[3]


def agree(master: str, n_definitions: int) -> str:
    """Run the comparison in a process of its own; return what it printed."""
    command = [sys.executable, "-m", "tests.find.engines.spark_agreement", master]
    done = subprocess.run(
        [*command, str(n_definitions)],
        cwd=ROOT,
        env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


def test_spark_agrees_on_one_machine() -> None:
    """The same bytes as DuckDB for every kind of criterion; random definitions as the reference."""
    assert "executors: 1" in agree("local[2]", 2)


@pytest.fixture
def cluster() -> Iterator[str]:
    """A master and two workers on the loopback address."""
    with ExitStack() as stack:
        yield stack.enter_context(standalone_cluster(n_workers=2))


@pytest.mark.deep
def test_spark_agrees_on_a_cluster_of_two_workers(cluster: str) -> None:
    assert "executors: 2" in agree(cluster, 2)


@pytest.mark.deep
def test_spark_agrees_on_many_definitions() -> None:
    agree("local[2]", 60)
