"""Contacts with the health service and documents: visits and notes."""

from __future__ import annotations

from crmo.exchange.omop_cdm_5_4.child import TITLE_LENGTH, Child, Link, When
from crmo.record import Document, Encounter
from crmo.terminology.omop_concepts import Mapped, fixed_words

_VISITS = fixed_words("visit")


def add_encounter(child: Child, encounter: Encounter, when: When) -> Link:
    """Add a visit; without an end it ends on its first day."""
    contact = encounter.contact
    concept_id, local = _VISITS.get(contact, 0), child.concepts.own("contact", contact)
    if not when.is_told:
        link = child.history(when, contact, Mapped(concept_id, local, "Visit"))
    else:
        link = _visit(child, encounter, when, concept_id, local)
    if encounter.department:
        child.detail(link, "department", encounter.department)
    if encounter.reason:
        child.detail(link, "reason", encounter.reason)
    return link


def _visit(child: Child, encounter: Encounter, when: When, concept_id: int, local: int) -> Link:
    event_id = child.next_id()
    when = When(when.day, event_id)
    link = child.link("visit_occurrence", event_id, when)
    last = child.end_day(link, encounter.until, when.day) or when.day
    child.rows["visit_occurrence"].append(
        (
            event_id,
            child.person_id,
            concept_id,
            when.day,
            last,
            child.short(encounter.contact, link, "visit_source_value"),
            local,
        )
    )
    if encounter.on is not None and encounter.on.day is not None:
        child.add_visit_days(event_id, when.day, last)
    return link


def add_document(child: Child, document: Document, when: When) -> Link:
    """Add a text; its kind of file is kept as source value."""
    title = document.title
    link = child.note(None, when, title, document.text, document.media_type)
    if len(title) > TITLE_LENGTH:
        child.note(None, when, "the whole of note_title", title, "whole_text")
    return link
