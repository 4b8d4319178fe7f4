"""`crmo rules`, `bones`, `sources`, `schema`: look into what crmo knows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from crmo.anatomy import all_bone_units, search
from crmo.cli.rule_text import rule_lines
from crmo.cli.terminal import output, plain, table
from crmo.errors import UserError
from crmo.knowledge import Knowledge, SourceReference, load_knowledge
from crmo.record.schema import record_schema


def show_rules(rule: str | None, *, overlay: Path | None) -> int:
    """List all rules, or explain one."""
    knowledge = load_knowledge(overlay)
    if rule is not None:
        for line in rule_lines(knowledge.rule(rule), knowledge):
            output().print(line)
        return 0
    rows = table("id", "kind", "title", "status", "sources")
    for item in knowledge.all_rules.values():
        status = "verified" if item.is_verified else "unverified"
        rows.add_row(
            item.id,
            item.kind.value,
            plain(item.title),
            f"{status}, local" if item.is_overridden else status,
            ", ".join(item.sources),
        )
    output().print(rows)
    return 0


def show_bones(text: str) -> int:
    """List the bone units, or the places that the words can mean, best first."""
    rows = table("id", "plain words", "medical words")
    if not text:
        for unit in all_bone_units():
            rows.add_row(unit.id, unit.name, unit.medical_name)
        output().print(rows)
        return 0
    found = search(text)
    if not found:
        raise UserError(
            "no bone is known by these words.",
            came=text,
            expected="words such as 'left shin bone', 'T8' or 'distal tibial metaphysis'",
            todo="crmo bones lists them all.",
        )
    for site in found:
        if (only := site.unit) is not None:
            rows.add_row(site.id, only.name, only.medical_name)
        else:
            rows.add_row(site.id, f"{site.label} ({len(site.units)} bone units)", "")
    output().print(rows)
    return 0


def show_sources(source: str | None, *, overlay: Path | None) -> int:
    """List all sources, or show one with the rules that rest on it."""
    knowledge = load_knowledge(overlay)
    if source is None:
        rows = table("id", "year", "reference", "seen")
        for item in knowledge.sources.values():
            rows.add_row(item.id, str(item.year or ""), plain(_reference(item)), item.seen.value)
        output().print(rows)
        return 0
    _show_source(source, knowledge)
    return 0


def show_schema(of: str) -> int:
    """Print the JSON Schema of a patient record, a reading or a recognition.

    Raises:
        UserError: there is no schema of that name.
    """
    print(json.dumps(_schema(of), indent=2, ensure_ascii=False))
    return 0


def _schema(of: str) -> dict[str, Any]:
    match of:
        case "record":
            return record_schema()
        case "reading":
            from crmo.notes.json_form import reading_schema

            return reading_schema()
        case "recognition":
            from crmo.assess.differential.json_form import recognition_schema

            return recognition_schema()
    raise UserError(
        "there is no schema of that name.", came=of, expected="record, reading or recognition"
    )


def _show_source(source: str, knowledge: Knowledge) -> None:
    if source not in knowledge.sources:
        raise UserError("there is no such source.", came=source, todo="crmo sources lists them.")
    item = knowledge.sources[source]
    output().print(f"[bold]{item.id}[/bold]  {plain(item.citation)}")
    output().print(f"{_identifiers(item)}; text seen: {item.seen.value}")
    for rule in knowledge.all_rules.values():
        if source in rule.sources:
            output().print(f"  {rule.id}: {plain(rule.title)}")


def _reference(item: SourceReference) -> str:
    return f"{item.citation} {_identifiers(item)}"


def _identifiers(item: SourceReference) -> str:
    named = [f"doi:{item.doi}" if item.doi else "", f"PMID {item.pmid}" if item.pmid else ""]
    return ", ".join(name for name in (*named, item.guideline) if name)
