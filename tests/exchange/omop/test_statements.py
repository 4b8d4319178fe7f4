"""What a statement of the record becomes, and above all what it does not become."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from tests.exchange.omop.conftest import as_rows, only
from tests.strategies import records

from crmo.exchange.omop_cdm_5_4 import omop_rows
from crmo.knowledge import load_knowledge
from crmo.record import (
    Certainty,
    Comparator,
    Diagnosis,
    Document,
    Encounter,
    Fact,
    FactStatus,
    Finding,
    Flag,
    ImagingStudy,
    Lesion,
    LesionStatus,
    Measurement,
    Modality,
    PatientRecord,
    Procedure,
    Quantity,
    Score,
    Sex,
    StopReason,
    Subject,
    ToldResponse,
    TreatmentCourse,
)

RowsOf = Callable[..., dict[str, list[dict[str, Any]]]]
DAY = "2024-05-17"
NOT_PRESENT = [each for each in FactStatus if each is not FactStatus.PRESENT]


def finding(status: FactStatus = FactStatus.PRESENT, **values: Any) -> Finding:
    return Finding(**({"id": "f", "on": DAY, "concept": "fever", "status": status} | values))


# --- findings and diagnoses -------------------------------------------------------------------


def test_a_present_symptom_is_a_condition_with_its_standard_concept(rows_of: RowsOf) -> None:
    row = only(rows_of(finding())["condition_occurrence"])
    assert row["condition_concept_id"] == 437663
    assert row["condition_source_value"] == "fever"
    assert row["condition_start_date"] == date(2024, 5, 17)
    assert row["condition_source_concept_id"] >= 2_000_000_000


@pytest.mark.parametrize("status", NOT_PRESENT)
def test_what_is_not_present_is_an_observation_and_no_condition(
    rows_of: RowsOf, status: FactStatus
) -> None:
    rows = rows_of(finding(status))
    assert rows["condition_occurrence"] == []
    row = only(rows["observation"])
    assert (row["observation_source_value"], row["value_as_string"]) == ("fever", status)
    assert row["observation_concept_id"] == 0


@given(records())
def test_no_absent_finding_ever_becomes_a_condition(record: PatientRecord) -> None:
    """As many conditions as the record has present findings of the child, and held diagnoses."""
    rows = as_rows([omop_rows(record, load_knowledge(), 7)])
    allowed = [
        entry.concept
        for entry in record.current
        if (isinstance(entry, Diagnosis) and entry.certainty is not Certainty.EXCLUDED)
        or (
            isinstance(entry, Finding)
            and entry.status is FactStatus.PRESENT
            and entry.about is Subject.PATIENT
        )
    ]
    for row in rows["condition_occurrence"]:
        allowed.remove(row["condition_source_value"])


def test_the_familys_diseases_are_history_and_not_the_childs(rows_of: RowsOf) -> None:
    rows = rows_of(finding(concept="psoriasis", about=Subject.FAMILY))
    assert rows["condition_occurrence"] == []
    row = only(rows["observation"])
    assert row["observation_concept_id"] == 4167217
    assert row["qualifier_source_value"] == "family"


def test_no_family_history_does_not_become_family_history(rows_of: RowsOf) -> None:
    row = only(
        rows_of(finding(FactStatus.ABSENT, concept="psoriasis", about=Subject.FAMILY))[
            "observation"
        ]
    )
    assert (row["observation_concept_id"], row["value_as_string"]) == (0, "absent")


def test_good_health_is_no_disorder(rows_of: RowsOf) -> None:
    rows = rows_of(finding(concept="good_general_health"))
    assert rows["condition_occurrence"] == []
    assert only(rows["observation"])["value_as_string"] == "present"


def test_a_word_that_the_knowledge_lacks_is_kept_as_an_observation(rows_of: RowsOf) -> None:
    rows = rows_of(finding(concept="told:polydipsia"))
    assert rows["condition_occurrence"] == []
    row = only(rows["observation"])
    assert row["observation_source_value"] == "told:polydipsia"
    assert row["observation_source_concept_id"] == 0


def test_site_severity_and_since_stand_beside_the_condition(rows_of: RowsOf) -> None:
    rows = rows_of(
        finding(
            concept="bone_pain",
            site="femur_distal_metaphysis_left",
            severity=6.5,
            since="2024-01",
        )
    )
    condition = only(rows["condition_occurrence"])["condition_occurrence_id"]
    details = {row["observation_source_value"]: row for row in rows["observation"]}
    assert {row["observation_event_id"] for row in details.values()} == {condition}
    assert details["site"]["value_as_string"] == "femur_distal_metaphysis_left"
    assert details["severity"]["value_as_number"] == 6.5
    assert details["since"]["value_as_string"] == "2024-01"


def test_an_excluded_diagnosis_was_ruled_out(rows_of: RowsOf) -> None:
    rows = rows_of(
        Diagnosis(id="d", on=DAY, concept="leukaemia", certainty=Certainty.EXCLUDED),
    )
    assert rows["condition_occurrence"] == []
    assert only(rows["observation"])["value_as_string"] == "ruled out"


def test_a_suspected_diagnosis_says_so(rows_of: RowsOf) -> None:
    row = only(
        rows_of(Diagnosis(id="d", on=DAY, concept="cno", certainty=Certainty.SUSPECTED))[
            "condition_occurrence"
        ]
    )
    assert row["condition_status_concept_id"] == 32899
    assert row["condition_status_source_value"] == "suspected"


def test_an_end_before_the_statement_is_told_and_not_turned_into_an_end(rows_of: RowsOf) -> None:
    rows = rows_of(finding(until="2024-03"))
    assert only(rows["condition_occurrence"])["condition_end_date"] is None
    assert only(rows["observation"])["value_as_string"] == "2024-03"


# --- measurements -----------------------------------------------------------------------------


def measured(**values: Any) -> Measurement:
    return Measurement(**({"id": "m", "on": DAY, "analyte": "crp"} | values))


def test_a_value_keeps_operator_unit_limits_and_mark(rows_of: RowsOf) -> None:
    quantity = Quantity(value=0.6, unit="mg/L", comparator=Comparator.LESS)
    row = only(
        rows_of(measured(quantity=quantity, flag=Flag.NORMAL, reference_high=5.0))["measurement"]
    )
    assert row["measurement_concept_id"] == 3020460
    assert (row["operator_concept_id"], row["value_as_number"]) == (4171756, 0.6)
    assert (row["unit_concept_id"], row["unit_source_value"]) == (8751, "mg/L")
    assert (row["range_low"], row["range_high"]) == (None, 5.0)
    assert row["value_source_value"] == "<0.6 [normal]"


def test_a_mark_alone_has_no_number(rows_of: RowsOf) -> None:
    row = only(rows_of(measured(flag=Flag.HIGH))["measurement"])
    assert row["value_as_number"] is None
    assert row["value_source_value"] == "[high]"
    assert row["value_as_concept_id"] >= 2_000_000_000


@pytest.mark.parametrize(("unit", "concept"), [("mg/dL", 3006906), ("mmol/L", 0)])
def test_a_code_for_mass_is_not_given_to_an_amount(
    rows_of: RowsOf, unit: str, concept: int
) -> None:
    row = only(
        rows_of(measured(analyte="calcium", quantity=Quantity(value=2.4, unit=unit)))["measurement"]
    )
    assert row["measurement_concept_id"] == concept
    assert row["measurement_source_value"] == "calcium"


def test_a_score_is_a_measurement_within_its_scale(rows_of: RowsOf) -> None:
    row = only(
        rows_of(Score(id="s", on=DAY, instrument="chaq", value=0.5, scale_high=3.0))["measurement"]
    )
    assert (row["value_as_number"], row["range_low"], row["range_high"]) == (0.5, 0.0, 3.0)


# --- imaging and procedures -------------------------------------------------------------------


def test_a_study_is_a_procedure_and_each_place_an_observation(rows_of: RowsOf) -> None:
    present = Fact(concept="marrow_oedema", status=FactStatus.PRESENT)
    lesions = (
        Lesion(
            bone_unit="clavicle_medial_right",
            status=LesionStatus.PRESENT,
            features=(present,),
            size_mm=12.0,
        ),
        Lesion(bone_unit="vertebra_t8", status=LesionStatus.ABSENT),
    )
    rows = rows_of(
        ImagingStudy(
            id="i", on=DAY, modality=Modality.MRI, lesions=lesions, conclusion="One lesion."
        )
    )
    procedure = only(rows["procedure_occurrence"])["procedure_occurrence_id"]
    found = [row for row in rows["observation"] if row["observation_source_value"] == "lesion"]
    assert [(row["qualifier_source_value"], row["value_as_string"]) for row in found] == [
        ("clavicle_medial_right", "present"),
        ("vertebra_t8", "absent"),
    ]
    assert {row["observation_event_id"] for row in found} == {procedure}
    assert {row["obs_event_field_concept_id"] for row in found} == {1147082}
    feature = only(
        [row for row in rows["observation"] if row["observation_source_value"] == "marrow_oedema"]
    )
    assert feature["observation_event_id"] == found[0]["observation_id"]
    size = only(rows["measurement"])
    assert (size["value_as_number"], size["unit_source_value"]) == (12.0, "mm")
    assert only(rows["note"])["note_text"] == "One lesion."


def test_a_procedure_that_was_not_done_is_no_procedure(rows_of: RowsOf) -> None:
    rows = rows_of(
        Procedure(id="p", on=DAY, concept="bone_biopsy", status=FactStatus.NOT_LOOKED_FOR)
    )
    assert rows["procedure_occurrence"] == []
    assert only(rows["observation"])["value_as_string"] == "not_looked_for"


def test_a_biopsys_results_keep_their_states(rows_of: RowsOf) -> None:
    rows = rows_of(
        Procedure(
            id="p",
            on=DAY,
            concept="bone_biopsy",
            results=(Fact(concept="bacterial_growth", status=FactStatus.ABSENT),),
        )
    )
    row = only(rows["observation"])
    assert (row["observation_source_value"], row["value_as_string"]) == (
        "bacterial_growth",
        "absent",
    )


# --- treatments -------------------------------------------------------------------------------


def course(**values: Any) -> TreatmentCourse:
    return TreatmentCourse(**({"id": "t", "on": DAY, "drug": "ibuprofen"} | values))


def test_a_course_with_an_end_keeps_it_twice(rows_of: RowsOf) -> None:
    row = only(rows_of(course(end="2024-06-01", stop_reason=StopReason.NO_EFFECT))["drug_exposure"])
    assert row["drug_concept_id"] == 1177480
    assert row["drug_exposure_end_date"] == row["verbatim_end_date"] == date(2024, 6, 1)
    assert row["stop_reason"] == "no_effect"


def test_a_course_that_goes_on_ends_with_the_record_and_has_no_end_of_its_own(
    rows_of: RowsOf,
) -> None:
    rows = rows_of(
        course(ongoing=FactStatus.PRESENT),
        Document(id="later", on="2024-09-09", text="letter"),
    )
    row = only(rows["drug_exposure"])
    assert row["drug_exposure_end_date"] == date(2024, 9, 9)
    assert row["verbatim_end_date"] is None


def test_a_course_whose_end_is_unknown_lasts_one_day_and_says_so(rows_of: RowsOf) -> None:
    row = only(
        rows_of(course(), Document(id="later", on="2024-09-09", text="letter"))["drug_exposure"]
    )
    assert row["drug_exposure_end_date"] == date(2024, 5, 17)
    assert row["verbatim_end_date"] is None


def test_what_was_told_of_a_course_stands_beside_it(rows_of: RowsOf) -> None:
    event = Fact(concept="nausea", status=FactStatus.ABSENT)
    rows = rows_of(course(response=ToldResponse.PARTIAL, adverse_events=(event,)))
    told = {row["observation_source_value"]: row["value_as_string"] for row in rows["observation"]}
    assert told == {"told_response": "partial", "nausea": "absent"}
    assert rows["condition_occurrence"] == []


def test_a_course_without_a_date_is_history_and_no_exposure(rows_of: RowsOf) -> None:
    rows = rows_of(course(on=None), Document(id="later", on="2024-09-09", text="letter"))
    assert rows["drug_exposure"] == []
    row = rows["observation"][0]
    assert row["observation_concept_id"] == 1340204
    assert (row["value_as_concept_id"], row["qualifier_source_value"]) == (1177480, "undated")
    assert row["observation_date"] == date(2024, 9, 9)


# --- dates, visits, people, texts -------------------------------------------------------------


def test_a_month_is_filed_under_its_first_day_and_says_what_was_written(rows_of: RowsOf) -> None:
    rows = rows_of(finding(on="2024-05"))
    assert only(rows["condition_occurrence"])["condition_start_date"] == date(2024, 5, 1)
    mark = only(rows["observation"])
    assert mark["observation_source_value"] == "date_as_written"
    assert (mark["value_as_string"], mark["qualifier_source_value"]) == ("2024-05", "start")


def test_what_happened_on_the_day_of_a_visit_belongs_to_it(rows_of: RowsOf) -> None:
    rows = rows_of(finding(), Encounter(id="v", on=DAY, contact="admission", until="2024-05-20"))
    visit = only(rows["visit_occurrence"])
    assert visit["visit_concept_id"] == 9201
    assert visit["visit_end_date"] == date(2024, 5, 20)
    condition = only(rows["condition_occurrence"])
    assert condition["visit_occurrence_id"] == visit["visit_occurrence_id"]


def test_of_two_visits_on_one_day_neither_is_chosen(rows_of: RowsOf) -> None:
    rows = rows_of(finding(), Encounter(id="a", on=DAY), Encounter(id="b", on=DAY))
    assert only(rows["condition_occurrence"])["visit_occurrence_id"] is None


def test_a_date_known_to_the_month_belongs_to_no_visit(rows_of: RowsOf) -> None:
    rows = rows_of(finding(on="2024-05"), Encounter(id="v", on="2024-05-01"))
    assert only(rows["condition_occurrence"])["visit_occurrence_id"] is None


@pytest.mark.parametrize(
    ("sex", "concept"),
    [(Sex.FEMALE, 8532), (Sex.MALE, 8507), (Sex.OTHER, 0), (Sex.UNKNOWN, 0)],
)
def test_a_sex_that_is_not_known_stays_unknown(rows_of: RowsOf, sex: Sex, concept: int) -> None:
    row = only(rows_of(finding(), sex=sex)["person"])
    assert (row["gender_concept_id"], row["gender_source_value"]) == (concept, sex)


def test_of_a_birth_year_only_the_year_is_written(rows_of: RowsOf) -> None:
    row = only(rows_of(finding(), birth_date="2010")["person"])
    assert (row["year_of_birth"], row["month_of_birth"], row["day_of_birth"]) == (2010, None, None)


def test_a_name_is_written_nowhere(rows_of: RowsOf) -> None:
    rows = rows_of(finding(), name="Aurelia Example")
    assert "Aurelia" not in repr(rows)


def test_a_text_that_is_too_long_is_whole_in_a_note(rows_of: RowsOf) -> None:
    told = "behind the left knee, more in the evening, after running and on stairs"
    rows = rows_of(finding(concept="bone_pain", site_text=told))
    row = only(rows["observation"])
    assert len(row["value_source_value"]) == 50
    note = only(rows["note"])
    assert note["note_text"] == told
    assert note["note_event_id"] == row["observation_id"]


def test_long_words_of_others_are_whole_in_notes(rows_of: RowsOf) -> None:
    word = "told:" + "an uncommon finding in many words " * 3
    rows = rows_of(finding(FactStatus.ABSENT, concept=word))
    assert only(rows["observation"])["observation_source_value"] == f"{word[:49]}…"
    assert only(rows["note"])["note_text"] == word


def test_a_long_department_is_whole_in_a_note(rows_of: RowsOf) -> None:
    department = "outpatient clinic for children with rheumatic diseases of the bones"
    rows = rows_of(Encounter(id="v", on=DAY, department=department))
    assert len(only(rows["observation"])["value_as_string"]) == 60
    assert only(rows["note"])["note_text"] == department


def test_an_undated_course_keeps_dose_route_and_reason(rows_of: RowsOf) -> None:
    undated = course(on=None, dose="as told", route="oral", stop_reason=StopReason.NO_EFFECT)
    rows = rows_of(undated, Document(id="later", on="2024-09-09", text="letter"))
    told = {row["observation_source_value"]: row["value_as_string"] for row in rows["observation"]}
    assert told["dose"] == "as told"
    assert told["route"] == "oral"
    assert told["stop_reason"] == "no_effect"


def test_a_title_that_is_too_long_is_whole_in_a_second_note(rows_of: RowsOf) -> None:
    title = "A letter about " + "many things, " * 30
    rows = rows_of(Document(id="d", on=DAY, title=title, text="Dear colleague"))
    assert [note["note_text"] for note in rows["note"]] == ["Dear colleague", title]
    assert len(rows["note"][0]["note_title"]) == 250


def test_a_remark_is_a_note_on_its_row(rows_of: RowsOf) -> None:
    rows = rows_of(finding(note="worse at night"))
    note = only(rows["note"])
    assert note["note_event_id"] == only(rows["condition_occurrence"])["condition_occurrence_id"]
    assert note["note_text"] == "worse at night"


def test_a_document_is_a_note(rows_of: RowsOf) -> None:
    note = only(rows_of(Document(id="d", on=DAY, title="Letter", text="Dear colleague"))["note"])
    assert (note["note_title"], note["note_text"]) == ("Letter", "Dear colleague")
