"""The rows of a reading, in the same words as the gold rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from crmo.knowledge import Knowledge
from crmo.notes import NoteReading
from crmo.record.clinical import Diagnosis, Finding, Measurement, Procedure, Score
from crmo.record.entry import Entry
from crmo.record.facts import FactStatus
from crmo.record.imaging import ImagingStudy
from crmo.record.partial_date import PartialDate
from crmo.record.treatment import TreatmentCourse

Row = dict[str, Any]

# Told by ImagingStudy entries; scored by their lesions.
SCANS = {
    *("mri", "whole_body_mri", "regional_mri", "radiograph", "bone_scan"),
    "bone_density_scan",
}


def rows_of(reading: NoteReading, knowledge: Knowledge) -> dict[str, list[Row]]:
    """Return what a reading says, by kind of row (`lesions`, `findings`, `labs` ...).

    An entry that another one of the reading corrects is left out: the addendum counts.
    """
    entries = [read.entry for read in reading.entries]
    corrected = {entry.supersedes for entry in entries if entry.supersedes}
    rows: dict[str, list[Row]] = {kind: [] for kind, _ in _KINDS.values()}
    for entry in entries:
        for type_, (kind, rows_in) in _KINDS.items():
            if isinstance(entry, type_) and entry.id not in corrected:
                rows[kind].extend(rows_in(entry))
    for row in rows["findings"]:
        row["kind"] = _kind_of(row["concept"], knowledge)
    return rows


def _kind_of(concept: str, knowledge: Knowledge) -> str:
    known = knowledge.concepts.get(concept)
    return str(known.kind) if known else "unknown"


def _lesions(study: ImagingStudy) -> Iterator[Row]:
    for lesion in study.lesions:
        yield {
            "site": lesion.bone_unit,
            "status": str(lesion.status),
            "features": {fact.concept: str(fact.status) for fact in lesion.features},
            "size_mm": lesion.size_mm,
            "modality": str(study.modality),
            "on": _date(study.on),
        }


def _finding(finding: Finding) -> Iterator[Row]:
    over = finding.status is FactStatus.PRESENT and finding.until is not None
    status = "past" if over else str(finding.status)
    yield {
        "concept": finding.concept,
        "status": "unknown" if status == "not_looked_for" else status,
        "about": str(finding.about),
        "site": finding.site,
    }


def _lab(lab: Measurement) -> Iterator[Row]:
    told = lab.quantity
    yield {
        "analyte": lab.analyte,
        "value": told.value if told else None,
        "unit": told.unit if told else None,
        "comparator": str(told.comparator) if told and told.comparator else None,
        "flag": str(lab.flag) if lab.flag else None,
        "on": _date(lab.on),
    }


def _score(score: Score) -> Iterator[Row]:
    yield {
        "instrument": score.instrument,
        "value": score.value,
        "scale_high": score.scale_high,
        "site": score.site,
    }


def _treatment(course: TreatmentCourse) -> Iterator[Row]:
    over = course.end is not None or course.ongoing is FactStatus.ABSENT
    yield {
        "drug": course.drug,
        "status": "stopped" if over else "ongoing",
        "dose": course.dose,
        "on": _date(course.on),
        "until": _date(course.end),
    }


def _procedure(procedure: Procedure) -> Iterator[Row]:
    yield {
        "concept": procedure.concept,
        "status": str(procedure.status),
        "is_scan": procedure.concept in SCANS,
        "site": procedure.site,
        "results": {fact.concept: str(fact.status) for fact in procedure.results},
    }


def _diagnosis(diagnosis: Diagnosis) -> Iterator[Row]:
    yield {"concept": diagnosis.concept, "certainty": str(diagnosis.certainty)}


def _date(on: PartialDate | None) -> str | None:
    return None if on is None else str(on)


_KINDS: dict[type[Entry], tuple[str, Callable[[Any], Iterator[Row]]]] = {
    ImagingStudy: ("lesions", _lesions),
    Finding: ("findings", _finding),
    Measurement: ("labs", _lab),
    Score: ("scores", _score),
    TreatmentCourse: ("treatments", _treatment),
    Procedure: ("procedures", _procedure),
    Diagnosis: ("diagnoses", _diagnosis),
}
