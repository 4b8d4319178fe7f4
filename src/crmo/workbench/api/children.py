"""Addresses of the interface that concern children."""

from __future__ import annotations

import io
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from crmo.assess import Assessment, PatientAssessment
from crmo.errors import InvalidValueError
from crmo.exchange.fhir_r4.write_bundle import write_bundle
from crmo.record import Patient, Sex
from crmo.record.json_form import entry_from_dict, to_dict
from crmo.workbench import clock
from crmo.workbench.access import Permission, child_for, person_of
from crmo.workbench.api.answers import (
    Appended,
    ChildAnswers,
    ChildList,
    ChildRow,
    NewEntries,
    NewPatient,
    Problem,
    ReasonAnswer,
    RuleAnswer,
)
from crmo.workbench.api.rights import Needs
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.ledger import (
    append,
    assessment_of,
    entry_statement,
    new_child,
    new_entry_id,
    record_of,
)
from crmo.workbench.ledger.cards import folded
from crmo.workbench.ledger.chain import ENTRIES, locked_head
from crmo.workbench.ledger.records import head_of
from crmo.workbench.models import Card, Child
from crmo.workbench.rulebook.in_force import current_knowledge
from crmo.workbench.today.refresh import refresh_child

router = Router(tags=["children"])
_MOST = 200
_PROBLEMS = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
_FIRST_DAY, _LAST_YEAR = date(1900, 1, 1), 2200


@router.get("/children", response={200: ChildList, **_PROBLEMS}, auth=Needs(Permission.API_READ))
def list_children(request: HttpRequest, after: UUID | None = None) -> dict[str, Any]:
    """List the children, in the order of their keys."""
    cards = Card.objects.filter(child__erased_at=None).order_by("child_id")
    if after is not None:
        cards = cards.filter(child_id__gt=after)
    found = list(cards[: _MOST + 1])
    audit_event(request, Action.LIST, about="api.children")
    return {
        "children": [_row(card) for card in found[:_MOST]],
        "next": found[_MOST - 1].child_id if len(found) > _MOST else None,
    }


def _row(card: Card) -> ChildRow:
    return ChildRow(
        key=card.child_id,
        number=card.number,
        name=card.name,
        birth_date=card.birth_date,
        sex=card.sex,
        n_entries=card.n_entries,
        head=card.head_sequence,
    )


@router.post(
    "/children",
    response={201: Appended, 409: Problem, **_PROBLEMS},
    auth=Needs(Permission.API_WRITE),
)
def create_child(request: HttpRequest, patient: NewPatient) -> Any:
    """Enter a new child; a number that is known already is refused with 409."""
    told = Patient(
        id=patient.id, name=patient.name, birth_date=patient.birth_date, sex=Sex(patient.sex)
    )
    with transaction.atomic():
        locked_head(ENTRIES)  # so that two requests cannot both find the number free
        if Card.objects.filter(number_search=folded(patient.id)).exists():
            return Status(409, {"error": "a child with this number is known already."})
        child = new_child(told, by=person_of(request), at=clock.now(), source="api")
        audit_event(request, Action.WRITE, child=child, about="api.child")
    refresh_child(child)
    return Status(201, {"key": child.key, "head": head_of(child), "entries": []})


@router.get(
    "/children/{uuid:key}/record",
    response={200: dict, **_PROBLEMS},
    auth=Needs(Permission.API_READ),
)
def read_record(request: HttpRequest, key: UUID) -> dict[str, Any]:
    """Give a child's record in the form of the published schema."""
    child = _child(request, key, "api.record")
    return to_dict(record_of(child))


@router.get(
    "/children/{uuid:key}/fhir",
    response=_PROBLEMS,
    auth=Needs(Permission.API_READ),
    openapi_extra={
        "responses": {
            200: {
                "description": "A Bundle of the type collection.",
                "content": {"application/fhir+json": {"schema": {"type": "object"}}},
            }
        }
    },
)
def read_bundle(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give a child's record as a FHIR R4 Bundle."""
    child = _child(request, key, "api.fhir")
    written = io.BytesIO()
    write_bundle(record_of(child), current_knowledge(), written)
    return HttpResponse(written.getvalue(), content_type="application/fhir+json")


@router.get(
    "/children/{uuid:key}/answers",
    response={200: ChildAnswers, **_PROBLEMS},
    auth=Needs(Permission.API_READ),
)
def read_answers(request: HttpRequest, key: UUID, on: date | None = None) -> dict[str, Any]:
    """Give the answers of all rules about a child on a day; today if none is named."""
    day = on or clock.today()
    if not day >= _FIRST_DAY or day.year > _LAST_YEAR:
        raise InvalidValueError("the day cannot be assessed.", field="on", expected="1900 to 2200")
    child = _child(request, key, "api.answers")
    found = assessment_of(child, day)
    return {
        "key": child.key,
        "on": day,
        "head": found.head,
        "knowledge": found.version,
        "headline": found.assessment.headline,
        "answers": [_answer(each) for each in _all(found.assessment)],
    }


def _all(told: PatientAssessment) -> list[Assessment]:
    groups = (
        told.criteria, told.red_flags, told.lesions, told.activity, told.response, told.course,
        told.flares, told.treatments, told.due, told.safety,
    )  # fmt: skip
    return [answer for group in groups for answer in group]


def _answer(told: Assessment) -> RuleAnswer:
    return RuleAnswer(
        kind=told.kind,
        rule=told.rule,
        title=told.title,
        version=told.version,
        is_verified=told.is_verified,
        is_overridden=told.is_overridden,
        verdict=told.verdict,
        summary=told.summary,
        reasons=[
            ReasonAnswer(
                criterion=reason.criterion,
                label=reason.label,
                verdict=reason.verdict,
                observed=reason.observed,
                entries=list(reason.entries),
            )
            for reason in told.reasons
        ],
        missing=[fact.label for fact in told.missing],
        cautions=list(told.cautions),
        sources=list(told.sources),
    )


@router.post(
    "/children/{uuid:key}/entries",
    response={201: Appended, 409: Problem, **_PROBLEMS},
    auth=Needs(Permission.API_WRITE),
)
def append_entries(request: HttpRequest, key: UUID, told: NewEntries) -> Any:
    """Append entries to a child's record, all or none.

    An entry without an id gets one; with `supersedes` it corrects another.
    """
    child = child_for(person_of(request), key)
    entries = [entry_from_dict({"id": new_entry_id(), **each}) for each in told.entries]
    with transaction.atomic():
        locked_head(ENTRIES)
        if told.head is not None and told.head != head_of(child):
            return Status(409, {"error": "there is news of this child since it was read."})
        record_of(child).with_entries(entries)  # refuses ids in use and corrections of nothing
        statements = [entry_statement(each, source=told.source or "api") for each in entries]
        append(child, statements, by=person_of(request), at=clock.now())
        audit_event(
            request, Action.WRITE, child=child, about="api.entries", detail={"n": len(entries)}
        )
    refresh_child(child)
    ids = [entry.id for entry in entries]
    return Status(201, {"key": child.key, "head": head_of(child), "entries": ids})


def _child(request: HttpRequest, key: UUID, about: str) -> Child:
    child = child_for(person_of(request), key)
    audit_event(request, Action.READ, child=child, about=about)
    return child
