"""Events of one child as entries of a record; what they mean decides their kind.

An event whose code crmo does not understand is kept with the code as its concept and the words of
its source: pages show those words, and no rule computes with it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from crmo.anatomy import is_site
from crmo.find.candidates.chart import ChartEvent
from crmo.find.candidates.dates import days_words, is_wider, partial_date
from crmo.find.candidates.event_words import code_words, value_words
from crmo.knowledge import Knowledge
from crmo.knowledge.concepts import ConceptKind
from crmo.record import (
    Certainty,
    Diagnosis,
    Encounter,
    Entry,
    Fact,
    FactStatus,
    Finding,
    Flag,
    ImagingStudy,
    Measurement,
    Modality,
    PartialDate,
    Procedure,
    Quantity,
    Source,
    TreatmentCourse,
)

_STATUS = MappingProxyType(
    {
        "present": FactStatus.PRESENT,
        "absent": FactStatus.ABSENT,
        "uncertain": FactStatus.UNKNOWN,
        "unknown": FactStatus.UNKNOWN,
    }
)
# A code in a record says that somebody named the disease, not that it was confirmed.
_CERTAINTY = MappingProxyType(
    {
        "present": Certainty.UNKNOWN,
        "absent": Certainty.EXCLUDED,
        "uncertain": Certainty.SUSPECTED,
        "unknown": Certainty.UNKNOWN,
    }
)
_WHOLE_BODY = "whole_body_mri"
_REGIONAL = "regional_mri"
_BY_PROCEDURE = {_WHOLE_BODY: Modality.MRI, _REGIONAL: Modality.MRI}


def entry_of(event: ChartEvent, knowledge: Knowledge, *, department: str = "") -> Entry:
    """Return the entry of an event.

    Args:
        event: of one child.
        knowledge: tells a disease from a finding.
        department: of the encounter, where a specialty was told of it apart.
    """
    make = _KINDS.get(event.kind, _finding)
    if event.kind == "visit":
        return _encounter(event, knowledge, department)
    return make(event, knowledge)


def _shared(event: ChartEvent) -> dict[str, Any]:
    """Return what all entries have: id, day, source; an uncertain or lost detail as a note."""
    notes = []
    if is_wider(event.d_lo, event.d_hi):
        notes.append(f"Day in the source: {days_words(event.d_lo, event.d_hi) or 'half known'}.")
    if event.state == "uncertain":
        notes.append("Not certain, as the source says.")
    if event.site and not is_site(event.site):
        notes.append(f"Place in the source: {event.site}.")
    return {
        "id": f"event-{event.event_id}",
        "on": partial_date(event.d_lo, event.d_hi),
        "source": Source(
            document=event.source_table or "event table",
            locator=event.source_id or "",
            text=code_words(event),
        ),
        "note": " ".join(notes),
    }


def _concept(event: ChartEvent) -> str:
    return event.concept or f"{event.system or 'local'}|{event.code or 'none'}"


def _site(event: ChartEvent) -> str | None:
    return event.site if event.site and is_site(event.site) else None


def _status(event: ChartEvent) -> FactStatus:
    return _STATUS.get(event.state or "unknown", FactStatus.UNKNOWN)


def _until(event: ChartEvent) -> PartialDate | None:
    """Return the last day; one before the first is left out, as a record refuses it."""
    if event.e_hi is None:
        return None
    if event.d_lo is not None and event.e_hi < event.d_lo:
        return None
    return PartialDate.parse(event.e_hi)


def _kind_of_concept(event: ChartEvent, knowledge: Knowledge) -> ConceptKind | None:
    found = knowledge.concepts.get(event.concept or "")
    return found.kind if found else None


def _condition(event: ChartEvent, knowledge: Knowledge) -> Entry:
    kind = _kind_of_concept(event, knowledge)
    if kind is ConceptKind.PROCEDURE:
        return _procedure(event, knowledge)
    if kind is ConceptKind.DISEASE or (kind is None and event.kind == "condition"):
        certainty = _CERTAINTY.get(event.state or "unknown", Certainty.UNKNOWN)
        return Diagnosis(
            **_shared(event), concept=_concept(event), certainty=certainty, until=_until(event)
        )
    return _as_finding(event)


def _finding(event: ChartEvent, knowledge: Knowledge) -> Entry:
    if _kind_of_concept(event, knowledge) is ConceptKind.DISEASE:
        return _condition(event, knowledge)
    if event.concept_kind == "analyte":
        return _measurement(event, knowledge)
    return _as_finding(event)


def _as_finding(event: ChartEvent) -> Finding:
    return Finding(
        **_shared(event),
        concept=_concept(event),
        status=_status(event),
        site=_site(event),
        since=partial_date(event.d_lo, event.d_hi) if event.e_hi else None,
        until=_until(event),
    )


def _measurement(event: ChartEvent, knowledge: Knowledge) -> Entry:
    if event.concept_kind == "concept":
        if _kind_of_concept(event, knowledge) is ConceptKind.PROCEDURE:
            return _procedure(event, knowledge)
        if event.value is None:
            return _as_finding(event)
    low, high = event.ref_lo, event.ref_hi
    if low is not None and high is not None and low > high:
        low = high = None  # a record refuses a reversed range; the text keeps it
    quantity = None
    if event.value is not None and math.isfinite(event.value):
        quantity = Quantity(value=event.value, unit=event.unit)
    return Measurement(
        **_shared(event),
        analyte=_concept(event),
        quantity=quantity,
        flag=Flag(event.flag) if event.flag in set(Flag) else None,
        reference_low=low,
        reference_high=high,
        text="" if quantity and (low, high) == (event.ref_lo, event.ref_hi) else value_words(event),
    )


def _drug(event: ChartEvent, knowledge: Knowledge) -> Entry:
    del knowledge
    return TreatmentCourse(**_shared(event), drug=_concept(event), end=_until(event))


def _procedure(event: ChartEvent, knowledge: Knowledge) -> Entry:
    if event.concept_kind == "modality" or event.concept in _BY_PROCEDURE:
        return _imaging(event, knowledge)
    results: tuple[Fact, ...] = ()
    if event.value_concept:
        words = event.value_label or ""
        results = (Fact(concept=event.value_concept, status=FactStatus.PRESENT, text=words),)
    return Procedure(
        **_shared(event),
        concept=_concept(event),
        status=_status(event),
        site=_site(event),
        results=results,
    )


def _imaging(event: ChartEvent, knowledge: Knowledge) -> Entry:
    del knowledge
    name = event.concept or ""
    modality = _BY_PROCEDURE.get(name) or (
        Modality(name) if name in set(Modality) else Modality.OTHER
    )
    site = _site(event)
    whole_body = {_WHOLE_BODY: FactStatus.PRESENT, _REGIONAL: FactStatus.ABSENT}
    return ImagingStudy(
        **_shared(event),
        modality=modality,
        whole_body=whole_body.get(name, FactStatus.UNKNOWN),
        covers=(site,) if site else (),
    )


def _encounter(event: ChartEvent, knowledge: Knowledge, department: str = "") -> Entry:
    del knowledge
    if event.kind == "specialty":
        return Encounter(**_shared(event), department=_concept(event), until=_until(event))
    contact = event.concept or event.label or "visit"
    return Encounter(**_shared(event), contact=contact, department=department, until=_until(event))


_KINDS: Mapping[str, Callable[[ChartEvent, Knowledge], Entry]] = MappingProxyType(
    {
        "condition": _condition,
        "finding": _finding,
        "measurement": _measurement,
        "drug": _drug,
        "procedure": _procedure,
        "imaging": _imaging,
        "visit": _encounter,
        "specialty": _encounter,
    }
)
