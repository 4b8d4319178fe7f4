"""A DuckDB of our own for one run: bounded memory, spilling beside the output, no downloads."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crmo.errors import MissingExtraError

SPILL = ".spill"


def require_duckdb() -> Any:
    """Return the module duckdb.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        import duckdb
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "case finding needs DuckDB", todo="Install it: pip install 'crmo[find]'."
        ) from error
    return duckdb


@contextmanager
def connected(folder: Path, *, memory_limit: str, threads: int) -> Iterator[Any]:
    """Give a connection to an empty database in memory.

    What does not fit in memory is spilled to a folder within `folder`, readable by the owner
    only and removed at the end; what a killed run left there is removed at the beginning.

    Args:
        folder: of the output; made if it is not there.
        memory_limit: as DuckDB reads it (`4GB`).
        threads: 0 for one per processor.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed, also while a query ran.
    """
    spill = folder / SPILL
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(spill, ignore_errors=True)
    spill.mkdir(mode=0o700)
    settings = {
        "memory_limit": memory_limit,
        "temp_directory": str(spill),
        # A hospital's machine may not reach anything; whatever is needed is built in.
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        # Order is asked for where it matters, and costs memory where it does not.
        "preserve_insertion_order": "false",
    }
    if threads:
        settings["threads"] = str(threads)
    try:
        with require_duckdb().connect(":memory:", config=settings) as connection:
            # The footers of a large table are read once and not with every step.
            connection.execute("SET parquet_metadata_cache = true")
            yield connection
    except RuntimeError as error:
        # What DuckDB makes of Ctrl-C while a query runs.
        if str(error) == "Query interrupted":
            raise KeyboardInterrupt from error
        raise
    finally:
        shutil.rmtree(spill, ignore_errors=True)
