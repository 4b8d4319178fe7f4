"""Courses of treatment: drug exposures, with what was told of their effect beside them."""

from __future__ import annotations

from datetime import date

from crmo.exchange.omop_cdm_5_4.child import Child, Link, When
from crmo.record import FactStatus, StopReason, ToldResponse, TreatmentCourse
from crmo.terminology.omop_concepts import Mapped


def add_course(child: Child, course: TreatmentCourse, when: When) -> Link:
    """Add a course of a drug, with the effects that were told.

    See `_exposure` for its end.
    """
    found = child.concepts.drugs[course.drug]
    if when.is_told:
        link = _exposure(child, course, when, found)
    else:
        link = child.history(when, course.drug, found)
        for name, text in (("dose", course.dose), ("route", course.route)):
            if text:
                child.detail(link, name, text)
        if course.stop_reason is not StopReason.UNKNOWN:
            child.detail(link, "stop_reason", course.stop_reason)
    _add_told(child, course, link)
    for event in course.adverse_events:
        child.fact(link, event, role="adverse_event")
    return link


def _exposure(child: Child, course: TreatmentCourse, when: When, found: Mapped) -> Link:
    """Add the row of a course.

    The specification wants an end. One that is known stands in both end columns. A course that
    goes on ends with the last day of the record, one whose end is not known on its first day;
    `verbatim_end_date` is empty in both, which tells them from courses that ended.
    """
    event_id = child.next_id()
    link = child.link("drug_exposure", event_id, when)
    told = child.end_day(link, course.end, when.day)
    reason = course.stop_reason
    child.rows["drug_exposure"].append(
        (
            event_id,
            child.person_id,
            found.concept_id,
            when.day,
            told or _assumed_end(child, course, when.day),
            told,
            None if reason is StopReason.UNKNOWN else reason,
            course.dose or None,
            when.visit,
            child.short(course.drug, link, "drug_source_value"),
            found.source_concept_id,
            child.short(course.route, link, "route_source_value") if course.route else None,
        )
    )
    return link


def _assumed_end(child: Child, course: TreatmentCourse, start: date) -> date:
    return max(child.last_day, start) if course.ongoing is FactStatus.PRESENT else start


def _add_told(child: Child, course: TreatmentCourse, link: Link) -> None:
    if course.ongoing is not FactStatus.UNKNOWN:
        child.detail(link, "ongoing", course.ongoing, value_concept=child.states[course.ongoing])
    if course.indication:
        found = child.concepts.concepts[course.indication]
        concept = found.concept_id or found.source_concept_id
        child.detail(link, "indication", course.indication, value_concept=concept)
    if course.response is not ToldResponse.UNKNOWN:
        concept = child.concepts.local[f"response:{course.response}"]
        child.detail(link, "told_response", course.response, value_concept=concept)
    if course.sustained is not FactStatus.UNKNOWN:
        concept = child.states[course.sustained]
        child.detail(link, "sustained", course.sustained, value_concept=concept)
