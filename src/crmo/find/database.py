"""DuckDB within the memory it was given, with its overflow beside the output."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crmo.find.duckdb_engine.connection import connected


@contextmanager
def opened_database(folder: Path, *, memory_limit: str = "4GB", threads: int = 0) -> Iterator[Any]:
    """Give a DuckDB connection in memory; what does not fit goes to a folder that is removed.

    Args:
        folder: the overflow is made in here, so that it never lies on another disk.
        memory_limit: as DuckDB writes it, such as `4GB`.
        threads: as many as there are processors if 0.
    """
    with connected(folder, memory_limit=memory_limit, threads=threads) as connection:
        connection.execute("SET enable_progress_bar = false")
        yield connection
