"""Rows as Arrow tables, Parquet and CSV, written whole and never all of them in memory."""

from __future__ import annotations

import csv as csv_format
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from crmo.find.privacy.cells import csv_heading, safe_cell
from crmo.find.written import whole_file

_ROWS_OF_GROUP = 50_000
Row = Sequence[Any]


def write_rows(
    stem: Path, columns: Mapping[str, str], rows: Iterable[Row], *, csv: bool = True
) -> None:
    """Write rows as `<stem>.parquet` and, unless told otherwise, `<stem>.csv`.

    Args:
        stem: path without its ending.
        columns: name -> Arrow type.
        rows: in the order of the columns.
        csv: whether to write the CSV file.

    Raises:
        UserError: a file cannot be written.
    """
    with row_writer(stem, columns, csv=csv) as write:
        write(rows)


@contextmanager
def row_writer(
    stem: Path, columns: Mapping[str, str], *, csv: bool = True
) -> Iterator[Callable[[Iterable[Row]], None]]:
    """Give a function that writes rows as they come; the files appear when the block ends well.

    The same rows give the same bytes, in however many portions they come.

    Args:
        stem: path without its ending.
        columns: name -> Arrow type.
        csv: whether to write `<stem>.csv` beside `<stem>.parquet`.

    Raises:
        UserError: a file cannot be written.
    """
    with ExitStack() as stack:
        takers = [stack.enter_context(_parquet(stem.with_suffix(".parquet"), columns))]
        if csv:
            takers.append(stack.enter_context(_csv(stem.with_suffix(".csv"), columns)))
        waiting: list[Row] = []

        def write(rows: Iterable[Row]) -> None:
            for row in rows:
                waiting.append(row)
                if len(waiting) == _ROWS_OF_GROUP:
                    flush()

        def flush() -> None:
            for take in takers:
                take(waiting)
            waiting.clear()

        yield write
        flush()


@contextmanager
def _parquet(path: Path, columns: Mapping[str, str]) -> Iterator[Callable[[list[Row]], None]]:
    import pyarrow.parquet as pq

    schema = arrow_table(columns, []).schema
    with whole_file(path) as fresh, pq.ParquetWriter(fresh, schema, compression="zstd") as file:
        yield lambda rows: file.write_table(arrow_table(columns, rows)) if rows else None


@contextmanager
def _csv(path: Path, columns: Mapping[str, str]) -> Iterator[Callable[[list[Row]], None]]:
    with (
        whole_file(path) as fresh,
        fresh.open("w", encoding="utf-8", errors="replace", newline="") as file,
    ):
        file.write(csv_heading(list(columns)))
        writer = csv_format.writer(file, lineterminator="\r\n")
        yield lambda rows: writer.writerows([safe_cell(cell) for cell in row] for row in rows)


def arrow_table(columns: Mapping[str, str], rows: Sequence[Row]) -> Any:
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
