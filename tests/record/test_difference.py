"""A file about a known child: what is the same, new, a correction, a conflict, settled before."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import entries, records

from crmo.record import (
    Certainty,
    Diagnosis,
    Document,
    Encounter,
    Entry,
    Fact,
    FactStatus,
    Finding,
    ImagingStudy,
    Lesion,
    LesionStatus,
    Measurement,
    Modality,
    Patient,
    PatientRecord,
    Procedure,
    Quantity,
    Retraction,
    Score,
    Sex,
    Source,
    TreatmentCourse,
)
from crmo.record.content import content_of
from crmo.record.difference import Change, EntryDifference, RecordDifference, difference

CHILD = Patient(id="7")
LATE = date(2026, 11, 21)


def record_of(*found: Entry, **more: Any) -> PatientRecord:
    return PatientRecord(patient=more.pop("patient", CHILD), entries=found, **more)


def crp(value: float, name: str = "a", on: str | None = "2024-05-17", **more: Any) -> Measurement:
    quantity = Quantity(value=value, unit=more.pop("unit", "mg/L"))
    return Measurement(id=name, on=on, analyte="crp", quantity=quantity, **more)


def only(found: RecordDifference) -> EntryDifference:
    (single,) = found.entries
    return single


def against(known: Entry | PatientRecord, incoming: Entry) -> EntryDifference:
    whole = known if isinstance(known, PatientRecord) else record_of(known)
    return only(difference(whole, record_of(incoming)))


def summary(found: RecordDifference) -> Counter[Any]:
    return Counter(
        (each.entry.id, each.change, frozenset(each.known), each.fields) for each in found.entries
    )


# --- laws -------------------------------------------------------------------------------


@given(records())
def test_a_record_differs_in_nothing_from_itself(record: PatientRecord) -> None:
    found = difference(record, record)
    assert {each.change for each in found.entries} <= {Change.SAME}
    assert len(found.entries) == len(record.current)
    assert found.demographics == ()


@given(records())
def test_another_name_source_and_day_of_recording_change_nothing(record: PatientRecord) -> None:
    """So that a file read twice, or exported again, brings nothing the second time."""
    elsewhere = Source(document="other.xlsx", locator="sheet labs row 4")
    renamed = [
        attrs.evolve(entry, id=f"x{place}", source=elsewhere, recorded_on=LATE, supersedes=None)
        for place, entry in enumerate(record.current)
    ]
    found = difference(record, record_of(*renamed, patient=record.patient))
    assert found.counts.keys() <= {Change.SAME}
    assert found.says_nothing_new


@given(records(), records(), st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(
    known: PatientRecord, incoming: PatientRecord, random: Any
) -> None:
    def shuffled(record: PatientRecord) -> PatientRecord:
        mixed = list(record.entries)
        random.shuffle(mixed)
        return attrs.evolve(record, entries=mixed)

    before = difference(known, incoming)
    assert summary(before) == summary(difference(shuffled(known), shuffled(incoming)))


@given(records())
def test_all_is_new_to_an_empty_record(record: PatientRecord) -> None:
    found = difference(record_of(), record)
    assert found.counts.keys() <= {Change.NEW}


@given(records(), records())
def test_every_current_entry_is_judged_once_and_names_known_ones_only(
    known: PatientRecord, incoming: PatientRecord
) -> None:
    found = difference(known, incoming)
    assert [each.entry for each in found.entries] == list(incoming.current)
    current, every = ({e.id for e in some} for some in (known.current, known.entries))
    for each in found.entries:
        assert bool(each.known) == (each.change is not Change.NEW)
        is_past = each.change is Change.ALREADY_CORRECTED
        assert {*each.known} <= (every - current if is_past else current)
        assert bool(each.fields) == (each.change in {Change.CORRECTS, Change.CONFLICTS})


@given(records(), records())
def test_what_was_taken_over_is_known_the_next_time(
    known: PatientRecord, incoming: PatientRecord
) -> None:
    accepted = [
        attrs.evolve(each.entry, id=f"in-{place}", supersedes=None)
        for place, each in enumerate(difference(known, incoming).entries)
        if each.change not in {Change.SAME, Change.ALREADY_CORRECTED}
    ]
    second = difference(known.with_entries(accepted), incoming)
    assert second.counts.keys() <= {Change.SAME, Change.ALREADY_CORRECTED}


@given(entries(), st.booleans())
def test_what_was_corrected_here_is_not_offered_again(entry: Entry, is_retracted: bool) -> None:
    newer = Document(id="newer", title="the better one", supersedes=entry.id)
    if is_retracted:
        known = record_of(entry, retractions=[Retraction(entry=entry.id, reason="wrong child")])
    else:
        known = record_of(entry, newer)
    found = against(known, attrs.evolve(entry, id="again"))
    assert found.change is Change.ALREADY_CORRECTED
    assert found.known == (entry.id,)
    assert found.now == (() if is_retracted else ("newer",))


# --- the same in other words ------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "incoming"),
    [
        (crp(18.0), crp(1.8, unit="mg/dL")),
        (crp(18.0, reference_high=5.0), crp(1.8, unit="mg/dL", reference_high=0.5)),
        (crp(18.0, note="left  arm "), crp(18.0, note="left arm")),
        (
            Encounter(id="a", on="2024-05-17", reason="Zoë"),
            Encounter(id="a", on="2024-05-17", reason="Zoe\N{COMBINING DIAERESIS}"),
        ),
    ],
    ids=["units", "limits", "blanks", "accents"],
)
def test_the_same_said_in_another_form_is_the_same(known: Entry, incoming: Entry) -> None:
    assert against(known, incoming).change is Change.SAME


def test_a_unit_that_is_not_known_and_none_are_compared_as_written() -> None:
    assert content_of(crp(1, unit="spoons")) != content_of(crp(1, unit="cups"))
    assert content_of(crp(1, unit=None)) == content_of(crp(1, unit=""))
    assert content_of(crp(37.0, unit="Cel")) != content_of(crp(37.0, unit="K"))


def test_the_order_of_lesions_does_not_matter() -> None:
    places = [
        Lesion(bone_unit=each, status=LesionStatus.PRESENT)
        for each in ("vertebra_t8", "clavicle_medial_left")
    ]
    one = ImagingStudy(id="a", on="2024-05-17", modality=Modality.MRI, lesions=places)
    assert against(one, attrs.evolve(one, lesions=places[::-1])).change is Change.SAME


# --- conflicts --------------------------------------------------------------------------

T8 = Lesion(bone_unit="vertebra_t8", status=LesionStatus.PRESENT)
T9 = Lesion(bone_unit="vertebra_t9", status=LesionStatus.PRESENT)
DAY = {"id": "a", "on": "2024-05-17"}
MRI = ImagingStudy(**DAY, modality=Modality.MRI, whole_body=FactStatus.PRESENT, lesions=[T8])
NAPROXEN = TreatmentCourse(**DAY, drug="naproxen")
PAIN = Finding(**DAY, concept="bone_pain", status=FactStatus.PRESENT, site="tibia_left")


@pytest.mark.parametrize(
    ("known", "change", "kind", "field"),
    [
        (crp(18.0), {"quantity": Quantity(value=19, unit="mg/L")}, "contradicts", "quantity"),
        (Score(**DAY, instrument="chaq", value=1, scale_high=3), {"value": 2}, "contradicts", ""),
        (MRI, {"lesions": [T8, T9]}, "adds", "lesions"),
        (MRI, {"lesions": []}, "lacks", "lesions"),
        (MRI, {"lesions": [T9]}, "contradicts", "lesions"),
        (NAPROXEN, {"end": "2024-11"}, "adds", "end"),
        (attrs.evolve(NAPROXEN, end="2024-10"), {"end": "2024-11"}, "contradicts", "end"),
        (PAIN, {"status": FactStatus.ABSENT}, "contradicts", "status"),
        (attrs.evolve(PAIN, severity=4.0), {"severity": None}, "lacks", "severity"),
        (
            Procedure(**DAY, concept="bone_biopsy"),
            {"results": [Fact(concept="bacterial_growth", status=FactStatus.ABSENT)]},
            "adds",
            "results",
        ),
        (Encounter(**DAY, reason="pain"), {"reason": "routine"}, "contradicts", "reason"),
        (Document(**DAY, title="Letter", text="x"), {"text": "y"}, "contradicts", "text"),
        (
            Diagnosis(**DAY, concept="cno", certainty=Certainty.SUSPECTED),
            {"certainty": Certainty.CONFIRMED},
            "contradicts",
            "certainty",
        ),
    ],
)
def test_something_else_about_the_same_thing_on_the_same_day_is_a_conflict(
    known: Entry, change: dict[str, Any], kind: str, field: str
) -> None:
    found = against(known, attrs.evolve(known, id="other", **change))
    assert (found.change, found.known) == (Change.CONFLICTS, ("a",))
    assert found.fields == (field or next(iter(change)),)
    assert getattr(found, kind) == found.fields


@pytest.mark.parametrize(
    "incoming",
    [
        crp(19.0, "b", on="2024-05-18"),
        crp(19.0, "b", on="2024-05"),
        crp(19.0, "b", on=None),
        Measurement(id="b", on="2024-05-17", analyte="esr", quantity=Quantity(value=18)),
    ],
    ids=["another day", "a month", "undated", "another analyte"],
)
def test_another_day_or_analyte_is_new(incoming: Entry) -> None:
    assert against(record_of(crp(18.0), crp(20, "m", "2024-05")), incoming).change is Change.NEW


@pytest.mark.parametrize("start", ["2024-05", "2024", "2024-05-17"])
def test_a_course_with_a_vaguer_start_is_a_conflict_both_ways(start: str) -> None:
    vague = attrs.evolve(NAPROXEN, id="b", on=start, dose="250 mg")
    assert against(NAPROXEN, vague).change is Change.CONFLICTS
    assert against(attrs.evolve(vague, id="c"), NAPROXEN).change is Change.CONFLICTS


def test_a_course_that_starts_elsewhere_is_new() -> None:
    for start in ("2024-06", "2023", "2024-05-18", None):
        assert against(NAPROXEN, attrs.evolve(NAPROXEN, id="b", on=start)).change is Change.NEW


def test_two_films_of_different_bones_on_one_day_are_two_studies() -> None:
    wrist = ImagingStudy(**DAY, modality=Modality.RADIOGRAPH, covers=["radius_left"])
    ankle = attrs.evolve(wrist, id="b", covers=["tibia_left"])
    again = attrs.evolve(wrist, id="c", covers=["radius_distal_left"], conclusion="swollen")
    untold = attrs.evolve(wrist, id="d", covers=[], conclusion="two films")
    known = record_of(wrist, ankle)
    assert against(wrist, ankle).change is Change.NEW
    assert against(known, again).known == ("a",)
    assert {*against(known, untold).known} == {"a", "b"}
    assert against(untold, again).change is Change.CONFLICTS


def test_undated_pictures_and_nameless_letters_conflict_with_nothing() -> None:
    undated = attrs.evolve(MRI, on=None)
    assert against(undated, attrs.evolve(undated, id="b", lesions=[T9])).change is Change.NEW
    letter = Document(**DAY, text="x")
    assert against(letter, attrs.evolve(letter, id="b", text="y")).change is Change.NEW


def test_the_nearest_of_several_rivals_is_named_first() -> None:
    known = record_of(crp(5, "a", text="x", note="y"), crp(6, "b"))
    found = against(known, crp(7, "c"))
    assert (found.known, found.contradicts) == (("b", "a"), ("quantity",))


def test_two_values_of_one_day_are_no_conflict_where_the_file_has_both() -> None:
    found = difference(record_of(crp(18.0)), record_of(crp(18.0, "x"), crp(40.0, "y")))
    assert [each.change for each in found.entries] == [Change.SAME, Change.NEW]


def test_a_finding_told_both_ways_stays_a_conflict() -> None:
    absent = attrs.evolve(PAIN, id="b", status=FactStatus.ABSENT)
    found = difference(record_of(PAIN), record_of(PAIN, absent))
    assert [each.change for each in found.entries] == [Change.SAME, Change.CONFLICTS]


# --- corrections ------------------------------------------------------------------------


def test_the_same_id_with_another_value_or_day_corrects() -> None:
    for newer in (crp(180.0), crp(18.0, on="2024-05-18")):
        found = against(crp(18.0), newer)
        assert (found.change, found.known) == (Change.CORRECTS, ("a",))


def test_the_same_id_for_another_thing_on_another_day_is_new() -> None:
    other = Measurement(id="a", on="2025-01-01", analyte="esr", quantity=Quantity(value=3))
    assert against(crp(18.0), other).change is Change.NEW


def test_the_same_place_in_the_same_file_corrects_the_same_analyte_only() -> None:
    place = Source(document="export.json", locator="Observation/12")
    known = crp(18.0, source=place)
    assert against(known, crp(20.0, "b", source=place, on="2024-06-01")).change is Change.CORRECTS
    other = Measurement(id="c", on="2024-05-17", analyte="esr", source=place, text="high")
    assert against(known, other).change is Change.NEW


def in_row(entry: Entry, row: int) -> Entry:
    source = Source(document="clinic.xlsx", locator=f"sheet labs row {row}")
    return attrs.evolve(entry, id=f"labs-{row}", source=source)


def test_a_row_put_in_between_corrects_nothing() -> None:
    """Ids that are row numbers move when somebody adds a row above."""
    days = ("2024-01-01", "2024-03-01", "2024-05-01")
    before = [in_row(crp(n, on=day), n) for n, day in enumerate(days[::2], start=2)]
    after = [in_row(crp(n, on=day), n) for n, day in ((2, days[0]), (9, days[1]), (3, days[2]))]
    moved = [attrs.evolve(entry, id=f"labs-{n}") for n, entry in enumerate(after, start=2)]
    found = difference(record_of(*before), record_of(*moved))
    assert [each.change for each in found.entries] == [Change.SAME, Change.NEW, Change.SAME]


def test_a_new_sheet_with_the_same_row_numbers_corrects_nothing() -> None:
    old, new = in_row(crp(18.0), 2), in_row(crp(20.0, on="2025-01-01"), 2)
    assert against(old, new).change is Change.NEW


def test_a_row_changed_in_place_corrects() -> None:
    found = against(in_row(crp(18.0), 2), in_row(crp(81.0), 2))
    assert (found.change, found.contradicts) == (Change.CORRECTS, ("quantity",))


def test_a_correction_goes_to_what_took_the_place_of_the_named_entry() -> None:
    known = record_of(crp(18.0, "a"), crp(19.0, "b", supersedes="a"))
    found = against(known, crp(20.0, "a"))
    assert (found.change, found.known) == (Change.CORRECTS, ("b",))


def test_what_was_taken_back_is_not_corrected() -> None:
    known = record_of(crp(18.0), retractions=[Retraction(entry="a", reason="other child")])
    assert against(known, crp(20.0)).change is Change.NEW


def test_the_file_corrects_what_it_once_said() -> None:
    newer = record_of(crp(18.0, "x"), crp(19.0, "y", on="2024-05-18", supersedes="x"))
    found = only(difference(record_of(crp(18.0)), newer))
    assert (found.change, found.known, found.fields) == (
        Change.CORRECTS,
        ("a",),
        ("on", "quantity"),
    )


def test_what_the_file_takes_back_is_told_beside() -> None:
    taken = record_of(
        crp(18.0, "x"),
        crp(20.0, "y", on="2024-06-01"),
        retractions=[Retraction(entry="x", reason="other child")],
    )
    found = difference(record_of(crp(18.0), crp(20.0, "b", on="2024-06-01")), taken)
    (aside,) = found.set_aside
    assert (aside.entry.id, aside.known, aside.reason) == ("x", ("a",), "other child")
    assert aside.is_retracted
    assert not found.says_nothing_new
    assert [each.change for each in found.of(Change.SAME)] == [Change.SAME]


# --- who the child is -------------------------------------------------------------------

ANN = Patient(id="7", name="Ann Example", birth_date="2014-03-09", sex=Sex.FEMALE)


@pytest.mark.parametrize(
    ("known", "incoming", "expected"),
    [
        (ANN, Patient(id="8"), []),
        (ANN, attrs.evolve(ANN, name=" Ann  Example"), []),
        (ANN, attrs.evolve(ANN, birth_date="2014"), []),
        (ANN, attrs.evolve(ANN, birth_date="2014-03-10"), [("birth_date", True)]),
        (ANN, attrs.evolve(ANN, birth_date="2015"), [("birth_date", True)]),
        (attrs.evolve(ANN, birth_date="2014"), ANN, [("birth_date", False)]),
        (ANN, attrs.evolve(ANN, sex=Sex.MALE, name="Bob"), [("name", True), ("sex", True)]),
        (CHILD, ANN, [("name", False), ("birth_date", False), ("sex", False)]),
    ],
)
def test_other_demographics_are_told_and_vaguer_ones_are_not(
    known: Patient, incoming: Patient, expected: list[tuple[str, bool]]
) -> None:
    found = difference(record_of(patient=known), record_of(patient=incoming))
    assert [(each.field, each.is_contradiction) for each in found.demographics] == expected
    assert found.says_nothing_new == (not expected)


def test_a_large_file_about_one_day_takes_no_longer_than_its_length() -> None:
    """Rivals of one thing are capped: ten thousand values of one day are no square of work."""
    known = record_of(*(crp(n, f"k{n}") for n in range(2_000)))
    incoming = record_of(*(crp(n + 0.5, f"i{n}") for n in range(2_000)))
    found = difference(known, incoming)
    assert found.counts == {Change.CONFLICTS: 2_000}
    assert max(len(each.known) for each in found.entries) == 20
