"""An event in words: what it says, on which day; for worklists, evidence and the review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmo.anatomy import all_sites
from crmo.find.candidates.chart import ChartEvent
from crmo.find.candidates.dates import days_words
from crmo.knowledge import Knowledge

_STATES = {"absent": "not there", "uncertain": "not certain", "unknown": "not known"}


def what_words(event: ChartEvent, knowledge: Knowledge) -> str:
    """Return what an event says, without its day.

    The name is crmo's where the code is understood, else the one that came with it.
    """
    parts = [_name(event, knowledge)]
    if event.site:
        parts.append(site_words(event.site))
    value = value_words(event)
    if value:
        parts.append(value)
    if event.state in _STATES:
        parts.append(_STATES[event.state])
    return ", ".join(parts)


def dated_words(event: ChartEvent, knowledge: Knowledge) -> str:
    """Return an event with its day before it."""
    day = days_words(event.d_lo, event.d_hi) or "undated"
    return f"{day} {what_words(event, knowledge)}"


def value_words(event: ChartEvent) -> str:
    """Return value, unit, reference range and mark of an event, or what it was answered with."""
    parts = []
    if event.value is not None:
        parts.append(f"{_number(event.value)} {event.unit or ''}".strip())
    elif event.value_label:
        parts.append(event.value_label)
    if event.ref_lo is not None or event.ref_hi is not None:
        parts.append(f"({_range(event.ref_lo, event.ref_hi)})")
    if event.flag and event.flag != "normal":
        parts.append(f"marked {event.flag}")
    return " ".join(parts)


def site_words(site: str) -> str:
    """Return the name of a place in the skeleton."""
    found = all_sites().get(site)
    return found.label if found else site.replace("_", " ")


def code_words(event: ChartEvent) -> str:
    """Return name and code of an event as they came."""
    code = f"{event.system or 'local'} {event.code}" if event.code else ""
    if event.label and code:
        return f"{event.label} ({code})"
    return event.label or code or "without a code"


def _name(event: ChartEvent, knowledge: Knowledge) -> str:
    tables: tuple[Mapping[str, Any], ...] = (
        knowledge.concepts,
        knowledge.analytes,
        knowledge.drugs,
        knowledge.drug_classes,
    )
    for table in tables:
        found = table.get(event.concept or "")
        if found is not None:
            return str(found.label)
    if event.concept and event.concept_kind in {"modality", "visit", "specialty"}:
        return event.concept.replace("_", " ")
    return event.label or f"{event.system or 'local'} {event.code or 'no code'}"


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return f"reference up to {_number(high)}"
    if high is None:
        return f"reference from {_number(low)}"
    return f"reference {_number(low)} to {_number(high)}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"
