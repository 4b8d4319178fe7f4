"""Rows of the sheet `lesions`, and the pictures they belong to."""

from __future__ import annotations

from collections.abc import Iterator

from crmo.exchange.reading import Level
from crmo.exchange.spreadsheet.entries import answers, date_and_modality
from crmo.exchange.spreadsheet.places import sites_of
from crmo.exchange.spreadsheet.row import Row
from crmo.record import ImagingStudy, Lesion, LesionStatus, Modality, PartialDate


def lesions_of(row: Row) -> Iterator[Lesion]:
    """Yield the lesion of a row, or one for each side.

    Raises:
        RowNotTakenError: bone or status is missing, or could mean several things.
    """
    row.required("bone")
    sites = sites_of(row)
    if sites.why:
        row.refuse("bone-not-read", sites.why, "bone")
    status = row.required_word("status", LesionStatus)
    features = [*answers(row, "feature"), *row.facts("other_features")]
    size = row.number("size_mm")
    active = row.four_state("clinically_active")
    for column in ("entry_id", "recorded_on"):
        if row.raw(column):
            row.remark(Level.NOTE, "no-entry", "a lesion is part of its picture.", column)
    for site in sites.ids:
        yield Lesion(
            bone_unit=site,
            status=status,
            features=features,
            size_mm=size,
            clinically_active=active,
            note=row.note(),
        )


def study_of(row: Row, patient_id: str) -> str:
    """Return the id of the picture that a lesion's row means; a missing picture is added.

    Raises:
        RowNotTakenError: several pictures fit, or the one named is not there.
    """
    studies = {study.id: study for study in row.intake.studies(patient_id)}
    if named := row.text("imaging_id"):
        if named not in studies:
            row.refuse("no-picture", "no row of the sheet `imaging` has this id.", "imaging_id")
        return named
    on, modality = date_and_modality(row)
    fitting = [study for study in studies.values() if _fits(study, on, modality)]
    if len(fitting) > 1:
        message = f"{len(fitting)} pictures fit. Fill in `imaging_id`."
        row.refuse("several-pictures", message, "imaging_id")
    if fitting:
        return fitting[0].id
    return _added_study(row, patient_id, on, modality)


def _fits(study: ImagingStudy, on: PartialDate | None, modality: Modality | None) -> bool:
    return study.on == on and (modality is None or study.modality is modality)


def _added_study(
    row: Row, patient_id: str, on: PartialDate | None, modality: Modality | None
) -> str:
    message = "no row of the sheet `imaging` fits; a picture was added for it."
    if modality is None:
        message += " How it was made is not told."
    row.remark(Level.NOTE, "picture-added", message)
    study = ImagingStudy(
        id=f"lesions-{row.row_number}",
        on=on,
        modality=modality or Modality.OTHER,
        source=row.source,
    )
    return row.intake.add(patient_id, study, is_own_id=True) or study.id
