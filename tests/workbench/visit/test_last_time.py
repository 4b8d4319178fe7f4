"""What the page shows of last time, and that none of it becomes an entry by itself."""

from __future__ import annotations

from datetime import date

import pytest

from crmo.examples import EXAMPLES
from crmo.exchange import read
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import FactStatus, Finding, Measurement, PatientRecord, Quantity
from crmo.workbench.visit.fields import Fields
from crmo.workbench.visit.growth import height_velocity
from crmo.workbench.visit.last_time import last_time
from crmo.workbench.visit.sheet import sheet_of

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="module")
def record(knowledge: Knowledge) -> PatientRecord:
    (path,) = (example.path for example in EXAMPLES if example.name == "relapsing")
    return read(path, knowledge=knowledge).records[0]


def height(cm: float, on: str) -> Measurement:
    return Measurement(id=f"h{on}", on=on, analyte="height", quantity=Quantity(value=cm, unit="cm"))


def test_last_time_is_what_was_there_when_it_was_last_spoken_of(
    record: PatientRecord, knowledge: Knowledge
) -> None:
    last = last_time(record, knowledge, on=TODAY)
    assert str(last.visit_on) == "2026-01-13"
    seen = last.place("tibia_distal_metaphysis_right")
    assert seen is not None
    assert (seen.severity, {*seen.signs}, str(seen.image_on)) == (1, {"hurts"}, "2026-03-04")
    assert [course.drug for course in last.courses] == ["adalimumab"]
    assert last.scores["chaq"].value == 0.125


def test_a_sign_that_was_absent_when_last_looked_for_is_no_ghost(
    record: PatientRecord, knowledge: Knowledge
) -> None:
    absent = Finding(id="later", on="2026-06-01", concept="bone_pain", status=FactStatus.ABSENT)
    told = record.with_entries([absent])
    seen = last_time(told, knowledge, on=TODAY).place("tibia_distal_metaphysis_right")
    assert seen is not None
    assert seen.signs == {}


def test_the_empty_form_shows_last_time_and_says_nothing(
    record: PatientRecord, knowledge: Knowledge
) -> None:
    sheet = sheet_of(Fields(), last_time(record, knowledge, on=TODAY), knowledge, today=TODAY)
    assert all(not row.is_said for row in sheet.places)
    assert all(not row.value for row in (*sheet.labs, *sheet.body, *sheet.scores, *sheet.findings))
    crp = next(row for row in sheet.labs if row.analyte == "crp")
    assert crp.last == "3 mg/L · 4 Mar 2026"
    assert (crp.unit, crp.last_range) == ("mg/L", "<5")
    ankle = next(row for row in sheet.places if row.site == "tibia_distal_metaphysis_right")
    assert ankle.last == "pain 1 of 10 (13 Jan 2026); active on MRI (4 Mar 2026)"


def test_velocity_is_as_wide_as_the_heights_are_coarse(knowledge: Knowledge) -> None:
    grown = height_velocity([height(150.0, "2025-11-21")], height(156, "2026-11-21"), knowledge)
    assert grown is not None
    assert grown.n_days == (365, 365)
    assert grown.cm_per_year.low == pytest.approx(5.0, abs=0.01)
    assert grown.cm_per_year.high == pytest.approx(7.0, abs=0.01)
    soon = height_velocity([height(150.2, "2026-11-11")], height(150.3, "2026-11-21"), knowledge)
    assert soon is not None
    assert soon.cm_per_year.low == pytest.approx(0, abs=0.01)
    assert soon.cm_per_year.high > 7


def test_no_velocity_without_an_earlier_height(knowledge: Knowledge) -> None:
    assert height_velocity([], height(150, "2026-11-21"), knowledge) is None
    same_day = [height(149, "2026-11-21")]
    assert height_velocity(same_day, height(150, "2026-11-21"), knowledge) is None
