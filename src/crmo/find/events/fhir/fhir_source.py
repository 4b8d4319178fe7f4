"""FHIR R4 Bulk NDJSON as a source of events."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from crmo.errors import UnreadableError
from crmo.find.events.database import literal, literals, sql
from crmo.find.events.fhir.folder import resource_columns, resource_files
from crmo.find.events.fhir.staging import staged
from crmo.find.events.fhir.texts import texts_query
from crmo.find.events.fhir.understand import FhirReading
from crmo.find.events.source import Desk, Prepared, Source, Understand
from crmo.find.events.source_table import SourceTable, require_files, row_id
from crmo.find.events.work import file_fingerprint

_ASSERTED = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate"
_ENTRY = "urn:crmo:entry"
# Types that make events, in the order of their numbers, which are a part of event ids.
_EVENT_TYPES = (
    "Encounter",
    "Condition",
    "Observation",
    "MedicationRequest",
    "MedicationStatement",
    "MedicationAdministration",
    "MedicationDispense",
    "Procedure",
    "DiagnosticReport",
    "ImagingStudy",
    "Immunization",
)
_COMPONENT_NUMBER = 20
_COMPONENT_SHAPE = (
    '[{"code": "JSON", "valueQuantity": {"value": "VARCHAR", "comparator": "VARCHAR", '
    '"unit": "VARCHAR", "system": "VARCHAR", "code": "VARCHAR"}, "valueCodeableConcept": "JSON", '
    '"valueString": "VARCHAR", "valueBoolean": "VARCHAR", "valueInteger": "VARCHAR", '
    '"dataAbsentReason": "JSON", "interpretation": "JSON", "referenceRange": "JSON"}]'
)
_LIMITS = "NULL::DOUBLE AS ref_lo, NULL::DOUBLE AS ref_hi"


class FhirFolder(Source):
    """A folder with the files of a bulk export.

    Args:
        folder: with NDJSON files, plain or gzipped.
    """

    form = "FHIR R4 Bulk NDJSON"

    def __init__(self, folder: Path) -> None:
        self._files = resource_files(folder)
        self._parts: dict[str, list[Path]] = {}

    def fingerprints(self) -> list[str]:
        """Return the state of every file that is read."""
        return [
            f"{kind}:{file_fingerprint(path)}"
            for kind, paths in self._files.items()
            if kind in resource_columns()
            for path in paths
        ]

    def prepare(self, desk: Desk) -> Prepared:
        """Return the resource types as tables, after bringing them into Parquet."""
        if "Patient" not in self._files:
            raise UnreadableError(
                "there is no file of Patient resources.",
                where=self.form,
                expected="Patient.ndjson beside the files of other resource types",
                todo="Export the patients, too.",
            )
        desk.connection.execute(sql(__package__, "macros.sql"))
        self._stage(desk)
        return Prepared(
            tables=list(self._tables(desk)),
            persons=f"SELECT * FROM {self._rows('Patient')}",
            texts=texts_query(desk, self._parts),
        )

    def _stage(self, desk: Desk) -> None:
        n_bytes = sum(path.stat().st_size for paths in self._files.values() for path in paths) or 1
        done = 0
        for kind, paths in self._files.items():
            if kind not in resource_columns():
                desk.remarks.add("type-not-used", kind or "?", len(paths), detail="Counted: files.")
                continue
            require_files(kind, len(paths))
            for path in paths:
                part, counts = staged(desk, kind, path, resource_columns()[kind], _query(kind))
                self._parts.setdefault(kind, []).append(part)
                for what, n in counts.items():
                    desk.remarks.add(what, path.name, n)
                done += path.stat().st_size
                desk.progress(f"reading {kind}", 0.2 * done / n_bytes)

    def _rows(self, kind: str) -> str:
        """Return the rows of a type, without lines of other types."""
        paths = literals(map(str, self._parts.get(kind, ())))
        relation = f"read_parquet({paths}, file_row_number = true)"
        return (
            f"(SELECT *, {row_id('file_index', 'file_row_number')} AS row_id, {_LIMITS} "
            f"FROM {relation} WHERE resource_type = {literal(kind)})"
        )

    def _tables(self, desk: Desk) -> list[SourceTable]:
        found = []
        for number, kind in enumerate(_EVENT_TYPES, start=1):
            if kind not in self._parts:
                continue
            rows = self._with_drugs(kind) if kind.startswith("Medication") else self._rows(kind)
            found.append(_table(desk, kind, number, f"SELECT * FROM {rows}"))
            if kind == "Observation":
                parts = sql(
                    __package__, "components.sql", stage=self._rows(kind), shape=_COMPONENT_SHAPE
                )
                found.append(_table(desk, f"{kind}.component", _COMPONENT_NUMBER, parts))
        return found

    def _with_drugs(self, kind: str) -> str:
        """Return rows whose drug stands in a resource of its own, with the code of that one."""
        rows = self._rows(kind)
        if "Medication" not in self._parts:
            return rows
        medications = self._rows("Medication")
        return (
            f"(SELECT r.* REPLACE (coalesce(r.w_code, m.drug) AS w_code) FROM {rows} r "
            f"LEFT JOIN (SELECT id, min(code) AS drug FROM {medications} GROUP BY id) m "
            "ON m.id = r.medication_key)"
        )

    def readings(self, desk: Desk, counted: Mapping[str, Path]) -> Mapping[str, Understand]:
        """Return how each type is understood."""
        del counted
        return FhirReading(desk, has_studies="ImagingStudy" in self._parts).by_table


def _query(kind: str) -> str:
    """Return what is kept of each line of a type; `{source}` stays to be put in."""
    parts = {"source": "{source}", "asserted": _ASSERTED, "entry": _ENTRY}
    parts["drug"] = sql(__package__, "contained_drug.sql")
    text = sql(__package__, f"{kind}.sql", **parts)
    place = text.rindex("SELECT\n") + len("SELECT\n")
    return f"{text[:place]}  resourceType AS resource_type,\n{text[place:]}"


def _table(desk: Desk, kind: str, number: int, rows: str) -> SourceTable:
    described = desk.connection.execute(f"DESCRIBE {rows}").fetchall()
    return SourceTable(
        name=kind,
        number=number,
        rows=rows,
        is_of_visits=kind == "Encounter",
        wording=tuple(row[0] for row in described if row[0].startswith("w_")),
    )
