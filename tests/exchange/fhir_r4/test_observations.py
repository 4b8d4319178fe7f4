"""Observation: numbers with their units, answers, missing values, scores, findings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crmo.exchange.reading import Level, Reading
from crmo.knowledge import Knowledge
from crmo.knowledge.analytes import normalised
from crmo.record import (
    Comparator,
    Entry,
    FactStatus,
    Finding,
    Flag,
    Measurement,
    Procedure,
    Quantity,
    Score,
)

UCUM = "http://unitsofmeasure.org"
LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"

EntryOf = Callable[..., Any]
ReadBundle = Callable[..., Reading]


def coded(code: str, system: str = LOINC, text: str = "") -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": text}]}


def observation(own_code: str = "1988-5", system: str = LOINC, **fields: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "code": coded(own_code, system, "C reactive protein"),
        "subject": {"reference": "Patient/child"},
        "effectiveDateTime": "2024-05-17T23:30:00-05:00",
    } | fields


def quantity(value: Any, unit: str = "mg/L", **fields: Any) -> dict[str, Any]:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit} | fields


# --- numbers and units -------------------------------------------------------------------------


def test_a_laboratory_value(entry_of: EntryOf) -> None:
    crp = entry_of(observation(valueQuantity=quantity(12.5), issued="2024-05-19T08:00:00Z"))
    assert isinstance(crp, Measurement)
    assert crp.analyte == "crp"
    assert crp.quantity == Quantity(value=12.5, unit="mg/L")
    assert crp.source is not None
    assert (crp.source.document, crp.source.locator) == ("file.json", "Observation/o1")
    assert crp.source.text == "C reactive protein"


def test_the_day_is_the_one_written_where_it_was_measured(entry_of: EntryOf) -> None:
    """23:30 in Boston is the next day in Greenwich; the chart says the 17th."""
    crp = entry_of(observation(valueQuantity=quantity(12), issued="2024-05-19T08:00:00Z"))
    assert str(crp.on) == "2024-05-17"
    assert str(crp.recorded_on) == "2024-05-19"


@pytest.mark.parametrize("when", ["2024", "2024-05", "2024-05-17"])
def test_a_partial_date_stays_partial(entry_of: EntryOf, when: str) -> None:
    assert str(entry_of(observation(effectiveDateTime=when)).on) == when


def test_a_period_counts_from_its_start(entry_of: EntryOf) -> None:
    period = {"start": "2024-05-17", "end": "2024-05-20"}
    found = entry_of(observation(effectiveDateTime=None, effectivePeriod=period))
    assert str(found.on) == "2024-05-17"


@pytest.mark.parametrize(
    ("raw", "mg_per_l"),
    [
        (quantity(1.3, "mg/dL"), 13),
        ({"value": 1.3, "unit": "mg/dl"}, 13),
        ({"value": 13, "unit": "milligram per litre", "code": "mg/L", "system": UCUM}, 13),
        ({"value": 13, "code": "mg/L"}, 13),
    ],
)
def test_units_in_code_or_words(
    entry_of: EntryOf, knowledge: Knowledge, raw: dict[str, Any], mg_per_l: float
) -> None:
    interval = normalised(entry_of(observation(valueQuantity=raw)), knowledge).value
    assert interval is not None
    assert interval.low == interval.high == pytest.approx(mg_per_l)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({"value": 13}, "unit-missing"),
        ({"value": 13, "unit": "furlong"}, "unit-not-known"),
        ({"value": 13, "system": SNOMED, "code": "258797006"}, "unit-not-known"),
    ],
)
def test_a_value_without_an_understood_unit_is_kept_and_not_computed_with(
    read_bundle: ReadBundle, knowledge: Knowledge, raw: dict[str, Any], code: str
) -> None:
    reading = read_bundle(observation(valueQuantity=raw))
    (crp,) = reading.records[0].entries
    assert isinstance(crp, Measurement)
    assert crp.quantity == Quantity(value=13, unit=None)
    assert crp.text.startswith("13")
    assert normalised(crp, knowledge).value is None
    assert [r.level for r in reading.remarks if r.code == code] == [Level.WARNING]


def test_below_the_limit_of_detection(entry_of: EntryOf) -> None:
    crp = entry_of(observation(valueQuantity=quantity(0.6, comparator="<")))
    assert crp.quantity == Quantity(value=0.6, unit="mg/L", comparator=Comparator.LESS)


def test_an_unknown_comparator_leaves_words_only(
    read_bundle: ReadBundle, codes_of: Callable[[Reading], set[str]]
) -> None:
    reading = read_bundle(observation(valueQuantity=quantity(0.6, comparator="ad")))
    (crp,) = reading.records[0].entries
    assert isinstance(crp, Measurement)
    assert (crp.quantity, crp.text) == (None, "ad0.6 mg/L")
    assert "comparator-not-known" in codes_of(reading)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<0.6 mg/L", Quantity(value=0.6, unit="mg/L", comparator=Comparator.LESS)),
        ("12,5 mg/l", Quantity(value=12.5, unit="mg/L")),
        ("12.5", Quantity(value=12.5, unit=None)),
        ("negative", None),
        ("2024-05-17", None),
        ("3+", None),
        ("5-10 mg/L", None),
    ],
)
def test_a_value_told_in_words(entry_of: EntryOf, text: str, expected: Quantity | None) -> None:
    crp = entry_of(observation(valueString=text))
    assert crp.quantity == expected
    assert crp.text == text


def test_a_number_in_quotation_marks_is_still_a_number(entry_of: EntryOf) -> None:
    assert entry_of(observation(valueQuantity=quantity("12.5"))).quantity == Quantity(
        value=12.5, unit="mg/L"
    )


@pytest.mark.parametrize("value", [True, [1], {}, "twelve"])
def test_a_value_that_is_no_number_is_no_quantity(entry_of: EntryOf, value: Any) -> None:
    assert entry_of(observation(valueQuantity=quantity(value))).quantity is None


def test_infinite_values_do_not_enter(read_json: Callable[..., Reading]) -> None:
    """Python's JSON reads 1e999 as infinity; a record holds finite numbers."""
    text = (
        '{"resourceType": "Observation", "id": "1", "subject": {"reference": "Patient/1"},'
        ' "code": {"text": "CRP"}, "valueQuantity": {"value": 1e999, "unit": "mg/L"}}'
    )
    reading = read_json(text)
    (crp,) = reading.records[0].entries
    assert isinstance(crp, Measurement)
    assert crp.quantity is None
    assert "value-not-a-number" in {remark.code for remark in reading.remarks}


def test_a_negative_laboratory_value_is_kept_with_a_warning(
    read_bundle: ReadBundle, codes_of: Callable[[Reading], set[str]]
) -> None:
    reading = read_bundle(observation(valueQuantity=quantity(-3)))
    assert "negative-value" in codes_of(reading)
    (crp,) = reading.records[0].entries
    assert isinstance(crp, Measurement)
    assert crp.quantity == Quantity(value=-3, unit="mg/L")


# --- flags and reference ranges ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "flag"),
    [("H", Flag.HIGH), ("HH", Flag.HIGH), ("L", Flag.LOW), ("N", Flag.NORMAL), ("A", None)],
)
@pytest.mark.parametrize("as_list", [True, False])
def test_interpretation_becomes_a_flag(
    entry_of: EntryOf, code: str, flag: Flag | None, as_list: bool
) -> None:
    """A list in R4, a single concept before."""
    concept = coded(code, INTERPRETATION)
    interpretation = [concept] if as_list else concept
    found = entry_of(observation(valueQuantity=quantity(1), interpretation=interpretation))
    assert found.flag == flag


@pytest.mark.parametrize(
    ("ranges", "limits"),
    [
        ([{"low": quantity(0), "high": quantity(5)}], (0, 5)),
        ([{"high": quantity(5)}], (None, 5)),
        ([{"text": "0.0 - 5.0"}], (0, 5)),
        ([{"text": "< 5"}], (None, 5)),
        ([{"low": quantity(5), "high": quantity(0)}], (None, None)),
        ([{"high": quantity(0.5, "mg/dL")}], (None, None)),
        ([{"high": quantity(5)}, {"high": quantity(9)}], (None, None)),
        (
            [
                {"high": quantity(5), "type": {"coding": [{"code": "normal"}]}},
                {"high": quantity(9), "type": {"coding": [{"code": "treatment"}]}},
            ],
            (None, 5),
        ),
    ],
)
def test_reference_range(
    entry_of: EntryOf, ranges: list[dict[str, Any]], limits: tuple[float | None, float | None]
) -> None:
    crp = entry_of(observation(valueQuantity=quantity(12), referenceRange=ranges))
    assert (crp.reference_low, crp.reference_high) == limits


# --- missing values ------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["not-performed", "not-asked", "unknown", "error"])
def test_a_missing_laboratory_value_is_no_normal_value(entry_of: EntryOf, reason: str) -> None:
    crp = entry_of(observation(dataAbsentReason=coded(reason, ABSENT)))
    assert (crp.quantity, crp.flag, crp.text) == (None, None, "")
    assert "No value" in crp.note


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("not-asked", FactStatus.NOT_LOOKED_FOR),
        ("not-performed", FactStatus.NOT_LOOKED_FOR),
        ("asked-unknown", FactStatus.UNKNOWN),
        ("masked", FactStatus.UNKNOWN),
    ],
)
def test_a_finding_nobody_looked_for(entry_of: EntryOf, reason: str, status: FactStatus) -> None:
    fever = entry_of(observation("386661006", SNOMED, dataAbsentReason=coded(reason, ABSENT)))
    assert isinstance(fever, Finding)
    assert (fever.concept, fever.status) == ("fever", status)


# --- findings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ({"valueBoolean": True}, FactStatus.PRESENT),
        ({"valueBoolean": False}, FactStatus.ABSENT),
        ({"valueCodeableConcept": coded("52101004", SNOMED)}, FactStatus.PRESENT),
        ({"valueCodeableConcept": coded("2667000", SNOMED)}, FactStatus.ABSENT),
        ({"valueCodeableConcept": coded("LA9634-2")}, FactStatus.ABSENT),
        ({"valueCodeableConcept": coded("6736007", SNOMED, "moderate")}, FactStatus.UNKNOWN),
        ({"valueString": "Negative"}, FactStatus.ABSENT),
        ({"interpretation": [coded("POS", INTERPRETATION)]}, FactStatus.PRESENT),
        ({}, FactStatus.UNKNOWN),
    ],
)
def test_a_finding_and_its_answer(
    entry_of: EntryOf, value: dict[str, Any], status: FactStatus
) -> None:
    fever = entry_of(observation("386661006", SNOMED, **value))
    assert isinstance(fever, Finding)
    assert fever.status is status


def test_the_value_names_the_finding_of_a_symptom(entry_of: EntryOf) -> None:
    symptom = observation("75325-1", valueCodeableConcept=coded("386661006", SNOMED, "Fever"))
    fever = entry_of(symptom)
    assert isinstance(fever, Finding)
    assert (fever.concept, fever.status) == ("fever", FactStatus.PRESENT)


def test_a_coded_value_of_anything_else_names_no_finding(entry_of: EntryOf) -> None:
    """`Cause of death: fever` or `ruled out: fever` is no fever."""
    ruled_out = observation("99999-9", valueCodeableConcept=coded("386661006", SNOMED, "Fever"))
    kept = entry_of(ruled_out)
    assert isinstance(kept, Measurement)
    assert (kept.analyte, kept.text) == ("loinc:99999-9", "Fever")


@pytest.mark.parametrize(
    ("words", "site", "site_text"),
    [
        ("Left femur", "femur_left", "Left femur"),
        ("Structure of left clavicle", "clavicle_left", "Structure of left clavicle"),
        ("Right knee joint", "knee_right", "Right knee joint"),
        ("Thoracic", None, "Thoracic"),
        ("Skin of left knee", None, "Skin of left knee"),
        ("Heart", None, "Heart"),
    ],
)
def test_a_body_site_is_a_bone_only_when_it_says_so(
    read_bundle: ReadBundle, words: str, site: str | None, site_text: str
) -> None:
    fever = observation("386661006", SNOMED, valueBoolean=True, bodySite={"text": words})
    reading = read_bundle(fever)
    (finding,) = reading.records[0].entries
    assert isinstance(finding, Finding)
    assert (finding.site, finding.site_text) == (site, site_text)
    remarked = "site-not-a-bone" in {remark.code for remark in reading.remarks}
    assert remarked == (site is None)


@pytest.mark.parametrize(
    ("value", "status", "note"),
    [
        (
            {"valueString": "Staphylococcus aureus"},
            FactStatus.PRESENT,
            "Value: Staphylococcus aureus.",
        ),
        (
            {"dataAbsentReason": {"text": "no", "coding": [{"code": "not-performed"}]}},
            FactStatus.ABSENT,
            "",
        ),
        (
            {"dataAbsentReason": {"text": "?", "coding": [{"code": "unknown"}]}},
            FactStatus.UNKNOWN,
            "",
        ),
        ({"status": "cancelled"}, FactStatus.ABSENT, "Status: cancelled."),
        ({"status": "registered"}, FactStatus.UNKNOWN, "Status: registered."),
    ],
)
def test_a_result_filed_under_the_test_says_that_the_test_was_done(
    entry_of: EntryOf, value: dict[str, Any], status: FactStatus, note: str
) -> None:
    culture = entry_of(observation(code={"text": "blood culture"}, **value))
    assert isinstance(culture, Procedure)
    assert (culture.concept, culture.status, culture.note) == ("blood_culture", status, note)


# --- scores ---------------------------------------------------------------------------------------


def test_a_pain_score_is_read_on_its_scale(entry_of: EntryOf) -> None:
    pain = entry_of(observation("72514-3", valueInteger=4))
    assert isinstance(pain, Score)
    assert (pain.instrument, pain.value, pain.scale_high) == ("pain", 4, 10)


def test_a_pain_of_45_can_only_be_out_of_a_hundred(entry_of: EntryOf) -> None:
    pain = entry_of(observation("72514-3", valueQuantity={"value": 45, "unit": "mm"}))
    assert pain.out_of_ten == 4.5


def test_a_score_beyond_every_scale_stays_a_measurement(
    read_bundle: ReadBundle, codes_of: Callable[[Reading], set[str]]
) -> None:
    reading = read_bundle(observation("72514-3", valueInteger=450))
    assert isinstance(reading.records[0].entries[0], Measurement)
    assert "score-off-scale" in codes_of(reading)


# --- components and panels ------------------------------------------------------------------------


def test_components_become_entries_of_their_own(
    entries_of: Callable[..., tuple[Entry, ...]],
) -> None:
    found = entries_of(
        observation(
            "85354-9",
            component=[
                {"code": coded("1988-5"), "valueQuantity": quantity(12)},
                {"code": coded("4537-7"), "valueQuantity": quantity(30, "mm/h")},
                {"code": coded("8462-4"), "dataAbsentReason": coded("unknown", ABSENT)},
            ],
        )
    )
    assert [(e.id, e.analyte) for e in found if isinstance(e, Measurement)] == [
        ("Observation/o1:1", "crp"),
        ("Observation/o1:2", "esr"),
        ("Observation/o1:3", "loinc:8462-4"),
    ]
    assert {e.source.locator for e in found if e.source} == {"Observation/o1"}


def test_a_panel_that_only_points_at_members_is_left_aside(
    read_bundle: ReadBundle, codes_of: Callable[[Reading], set[str]]
) -> None:
    reading = read_bundle(observation(hasMember=[{"reference": "Observation/2"}]))
    assert reading.records[0].entries == ()
    assert reading.ignored["Observation"] == 1
    assert "nothing-said" in codes_of(reading)


# --- codes ----------------------------------------------------------------------------------------


def test_an_unknown_code_is_kept_and_remarked_once(read_bundle: ReadBundle) -> None:
    many = [observation("20454-5", id=f"u{n}", valueString="negative") for n in range(50)]
    reading = read_bundle(*many)
    kept = reading.records[0].entries
    assert {e.analyte for e in kept if isinstance(e, Measurement)} == {"loinc:20454-5"}
    assert len(kept) == 50
    (remark,) = [r for r in reading.remarks if r.code == "code-not-known"]
    assert "50 times" in remark.message
    assert remark.came == "loinc:20454-5 C reactive protein"


def test_words_do_not_stand_in_for_a_public_laboratory_code(entry_of: EntryOf) -> None:
    """The name says C reactive protein; the LOINC code may be that of spinal fluid."""
    assert entry_of(observation("99999-9", valueQuantity=quantity(5))).analyte == "loinc:99999-9"


def test_words_stand_in_for_a_code_of_the_hospital_itself(
    read_bundle: ReadBundle, codes_of: Callable[[Reading], set[str]]
) -> None:
    code = {"coding": [{"system": "urn:local", "code": "L77"}], "text": "CRP"}
    reading = read_bundle(observation(code=code, valueQuantity=quantity(5)))
    (crp,) = reading.records[0].entries
    assert isinstance(crp, Measurement)
    assert crp.analyte == "crp"
    assert "code-by-text" in codes_of(reading)


def test_the_known_one_of_several_codings_counts(entry_of: EntryOf) -> None:
    code = {"coding": [{"system": "urn:local", "code": "1"}, {"system": LOINC, "code": "1988-5"}]}
    assert entry_of(observation(code=code, valueQuantity=quantity(5))).analyte == "crp"


def test_no_code_at_all_is_kept_with_a_warning(
    read_bundle: ReadBundle, codes_of: Callable[[Reading], set[str]]
) -> None:
    reading = read_bundle(observation(code=None, valueQuantity=quantity(5)))
    assert len(reading.records[0].entries) == 1
    assert "no-code" in codes_of(reading)


def test_what_was_seen_on_somebody_else_is_not_computed_with(entry_of: EntryOf) -> None:
    """`focus`: the mother's CRP in the child's chart."""
    crp = entry_of(observation(valueQuantity=quantity(80), focus=[{"display": "mother"}]))
    assert crp.analyte == "focus:crp"


def test_notes_are_kept(entry_of: EntryOf) -> None:
    assert entry_of(observation(note=[{"text": "haemolytic"}])).note == "haemolytic"


@pytest.mark.parametrize("text", ["250.000 Zellen/ul", "1,234 mg/dL"])
def test_a_number_in_words_that_may_have_thousands_is_not_computed_with(
    read_bundle: ReadBundle, codes_of: Callable[[Reading], set[str]], text: str
) -> None:
    reading = read_bundle(observation("777-3", valueString=text))
    (platelets,) = reading.records[0].entries
    assert isinstance(platelets, Measurement)
    assert (platelets.quantity, platelets.text) == (None, text)
    assert "number-ambiguous" in codes_of(reading)


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("0-5", (0, 5)),
        ("0 - 5 mg/L", (0, 5)),
        ("< 5 (mg/l)", (None, 5)),
        ("0-0.5 mg/dL", (None, None)),
        ("> 3 of something", (None, None)),
    ],
)
def test_a_range_in_words_holds_for_its_own_unit_alone(
    entry_of: EntryOf, text: str, limits: tuple[float | None, float | None]
) -> None:
    crp = entry_of(observation(valueQuantity=quantity(5), referenceRange=[{"text": text}]))
    assert (crp.reference_low, crp.reference_high) == limits
