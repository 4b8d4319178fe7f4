"""Rows as Arrow tables, Parquet and CSV, written whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from crmo.find.privacy.cells import csv_bytes
from crmo.find.written import write_table_whole, write_whole


def write_rows(
    stem: Path, columns: Mapping[str, str], rows: Sequence[Sequence[Any]], *, csv: bool = True
) -> None:
    """Write rows as `<stem>.parquet` and, unless told otherwise, `<stem>.csv`.

    Args:
        stem: path without its ending.
        columns: name -> Arrow type.
        rows: in the order of the columns.
        csv: whether to write the CSV file.
    """
    write_table_whole(stem.with_suffix(".parquet"), arrow_table(columns, rows))
    if csv:
        write_whole(stem.with_suffix(".csv"), csv_bytes(list(columns), rows))


def arrow_table(columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> Any:
    """Return rows as an Arrow table."""
    import pyarrow as pa

    schema = pa.schema([(name, _arrow_type(kind)) for name, kind in columns.items()])
    arrays = [
        pa.array([row[at] for row in rows], type=field.type) for at, field in enumerate(schema)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _arrow_type(name: str) -> Any:
    import pyarrow as pa

    return pa.bool_() if name == "bool" else getattr(pa, name)()
