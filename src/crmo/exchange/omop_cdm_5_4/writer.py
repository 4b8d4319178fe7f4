"""A folder of Parquet files in the form of OMOP CDM 5.4."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from crmo import __version__
from crmo.errors import UserError
from crmo.exchange.omop_cdm_5_4.convert import omop_rows
from crmo.exchange.omop_cdm_5_4.row_groups import RowGroups
from crmo.exchange.omop_cdm_5_4.rows import FILLED, OmopBatches, OmopRows
from crmo.exchange.omop_cdm_5_4.tables import arrow_schema, pyarrow_module, tables
from crmo.knowledge import Knowledge
from crmo.record import PatientRecord
from crmo.terminology.omop_concepts import LOCAL_VOCABULARY, fixed, omop_concepts

LOSSES_FILE = "not_written.csv"
LOCAL_CONCEPTS_FILE = "local_concepts.csv"
_CHILDREN_AT_ONCE = 256
_FIRST_VALID, _LAST_VALID = date(1970, 1, 1), date(2099, 12, 31)


class OmopWriter:
    """Writes records as OMOP CDM 5.4, one Parquet file per table, in memory that does not grow.

    Used as a context manager. When the block ends without an error, the files of all tables are
    there, empty ones too, with the concepts that were used, a list of how many entries were not
    written and why, and one of our own concepts for a site to map. After an error no table is
    left behind.

    Children are written in the order in which they come. The bytes of the files depend on the
    records, their order and person ids, the version of pyarrow and the compression; not on how
    the rows were gathered.

    Args:
        folder: made if need be; may hold no OMOP table yet.
        knowledge: for the concepts behind the words of the records.
        compression: as pyarrow calls it (`zstd`, `snappy`, `none`).
        name: what CDM_SOURCE calls the data.
        description: what CDM_SOURCE says of them (that they are invented, for instance).
        released_on: date for CDM_SOURCE; the last day of the data unless given.

    Raises:
        MissingExtraError: pyarrow is not installed.
        UserError: the folder already holds a table.
    """

    def __init__(
        self,
        folder: Path,
        knowledge: Knowledge,
        *,
        compression: str = "zstd",
        name: str = "crmo",
        description: str = "",
        released_on: date | None = None,
    ) -> None:
        pyarrow_module()
        self._folder = folder
        self._knowledge = knowledge
        self._compression = compression
        self._name = name
        self._description = description
        self._released_on = released_on
        self._last_day: date | None = None
        self._waiting: list[OmopRows] = []
        self._lost: Counter[tuple[str, str]] = Counter()
        self._files: dict[str, RowGroups] = {}
        folder.mkdir(parents=True, exist_ok=True)
        self._refuse_tables()

    def _refuse_tables(self) -> None:
        for table in tables():
            if (self._folder / f"{table}.parquet").exists():
                raise UserError(
                    "the folder already holds OMOP tables.",
                    where=f"{table}.parquet",
                    expected="an empty folder",
                    todo="Choose another folder, or remove the files.",
                )

    @property
    def lost(self) -> Counter[tuple[str, str]]:
        """How many entries were not written, by (kind of entry, reason)."""
        return self._lost

    def __enter__(self) -> Self:
        for table in FILLED:
            self._open(table)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._discard()
            return
        try:
            self._finish()
        except BaseException:
            self._discard()
            raise

    def add(self, record: PatientRecord, person_id: int) -> None:
        """Write one child.

        Args:
            record: the child.
            person_id: above 0 and not given to another child of this folder.
        """
        self.add_rows(omop_rows(record, self._knowledge, person_id))

    def add_rows(self, rows: OmopRows | OmopBatches) -> None:
        """Write rows that were made elsewhere, by a worker process for instance."""
        self._lost.update((loss.kind, loss.reason) for loss in rows.losses)
        if isinstance(rows, OmopBatches):
            self._gather()
            self._append(rows)
            return
        self._waiting.append(rows)
        if len(self._waiting) >= _CHILDREN_AT_ONCE:
            self._gather()

    def _gather(self) -> None:
        if self._waiting:
            self._append(OmopRows.joined(self._waiting).to_batches())
            self._waiting = []

    def _append(self, made: OmopBatches) -> None:
        for table, batch in made.batches.items():
            self._files[table].append(batch)
        periods = made.batches.get("observation_period")
        if periods is not None:
            from pyarrow import compute

            last = compute.max(periods.column("observation_period_end_date")).as_py()
            self._last_day = max(self._last_day or last, last)

    # --- the end ------------------------------------------------------------------------------

    def _finish(self) -> None:
        self._gather()
        for file in self._files.values():
            file.finish()
        self._write("cdm_source", self._source_rows())
        used = {each for file in self._files.values() for each in file.concept_ids}
        self._write("concept", self._concept_rows(used))
        self._write("vocabulary", self._vocabulary_rows(used))
        self._write_losses()
        self._write_local_concepts(used)
        for file in self._files.values():
            file.give_name()

    def _open(self, table: str) -> RowGroups:
        path = self._folder / f"{table}.parquet"
        self._files[table] = file = RowGroups(path, table, self._compression)
        return file

    def _discard(self) -> None:
        for file in self._files.values():
            file.discard()
        for name in (LOSSES_FILE, LOCAL_CONCEPTS_FILE):
            (self._folder / name).unlink(missing_ok=True)

    def _write(self, table: str, rows: Iterable[dict[str, Any]]) -> None:
        arrow = pyarrow_module()
        file = self._open(table)
        found = list(rows)
        if found:
            file.append(arrow.RecordBatch.from_pylist(found, schema=arrow_schema(table)))
        file.finish()

    def _source_rows(self) -> Iterable[dict[str, Any]]:
        released = self._released_on or self._last_day
        if released is None:
            return  # no child, no day: a date would be invented
        yield {
            "cdm_source_name": self._name[:255],
            "cdm_source_abbreviation": self._name[:25],
            "cdm_holder": self._name[:255],
            "source_description": self._description or None,
            "source_documentation_reference": None,
            "cdm_etl_reference": f"crmo {__version__}",
            "source_release_date": released,
            "cdm_release_date": released,
            "cdm_version": "5.4",
            "cdm_version_concept_id": fixed("version", "cdm").concept_id,
            "vocabulary_version": f"crmo {__version__}"[:20],
        }

    def _concept_rows(self, used: set[int]) -> Iterable[dict[str, Any]]:
        concepts = omop_concepts(self._knowledge).all
        for concept_id in sorted(used):
            concept = concepts[concept_id]
            yield {
                "concept_id": concept_id,
                "concept_name": concept.name,
                "domain_id": concept.domain,
                "vocabulary_id": concept.vocabulary,
                "concept_class_id": concept.concept_class,
                "standard_concept": "S" if concept.is_standard else None,
                "concept_code": concept.code,
                "valid_start_date": _FIRST_VALID,
                "valid_end_date": _LAST_VALID,
                "invalid_reason": None,
            }

    def _vocabulary_rows(self, used: set[int]) -> Iterable[dict[str, Any]]:
        concepts = omop_concepts(self._knowledge).all
        for name in sorted({concepts[concept_id].vocabulary for concept_id in used}):
            is_local = name == LOCAL_VOCABULARY
            yield {
                "vocabulary_id": name,
                "vocabulary_name": "crmo's own words" if is_local else f"{name} (concepts used)",
                "vocabulary_reference": None if is_local else "OMOP vocabularies",
                "vocabulary_version": f"crmo {__version__}" if is_local else None,
                "vocabulary_concept_id": 0,
            }

    def _write_losses(self) -> None:
        with (self._folder / LOSSES_FILE).open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(("entry", "reason", "count"))
            table.writerows((*key, count) for key, count in sorted(self._lost.items()))

    def _write_local_concepts(self, used: set[int]) -> None:
        """Write the local concepts in use, with an empty column for a site's own mapping."""
        concepts = omop_concepts(self._knowledge).all
        path = self._folder / LOCAL_CONCEPTS_FILE
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(("source_concept_id", "source_code", "name", "domain", "concept_id"))
            for concept in (concepts[each] for each in sorted(used)):
                if concept.vocabulary == LOCAL_VOCABULARY:
                    row = (concept.concept_id, concept.code, concept.name, concept.domain, "")
                    table.writerow(row)
