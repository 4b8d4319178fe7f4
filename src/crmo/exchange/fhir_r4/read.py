"""Read FHIR R4: a bundle, a resource, NDJSON, or a folder of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from crmo.errors import UnreadableError
from crmo.exchange.fhir_r4.bundles import note_bundle, open_bundle, open_parameters
from crmo.exchange.fhir_r4.conditions import read_condition, read_family_history
from crmo.exchange.fhir_r4.documents import keep_binary, read_composition, read_document_reference
from crmo.exchange.fhir_r4.files import GZIP_ERRORS, export_files, head_of, is_xml, opened
from crmo.exchange.fhir_r4.intake import Intake, Keeper, Reader
from crmo.exchange.fhir_r4.json_walk import Break, JsonWalk, Part
from crmo.exchange.fhir_r4.observations import read_observation
from crmo.exchange.fhir_r4.patients import keep_patient
from crmo.exchange.fhir_r4.people import People, with_own_ids
from crmo.exchange.fhir_r4.procedures import read_encounter, read_procedure
from crmo.exchange.fhir_r4.read_back import read_back
from crmo.exchange.fhir_r4.records import finished_record
from crmo.exchange.fhir_r4.reports import read_diagnostic_report, read_imaging_study
from crmo.exchange.fhir_r4.text_source import Progress, TextSource
from crmo.exchange.fhir_r4.treatments import (
    keep_medication,
    read_medication_administration,
    read_medication_request,
    read_medication_statement,
)
from crmo.exchange.half_characters import without_half_characters
from crmo.exchange.reading import Reading
from crmo.knowledge import Knowledge
from crmo.record import PatientRecord

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "Composition": read_composition,
        "Condition": read_condition,
        "DiagnosticReport": read_diagnostic_report,
        "DocumentReference": read_document_reference,
        "Encounter": read_encounter,
        "FamilyMemberHistory": read_family_history,
        "ImagingStudy": read_imaging_study,
        "MedicationAdministration": read_medication_administration,
        "MedicationOrder": read_medication_request,  # its name in DSTU2
        "MedicationRequest": read_medication_request,
        "MedicationStatement": read_medication_statement,
        "Observation": read_observation,
        "Procedure": read_procedure,
    }
)
KEEPERS: Mapping[str, Keeper] = MappingProxyType(
    {
        "Binary": keep_binary,
        "Bundle": open_bundle,
        "Medication": keep_medication,
        "Parameters": open_parameters,
        "Patient": keep_patient,
    }
)


def read(
    path: Path,
    *,
    knowledge: Knowledge,
    progress: Progress | None = None,
    files: Sequence[Path] | None = None,
) -> Reading:
    """Read a FHIR file, or every JSON and NDJSON file of a folder as one export.

    A resource that cannot be read becomes a remark and the rest is read. Ids belong together
    across the files of a folder, unless two patients of one id cannot be the same child.

    Args:
        path: a Bundle, a single resource, one resource per line, any of these packed with
            gzip, or a folder.
        knowledge: gives codes their meaning.
        progress: called with (bytes read, bytes there are) while reading, or None.
        files: those files of the folder that belong to the export; None for all JSON in it.

    Returns:
        One record per patient, in the order of their first appearance.

    Raises:
        UnreadableError: the path cannot be opened, a folder holds no JSON, or nothing at all
            in a single file could be read.
    """
    path = Path(path)
    if files is None:
        files = export_files(path) if path.is_dir() else [path]
    if not files:
        raise UnreadableError(
            "there is no JSON or NDJSON file in this folder.",
            where=path.name,
            expected="files ending in .json or .ndjson, packed with gzip or not",
        )
    intake = Intake(knowledge, READERS, KEEPERS, read_back)
    shape = _read_files(path, files, intake, progress)
    return Reading(
        source=path.name,
        format=f"FHIR {intake.versions.likely} {shape}",
        records=_records(intake),
        remarks=intake.remarks.gathered(),
        understood=intake.understood,
        ignored=intake.ignored,
        not_understood=intake.not_understood,
    )


def _read_files(
    path: Path, files: Sequence[Path], intake: Intake, progress: Progress | None
) -> str:
    """Read the files into the intake and return what they turned out to be."""
    is_folder = path.is_dir()
    shape = "folder" if is_folder else ""
    total = sum(file.stat().st_size for file in files) if progress and is_folder else 0
    done = 0
    for file in files:
        name = file.relative_to(path).as_posix() if is_folder else file.name
        intake.open_file(name)
        try:
            if is_folder:
                _read_file(file, intake, None)
                if progress:
                    progress(done := done + file.stat().st_size, total)
            else:
                shape = _read_file(file, intake, progress)
        except UnreadableError as error:
            if not is_folder:
                raise
            intake.remarks.add("file-unreadable", detail=error.problem)
    return shape


def _read_file(file: Path, intake: Intake, progress: Progress | None) -> str:
    """Read one file; return its shape.

    Raises:
        UnreadableError: nothing at all could be read from it.
    """
    with opened(file) as stream:
        size = file.stat().st_size if progress else 0
        source = TextSource(stream, progress=progress, total_bytes=size)
        last_break: Break | None = None
        n_taken = 0
        walk = None
        try:
            walk = JsonWalk(source)
            for part, found in walk:
                has_halves = walk.may_hold_half_characters and part is not Part.BREAK
                value = without_half_characters(found) if has_halves else found
                if part is Part.ENTRY:
                    intake.take_entry(value, walk.n_parts)
                    n_taken += 1
                elif part is Part.RESOURCE:
                    intake.take(value, None, walk.n_parts)
                    n_taken += 1
                elif part is Part.BUNDLE:
                    note_bundle(value, intake)
                else:
                    last_break = value
                    _note_break(value, intake)
        except GZIP_ERRORS:
            intake.remarks.where = ""
            intake.remarks.add("cut-off", detail="The gzip file is damaged or incomplete.")
            last_break = last_break or Break(0, is_cut=True, reason="cut", n_before=n_taken)
    _note_source(source, walk, intake)
    if not n_taken and last_break is not None:
        raise _nothing_read(file, last_break)
    return _shape(walk)


def _records(intake: Intake) -> tuple[PatientRecord, ...]:
    records = []
    for person in with_own_ids(People(intake).gather()):
        if person.patient is not None and (record := finished_record(person, intake)):
            records.append(record)
    for dictionary in (intake.observed, intake.concepts, intake.drugs):
        for meaning in dictionary.unknown():
            intake.remarks.document, intake.remarks.where = meaning.where, ""
            came = f"{meaning.id} {meaning.text}".strip()
            intake.remarks.add("code-not-known", came, count=meaning.n_unknown)
    return tuple(records)


def _shape(walk: JsonWalk | None) -> str:
    if walk is None or walk.n_values > 1:
        return "NDJSON"
    return "Bundle" if walk.starts_with_bundle else "resource"


def _note_break(broken: Break, intake: Intake) -> None:
    intake.remarks.where = f"character {broken.position + 1:,}"
    code = "broken-json" if broken.is_resumed else "cut-off" if broken.is_cut else "broken-rest"
    detail = f"Reason: {broken.reason}. Entries read before it: {broken.n_before:,}."
    intake.remarks.add(code, detail=detail)


def _note_source(source: TextSource, walk: JsonWalk | None, intake: Intake) -> None:
    remarks = intake.remarks
    remarks.where = ""
    if source.n_bad_bytes:
        remarks.where = f"byte {source.first_bad_byte + 1:,}"
        remarks.add("not-utf-8", count=source.n_bad_bytes)
    if source.encoding.startswith(("utf-16", "utf-32")):
        remarks.add("utf-16")
    if walk is not None and walk.n_repeated_names:
        remarks.add("name-twice", count=walk.n_repeated_names)


def _nothing_read(file: Path, broken: Break) -> UnreadableError:
    if is_xml(head_of(file)):
        return UnreadableError(
            "this is FHIR as XML, which crmo does not read.",
            where=file.name,
            expected="FHIR as JSON",
            todo="Ask for the export as JSON (`_format=json`).",
        )
    problem = "the file breaks off" if broken.is_cut else broken.reason
    return UnreadableError(
        f"nothing in this file could be read: {problem}.",
        where=f"{file.name}, character {broken.position + 1:,}",
        expected="FHIR as JSON or NDJSON, UTF-8",
        todo="Export or copy it again.",
    )
