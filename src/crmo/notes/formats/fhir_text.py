"""The text of a FHIR DocumentReference or DiagnosticReport: what is attached, nothing fetched."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterator
from typing import Any

from crmo.errors import UnreadableError
from crmo.notes.formats.decode import decoded

_MAX_ATTACHMENTS = 50


def fhir_text(content: bytes, name: str, read: Callable[[bytes, str], str]) -> str:
    """Return the text attached to a DocumentReference, or to those of a Bundle.

    Of one document in several forms the first that can be read is taken. Links are not followed.

    Args:
        content: JSON.
        name: for the messages.
        read: reads an attachment of any form.

    Raises:
        UnreadableError: it is no JSON, or nothing readable is attached.
    """
    try:
        resource = json.loads(decoded(content))
    except (ValueError, RecursionError):
        raise _unreadable("the JSON cannot be read.", name) from None
    texts = []
    for document in _documents(resource):
        text = _document(document, name, read)
        if text is not None:
            texts.append(text)
    if not texts:
        raise _unreadable("no letter is attached to it.", name)
    return "\n\n".join(texts)


def _documents(resource: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(resource, dict):
        return
    if resource.get("resourceType") == "Bundle":
        entries = resource.get("entry")
        for entry in (entries if isinstance(entries, list) else [])[:_MAX_ATTACHMENTS]:
            if isinstance(entry, dict) and isinstance(entry.get("resource"), dict):
                yield entry["resource"]
    else:
        yield resource


def _document(resource: dict[str, Any], name: str, read: Callable[[bytes, str], str]) -> str | None:
    failed: UnreadableError | None = None
    for attachment in _attachments(resource):
        data = attachment.get("data")
        if not isinstance(data, str):
            continue
        try:
            content = base64.b64decode(data, validate=False)
        except (binascii.Error, ValueError):
            failed = _unreadable("the attachment is not base64.", name)
            continue
        if content.lstrip()[:1] == b"{" and b'"resourceType"' in content:
            failed = _unreadable("a FHIR resource is attached to another.", name)
            continue
        try:
            return read(content, _named(attachment, name))
        except UnreadableError as error:
            failed = error
    if failed is not None:
        raise failed
    return None


def _attachments(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if resource.get("resourceType") == "DocumentReference":
        contents = resource.get("content")
        found: list[Any] = [each.get("attachment") for each in _dicts(contents)]
    elif resource.get("resourceType") == "DiagnosticReport":
        found = [*_dicts(resource.get("presentedForm"))]
    else:
        found = []
    yield from (each for each in found[:_MAX_ATTACHMENTS] if isinstance(each, dict))


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _named(attachment: dict[str, Any], name: str) -> str:
    """Return a name that tells the form of the attachment where its content does not."""
    return f"{name}.html" if attachment.get("contentType") == "text/html" else name


def _unreadable(problem: str, name: str) -> UnreadableError:
    return UnreadableError(
        problem,
        where=name,
        expected="a FHIR DocumentReference with an attachment in it",
        todo="Attach the letter itself; links are not followed.",
    )
