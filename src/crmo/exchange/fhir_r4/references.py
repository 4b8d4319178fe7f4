"""References between resources: relative, absolute, `urn:uuid:`, contained, by identifier."""

from __future__ import annotations

from typing import Any


def reference_text(reference: Any) -> str:
    """Return where a Reference points, `Type?identifier=system|value` for a logical one."""
    if not isinstance(reference, dict):
        return ""
    if text := reference.get("reference"):
        return str(text)
    identifier = reference.get("identifier")
    if isinstance(identifier, dict) and identifier.get("value"):
        return identifier_key(reference.get("type") or "Patient", identifier)
    return ""


def identifier_key(kind: str, identifier: dict[str, Any]) -> str:
    """Return the key of a resource found by its business identifier."""
    return f"{kind}?identifier={identifier.get('system') or ''}|{identifier.get('value')}"


def plain(reference: str) -> str:
    """Return `Type/id` for a relative or absolute reference, without its version.

    `urn:` references and searches by identifier come back unchanged.
    """
    if reference.startswith(("urn:", "#")) or "?" in reference:
        return reference
    parts = reference.split("/_history/", 1)[0].rstrip("/").split("/")
    return "/".join(parts[-2:])


def kind_of(reference: str) -> str:
    """Return the kind of resource a reference points at; empty when it does not say."""
    if reference.startswith(("urn:", "#")):
        return ""
    kind, _, rest = plain(reference).partition("?" if "?" in reference else "/")
    return kind if rest and kind[:1].isupper() else ""
