"""Encounters and documents, as they were before they became FHIR."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from crmo.exchange.fhir_r4 import own_names as own
from crmo.exchange.fhir_r4.elements import all_words
from crmo.exchange.fhir_r4.intake import Intake
from crmo.exchange.fhir_r4.read_back.fields import Fields, NotAsWrittenError
from crmo.record import Document, Encounter

Json = dict[str, Any]


def read_encounter(resource: Json, fields: Fields, intake: Intake, common: Json) -> Encounter:
    """Read a contact with the health service."""
    period = resource.get("period") or {}
    class_ = resource["class"]
    is_ours = class_.get("system") == own.CONTACT
    contact = "" if is_ours else intake.tables.encounter_kinds.get(class_["code"])
    if contact is None:
        raise NotAsWrittenError
    return Encounter(
        on=intake.days.of(period.get("start")),
        note=fields.text("note"),
        contact=fields.text("contact") or contact,
        department=all_words(resource.get("serviceType")),
        reason=all_words(resource.get("reasonCode")),
        until=intake.days.of(period.get("end")),
        **common,
    )


def read_document(resource: Json, fields: Fields, intake: Intake, common: Json) -> Document:
    """Read a document with its text."""
    (content,) = resource["content"]
    attachment = content["attachment"]
    if "url" in attachment:  # the text was moved elsewhere
        raise NotAsWrittenError
    period = (resource.get("context") or {}).get("period") or {}
    data = attachment.get("data")
    media_type = attachment["contentType"].partition(";")[0]
    return Document(
        on=intake.days.of(period.get("start")),
        note=fields.text("note"),
        title=str(attachment.get("title") or ""),
        media_type=fields.text("media_type") or media_type,
        text="" if data is None else b64decode(data).decode(),
        **common,
    )
