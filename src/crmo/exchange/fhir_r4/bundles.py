"""Resources that hold others: a bundle inside a bundle, the parameters of an answer."""

from __future__ import annotations

from typing import Any

from crmo.exchange.fhir_r4.elements import listed
from crmo.exchange.fhir_r4.intake import Intake


def note_bundle(bundle: dict[str, Any], intake: Intake) -> None:
    """Count a bundle; note when it is one page of a longer answer."""
    for link in listed(bundle.get("link")):
        if isinstance(link, dict) and link.get("relation") == "next":
            intake.remarks.add("more-pages")
    intake.understood["Bundle"] += 1


def open_bundle(resource: dict[str, Any], intake: Intake, _name: str, _full_url: Any) -> None:
    """Take in the entries of a bundle that is itself an entry, or a line of NDJSON."""
    note_bundle(resource, intake)
    for number, entry in enumerate(listed(resource.get("entry")), start=1):
        intake.take_entry(entry, number)


def open_parameters(resource: dict[str, Any], intake: Intake, _name: str, _full_url: Any) -> None:
    """Take in the resources that an operation answered with."""
    held = list(_held(listed(resource.get("parameter"))))
    if not held:
        intake.ignored["Parameters"] += 1
        intake.remarks.add("kind-not-used", "Parameters")
        return
    intake.understood["Parameters"] += 1
    for number, each in enumerate(held, start=1):
        intake.take(each, None, number)


def _held(parameters: Any) -> list[Any]:
    held = []
    for parameter in parameters:
        if "resource" in parameter:
            held.append(parameter["resource"])
        held += _held(listed(parameter.get("part")))
    return held
