"""Parts that workers wrote, joined in the order of the children whoever was ready first."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_ROWS_PER_GROUP = 65_536  # at least; a group ends where a part ends


class Joined:
    """The folder that grows part by part.

    A part is a folder of files. Lines (`.ndjson`) are appended to the file of the same name,
    Arrow tables (`.arrow`) to the Parquet file of that name, anything else is moved as it is.

    Args:
        folder: where the files go.
        takers: name of a file within a part -> what takes it over instead.
    """

    def __init__(self, folder: Path, takers: Mapping[str, Callable[[Path], None]]) -> None:
        self.folder = folder
        self._takers = takers
        self._tables: dict[str, _GrowingTable] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for table in self._tables.values():
            table.close()

    def add(self, part: Path) -> None:
        """Take the files of a part over, and remove it."""
        for path in sorted(part.rglob("*")):
            if path.is_dir():
                continue
            within = path.relative_to(part)
            if take := self._takers.get(within.as_posix()):
                take(path)
                continue
            target = self.folder / within
            target.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".ndjson":
                _append(path, target)
            elif path.suffix == ".arrow":
                self._table(target.with_suffix(".parquet")).add(path)
            else:
                path.replace(target)
        shutil.rmtree(part)

    def _table(self, target: Path) -> _GrowingTable:
        return self._tables.setdefault(str(target), _GrowingTable(target))


class _GrowingTable:
    """A Parquet file that is written in groups of rows, so that memory does not grow with it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting: list[pa.RecordBatch] = []
        self._n_waiting = 0
        self._writer: pq.ParquetWriter | None = None

    def add(self, path: Path) -> None:
        """Add the rows of an Arrow file."""
        import pyarrow as pa

        with pa.OSFile(str(path)) as file, pa.ipc.open_file(file) as reader:
            for number in range(reader.num_record_batches):
                self._waiting.append(reader.get_batch(number))
                self._n_waiting += self._waiting[-1].num_rows
        if self._n_waiting >= _ROWS_PER_GROUP:
            self._flush()

    def close(self) -> None:
        """Write what still waits, and end the file."""
        self._flush()
        if self._writer is not None:
            self._writer.close()

    def _flush(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not self._waiting:
            return
        table = pa.Table.from_batches(self._waiting).combine_chunks()
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, table.schema, compression="zstd")
        self._writer.write_table(table, row_group_size=max(table.num_rows, 1))
        self._waiting, self._n_waiting = [], 0


def write_arrow(path: Path, batch: pa.RecordBatch) -> None:
    """Write rows as an Arrow file that `Joined` appends to a Parquet file."""
    import pyarrow as pa

    path.parent.mkdir(parents=True, exist_ok=True)
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, batch.schema) as writer:
        writer.write_batch(batch)


def _append(source: Path, target: Path) -> None:
    with source.open("rb") as lines, target.open("ab") as file:
        shutil.copyfileobj(lines, file, 1024 * 1024)
