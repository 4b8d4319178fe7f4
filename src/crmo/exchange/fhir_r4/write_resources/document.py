"""Letters and reports: their text, as an attachment."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

from crmo.exchange.fhir_r4 import own_names as own
from crmo.exchange.fhir_r4.write_resources.writing import Json, Writing, text_part
from crmo.exchange.fhir_r4.write_text import said
from crmo.record import Document

_PLAIN = "text/plain"


def document(entry: Document, writing: Writing) -> Iterator[Json]:
    """Yield a document. What is kept of a page of HTML is its words, so plain text is written."""
    extra = text_part("note", entry.note)
    has_other_type = entry.media_type != _PLAIN and bool(entry.text)
    is_no_code = own.as_code(entry.media_type) != entry.media_type or not entry.media_type
    if has_other_type or is_no_code:
        extra += text_part("media_type", entry.media_type)
    attachment: Json = {"contentType": _PLAIN if has_other_type or is_no_code else entry.media_type}
    if entry.text:
        attachment["contentType"] = f"{_PLAIN}; charset=utf-8"
        data = entry.text.encode("utf-8", "replace")
        attachment["data"] = b64encode(data).decode("ascii")
    if title := said(entry.title):
        attachment["title"] = title
    resource = writing.resource("DocumentReference", entry, "document", extra)
    resource["status"] = "current"
    resource["subject"] = writing.subject
    resource["content"] = [{"attachment": attachment}]
    if entry.on is not None:
        day = str(entry.on)
        resource["context"] = {"period": {"start": day, "end": day}}
    yield resource
