"""Measurements and scores, as they were before they became Observations."""

from __future__ import annotations

from typing import Any

from crmo.exchange.fhir_r4.elements import notes
from crmo.exchange.fhir_r4.intake import Intake
from crmo.exchange.fhir_r4.read_back.fields import Fields, NotAsWrittenError, site_in
from crmo.record import Comparator, Measurement, Quantity, Score

Json = dict[str, Any]


def read_measurement(resource: Json, fields: Fields, intake: Intake, common: Json) -> Measurement:
    """Read a measurement: its number, its words, or the laboratory's mark."""
    raw = resource.get("valueQuantity")
    text = resource.get("valueString")
    is_empty = "dataAbsentReason" in resource or "interpretation" in resource
    if raw is None and text is None and not is_empty:
        raise NotAsWrittenError
    limits: Json = (resource.get("referenceRange") or ({},))[0]
    meaning = intake.observed.meaning(resource["code"])
    quantity = None if raw is None else _quantity(raw)
    if quantity is not None and quantity.unit is None and meaning.is_known:
        intake.remarks.add("unit-missing", about=meaning.id)
    return Measurement(
        on=intake.days.of(resource.get("effectiveDateTime")),
        note=notes(resource),
        analyte=meaning.id,
        quantity=quantity,
        flag=intake.values.flag(resource.get("interpretation")),
        reference_low=(limits.get("low") or {}).get("value"),
        reference_high=(limits.get("high") or {}).get("value"),
        text=text or fields.text("text"),
        **common,
    )


def _quantity(raw: Json) -> Quantity:
    comparator = raw.get("comparator")
    return Quantity(
        value=raw["value"],
        unit=raw.get("code") or raw.get("unit"),
        comparator=None if comparator is None else Comparator(comparator),
    )


def read_score(resource: Json, fields: Fields, intake: Intake, common: Json) -> Score:
    """Read a score with its own scale, whether or not the knowledge has that."""
    return Score(
        on=intake.days.of(resource.get("effectiveDateTime")),
        note=notes(resource),
        instrument=intake.observed.meaning(resource["code"]).id,
        value=resource["valueQuantity"]["value"],
        scale_low=fields.value("scale_low"),
        scale_high=fields.value("scale_high"),
        site=site_in(resource)[0],
        **common,
    )
