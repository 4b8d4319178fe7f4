"""Biopsies, cultures, operations: procedures when they were done, observations when not."""

from __future__ import annotations

from crmo.exchange.omop_cdm_5_4.child import Child, Link, When
from crmo.record import FactStatus, Procedure
from crmo.terminology.omop_concepts import Mapped


def add_procedure(child: Child, procedure: Procedure, when: When) -> Link:
    """Add a procedure with its results; one that was not done is an observation that says so."""
    found = child.concepts.concepts[procedure.concept]
    if procedure.status is FactStatus.PRESENT:
        concept_id = found.concept_id if found.domain == "Procedure" else 0
        local = found.source_concept_id
        link = add_procedure_row(child, when, procedure.concept, concept_id, local, procedure.site)
    else:
        site = procedure.site
        event_id = child.observation(
            when,
            procedure.concept,
            found.source_concept_id,
            text=procedure.status,
            value_concept=child.states[procedure.status],
            qualifier=site,
            qualifier_concept=child.concepts.sites[site] if site else None,
        )
        link = child.link("observation", event_id, when)
    for result in procedure.results:
        child.fact(link, result)
    return link


def add_procedure_row(
    child: Child, when: When, word: str, concept_id: int, local: int, site: str | None
) -> Link:
    """Add the row of something that was done; the place stands as its modifier."""
    if not when.is_told:
        link = child.history(when, word, Mapped(concept_id, local, "Procedure"))
        if site:
            child.detail(link, "site", site, value_concept=child.concepts.sites[site])
        return link
    event_id = child.next_id()
    link = child.link("procedure_occurrence", event_id, when)
    child.rows["procedure_occurrence"].append(
        (
            event_id,
            child.person_id,
            concept_id,
            when.day,
            child.concepts.sites[site] if site else None,
            when.visit,
            child.short(word, link, "procedure_source_value"),
            local,
            site,
        )
    )
    return link
