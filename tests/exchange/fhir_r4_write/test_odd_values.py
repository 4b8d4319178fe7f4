"""Ids, words and codes that FHIR does not allow as they are, or that crmo does not know."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo.exchange.fhir_r4 import record_to_resources
from crmo.exchange.fhir_r4.own_names import as_code, from_code
from crmo.exchange.fhir_r4.write_ids import ResourceIds
from crmo.exchange.reading import Reading
from crmo.knowledge import Knowledge
from crmo.record import (
    Diagnosis,
    Document,
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
    Source,
    Subject,
    TreatmentCourse,
)

FHIR_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
FHIR_CODE = re.compile(r"[^\s]+( [^\s]+)*")
PRESENT = FactStatus.PRESENT

Back = Callable[[PatientRecord], Reading]
texts = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=80).filter(
    str.strip
)

ODD_ENTRIES = [
    Finding(id="told", concept="told:pus_at_surgery", status=PRESENT),
    Finding(id="blanks", concept=" two  blanks ", status=FactStatus.ABSENT),
    Finding(id="percent", concept="100%25", status=FactStatus.UNKNOWN),
    Finding(id="snomed", concept="snomed:444814009", status=PRESENT, site_text="right knee"),
    Finding(id="text", concept="text:sore throat", status=FactStatus.NOT_LOOKED_FOR),
    Finding(id="aunt", concept="psoriasis", status=PRESENT, about=Subject.FAMILY, site="hand_left"),
    Encounter(id="blank", contact=""),
    Measurement(id="loinc", analyte="loinc:20454-5", text="trace"),
    Measurement(id="flag", analyte="crp", flag=Flag.HIGH),
    Measurement(id="nothing", analyte="crp"),
    Measurement(id="cups", analyte="crp", quantity=Quantity(value=3, unit="cups")),
    Measurement(id="tiny", analyte="crp", quantity=Quantity(value=1e-7, unit="mg/L")),
    Measurement(id="limits", analyte="crp", reference_low=0, reference_high=5, text="normal"),
    Score(id="scale", instrument="told:smiley", value=-2, scale_low=-3, scale_high=3),
    Procedure(id="skipped", concept="bone_biopsy", status=FactStatus.NOT_LOOKED_FOR),
    Diagnosis(id="undated", concept="cno", recorded_on=date(2024, 3, 1)),
    Encounter(id="strange", contact="ward round", reason="pain", note="long\nnote"),
    Encounter(id="planned", contact="planned", on="2024"),
    Encounter(id="stay", contact="admission", on="2024-02", until="2024-03"),
    Document(id="page", media_type="text/html", text="<b> & so on", on="2024", title="Letter"),
    Document(id="pdf", media_type="application/pdf"),
    Document(id="no-type", media_type="not a type ", text="x"),
    TreatmentCourse(id="drug", drug="text:green pills", indication="told:fever of unknown origin"),
    ImagingStudy(id="none", modality=Modality.OTHER, conclusion="clear"),
    Finding(id="source", concept="fever", status=PRESENT, source=Source(document=" ")),
    Finding(
        id="offsets",
        concept="fever",
        status=PRESENT,
        source=Source(document="a.txt", start=0, end=0, rule="r"),
    ),
]


@pytest.fixture(scope="module")
def odd_record() -> PatientRecord:
    return PatientRecord(patient=Patient(id="Ä/1 %20"), entries=ODD_ENTRIES)


def test_entries_of_every_odd_kind_come_back(odd_record: PatientRecord, back: Back) -> None:
    (found,) = back(odd_record).records
    assert found.patient == odd_record.patient
    for written, came in zip(odd_record.entries, found.entries, strict=True):
        source = came.source if written.source is None else written.source
        if written.id == "source":  # FHIR has no text of blanks only
            source = Source(document="")
        assert came == attrs.evolve(written, source=source)


@given(own_id=texts)
def test_any_id_becomes_a_code_and_back(own_id: str) -> None:
    code = as_code(own_id)
    assert FHIR_CODE.fullmatch(code)
    assert from_code(code) == own_id


@given(patient_id=texts, entry_id=texts)
def test_ids_of_resources_keep_the_rules_of_fhir(patient_id: str, entry_id: str) -> None:
    ids = ResourceIds(patient_id)
    assert FHIR_ID.fullmatch(ids.patient)
    assert FHIR_ID.fullmatch(ids.of(entry_id))
    assert ids.patient == patient_id or not FHIR_ID.fullmatch(patient_id)


def test_an_id_that_fhir_allows_stays() -> None:
    assert ResourceIds("A-1.b").patient == "A-1.b"
    assert ResourceIds("a" * 64).patient == "a" * 64
    assert ResourceIds("a" * 65).patient != ResourceIds("a" * 66).patient


def test_ids_of_two_children_do_not_meet() -> None:
    """Neither do those of entries whose ids only join to the same text."""
    pairs = [("a", "bc"), ("ab", "c"), ("a", "b"), ("b", "a"), ("1:a", "b"), ("1", ":ab")]
    assert len({ResourceIds(patient).of(entry) for patient, entry in pairs}) == len(pairs)
    ids = ResourceIds("a")
    names = [("b", ""), ("b", "result 1"), ("b", "lesion 1"), ("bresult 1", ""), ("", "b")]
    assert len({ids.of(entry, part) for entry, part in names}) == len(names)


def test_ids_stay_the_same_from_version_to_version() -> None:
    """Another export of the same entry must be the same resource; hence these fixed values."""
    ids = ResourceIds("child")
    assert ids.patient_uuid == "3176683e-8dd0-5560-b241-d3b5e36ee49e"
    assert ids.of("finding-1") == "a22561a1-e0fd-5309-a592-aa4cb50b98ef"
    assert ids.of("study-1", "lesion 1") == "3b2b3aee-371a-54c8-8e57-9ea49137482d"


def test_characters_that_fhir_forbids_are_replaced(knowledge: Knowledge) -> None:
    said = "bell\a, half \ud800, tab\t, line\n"
    record = PatientRecord(
        patient=Patient(id="half\ud800", name=said),
        entries=[
            Finding(id="a\x00", concept="fever\x01", status=PRESENT, note=said, site_text=said),
            Document(id="doc", text=said, title=said),
        ],
    )
    resources = record_to_resources(record, knowledge)
    json.dumps(resources, ensure_ascii=False).encode()  # no half character is left
    patient, finding, _document = resources
    assert patient["name"][0]["text"] == "bell\ufffd, half \ufffd, tab\t, line\n"
    assert finding["note"][0]["text"] == patient["name"][0]["text"]


def test_a_lesion_in_every_state_comes_back(back: Back) -> None:
    states = [Fact(concept="lysis", status=status, text="w") for status in FactStatus]
    lesions = [
        Lesion(
            bone_unit="tibia_left",
            status=status,
            features=states,
            size_mm=2.5,
            clinically_active=active,
            note="n",
        )
        for status in LesionStatus
        for active in FactStatus
    ]
    entry: Entry = ImagingStudy(id="i", modality=Modality.MRI, lesions=lesions)
    (found,) = back(PatientRecord(patient=Patient(id="p"), entries=[entry])).records
    assert attrs.evolve(found.entries[0], source=None) == entry
