"""A value is computed with only when its unit is known, and then in one unit."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo.knowledge import load_knowledge
from crmo.knowledge.analytes import Normalised, ReferenceRange, normalised
from crmo.record import Comparator, Measurement, Quantity, Sex

KNOWLEDGE = load_knowledge()

# Abridged standard atomic weights, IUPAC 2021 (doi 10.1515/pac-2019-0603).
ATOMIC_WEIGHTS = {
    "H": 1.0080,
    "C": 12.011,
    "N": 14.007,
    "O": 15.999,
    "Mg": 24.305,
    "P": 30.974,
    "Ca": 40.078,
}


def measured(
    analyte: str, value: float, unit: str | None, comparator: Comparator | None = None
) -> Normalised:
    quantity = Quantity(value=value, unit=unit, comparator=comparator)
    measurement = Measurement(id="m1", on="2024-05-03", analyte=analyte, quantity=quantity)
    return normalised(measurement, KNOWLEDGE)


def exactly(analyte: str, value: float, unit: str) -> float:
    result = measured(analyte, value, unit)
    assert result.value is not None, result.why
    assert result.value.is_exact
    return result.value.low


@pytest.mark.parametrize(
    ("analyte", "value", "unit", "expected"),
    [
        ("crp", 1, "mg/dL", 10),  # the trap: 1 mg/dL is 10 mg/L
        ("crp", 3, "mg/dL", 30),
        ("crp", 5.5, "mg/dL", 55),
        ("crp", 30, "mg/L", 30),
        ("crp", 30, "ug/mL", 30),
        ("esr", 20, "mm/h", 20),
        ("esr", 20, "mm", 20),
        ("haemoglobin", 12.5, "g/dL", 125),
        ("platelets", 100_000, "/uL", 100),
        ("platelets", 100, "10*3/uL", 100),
        ("neutrophil_bands", 220, "{cells}/uL", 0.22),
        ("white_cells", 7500, "/mm3", 7.5),
        ("calcium", 8.4, "mg/dL", 2.096),
        ("vitamin_d", 20, "ng/mL", 49.92),
        ("uric_acid", 5, "mg/dL", 297.4),
        ("ldh", 250, "[IU]/L", 250),
        ("ldh", 250, "U/L", 250),
        ("alp", 5, "ukat/L", 300),
        ("body_temperature", 100.4, "[degF]", 38),
        ("leg_length_difference", 15, "mm", 1.5),
        ("height", 1.4, "m", 140),
    ],
)
def test_a_value_arrives_in_the_unit_of_its_analyte(
    analyte: str, value: float, unit: str, expected: float
) -> None:
    assert exactly(analyte, value, unit) == pytest.approx(expected, rel=1e-3)


def test_crp_cut_offs_meet_exactly_after_conversion() -> None:
    """3 mg/dL must not become 30.000000000000004 mg/L and so be above 30."""
    assert exactly("crp", 3, "mg/dL") == 30
    assert exactly("crp", 5.5, "mg/dL") == 55
    assert exactly("crp", 1, "mg/dL") == 10


@pytest.mark.parametrize(
    ("analyte", "unit", "reason"),
    [
        ("crp", None, "without a unit"),
        ("crp", "mmol/L", "cannot be converted"),
        ("crp", "furlong", "cannot be converted"),
        ("neutrophils", "%", "cannot be converted"),
        ("haemoglobin", "mmol/L", "cannot be converted"),
        ("egfr", "mL/min", "cannot be converted"),
        ("ana", "1", "in words"),
        ("phlogiston", "mg/L", "does not know"),
    ],
)
def test_a_value_that_cannot_be_used_says_why(analyte: str, unit: str | None, reason: str) -> None:
    result = measured(analyte, 12.5, unit)
    assert result.value is None
    assert reason in result.why
    assert "12.5" not in result.why


def test_a_result_without_a_number_says_so() -> None:
    measurement = Measurement(id="m1", on="2024-05-03", analyte="crp", text="not raised")
    assert normalised(measurement, KNOWLEDGE) == Normalised(None, "no number was given")


def test_a_value_below_detection_stays_an_interval() -> None:
    result = measured("crp", 0.6, "mg/dL", Comparator.LESS)
    assert result.value is not None
    assert (result.value.low, result.value.high) == (0, 6)
    assert result.value.compare("<", 6) is True
    above = measured("crp", 30, "mg/L", Comparator.GREATER)
    assert above.value is not None
    assert above.value.high == math.inf
    assert above.value.compare(">", 30) is True


@given(value=st.floats(min_value=0, max_value=1000))
def test_crp_in_mg_per_dl_is_ten_times_crp_in_mg_per_l(value: float) -> None:
    assert exactly("crp", value, "mg/dL") == pytest.approx(10 * value)


def test_molar_masses_are_the_sum_of_their_atoms() -> None:
    checked = 0
    for analyte in KNOWLEDGE.analytes.values():
        if analyte.molar_mass is None:
            continue
        atoms = re.findall(r"([A-Z][a-z]?)(\d*)", analyte.molar_mass.formula)
        mass = sum(ATOMIC_WEIGHTS[atom] * int(number or 1) for atom, number in atoms)
        assert analyte.molar_mass.value == pytest.approx(mass, abs=0.01), analyte.id
        checked += 1
    assert checked >= 10


def test_no_reference_range_is_shipped_because_no_source_gives_one() -> None:
    assert not any(analyte.reference_ranges for analyte in KNOWLEDGE.analytes.values())
    assert KNOWLEDGE.analytes["alp"].reference_for(Sex.FEMALE, 9) is None


def test_a_reference_range_fits_its_sex_and_age() -> None:
    row = ReferenceRange(
        low=1, high=2, unit="U/L", source="x", sex="female", age_from_years=6, age_to_years=9
    )
    assert row.fits(Sex.FEMALE, 6)
    assert not row.fits(Sex.FEMALE, 9)
    assert not row.fits(Sex.MALE, 7)
