"""Observation: measurements, scores and findings, one for each value it holds."""

from __future__ import annotations

from typing import Any

from attrs import define

from crmo.exchange.fhir_r4.elements import first_code, joined, listed, notes, words
from crmo.exchange.fhir_r4.intake import Intake
from crmo.exchange.fhir_r4.meanings import ANALYTE, INSTRUMENT, UNKNOWN, Meaning
from crmo.exchange.fhir_r4.sites import bone_site
from crmo.exchange.fhir_r4.version import OLDER
from crmo.record import (
    Entry,
    FactStatus,
    Finding,
    Measurement,
    PartialDate,
    Procedure,
    Quantity,
    Score,
)

_PROCEDURE = "procedure"
_NO_RESULT_YET = ("registered", "cancelled")
_TEST_DONE = {"registered": FactStatus.UNKNOWN, "cancelled": FactStatus.ABSENT}


@define
class Statement:
    """One value to be read: the observation's own, or one of its components.

    Args:
        part: the Observation or the component.
        meaning: what its code stands for.
        common: id, date, source and note of the entry it becomes.
    """

    part: dict[str, Any]
    meaning: Meaning
    common: dict[str, Any]


def read_observation(resource: dict[str, Any], intake: Intake, name: str) -> list[Entry] | None:
    """Read an Observation: its own value, then its components."""
    on = _day(resource, intake)
    if on is None:
        intake.remarks.add("undated", "Observation")
    issued = resource.get("issued")
    recorded = intake.days.exact(issued) if issued else None
    if "comment" in resource or "related" in resource or "context" in resource:
        intake.versions.note(OLDER, "Observation.comment, related or context")
    note = _note(resource)
    entries: list[Entry] = []
    for number, part in enumerate((resource, *(resource.get("component") or ()))):
        if number == 0 and not _has_own_value(resource):
            continue
        code = part.get("code")
        if code is None:
            intake.remarks.add("no-code", "Observation")
            code = {}
        meaning = intake.observed.meaning(code)
        common = {
            "id": name if number == 0 else f"{name}:{number}",
            "on": on,
            "recorded_on": recorded,
            "source": intake.source(name, code.get("text") or words(code)),
            "note": note,
        }
        if number and "modifierExtension" in part:
            intake.remarks.add("modifier-extension", "Observation.component")
            continue
        if "focus" in resource:
            intake.remarks.add("other-focus", "Observation")
            meaning = Meaning(UNKNOWN, f"focus:{meaning.id}")
        entries.append(_entry(Statement(part, meaning, common), resource, intake))
    if entries:
        return entries
    intake.leave_aside("nothing-said", "Observation")
    return None


def _day(resource: dict[str, Any], intake: Intake) -> PartialDate | None:
    text = resource.get("effectiveDateTime")
    if text:
        return intake.days[text[:10]]
    if period := resource.get("effectivePeriod"):
        return intake.days.of(period.get("start") or period.get("end"))
    if timing := resource.get("effectiveTiming"):
        return intake.days.of(next(iter(listed(timing.get("event"))), None))
    # A result without a day of its own was there on the day it was issued, at the latest.
    return intake.days.of(resource.get("effectiveInstant") or resource.get("issued"))


def _note(resource: dict[str, Any]) -> str:
    note = notes(resource)
    if resource.get("status") in _NO_RESULT_YET:
        note = joined(f"Status: {resource['status']}.", note)
    return note


def _has_own_value(resource: dict[str, Any]) -> bool:
    """Whether the observation says something itself, beside components and members."""
    if "valueQuantity" in resource or not (
        "component" in resource or "hasMember" in resource or "related" in resource
    ):
        return True
    return (
        any(field.startswith("value") for field in resource)
        or "dataAbsentReason" in resource
        or ("interpretation" in resource and "component" not in resource)
    )


def _entry(statement: Statement, resource: dict[str, Any], intake: Intake) -> Entry:
    part, meaning = statement.part, statement.meaning
    if (absent := part.get("dataAbsentReason")) is not None:
        return _without_value(statement, absent, intake)
    if meaning.kind == ANALYTE:
        return _measurement(statement, intake)
    if meaning.kind == INSTRUMENT:
        return _score(statement, intake)
    if meaning.kind == UNKNOWN:
        return _named_by_value(statement, resource, intake) or _measurement(statement, intake)
    if meaning.kind == _PROCEDURE:
        return _procedure(statement, resource, intake)
    return _finding(statement, resource, intake)


def _measurement(statement: Statement, intake: Intake) -> Measurement:
    part, values = statement.part, intake.values
    about = statement.meaning.id if statement.meaning.kind == ANALYTE else ""
    raw = part.get("valueQuantity")
    quantity: Quantity | None
    if raw is not None:
        quantity = values.quantity(raw, about)
        text = "" if quantity is not None and quantity.unit is not None else _written(raw)
    else:
        quantity, text = _told(part, about, intake)
    interpretation = part.get("interpretation")
    flag = None
    if interpretation:
        flag = values.flag(interpretation)
        text = text or ("" if quantity else values.interpreted_presence(interpretation)[0])
        if isinstance(interpretation, dict):
            intake.versions.note(OLDER, "Observation.interpretation")
    low = high = None
    ranges = part.get("referenceRange")
    if ranges and quantity is not None:
        low, high = values.limits(ranges, raw or {})
    return Measurement(
        analyte=statement.meaning.id,
        quantity=quantity,
        flag=flag,
        reference_low=low,
        reference_high=high,
        text=text,
        **statement.common,
    )


def _written(raw: dict[str, Any]) -> str:
    value = raw.get("value")
    unit = raw.get("unit") or raw.get("code") or ""
    sign = raw.get("comparator") or ""
    return f"{sign}{'' if value is None else value} {unit}".strip()


def _told(
    part: dict[str, Any], about: str, intake: Intake, *, is_number: bool = False
) -> tuple[Quantity | None, str]:
    """Return a value given in words or as a whole number, with its words.

    Args:
        part: the Observation or the component.
        about: id of a known analyte, or empty.
        intake: the reading.
        is_number: whether words are to be read as a number also without a known analyte.
    """
    number = part.get("valueInteger", part.get("valueDecimal"))
    if number is not None:
        return intake.values.quantity({"value": number}, about), str(number)
    text, _status = intake.values.answer(part)
    if "valueString" in part and (about or is_number):
        return intake.values.quantity_in_words(text, about), text
    return None, text


def _without_value(statement: Statement, reason: Any, intake: Intake) -> Entry:
    """A missing value is never a normal one: it was not looked for, or is not known."""
    code = first_code(reason)
    intake.remarks.add("no-value", code)
    status = (
        FactStatus.NOT_LOOKED_FOR if code in intake.tables.not_looked_for else FactStatus.UNKNOWN
    )
    meaning = statement.meaning
    if meaning.kind == _PROCEDURE:
        is_skipped = status is FactStatus.NOT_LOOKED_FOR
        status = FactStatus.ABSENT if is_skipped else FactStatus.UNKNOWN
        return Procedure(concept=meaning.id, status=status, **statement.common)
    common = statement.common | {
        "note": joined(f"No value: {words(reason)}.", statement.common["note"])
    }
    if meaning.kind in (ANALYTE, INSTRUMENT, UNKNOWN):
        return Measurement(analyte=meaning.id, **common)
    return Finding(concept=meaning.id, status=status, **common)


def _score(statement: Statement, intake: Intake) -> Score | Measurement:
    """Read an answer on a scale that our knowledge has; without one it stays a plain value."""
    part, instrument_id = statement.part, statement.meaning.id
    raw = part.get("valueQuantity")
    quantity = (
        intake.values.quantity(raw, "")
        if raw is not None
        else _told(part, "", intake, is_number=True)[0]
    )
    if quantity is not None and quantity.comparator is None:
        instrument = intake.instruments[instrument_id]
        scales = (*filter(None, (instrument.range,)), *instrument.other_ranges)
        # The first scale that holds the answer: 45 on a scale to 10 can only be out of 100.
        scale = next((each for each in scales if each.low <= quantity.value <= each.high), None)
        if scale is not None:
            return Score(
                instrument=instrument_id,
                value=quantity.value,
                scale_low=scale.low,
                scale_high=scale.high,
                **statement.common,
            )
    intake.remarks.add("score-off-scale", instrument_id)
    return _measurement(statement, intake)


def _procedure(statement: Statement, resource: dict[str, Any], intake: Intake) -> Procedure:
    """A result filed under the test itself (`Blood culture`): the test was done.

    What it showed stays in words; whether that is growth is not for this reader to say.
    """
    raw = statement.part.get("valueQuantity")
    text = _written(raw) if raw is not None else intake.values.answer(statement.part)[0]
    text = text or intake.values.interpreted_presence(statement.part.get("interpretation"))[0]
    note = joined(f"Value: {text}." if text else "", statement.common["note"])
    status = _TEST_DONE.get(str(resource.get("status")), FactStatus.PRESENT)
    common = statement.common | {"note": note}
    return Procedure(concept=statement.meaning.id, status=status, **common)


def _finding(statement: Statement, resource: dict[str, Any], intake: Intake) -> Finding:
    """A coded finding with its answer: yes, no, or something that says neither."""
    part, values = statement.part, intake.values
    text, status = values.answer(part)
    if status is FactStatus.UNKNOWN and not text and part.get("interpretation"):
        text, status = values.interpreted_presence(part["interpretation"])
    raw = part.get("valueQuantity")
    if raw is not None:
        text = _written(raw)
    if status is FactStatus.UNKNOWN and not text:
        intake.remarks.add("no-value", statement.meaning.id)
    common = statement.common
    if text and status is FactStatus.UNKNOWN:
        common = common | {"note": joined(f"Value: {text}.", common["note"])}
    return _sited(statement.meaning.id, status, common, resource, intake)


def _sited(
    concept: str,
    status: FactStatus,
    common: dict[str, Any],
    resource: dict[str, Any],
    intake: Intake,
) -> Finding:
    sites = list(listed(resource.get("bodySite")))
    site, site_text = bone_site(sites, intake.remarks, intake.tables) if sites else (None, "")
    return Finding(concept=concept, status=status, site=site, site_text=site_text, **common)


def _named_by_value(
    statement: Statement, resource: dict[str, Any], intake: Intake
) -> Finding | None:
    """Read `Symptom: bone pain`, where the value and not the code names the finding."""
    value = statement.part.get("valueCodeableConcept")
    if value is None:
        return None
    code = statement.part.get("code") or {}
    codes = {str(coding.get("code")) for coding in code.get("coding") or ()}
    if codes.isdisjoint(intake.tables.finding_carriers):
        return None
    meaning = intake.concepts.meaning(value)
    if not meaning.is_known:
        return None
    common = statement.common | {"source": intake.source(resource_name(statement), words(value))}
    return _sited(meaning.id, FactStatus.PRESENT, common, resource, intake)


def resource_name(statement: Statement) -> str:
    """Return the name of the resource a statement belongs to."""
    return str(statement.common["source"].locator)
