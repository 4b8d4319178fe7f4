"""Many records in the layout of FHIR Bulk Data: a file of JSON lines for each kind of resource."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from crmo.errors import UserError
from crmo.exchange.fhir_r4.write_bundle import json_lines
from crmo.exchange.fhir_r4.write_codes import codes_of
from crmo.exchange.fhir_r4.write_resources.record import resources_of
from crmo.exchange.fhir_r4.write_resources.writing import Writing
from crmo.knowledge import Knowledge
from crmo.record import PatientRecord

_SUFFIX, _UNFINISHED = ".ndjson", ".ndjson.part"
_BUFFER_BYTES = 1 << 18


class BulkWriter:
    """Writes records one after the other; memory holds one record at a time.

        with BulkWriter(folder, knowledge) as bulk:
            for record in records:
                bulk.add(record)

    Each file is opened once, when its first resource comes, and gets its name when all is
    written: half an export must not look like a whole one. On an error nothing stays.

    Args:
        folder: made if need be; it must hold no NDJSON yet, or two exports would be mixed.
        knowledge: has the names and codes of our ids.

    Raises:
        UserError: the folder holds NDJSON already, or cannot be made.
    """

    def __init__(self, folder: Path, knowledge: Knowledge) -> None:
        self.counts: Counter[str] = Counter()
        """How many resources of which kind were written."""
        self._folder = Path(folder)
        self._codes = codes_of(knowledge)
        self._files: dict[str, BinaryIO] = {}
        self._patients: set[int] = set()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _not_written(self._folder, error) from None
        if any(path.name.endswith((_SUFFIX, _UNFINISHED)) for path in self._folder.iterdir()):
            raise UserError(
                "this folder holds NDJSON files already.",
                where=str(folder),
                expected="an empty folder",
                todo="Name another folder, or take the old files away.",
            )

    def __enter__(self) -> Self:
        return self

    def add(self, record: PatientRecord) -> None:
        """Write one record; only its current entries.

        Raises:
            UserError: a record of this patient was written before, or a file cannot be written.
        """
        writing = Writing(record.patient.id, self._codes)
        # A number of eight bytes for each patient, so that millions may be written.
        number = int(writing.ids.patient_uuid.replace("-", "")[:16], 16)
        if number in self._patients:
            raise UserError(
                "two records have the same patient id.",
                where=str(self._folder),
                came=record.patient.id,
                expected="one record per patient",
                todo="Join the two records, or give one of the patients another id.",
            )
        self._patients.add(number)
        by_kind: dict[str, list[dict[str, Any]]] = {}
        for resource in resources_of(record, writing):
            by_kind.setdefault(resource["resourceType"], []).append(resource)
        for kind, resources in by_kind.items():
            file = self._files.get(kind) or self._open(kind)
            file.write(json_lines(resources))
            self.counts[kind] += len(resources)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for file in self._files.values():
            file.close()
        for name in self._files:
            unfinished = self._folder / f"{name}{_UNFINISHED}"
            if kind is None:
                unfinished.replace(self._folder / f"{name}{_SUFFIX}")
            else:
                unfinished.unlink(missing_ok=True)

    def _open(self, kind: str) -> BinaryIO:
        path = self._folder / f"{kind}{_UNFINISHED}"
        try:
            # Readable by its owner alone: it holds children's data.
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise _not_written(path, error) from None
        file = self._files[kind] = os.fdopen(handle, "wb", buffering=_BUFFER_BYTES)
        return file


def _not_written(path: Path, error: OSError) -> UserError:
    return UserError(
        f"this cannot be written ({error.strerror or type(error).__name__}).",
        where=str(path),
        todo="Name another folder.",
    )
