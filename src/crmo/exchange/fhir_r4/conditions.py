"""Condition and FamilyMemberHistory: diseases and findings, held, suspected or excluded."""

from __future__ import annotations

from typing import Any

from crmo.exchange.fhir_r4.elements import all_words, first_code, joined, listed, notes, words
from crmo.exchange.fhir_r4.intake import Intake
from crmo.exchange.fhir_r4.meanings import UNKNOWN
from crmo.exchange.fhir_r4.sites import bone_site
from crmo.exchange.fhir_r4.version import DSTU2, OLDER, STU3
from crmo.record import Certainty, Diagnosis, Entry, FactStatus, Finding, PartialDate, Subject

_DISEASE = "disease"
_PRESENCE = {
    Certainty.CONFIRMED: FactStatus.PRESENT,
    Certainty.SUSPECTED: FactStatus.UNKNOWN,
    Certainty.EXCLUDED: FactStatus.ABSENT,
}


def read_condition(resource: dict[str, Any], intake: Intake, name: str) -> list[Entry] | None:
    """Read a Condition as a diagnosis, or as a finding when our knowledge calls it one."""
    code = resource.get("code")
    if code is None:
        intake.remarks.add("no-code", "Condition")
        code = {}
    meaning = intake.concepts.meaning(code)
    recorded = _recorded(resource, intake)
    start, start_words = _moment(resource, "onset", intake)
    on = start or intake.days.of(recorded)
    if on is None:
        intake.remarks.add("undated", "Condition")
    until, end_words = _end(resource, start, intake)
    clinical = _status(resource, "clinicalStatus", intake)
    is_over = clinical in intake.tables.ended or resource.get("abatementBoolean") is True
    over = f"Clinical status: {clinical or 'over'}." if is_over and not until else ""
    common: dict[str, Any] = {
        "id": name,
        "on": on,
        "recorded_on": intake.days.exact(recorded),
        "source": intake.source(name, words(code)),
        "until": until,
        "concept": meaning.id,
        "note": joined(start_words, end_words, over, notes(resource)),
    }
    if meaning.kind == UNKNOWN:
        return [_diagnosis(resource, intake, common)]
    if meaning.kind == _DISEASE:
        intake.conditions[name] = meaning.id
        return [_diagnosis(resource, intake, common)]
    return [_finding(resource, intake, common, start)]


def _diagnosis(resource: dict[str, Any], intake: Intake, common: dict[str, Any]) -> Diagnosis:
    status = _status(resource, "verificationStatus", intake)
    sites = all_words(resource.get("bodySite"))
    if sites:
        common["note"] = joined(f"Site: {sites}.", common["note"])
    certainty = intake.tables.certainty.get(status, Certainty.UNKNOWN)
    return Diagnosis(certainty=certainty, **common)


def _finding(
    resource: dict[str, Any], intake: Intake, common: dict[str, Any], since: PartialDate | None
) -> Finding:
    status = _status(resource, "verificationStatus", intake)
    certainty = intake.tables.certainty.get(status, Certainty.UNKNOWN)
    if certainty is Certainty.SUSPECTED:
        common["note"] = joined("Suspected.", common["note"])
    sites = list(listed(resource.get("bodySite")))
    site, site_text = bone_site(sites, intake.remarks, intake.tables)
    # A problem list names what is there unless it says otherwise.
    presence = _PRESENCE.get(certainty, FactStatus.UNKNOWN) if status else FactStatus.PRESENT
    return Finding(status=presence, site=site, site_text=site_text, since=since, **common)


def _status(resource: dict[str, Any], field: str, intake: Intake) -> str:
    status = resource.get(field)
    if isinstance(status, str):  # a plain code before R4
        intake.versions.note(OLDER, f"Condition.{field}")
    return first_code(status)


def _recorded(resource: dict[str, Any], intake: Intake) -> Any:
    if "assertedDate" in resource:
        intake.versions.note(STU3, "Condition.assertedDate")
    if "dateRecorded" in resource:
        intake.versions.note(DSTU2, "Condition.dateRecorded")
    return (
        resource.get("recordedDate") or resource.get("assertedDate") or resource.get("dateRecorded")
    )


def _moment(resource: dict[str, Any], field: str, intake: Intake) -> tuple[PartialDate | None, str]:
    """Return the date of an onset or abatement, or the words that stand in for one."""
    if text := resource.get(f"{field}DateTime"):
        return intake.days.of(text), ""
    for kind in ("Period", "Age", "String", "Range"):
        value = resource.get(f"{field}{kind}")
        if value is None:
            continue
        if kind == "Period":
            return intake.days.of(value.get("start") or value.get("end")), ""
        intake.remarks.add("age-not-date", f"Condition.{field}{kind}")
        return None, f"{field.capitalize()}: {_told(value)}."
    return None, ""


def _told(value: Any) -> str:
    if isinstance(value, str):
        return value
    if "low" in value or "high" in value:
        return f"{_told(value.get('low') or {})} to {_told(value.get('high') or {})}"
    unit = value.get("unit") or value.get("code") or ""
    return f"{value.get('comparator') or ''}{value.get('value', '?')} {unit}".strip()


def _end(
    resource: dict[str, Any], start: PartialDate | None, intake: Intake
) -> tuple[PartialDate | None, str]:
    end, told = _moment(resource, "abatement", intake)
    if end is not None and start is not None and end.latest < start.earliest:
        intake.remarks.add("ends-before-start", "Condition")
        return None, told
    return end, told


def read_family_history(resource: dict[str, Any], intake: Intake, name: str) -> list[Entry] | None:
    """Read what a relative has or had, as findings about the family."""
    conditions = list(listed(resource.get("condition")))
    if not conditions:
        intake.leave_aside("nothing-said", "FamilyMemberHistory")
        return None
    relation = words(resource.get("relationship"))
    date = resource.get("date")
    entries: list[Entry] = []
    for number, condition in enumerate(conditions, start=1):
        code = condition.get("code") or {}
        entries.append(
            Finding(
                id=f"{name}:{number}",
                on=intake.days.of(date),
                source=intake.source(name, words(code)),
                concept=intake.concepts.meaning(code).id,
                status=FactStatus.PRESENT,
                about=Subject.FAMILY,
                note=joined(relation, notes(condition)),
            )
        )
    return entries
