"""Patient resources: who the records are about."""

from __future__ import annotations

from typing import Any

from crmo.exchange.fhir_r4.elements import listed
from crmo.exchange.fhir_r4.intake import FoundPatient, Intake
from crmo.exchange.fhir_r4.own_names import PATIENT, from_code
from crmo.exchange.fhir_r4.references import identifier_key, plain
from crmo.exchange.fhir_r4.version import OLDER
from crmo.record import Patient, Sex

_ANIMAL = "StructureDefinition/patient-animal"
_SEXES = {str(sex): sex for sex in Sex}
# A maiden or nickname is shown only when there is no other.
_NAME_USES = ("official", "usual", None, "anonymous", "temp", "nickname", "maiden", "old")


def keep_patient(resource: dict[str, Any], intake: Intake, name: str, full_url: Any) -> None:
    """File a Patient under everything it can be referred to by; an animal is refused."""
    if "modifierExtension" in resource:
        intake.remarks.add("modifier-extension", "Patient")
    if resource.get("link"):
        intake.remarks.add("patient-linked")
    is_animal = _is_animal(resource, intake)
    if is_animal:
        intake.remarks.add("animal")
    found = FoundPatient(
        keys=_keys(resource, name, full_url),
        patient=None if is_animal else _patient(resource, intake, name),
        version=intake.version_of(resource.get("meta") or {}),
        where=intake.remarks.place,
    )
    intake.scope.patients.append(found)
    (intake.ignored if is_animal else intake.understood)["Patient"] += 1


def _keys(resource: dict[str, Any], name: str, full_url: Any) -> tuple[str, ...]:
    keys = [name]
    if full_url:
        keys += [str(full_url), plain(str(full_url))]
    for identifier in listed(resource.get("identifier")):
        if identifier.get("value"):
            keys.append(identifier_key("Patient", identifier))
    return tuple(dict.fromkeys(keys))


def _is_animal(resource: dict[str, Any], intake: Intake) -> bool:
    if "animal" in resource:
        intake.versions.note(OLDER, "Patient.animal")
        return True
    extensions = listed(resource.get("extension"))
    return any(str(each.get("url", "")).endswith(_ANIMAL) for each in extensions)


def _patient(resource: dict[str, Any], intake: Intake, name: str) -> Patient:
    told = _own_number(resource) or resource.get("id")
    patient_id = str(told).strip() if isinstance(told, str | int) else name
    return Patient(
        id=patient_id or name,
        birth_date=intake.days.of(resource.get("birthDate")),
        sex=_SEXES.get(str(resource.get("gender")), Sex.UNKNOWN),
        name=_shown_name(list(listed(resource.get("name")))),
    )


def _own_number(resource: dict[str, Any]) -> str:
    """Return the id a record had before crmo wrote it, which FHIR may not have allowed as one."""
    for identifier in listed(resource.get("identifier")):
        if identifier.get("system") == PATIENT and identifier.get("value"):
            return from_code(str(identifier["value"]))
    return ""


def _shown_name(names: list[dict[str, Any]]) -> str:
    ranked = sorted(names, key=lambda each: _NAME_USES.index(_use(each)))
    for each in ranked:
        if text := each.get("text"):
            return str(text)
        parts = [*listed(each.get("given")), *listed(each.get("family"))]
        if any(parts):
            return " ".join(str(part) for part in parts if part)
    return ""


def _use(name: dict[str, Any]) -> str | None:
    use = name.get("use")
    return use if use in _NAME_USES else None
