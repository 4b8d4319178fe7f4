"""Ctrl-C while a query runs is Ctrl-C, and no fault."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from crmo.find.duckdb_engine.connection import connected

LONG = "SELECT sum(sin(i)) FROM range(20_000_000_000) t(i)"


def _run(query: str, folder: Path) -> None:
    with connected(folder, memory_limit="1GB", threads=1) as connection:
        connection.execute(query).fetchall()


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Listen to Ctrl-C, which a runner in the background may have switched off."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_during_a_query_ends_the_run_as_ctrl_c(tmp_path: Path) -> None:
    pressed = threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT))
    pressed.start()
    with pytest.raises(KeyboardInterrupt):
        _run(LONG, tmp_path)
    pressed.join()


def test_other_faults_of_a_query_stay_what_they_are(tmp_path: Path) -> None:
    with (
        pytest.raises(RuntimeError, match="something else"),
        connected(tmp_path, memory_limit="1GB", threads=1),
    ):
        raise RuntimeError("something else")
