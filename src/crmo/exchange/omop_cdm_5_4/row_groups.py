"""One Parquet file that is written in row groups of one size, however the rows arrive."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from crmo.exchange.omop_cdm_5_4.tables import arrow_schema, pyarrow_module

if TYPE_CHECKING:
    import pyarrow as pa

# Whole texts are large, so fewer of them are held in memory.
ROWS_PER_GROUP = MappingProxyType({"note": 4_096})
DEFAULT_ROWS_PER_GROUP = 65_536


class RowGroups:
    """A table's file while it grows.

    What arrives is kept until a row group is full and then written from one contiguous array, so
    that the bytes of the file depend on the rows and their order alone.

    Args:
        path: of the finished file; until `give_name` it is written beside it under another name.
        table: its name.
        compression: as pyarrow calls it (`zstd`, `snappy`, `none`).
    """

    def __init__(self, path: Path, table: str, compression: str) -> None:
        arrow = pyarrow_module()
        from pyarrow import parquet

        self.n_rows = 0
        self.concept_ids: set[int] = set()
        self._path = path
        self._unfinished = path.with_suffix(".unfinished")
        self._arrow = arrow
        self._size = ROWS_PER_GROUP.get(table, DEFAULT_ROWS_PER_GROUP)
        self._has_name = False
        self._waiting: list[pa.RecordBatch] = []
        self._n_waiting = 0
        schema = arrow_schema(table)
        # `concept_id` itself and `vocabulary_concept_id` describe concepts; they use none.
        self._concept_columns = [name for name in schema.names if name.endswith("_concept_id")]
        self._writer: Any = parquet.ParquetWriter(
            self._unfinished, schema, compression=compression, version="2.6"
        )

    def append(self, batch: pa.RecordBatch) -> None:
        """Take rows; full row groups are written."""
        self._waiting.append(batch)
        self._n_waiting += batch.num_rows
        if self._n_waiting >= self._size:
            self._flush(keep=self._n_waiting % self._size)

    def finish(self) -> None:
        """Write what is left; the file does not have its name yet."""
        if self._n_waiting:
            self._flush(keep=0)
        self._writer.close()

    def give_name(self) -> None:
        """Put the finished file in its place."""
        self._unfinished.replace(self._path)
        self._has_name = True

    def discard(self) -> None:
        """Give up: leave no file behind."""
        try:
            self._writer.close()
        except (OSError, ValueError):  # it is given up anyway, perhaps because the disk is full
            pass
        finally:
            self._unfinished.unlink(missing_ok=True)
            if self._has_name:
                self._path.unlink(missing_ok=True)

    def _flush(self, keep: int) -> None:
        whole = self._arrow.Table.from_batches(self._waiting)
        n_written = whole.num_rows - keep
        for start in range(0, n_written, self._size):
            # Made contiguous: no version of pyarrow promises that chunks leave no trace.
            group = whole.slice(start, min(self._size, n_written - start)).combine_chunks()
            self._note_concepts(group)
            self._writer.write_table(group, row_group_size=self._size)
        # Copied, so that the rows that were written are let go.
        rest = whole.slice(n_written).combine_chunks().to_batches()
        self._waiting, self._n_waiting = list(rest), keep
        self.n_rows += n_written

    def _note_concepts(self, group: pa.Table) -> None:
        for name in self._concept_columns:
            found = group.column(name).unique().to_pylist()
            self.concept_ids.update(each for each in found if each is not None)
