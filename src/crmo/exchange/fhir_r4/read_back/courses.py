"""Procedures with their results, and courses of treatment, as they were before."""

from __future__ import annotations

from typing import Any

from crmo.exchange.fhir_r4 import own_names as own
from crmo.exchange.fhir_r4.elements import notes, words
from crmo.exchange.fhir_r4.intake import Intake
from crmo.exchange.fhir_r4.read_back.fields import Fields, own_code, presence_in, site_in
from crmo.record import Fact, FactStatus, Procedure, StopReason, ToldResponse, TreatmentCourse

Json = dict[str, Any]

_DONE = {"completed": FactStatus.PRESENT, "not-done": FactStatus.ABSENT}
_ONGOING = {
    "active": FactStatus.PRESENT,
    "completed": FactStatus.ABSENT,
    "stopped": FactStatus.ABSENT,
}


def read_procedure(resource: Json, fields: Fields, intake: Intake, common: Json) -> Procedure:
    """Read a procedure; its results come as Observations of their own and are put in later."""
    return Procedure(
        on=intake.days.of(resource.get("performedDateTime")),
        note=notes(resource),
        concept=intake.concepts.meaning(resource["code"]).id,
        status=_DONE.get(resource["status"]) or fields.state("status"),
        site=site_in(resource)[0],
        **common,
    )


def read_result(resource: Json, _fields: Fields, intake: Intake, _common: Json) -> Fact:
    """Read one result of a procedure."""
    return Fact(
        concept=intake.concepts.meaning(resource["code"]).id,
        status=presence_in(resource, intake),
        text=notes(resource),
    )


def read_course(resource: Json, fields: Fields, intake: Intake, common: Json) -> TreatmentCourse:
    """Read a course of treatment."""
    period = resource.get("effectivePeriod") or {}
    dosage: Json = (resource.get("dosage") or ({},))[0]
    drug = resource["medicationCodeableConcept"]
    reasons = resource.get("reasonCode") or ()
    stopped = resource.get("statusReason") or ()
    source = intake.source(common["id"], words(drug))
    return TreatmentCourse(
        on=intake.days.of(period.get("start")),
        note=notes(resource),
        drug=intake.drugs.meaning(drug).id,
        end=intake.days.of(period.get("end")),
        ongoing=_ONGOING.get(resource["status"]) or fields.state("ongoing"),
        dose=str(dosage.get("text") or ""),
        route=words(dosage.get("route")),
        indication=intake.concepts.meaning(reasons[0]).id if reasons else "",
        response=ToldResponse(fields.value("response", ToldResponse.UNKNOWN)),
        sustained=fields.state("sustained"),
        stop_reason=StopReason(own_code(stopped[0], own.STOP_REASON))
        if stopped
        else StopReason.UNKNOWN,
        adverse_events=fields.facts("adverse_events", intake),
        **(common | {"source": source}),
    )
