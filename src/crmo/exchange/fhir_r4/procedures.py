"""Procedure and Encounter: what was done, and the contacts with the health service."""

from __future__ import annotations

from typing import Any

from crmo.exchange.fhir_r4.elements import all_words, first_code, joined, listed, notes, words
from crmo.exchange.fhir_r4.intake import Intake
from crmo.exchange.fhir_r4.sites import bone_site
from crmo.exchange.fhir_r4.version import DSTU2, OLDER, R5, STU3
from crmo.record import Encounter, Entry, FactStatus, PartialDate, Procedure

_DONE = {"completed": FactStatus.PRESENT, "not-done": FactStatus.ABSENT}
_NO_CONTACT = ("cancelled", "discontinued")
_AHEAD = "planned"


def read_procedure(resource: dict[str, Any], intake: Intake, name: str) -> list[Entry]:
    """Read a Procedure: done, not done, or (begun, planned, not known) unknown."""
    code = resource.get("code")
    if code is None:
        intake.remarks.add("no-code", "Procedure")
        code = {}
    meaning = intake.concepts.meaning(code)
    on, told = _performed(resource, intake)
    if on is None:
        intake.remarks.add("undated", "Procedure")
    sites = list(listed(resource.get("bodySite")))
    site, site_text = bone_site(sites, intake.remarks, intake.tables) if sites else (None, "")
    recorded = resource.get("recorded")
    return [
        Procedure(
            id=name,
            on=on,
            recorded_on=intake.days.exact(recorded) if recorded else None,
            source=intake.source(name, words(code)),
            note=_note(resource, told, "" if site else site_text),
            concept=meaning.id,
            status=_status(resource, intake),
            site=site,
        )
    ]


def _status(resource: dict[str, Any], intake: Intake) -> FactStatus:
    for field, version in (("notPerformed", DSTU2), ("notDone", STU3)):
        if field in resource:
            intake.versions.note(version, f"Procedure.{field}")
            if resource[field]:
                return FactStatus.ABSENT
    return _DONE.get(str(resource.get("status")), FactStatus.UNKNOWN)


def _performed(resource: dict[str, Any], intake: Intake) -> tuple[PartialDate | None, str]:
    if "occurrenceDateTime" in resource or "occurrencePeriod" in resource:
        intake.versions.note(R5, "Procedure.occurrence")
    for prefix in ("performed", "occurrence"):
        if text := resource.get(f"{prefix}DateTime"):
            return intake.days.of(text), ""
        if period := resource.get(f"{prefix}Period"):
            return intake.days.of(period.get("start") or period.get("end")), ""
        if text := resource.get(f"{prefix}String"):
            intake.remarks.add("age-not-date", "Procedure")
            return None, f"Done: {text}."
    return None, ""


def _note(resource: dict[str, Any], told: str, site_text: str) -> str:
    outcome, complication = (
        all_words(resource.get("outcome")),
        all_words(resource.get("complication")),
    )
    return joined(
        told,
        f"Site: {site_text}." if site_text else "",
        f"Outcome: {outcome}." if outcome else "",
        f"Complication: {complication}." if complication else "",
        notes(resource) if "note" in resource else "",
    )


def read_encounter(resource: dict[str, Any], intake: Intake, name: str) -> list[Entry] | None:
    """Read an Encounter; one that was cancelled is left aside, a planned one says so."""
    status = resource.get("status")
    if status in _NO_CONTACT:
        intake.leave_aside("not-a-fact", f"Encounter {status}")
        return None
    if "actualPeriod" in resource:
        intake.versions.note(R5, "Encounter.actualPeriod")
    period = resource.get("period") or resource.get("actualPeriod") or {}
    on = intake.days.of(period.get("start") or period.get("end"))
    if on is None:
        intake.remarks.add("undated", "Encounter")
    end = intake.days.end_not_before(on, period.get("end"))
    kinds = resource.get("type")
    about = words(kinds[0]) if kinds else ""
    reason = "; ".join(filter(None, map(_reason, listed(_reasons(resource, intake)))))
    return [
        Encounter(
            id=name,
            on=on,
            source=intake.source(name, about),
            contact=_AHEAD if status == _AHEAD else _kind(resource, intake),
            department=all_words(resource.get("serviceType")),
            reason=reason,
            until=end if end != on else None,
        )
    ]


def _reasons(resource: dict[str, Any], intake: Intake) -> Any:
    if (reasons := resource.get("reasonCode")) is not None:
        return reasons
    if (reasons := resource.get("reason")) is not None:
        is_r5 = any("value" in each for each in listed(reasons))
        intake.versions.note(R5 if is_r5 else OLDER, "Encounter.reason")
    return reasons


def _reason(reason: dict[str, Any]) -> str:
    return all_words(reason.get("value")) or words(reason)


def _kind(resource: dict[str, Any], intake: Intake) -> str:
    class_ = resource.get("class")
    if isinstance(class_, str):
        intake.versions.note(DSTU2, "Encounter.class")
        code = class_
    elif isinstance(class_, list):
        intake.versions.note(R5, "Encounter.class")
        code = first_code(class_[0]) if class_ else ""
    else:
        code = str(class_.get("code") or "") if class_ else ""
    return intake.tables.encounter_kinds.get(code) or words(class_) or "visit"
