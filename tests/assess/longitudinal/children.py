"""Short ways to write an invented child down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from crmo.assess.assessment import Assessment
from crmo.assess.facts import Facts
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import (
    Certainty,
    Comparator,
    Diagnosis,
    Encounter,
    Entry,
    Fact,
    FactStatus,
    Finding,
    Flag,
    ImagingStudy,
    Lesion,
    LesionStatus,
    Measurement,
    Modality,
    Patient,
    PatientRecord,
    Procedure,
    Quantity,
    Score,
    Sex,
    TreatmentCourse,
)

YES, NO, UNKNOWN = FactStatus.PRESENT, FactStatus.ABSENT, FactStatus.UNKNOWN
UNITS = {
    "crp": "mg/L",
    "esr": "mm/h",
    "calcium": "mmol/L",
    "vitamin_d": "nmol/L",
    "alp": "U/L",
    "alt": "U/L",
    "ast": "U/L",
    "phosphate": "mmol/L",
    "creatinine": "umol/L",
    "egfr": "mL/min/{1.73_m2}",
    "creatinine_clearance": "mL/min/{1.73_m2}",
    "haemoglobin": "g/L",
    "platelets": "10*9/L",
    "neutrophils": "10*9/L",
    "pth": "ng/L",
    "height": "cm",
    "leg_length_difference": "cm",
}
SCALES = {"chaq": 3.0, "clinical_lesion_count": 100.0, "mri_lesion_count": 100.0}


def child(
    *entries: Entry | Iterable[Entry],
    sex: Sex = Sex.FEMALE,
    born: str | None = "2012-03-04",
) -> PatientRecord:
    """A child with these entries."""
    flat: list[Entry] = []
    for entry in entries:
        flat.extend([entry] if isinstance(entry, Entry) else entry)
    return PatientRecord(patient=Patient(id="x", sex=sex, birth_date=born), entries=tuple(flat))


def facts(record: PatientRecord, on: str, knowledge: Knowledge | None = None) -> Facts:
    """Facts on a day, by the shipped knowledge unless another is given."""
    return Facts(record, knowledge or load_knowledge(), date.fromisoformat(on))


def the(assessments: Iterable[Assessment], rule: str) -> Assessment:
    """The only answer of a rule."""
    (found,) = [a for a in assessments if a.rule == rule]
    return found


def lesion(
    site: str,
    status: LesionStatus = LesionStatus.PRESENT,
    hurts: FactStatus = UNKNOWN,
    size_mm: float | None = None,
    oedema: FactStatus | None = None,
) -> Lesion:
    """One place of a study."""
    features = () if oedema is None else (Fact(concept="marrow_oedema", status=oedema),)
    return Lesion(
        bone_unit=site, status=status, clinically_active=hurts, size_mm=size_mm, features=features
    )


def study(
    on: str | None,
    present: Iterable[str | Lesion] = (),
    *,
    clear: Iterable[str] = (),
    healed: Iterable[str] = (),
    doubtful: Iterable[str] = (),
    modality: Modality = Modality.MRI,
    whole_body: bool = True,
    rest_is_clear: bool = True,
    covers: Iterable[str] = (),
    study_id: str = "",
) -> ImagingStudy:
    """One study; unless told otherwise a whole-body MRI that says that the rest is clear."""
    lesions = [p if isinstance(p, Lesion) else lesion(p) for p in present]
    for places, status in (
        (clear, LesionStatus.ABSENT),
        (healed, LesionStatus.HEALED),
        (doubtful, LesionStatus.UNCERTAIN),
    ):
        lesions += [lesion(place, status) for place in places]
    return ImagingStudy(
        id=study_id or f"{modality.value}-{on}",
        on=on,
        modality=modality,
        whole_body=YES if whole_body else NO,
        covers=tuple(covers),
        unlisted=NO if rest_is_clear else UNKNOWN,
        lesions=tuple(lesions),
    )


def score(instrument: str, on: str | None, value: float, **more: Any) -> Score:
    """One answer on the instrument's own scale."""
    top = more.pop("scale_high", SCALES.get(instrument, 10.0))
    entry_id = more.pop("id", f"{instrument}-{on}")
    return Score(id=entry_id, instrument=instrument, on=on, value=value, scale_high=top, **more)


def visit(on: str, **values: float) -> list[Entry]:
    """A visit in rheumatology with answers and blood values."""
    found: list[Entry] = [Encounter(id=f"visit-{on}", on=on, department="paediatric rheumatology")]
    for name, value in values.items():
        found.append(lab(name, on, value) if name in UNITS else score(name, on, value))
    return found


def lab(
    analyte: str,
    on: str | None,
    value: float | None = None,
    *,
    unit: str | None = "",
    low: float | None = None,
    high: float | None = None,
    flag: Flag | None = None,
    comparator: Comparator | None = None,
) -> Measurement:
    """One blood value; `esr` gets the range 0 to 20 unless told otherwise."""
    if analyte == "esr" and high is None and flag is None:
        high = 20.0
    own_unit = UNITS[analyte] if unit == "" else unit
    quantity = (
        None if value is None else Quantity(value=value, unit=own_unit, comparator=comparator)
    )
    return Measurement(
        id=f"{analyte}-{on}",
        analyte=analyte,
        on=on,
        quantity=quantity,
        flag=flag,
        reference_low=low,
        reference_high=high,
    )


def drug(name: str, start: str | None, end: str | None = None, **more: Any) -> TreatmentCourse:
    """One entry of treatment; without an end it goes on."""
    ongoing = more.pop("ongoing", NO if end else YES)
    entry_id = more.pop("id", f"{name}-{start}")
    return TreatmentCourse(id=entry_id, drug=name, on=start, end=end, ongoing=ongoing, **more)


def finding(concept: str, on: str | None, status: FactStatus = YES, **more: Any) -> Finding:
    """One finding."""
    entry_id = more.pop("id", f"{concept}-{on}-{more.get('site', '')}")
    return Finding(id=entry_id, concept=concept, on=on, status=status, **more)


def diagnosis(
    on: str | None = "2020-01-01",
    concept: str = "cno",
    certainty: Certainty = Certainty.CONFIRMED,
    **more: Any,
) -> Diagnosis:
    """One diagnosis: CNO, confirmed, unless told otherwise."""
    return Diagnosis(
        id=more.pop("id", f"dx-{concept}-{on}-{certainty}"),
        on=on,
        concept=concept,
        certainty=certainty,
        **more,
    )


def procedure(concept: str, on: str, *present: str, absent: Iterable[str] = ()) -> Procedure:
    """One procedure that was done, with results."""
    results = [Fact(concept=name, status=YES) for name in present]
    results += [Fact(concept=name, status=NO) for name in absent]
    return Procedure(id=f"{concept}-{on}", concept=concept, on=on, results=tuple(results))
