"""MedicationRequest, MedicationStatement, MedicationAdministration: courses of treatment."""

from __future__ import annotations

from typing import Any

from crmo.exchange.fhir_r4.bucket import Dose
from crmo.exchange.fhir_r4.elements import all_words, first_code, joined, listed, notes, words
from crmo.exchange.fhir_r4.intake import Intake
from crmo.exchange.fhir_r4.quantities import written
from crmo.exchange.fhir_r4.references import plain, reference_text
from crmo.exchange.fhir_r4.version import DSTU2, OLDER, R5, STU3
from crmo.record import Entry, FactStatus, PartialDate, TreatmentCourse

_NOT_ORDERED = ("proposal", "plan", "option")
_NOT_DONE = ("cancelled", "draft", "intended", "not-taken", "not-done", "preparation")
_ONGOING = {
    "active": FactStatus.PRESENT,
    "completed": FactStatus.ABSENT,
    "stopped": FactStatus.ABSENT,
    "ended": FactStatus.ABSENT,
}


def drug_concept(medication: dict[str, Any]) -> dict[str, Any] | None:
    """Return what a Medication is: its code, else its ingredient, or the names of several."""
    if code := medication.get("code"):
        return dict(code)
    items = [_ingredient(each) for each in listed(medication.get("ingredient"))]
    if len(items) > 1:
        return {"text": " + ".join(map(words, items))}
    return dict(items[0]) if items and items[0] else None


def _ingredient(ingredient: dict[str, Any]) -> dict[str, Any]:
    item = ingredient.get("itemCodeableConcept") or ingredient.get("itemReference")
    return dict(item or (ingredient.get("item") or {}).get("concept") or {})


def keep_medication(resource: dict[str, Any], intake: Intake, name: str, full_url: Any) -> None:
    """Keep what a Medication is, for those that refer to it."""
    for key in (name, full_url):
        if key:
            intake.medications[str(key)] = resource
    intake.understood["Medication"] += 1


def read_medication_request(
    resource: dict[str, Any], intake: Intake, name: str
) -> list[Entry] | None:
    """Read an order as one course, from the day it was written or its dosage begins."""
    status, intent = resource.get("status"), resource.get("intent")
    if resource.get("doNotPerform") or intent in _NOT_ORDERED or status in _NOT_DONE:
        intake.leave_aside("not-a-fact", f"MedicationRequest {intent or ''} {status or ''}")
        return None
    dosage = list(listed(resource.get("dosageInstruction")))
    bounds = _bounds(dosage)
    authored = resource.get("authoredOn") or _dstu2_date(resource, intake)
    on = intake.days.of(bounds.get("start") or authored)
    end = intake.days.end_not_before(on, bounds.get("end") or resource.get("dateEnded"))
    return [_course(resource, intake, name, on=on, end=end, dosage=dosage, recorded=authored)]


def read_medication_statement(
    resource: dict[str, Any], intake: Intake, name: str
) -> list[Entry] | None:
    """Read what somebody says is or was taken as one course; not taken makes none."""
    if resource.get("status") in _NOT_DONE or _is_not_taken(resource, intake):
        intake.leave_aside("not-given", "MedicationStatement")
        return None
    period = resource.get("effectivePeriod") or {}
    on = intake.days.of(resource.get("effectiveDateTime") or period.get("start"))
    end = intake.days.end_not_before(on, period.get("end"))
    dosage = list(listed(resource.get("dosage")))
    said = resource.get("dateAsserted")
    return [_course(resource, intake, name, on=on, end=end, dosage=dosage, recorded=said)]


def read_medication_administration(
    resource: dict[str, Any], intake: Intake, name: str
) -> list[Entry] | None:
    """File one administration; those of the same drug are gathered into a course at the end."""
    if resource.get("status") == "entered-in-error":
        intake.leave_aside("entered-in-error", "MedicationAdministration")
        return None
    if resource.get("status") in _NOT_DONE or _is_not_taken(resource, intake):
        intake.leave_aside("not-given", "MedicationAdministration")
        return None
    period = resource.get("effectivePeriod") or resource.get("occurencePeriod") or {}
    text = (
        resource.get("effectiveDateTime")
        or resource.get("effectiveTimeDateTime")
        or resource.get("occurenceDateTime")
        or period.get("start")
    )
    on = intake.days.of(text)
    drug, text, pending = _drug(resource, intake)
    dosage = list(listed(resource.get("dosage")))
    request = resource.get("request") or resource.get("prescription")
    dose = Dose(
        name=name,
        drug=drug,
        on=on,
        until=intake.days.end_not_before(on, period.get("end")),
        request=plain(reference_text(request)),
        text=text,
        document=intake.scope.document,
        dose=_dose(dosage),
        route=words(dosage[0].get("route")) if dosage else "",
    )
    if name not in intake.bucket.seen:
        intake.bucket.doses.append(dose)
    if pending:
        intake.bucket.drug_references[name] = pending
    return []


def _course(
    resource: dict[str, Any],
    intake: Intake,
    name: str,
    *,
    on: PartialDate | None,
    end: PartialDate | None,
    dosage: list[dict[str, Any]],
    recorded: Any,
) -> TreatmentCourse:
    if on is None:
        intake.remarks.add("undated", str(resource.get("resourceType")))
    drug, text, pending = _drug(resource, intake)
    if pending:
        intake.bucket.drug_references[name] = pending
    ongoing = _ONGOING.get(str(resource.get("status")), FactStatus.UNKNOWN)
    if end is not None and ongoing is FactStatus.PRESENT:
        ongoing = FactStatus.UNKNOWN  # the status may be older or younger than the end
    return TreatmentCourse(
        id=name,
        on=on,
        recorded_on=intake.days.exact(recorded) if recorded else None,
        source=intake.source(name, text),
        note=_note(resource),
        drug=drug,
        end=end,
        ongoing=ongoing,
        dose=_dose(dosage),
        route=words(dosage[0].get("route")) if dosage else "",
        indication=_indication(resource, intake, name),
    )


def _drug(resource: dict[str, Any], intake: Intake) -> tuple[str, str, str]:
    """Return (drug id, words, reference still to be resolved)."""
    concept = resource.get("medicationCodeableConcept")
    reference = resource.get("medicationReference")
    if concept is None and reference is None and "medication" in resource:
        intake.versions.note(R5, f"{resource.get('resourceType')}.medication")
        concept = resource["medication"].get("concept")
        reference = resource["medication"].get("reference")
    if concept is None and reference is not None:
        medication = intake.contained_or(reference, intake.medications)
        concept = drug_concept(medication) if medication is not None else None
        if concept is None:
            pending = reference_text(reference)
            label = words(reference)
            if label and not pending:
                concept = {"text": label}
            else:
                return f"fhir:{pending}", label, pending
    if concept is None:
        intake.remarks.add("no-code", str(resource.get("resourceType")))
        concept = {}
    return intake.drugs.meaning(concept).id, words(concept), ""


def _bounds(dosage: list[dict[str, Any]]) -> dict[str, Any]:
    for each in dosage:
        repeat = (each.get("timing") or {}).get("repeat") or {}
        if bounds := repeat.get("boundsPeriod"):
            return dict(bounds)
    return {}


def _dose(dosage: list[dict[str, Any]]) -> str:
    """Return the doses as told, without working anything out."""
    return "; ".join(filter(None, map(_one_dose, dosage)))


def _one_dose(dosage: dict[str, Any]) -> str:
    if text := dosage.get("text"):
        return str(text)
    rates = list(listed(dosage.get("doseAndRate"))) or [dosage]
    for rate in rates:
        quantity = rate.get("doseQuantity") or rate.get("quantity") or rate.get("dose")
        if isinstance(quantity, dict):
            return written(quantity)
    return ""


def _indication(resource: dict[str, Any], intake: Intake, name: str) -> str:
    """Return a known disease it was given for; a reference is resolved at the end."""
    for reference in listed(resource.get("reasonReference")):
        intake.bucket.reason_references.setdefault(name, reference_text(reference))
    for field in ("reasonCode", "reasonForUseCodeableConcept", "reason"):
        for reason in listed(resource.get(field)):
            if reference := reason.get("reference"):  # CodeableReference of R5
                intake.bucket.reason_references.setdefault(name, reference_text(reference))
                continue
            meaning = intake.concepts.meaning(reason.get("concept") or reason)
            if meaning.is_known:
                return meaning.id
    return ""


def _note(resource: dict[str, Any]) -> str:
    reason = all_words(resource.get("statusReason") or resource.get("reasonEnded"))
    given_for = all_words(resource.get("reasonCode") or resource.get("reasonForUseCodeableConcept"))
    return joined(
        f"Reason of the status: {reason}." if reason else "",
        f"Given for: {given_for}." if given_for else "",
        notes(resource),
    )


def _is_not_taken(resource: dict[str, Any], intake: Intake) -> bool:
    """Whether it was not taken or given, in the words of any version."""
    for field, version in (("wasNotTaken", DSTU2), ("wasNotGiven", DSTU2), ("notGiven", STU3)):
        if field in resource:
            intake.versions.note(version, f"{resource.get('resourceType')}.{field}")
            if resource[field]:
                return True
    if "taken" in resource:
        intake.versions.note(STU3, "MedicationStatement.taken")
        return resource["taken"] in ("n", "na")
    adherence = first_code((resource.get("adherence") or {}).get("code"))
    return adherence.startswith("not-taking")


def _dstu2_date(resource: dict[str, Any], intake: Intake) -> Any:
    if "dateWritten" in resource:
        intake.versions.note(DSTU2 if "intent" not in resource else OLDER, "dateWritten")
    return resource.get("dateWritten")
