"""Findings and diagnoses: conditions when they are there, observations when they are not."""

from __future__ import annotations

from datetime import date

from crmo.exchange.omop_cdm_5_4.child import Child, Link, When
from crmo.record import Certainty, Diagnosis, FactStatus, Finding, PartialDate, Subject
from crmo.terminology.omop_concepts import fixed_words

_STATUS = fixed_words("condition_status")
_FAMILY = fixed_words("history")["family"]


def add_finding(child: Child, finding: Finding, when: When) -> Link:
    """Add a finding.

    Present ones that are a disorder or a symptom become a condition. Everything else becomes an
    observation whose value tells the state: what is absent, not looked for or unknown, what is in
    the family, what is no disorder, and words that the knowledge does not have.
    """
    found = child.concepts.concepts[finding.concept]
    if finding.about is Subject.FAMILY:
        link = _family(child, finding, when)
    elif (
        finding.status is FactStatus.PRESENT
        and found.domain == "Condition"
        and finding.concept not in child.concepts.observed
    ):
        link = _condition(child, finding.concept, when, finding.until, None, "")
        if finding.site or finding.site_text:
            site = finding.site or ""
            concept = child.concepts.sites[site] if site else None
            child.detail(link, "site", site, value_concept=concept, source_text=finding.site_text)
    else:
        link = _observed(child, finding, when)
    if finding.severity is not None:
        child.detail(link, "severity", number=finding.severity)
    if finding.since is not None:
        child.detail(link, "since", str(finding.since))
    return link


def add_diagnosis(child: Child, diagnosis: Diagnosis, when: When) -> Link:
    """Add a diagnosis: a condition with its status, or an observation when it was ruled out."""
    certainty = diagnosis.certainty
    if certainty is Certainty.EXCLUDED:
        found = child.concepts.concepts[diagnosis.concept]
        event_id = child.observation(
            when,
            diagnosis.concept,
            found.source_concept_id,
            text="ruled out",
            value_concept=child.states["ruled_out"],
        )
        link = child.link("observation", event_id, when)
        if diagnosis.until is not None:
            child.detail(link, "until", str(diagnosis.until))
        return link
    status = _STATUS.get(certainty, 0)
    return _condition(child, diagnosis.concept, when, diagnosis.until, status, certainty)


def _condition(
    child: Child,
    word: str,
    when: When,
    until: PartialDate | None,
    status_concept: int | None,
    status: str,
) -> Link:
    found = child.concepts.concepts[word]
    if not when.is_told:
        return child.history(when, word, found, status)
    event_id = child.next_id()
    link = child.link("condition_occurrence", event_id, when)
    # A concept of another domain may not stand in this table.
    concept = found.concept_id if found.domain == "Condition" else 0
    child.rows["condition_occurrence"].append(
        (
            event_id,
            child.person_id,
            concept,
            when.day,
            _end(child, link, until, when.day),
            status_concept,
            when.visit,
            child.short(word, link, "condition_source_value"),
            found.source_concept_id,
            status or None,
        )
    )
    return link


def _end(child: Child, link: Link, until: PartialDate | None, start: date) -> date | None:
    """Return the end; one before the statement itself is told beside and not as an end."""
    if until is not None and until.latest < start:
        child.detail(link, "until", str(until))
        return None
    return child.end_day(link, until, start)


def _observed(child: Child, finding: Finding, when: When) -> Link:
    found = child.concepts.concepts[finding.concept]
    is_there = finding.status is FactStatus.PRESENT
    event_id = child.observation(
        when,
        finding.concept,
        found.source_concept_id,
        concept=found.concept_id if is_there and found.domain == "Observation" else 0,
        text=finding.status,
        value_concept=child.states[finding.status],
        qualifier=finding.site,
        qualifier_concept=child.concepts.sites[finding.site] if finding.site else None,
        source_text=finding.site_text,
    )
    link = child.link("observation", event_id, when)
    if finding.until is not None:
        child.detail(link, "until", str(finding.until))
    return link


def _family(child: Child, finding: Finding, when: When) -> Link:
    found = child.concepts.concepts[finding.concept]
    is_there = finding.status is FactStatus.PRESENT
    event_id = child.observation(
        when,
        finding.concept,
        found.source_concept_id,
        concept=_FAMILY if is_there else 0,
        text=finding.status,
        value_concept=(found.concept_id or found.source_concept_id)
        if is_there
        else child.states[finding.status],
        qualifier="family",
        source_text=finding.site_text,
    )
    link = child.link("observation", event_id, when)
    if finding.site:
        concept = child.concepts.sites[finding.site]
        child.detail(link, "site", finding.site, value_concept=concept)
    if finding.until is not None:
        child.detail(link, "until", str(finding.until))
    return link
