"""The Patient resource: who the record is about."""

from __future__ import annotations

from crmo.exchange.fhir_r4 import own_names as own
from crmo.exchange.fhir_r4.write_resources.writing import Json, Writing
from crmo.exchange.fhir_r4.write_text import said
from crmo.record import Patient


def patient(who: Patient, writing: Writing) -> Json:
    """Return the Patient; the id in the record is its identifier, whatever FHIR's id is."""
    resource: Json = {
        "resourceType": "Patient",
        "id": writing.ids.patient,
        "identifier": [{"system": own.PATIENT, "value": own.as_code(who.id)}],
    }
    if name := said(who.name):
        resource["name"] = [{"text": name}]
    resource["gender"] = who.sex.value
    if who.birth_date is not None:
        resource["birthDate"] = str(who.birth_date)
    return resource
