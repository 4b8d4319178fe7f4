"""Measurements and scores as Observations."""

from __future__ import annotations

from collections.abc import Iterator

from crmo.exchange.fhir_r4.write_resources.writing import (
    Json,
    Parts,
    Writing,
    body_site,
    note,
    part,
)
from crmo.exchange.fhir_r4.write_text import said
from crmo.record import FactStatus, Measurement, Quantity, Score

_UCUM_SCORE = "{score}"


def measurement(entry: Measurement, writing: Writing) -> Iterator[Json]:
    """Yield a measurement: number, words or the laboratory's mark; none of them is unknown."""
    quantity, text = entry.quantity, said(entry.text)
    extra = [part("text", text)] if text and quantity is not None else []
    code = writing.codes.analyte(entry.analyte, quantity.unit if quantity else None)
    resource = writing.resource("Observation", entry, "measurement", extra)
    resource["status"] = "final"
    resource["category"] = writing.codes.category(code)
    resource["code"] = code
    resource["subject"] = writing.subject
    if entry.on is not None:
        resource["effectiveDateTime"] = str(entry.on)
    if quantity is not None:
        resource["valueQuantity"] = _quantity(quantity, writing)
    elif text:
        resource["valueString"] = text
    elif entry.flag is None:
        resource["dataAbsentReason"] = writing.codes.absent[FactStatus.UNKNOWN]
    if entry.flag is not None:
        resource["interpretation"] = writing.codes.flags[entry.flag]
    resource |= note(entry.note)
    if entry.reference_low is not None or entry.reference_high is not None:
        resource["referenceRange"] = [_reference_range(entry, writing)]
    yield resource


def _quantity(quantity: Quantity, writing: Writing) -> Json:
    value: Json = {"value": quantity.value}
    if quantity.comparator is not None:
        value["comparator"] = quantity.comparator.value
    return value | writing.codes.unit(quantity.unit)


def _reference_range(entry: Measurement, writing: Writing) -> Json:
    unit = writing.codes.unit(entry.quantity.unit if entry.quantity else None)
    limits: Json = {}
    if entry.reference_low is not None:
        limits["low"] = {"value": entry.reference_low} | unit
    if entry.reference_high is not None:
        limits["high"] = {"value": entry.reference_high} | unit
    return limits


def score(entry: Score, writing: Writing) -> Iterator[Json]:
    """Yield a score; the ends of its scale, without which it means nothing, stand beside it."""
    extra: Parts = [part("scale_low", entry.scale_low), part("scale_high", entry.scale_high)]
    resource = writing.resource("Observation", entry, "score", extra)
    resource["status"] = "final"
    resource["category"] = writing.codes.categories["survey"]
    resource["code"] = writing.codes.instrument(entry)
    resource["subject"] = writing.subject
    if entry.on is not None:
        resource["effectiveDateTime"] = str(entry.on)
    resource["valueQuantity"] = {"value": entry.value} | writing.codes.unit(_UCUM_SCORE)
    site = body_site(writing, entry.site, "")
    if site is not None:
        resource["bodySite"] = site
    resource |= note(entry.note)
    yield resource
