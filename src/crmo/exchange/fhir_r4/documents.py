"""DocumentReference, Composition and Binary: letters and reports kept as text."""

from __future__ import annotations

from typing import Any

from crmo.exchange.fhir_r4.elements import joined, listed, words
from crmo.exchange.fhir_r4.intake import Intake
from crmo.exchange.fhir_r4.plain_text import attachment_text, text_of_data, without_tags
from crmo.exchange.fhir_r4.references import plain
from crmo.exchange.fhir_r4.version import OLDER, R5
from crmo.record import Document, Entry


def read_document_reference(
    resource: dict[str, Any], intake: Intake, name: str
) -> list[Entry] | None:
    """Keep each attachment as a document; one that is no text keeps its title and date."""
    context = resource.get("context")
    period = context.get("period") or {} if isinstance(context, dict) else {}
    if isinstance(context, list):
        intake.versions.note(R5, "DocumentReference.context")
    if "indexed" in resource:
        intake.versions.note(OLDER, "DocumentReference.indexed")
    made = resource.get("date") or resource.get("created") or resource.get("indexed")
    on = intake.days.of(period.get("start") or made)
    if on is None:
        intake.remarks.add("undated", "DocumentReference")
    title = words(resource.get("type")) or str(resource.get("description") or "")
    status = resource.get("status")
    entries: list[Entry] = []
    for number, content in enumerate(listed(resource.get("content"))):
        attachment = content.get("attachment") or {}
        entry_id = name if number == 0 else f"{name}:{number}"
        text, media_type, address = attachment_text(attachment, intake.remarks)
        if address and not text:
            intake.bucket.text_references[entry_id] = plain(address)
        entries.append(
            Document(
                id=entry_id,
                on=on,
                recorded_on=intake.days.exact(made) if made else None,
                source=intake.source(name, title),
                note="" if status in ("current", None) else f"Status: {status}.",
                title=str(attachment.get("title") or title or "Document"),
                media_type=media_type,
                text=text,
            )
        )
    if not entries:
        intake.leave_aside("nothing-said", "DocumentReference")
        return None
    return entries


def read_composition(resource: dict[str, Any], intake: Intake, name: str) -> list[Entry] | None:
    """Keep the narrative of a composed document: section titles and their words."""
    text = joined(*_sections(listed(resource.get("section"))))
    if not text:
        intake.leave_aside("nothing-said", "Composition")
        return None
    on = intake.days.of(resource.get("date"))
    title = str(resource.get("title") or words(resource.get("type")) or "Document")
    return [Document(id=name, on=on, source=intake.source(name, title), title=title, text=text)]


def _sections(sections: Any) -> list[str]:
    parts: list[str] = []
    for section in sections:
        body = without_tags(str((section.get("text") or {}).get("div") or ""))
        inner = _sections(listed(section.get("section")))
        if body or inner:
            parts += [str(section.get("title") or words(section.get("code"))), body, *inner]
    return parts


def keep_binary(resource: dict[str, Any], intake: Intake, name: str, full_url: Any) -> None:
    """Keep the text of a Binary for the document that refers to it."""
    media_type, _, rest = str(resource.get("contentType") or "").partition(";")
    data = resource.get("data") or resource.get("content")
    media_type = media_type.strip().lower()
    text = text_of_data(str(data), media_type, rest, intake.remarks) if data else ""
    for key in (name, plain(str(full_url or name))):
        if text:
            intake.texts[key] = (text, media_type)
    (intake.understood if text else intake.ignored)["Binary"] += 1
