"""The Bundle: the same bytes, a resource a line, written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import attrs
import pytest

from crmo.errors import UserError
from crmo.exchange.fhir_r4 import is_fhir, record_to_resources, write_bundle
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import (
    Diagnosis,
    FactStatus,
    Finding,
    Measurement,
    Patient,
    PatientRecord,
    Quantity,
    Retraction,
    Score,
)

Json = dict[str, Any]
CHILD = Patient(id="child")
FEVER = Finding(id="a", concept="fever", status=FactStatus.PRESENT)


def test_the_same_record_gives_the_same_bytes(
    known_records: list[PatientRecord], tmp_path: Path
) -> None:
    for record in known_records[:5]:
        files = [BytesIO(), BytesIO()]
        for file in files:
            write_bundle(record, load_knowledge(), file)
        write_bundle(record, load_knowledge(), tmp_path / "bundle.json")
        assert files[0].getvalue() == files[1].getvalue()
        assert files[0].getvalue() == (tmp_path / "bundle.json").read_bytes()
        assert is_fhir(tmp_path / "bundle.json")


def test_each_resource_has_its_line(
    known_records: list[PatientRecord], knowledge: Knowledge
) -> None:
    file = BytesIO()
    write_bundle(known_records[0], knowledge, file)
    lines = file.getvalue().decode().splitlines()
    resources = record_to_resources(known_records[0], knowledge)
    assert len(lines) == 1 + len(resources)
    assert json.loads(lines[1].rstrip(","))["resource"]["resourceType"] == "Patient"


def test_names_in_the_bundle_are_uuids(bundle_of: Callable[[PatientRecord], Json]) -> None:
    bundle = bundle_of(PatientRecord(patient=CHILD, entries=[FEVER]))
    for entry in bundle["entry"]:
        assert UUID(entry["fullUrl"].removeprefix("urn:uuid:")).version == 5
    patient, finding = bundle["entry"]
    assert finding["resource"]["subject"] == {"reference": patient["fullUrl"]}


def test_there_is_no_time_stamp_unless_one_is_given(knowledge: Knowledge) -> None:
    record = PatientRecord(patient=CHILD)
    stamped, plain = BytesIO(), BytesIO()
    write_bundle(record, knowledge, plain)
    write_bundle(record, knowledge, stamped, timestamp=datetime(2024, 5, 1, 12, tzinfo=UTC))
    assert "timestamp" not in json.loads(plain.getvalue())
    assert json.loads(stamped.getvalue())["timestamp"] == "2024-05-01T12:00:00+00:00"
    with pytest.raises(ValueError, match="time zone"):
        write_bundle(record, knowledge, BytesIO(), timestamp=datetime(2024, 5, 1))  # noqa: DTZ001


def test_an_unwritable_place_is_told(tmp_path: Path, knowledge: Knowledge) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError):
        write_bundle(PatientRecord(patient=CHILD), knowledge, tmp_path / "file" / "b.json")


def test_only_current_entries_are_written(resources_of: Any, knowledge: Knowledge) -> None:
    entries = [
        FEVER,
        attrs.evolve(FEVER, id="b", supersedes="a", status=FactStatus.ABSENT),
        attrs.evolve(FEVER, id="c"),
    ]
    record = PatientRecord(
        patient=CHILD, entries=entries, retractions=[Retraction(entry="c", reason="typing error")]
    )
    (_patient, only) = record_to_resources(record, knowledge)
    assert only["valueBoolean"] is False


# --- single shapes ----------------------------------------------------------------------------


def test_a_date_stays_as_partial_as_it_is(resources_of: Any) -> None:
    for day in ("2024", "2024-02", "2024-02-29"):
        (resource,) = resources_of(attrs.evolve(FEVER, on=day))
        assert resource["effectiveDateTime"] == day


def test_not_looked_for_is_no_normal_value(resources_of: Any) -> None:
    for status, reason in (
        (FactStatus.NOT_LOOKED_FOR, "not-performed"),
        (FactStatus.UNKNOWN, "unknown"),
    ):
        (resource,) = resources_of(attrs.evolve(FEVER, status=status))
        assert "valueBoolean" not in resource
        assert resource["dataAbsentReason"]["coding"][0]["code"] == reason


def test_a_diagnosis_does_not_say_when_the_disease_began_or_that_it_is_active(
    resources_of: Any,
) -> None:
    (resource,) = resources_of(Diagnosis(id="d", on="2024-03", concept="cno"))
    assert resource["recordedDate"] == "2024-03"
    assert resource.keys().isdisjoint({"onsetDateTime", "clinicalStatus", "verificationStatus"})


@pytest.mark.parametrize(
    ("unit", "loinc"),
    [("umol/L", ["14682-9"]), ("mg/dL", ["2160-0"]), (None, [])],
)
def test_loinc_tells_mass_from_amount(
    resources_of: Any, unit: str | None, loinc: list[str]
) -> None:
    """A code for a mass beside micromoles would be wrong by a factor of 88 to whoever trusts it."""
    (resource,) = resources_of(
        Measurement(id="m", analyte="creatinine", quantity=Quantity(value=44, unit=unit))
    )
    codes = [c["code"] for c in resource["code"]["coding"] if c["system"] == "http://loinc.org"]
    assert codes == loinc


@pytest.mark.parametrize(("top", "has_loinc"), [(10, True), (100, False)])
def test_loinc_of_a_score_is_for_its_own_scale(
    resources_of: Any, top: float, has_loinc: bool
) -> None:
    (resource,) = resources_of(Score(id="s", instrument="pain", value=4, scale_high=top))
    systems = [each["system"] for each in resource["code"]["coding"]]
    assert ("http://loinc.org" in systems) is has_loinc
    assert resource["code"]["text"].endswith(f"(0 to {top})")


def test_body_measures_are_vital_signs(resources_of: Any) -> None:
    for analyte, unit, category in (
        ("height", "cm", "vital-signs"),
        ("crp", "mg/L", "laboratory"),
    ):
        (resource,) = resources_of(
            Measurement(id="m", analyte=analyte, quantity=Quantity(value=1, unit=unit))
        )
        assert resource["category"][0]["coding"][0]["code"] == category
