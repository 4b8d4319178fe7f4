"""Imaging studies and their lesions, as they were before they became FHIR."""

from __future__ import annotations

from typing import Any

from crmo.exchange.fhir_r4 import own_names as own
from crmo.exchange.fhir_r4.elements import notes
from crmo.exchange.fhir_r4.intake import Intake
from crmo.exchange.fhir_r4.read_back.fields import (
    Fields,
    NotAsWrittenError,
    own_code,
    presence_in,
    site_in,
)
from crmo.record import Fact, FactStatus, ImagingStudy, Lesion, LesionStatus, Modality

Json = dict[str, Any]


def read_study(resource: Json, fields: Fields, intake: Intake, common: Json) -> ImagingStudy:
    """Read a study; its lesions come as Observations of their own and are put in later."""
    return ImagingStudy(
        on=intake.days.of(resource.get("effectiveDateTime")),
        note=fields.text("note"),
        modality=Modality(own_code(resource["code"], own.MODALITY)),
        whole_body=fields.state("whole_body"),
        covers=fields.all("covers"),
        unlisted=fields.state("unlisted"),
        sequences=fields.all("sequences"),
        contrast=fields.state("contrast"),
        conclusion=str(resource.get("conclusion") or ""),
        **common,
    )


def read_lesion(resource: Json, _fields: Fields, intake: Intake, _common: Json) -> Lesion:
    """Read what a study says of one place."""
    site, _words = site_in(resource)
    if site is None:
        raise NotAsWrittenError
    features: list[Fact] = []
    details: Json = {"size_mm": None, "clinically_active": FactStatus.UNKNOWN}
    for part in resource.get("component") or ():
        if not _read_detail(part, details, intake):
            features.append(_feature(part, intake))
    return Lesion(
        bone_unit=site,
        status=LesionStatus(own_code(resource["valueCodeableConcept"], own.LESION_STATUS)),
        features=features,
        note=notes(resource),
        **details,
    )


def _read_detail(part: Json, details: Json, intake: Intake) -> bool:
    """Take in size or clinical activity; False if the component is a feature."""
    for coding in part["code"].get("coding") or ():
        if coding.get("system") != own.STATEMENT:
            continue
        if coding["code"] == own.LESION_SIZE:
            details["size_mm"] = part["valueQuantity"]["value"]
            return True
        if coding["code"] == own.CLINICALLY_ACTIVE:
            details["clinically_active"] = presence_in(part, intake)
            return True
    return False


def _feature(part: Json, intake: Intake) -> Fact:
    told = (each.get("valueString") for each in part.get("extension") or ())
    return Fact(
        concept=intake.concepts.meaning(part["code"]).id,
        status=presence_in(part, intake),
        text=next((str(text) for text in told if text), ""),
    )
