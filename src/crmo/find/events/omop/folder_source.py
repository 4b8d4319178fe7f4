"""A folder with OMOP tables as Parquet or CSV files."""

from __future__ import annotations

from pathlib import Path

from crmo.find.events.omop.csv_files import staged_csv
from crmo.find.events.omop.folder import PARQUET, TableFiles, tables_in
from crmo.find.events.omop.omop_source import OmopSource
from crmo.find.events.omop.relations import parquet_relation
from crmo.find.events.parquet_files import readable_parquet
from crmo.find.events.source import Desk
from crmo.find.events.source_table import require_files
from crmo.find.events.work import file_fingerprint


class OmopFolder(OmopSource):
    """OMOP tables in a folder.

    Args:
        folder: with the files.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._tables = tables_in(folder)

    def fingerprints(self) -> list[str]:
        """Return the state of every file."""
        return [
            f"{table}:{file_fingerprint(path)}"
            for table, found in sorted(self._tables.items())
            for path in found.files
        ]

    def relations(self, desk: Desk) -> dict[str, str]:
        """Return the FROM clause of each table; CSV becomes Parquet first."""
        return {
            table: parquet_relation(_parquet(desk, table, found))
            for table, found in self._tables.items()
        }


def _parquet(desk: Desk, table: str, found: TableFiles) -> tuple[str, ...]:
    require_files(table, len(found.files))
    if found.form == PARQUET:
        for path in found.files:
            readable_parquet(path)
        return tuple(map(str, found.files))
    return tuple(
        str(staged_csv(desk, table, number, path)) for number, path in enumerate(found.files)
    )
