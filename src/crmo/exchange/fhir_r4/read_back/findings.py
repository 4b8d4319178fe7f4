"""Findings and diagnoses, as they were before they became FHIR."""

from __future__ import annotations

from typing import Any

from crmo.exchange.fhir_r4 import own_names as own
from crmo.exchange.fhir_r4.elements import first_code, notes
from crmo.exchange.fhir_r4.intake import Intake
from crmo.exchange.fhir_r4.read_back.fields import (
    Fields,
    NotAsWrittenError,
    own_code,
    presence_in,
    site_in,
)
from crmo.record import Certainty, Diagnosis, FactStatus, Finding, PartialDate, Subject

Json = dict[str, Any]

ASSERTED = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate"
_PRESENCE = {Certainty.CONFIRMED: FactStatus.PRESENT, Certainty.EXCLUDED: FactStatus.ABSENT}


def read_finding(resource: Json, fields: Fields, intake: Intake, common: Json) -> Finding:
    """Read a finding that was written as an Observation."""
    code = resource["code"]
    systems = {coding.get("system") for coding in code.get("coding") or ()}
    is_family = own.FAMILY_HISTORY in systems
    site, words = site_in(resource)
    return Finding(
        on=intake.days.of(resource.get("effectiveDateTime")),
        note=notes(resource),
        concept=own_code(code, own.FAMILY_HISTORY)
        if is_family
        else intake.concepts.meaning(code).id,
        status=presence_in(resource, intake),
        site=site,
        site_text=fields.text("site_text") or words,
        since=fields.day("since"),
        until=fields.day("until"),
        severity=fields.value("severity"),
        about=Subject.FAMILY if is_family else Subject.PATIENT,
        **common,
    )


def read_relative(resource: Json, fields: Fields, intake: Intake, common: Json) -> Finding:
    """Read a finding in the family that was written as a FamilyMemberHistory."""
    (condition,) = resource["condition"]
    return Finding(
        on=intake.days.of(resource.get("date")),
        note=notes(resource),
        concept=intake.concepts.meaning(condition["code"]).id,
        status=FactStatus.PRESENT,
        site=fields.value("site"),
        site_text=fields.text("site_text"),
        since=fields.day("since"),
        until=fields.day("until"),
        severity=fields.value("severity"),
        about=Subject.FAMILY,
        **common,
    )


def read_condition_finding(resource: Json, fields: Fields, intake: Intake, common: Json) -> Finding:
    """Read a finding that was written as a Condition."""
    status = _PRESENCE.get(_certainty(resource, intake))
    if status is None:
        raise NotAsWrittenError
    site, words = site_in(resource)
    return Finding(
        on=_asserted(resource, intake),
        note=notes(resource),
        concept=intake.concepts.meaning(resource["code"]).id,
        status=status,
        site=site,
        site_text=fields.text("site_text") or words,
        since=intake.days.of(resource.get("onsetDateTime")),
        until=intake.days.of(resource.get("abatementDateTime")),
        severity=fields.value("severity"),
        **common,
    )


def read_diagnosis(resource: Json, _fields: Fields, intake: Intake, common: Json) -> Diagnosis:
    """Read a diagnosis."""
    concept = intake.concepts.meaning(resource["code"]).id
    intake.conditions[common["id"]] = concept
    return Diagnosis(
        on=_asserted(resource, intake),
        note=notes(resource),
        concept=concept,
        certainty=_certainty(resource, intake),
        until=intake.days.of(resource.get("abatementDateTime")),
        **common,
    )


def _certainty(resource: Json, intake: Intake) -> Certainty:
    """Return how surely it is stated; one entered in error was, and is taken back later."""
    status = first_code(resource.get("verificationStatus"))
    return intake.tables.certainty.get(status, Certainty.UNKNOWN)


def _asserted(resource: Json, intake: Intake) -> PartialDate | None:
    for each in resource["extension"]:
        if each.get("url") == ASSERTED:
            return intake.days.of(each.get("valueDateTime"))
    return None
