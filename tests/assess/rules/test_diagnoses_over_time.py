"""A diagnosis that was decided the other way later no longer speaks."""

from __future__ import annotations

from datetime import date

import pytest

from crmo.assess import Verdict
from crmo.assess.criteria import criteria_set
from crmo.assess.facts import Facts
from crmo.knowledge import load_knowledge
from crmo.record import Certainty, Diagnosis, Patient, PatientRecord

CONFIRMED, EXCLUDED, SUSPECTED = Certainty.CONFIRMED, Certainty.EXCLUDED, Certainty.SUSPECTED


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([("2020", CONFIRMED), ("2021", EXCLUDED)], Verdict.CANNOT_TELL),
        ([("2020", EXCLUDED), ("2021", CONFIRMED)], Verdict.EXCLUDED),
        ([("2020-05", CONFIRMED), ("2020", EXCLUDED)], Verdict.EXCLUDED),
        ([("2020", CONFIRMED), ("2021", SUSPECTED)], Verdict.EXCLUDED),
    ],
    ids=["excluded later", "confirmed later", "order not known", "suspected later"],
)
def test_the_latest_decision_about_a_disease_counts(
    told: list[tuple[str, Certainty]], expected: Verdict
) -> None:
    entries = [
        Diagnosis(id=f"dx-{n}", on=day, concept="bacterial_osteomyelitis", certainty=certainty)
        for n, (day, certainty) in enumerate(told)
    ]
    record = PatientRecord(patient=Patient(id="child", birth_date="2012"), entries=entries)
    facts = Facts(record, load_knowledge(), date(2022, 1, 1))
    assert criteria_set("eular_acr_2025", facts).verdict is expected
