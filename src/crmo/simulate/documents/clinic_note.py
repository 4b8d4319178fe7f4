"""The clinic note of one day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from crmo.record import (
    Diagnosis,
    Encounter,
    Finding,
    ImagingStudy,
    Measurement,
    Modality,
    PartialDate,
    Procedure,
    Score,
    TreatmentCourse,
)
from crmo.simulate.documents.diagnoses import diagnosis_clause, procedure_clause
from crmo.simulate.documents.findings import finding_clauses
from crmo.simulate.documents.gather import NotePlan
from crmo.simulate.documents.heading import header, who
from crmo.simulate.documents.layout import Section, laid_out
from crmo.simulate.documents.marked import Key, Marked, Pieces, capitalised
from crmo.simulate.documents.past_imaging import past_study_clause, scan_name
from crmo.simulate.documents.pen import Pen
from crmo.simulate.documents.results import result_clauses, score_clauses
from crmo.simulate.documents.treatments import treatment_clause

_REQUEST_DAYS = 100  # a scan within this time was asked for at the visit
_SEEN_FIRST = ("general practice", "emergency")
_ASK_FOR_MRI = ("paediatric rheumatology", "paediatric oncology", "orthopaedics")
_CONTACTS = ("visit", "admission", "emergency", "telephone")


@frozen(kw_only=True)
class Story:
    """What notes draw on beside the entries of their day: the record by kind, earliest first.

    Measurements stand under their analyte.
    """

    treatments: tuple[TreatmentCourse, ...]
    diagnoses: tuple[Diagnosis, ...]
    studies: tuple[ImagingStudy, ...]
    measurements: Mapping[str, Sequence[Measurement]]


def clinic_note(pen: Pen, plan: NotePlan, story: Story) -> tuple[Pieces, Pieces]:
    """Return the title and the page of a note."""
    parts = _parts(pen, plan, story)
    order = pen.style.order["clinic_note"]
    sections = [Section(name, parts.get(name, []), []) for name in order]
    body = laid_out(pen, sections)
    title = _title(pen, plan.encounters)
    day = PartialDate.parse(plan.day)
    pen.today(*(encounter.id for encounter in plan.encounters))
    page = header(pen, title, day)
    if pen.style.layout.letter:
        name = "opening" if plan.encounters else "opening_plain"
        opening = pen.one_of(pen.style.extra[name])
        where = _where(pen, plan.encounters)
        words = opening.fill({"who": who(pen), "where": where, "date": pen.date(day)})
        page += capitalised(words)
        body = [*body, pen.one_of(pen.style.extra["closing"])]
    return title, [*page, *body]


def _parts(pen: Pen, plan: NotePlan, story: Story) -> dict[str, list[Pieces]]:
    entries = plan.entries
    parts = dict(finding_clauses(pen, [e for e in entries if isinstance(e, Finding)]))
    reasons = [_reason(pen, encounter) for encounter in plan.encounters]
    parts["history"] = [*(r for r in reasons if r), *parts.get("history", [])]
    measured = [e for e in entries if isinstance(e, Measurement)]
    results = result_clauses(pen, measured, story.measurements)
    parts["results"] = results.blood
    parts["examination"] = [*results.body, *parts.get("examination", [])]
    parts["scores"] = score_clauses(pen, [e for e in entries if isinstance(e, Score)])
    done = (procedure_clause(pen, e) for e in entries if isinstance(e, Procedure))
    parts["procedures"] = [clause for clause in done if clause]
    courses = (
        treatment_clause(pen, each, plan.last_note, is_last=plan.is_last)
        for each in story.treatments
    )
    parts["treatment"] = [clause for clause in courses if clause]
    held = (
        diagnosis_clause(pen, each, plan.last_note, is_last=plan.is_last)
        for each in story.diagnoses
    )
    parts["diagnoses"] = [clause for clause in held if clause]
    parts["imaging"] = _imaging(pen, plan, story.studies)
    parts["plan"] = _plan(pen, plan, story.studies)
    return parts


def _imaging(pen: Pen, plan: NotePlan, studies: Sequence[ImagingStudy]) -> list[Pieces]:
    """Return what was seen on studies since the note before."""
    clauses = []
    for study in studies:
        on = study.on
        if on is None or on.latest >= plan.day or on.earliest <= plan.last_note:
            continue
        if (study.recorded_on or plan.day) > plan.day or not pen.luck.happens(0.75):
            continue
        clause = past_study_clause(pen, study)
        if clause:
            clauses.append(clause)
    return clauses


def _plan(pen: Pen, plan: NotePlan, studies: Sequence[ImagingStudy]) -> list[Pieces]:
    """Return what is going to be done: nothing of it has happened, and nothing is told by it."""
    clauses = []
    coming = next((s for s in studies if s.on is not None and s.on.earliest > plan.day), None)
    if coming is not None and _is_soon(coming, plan) and pen.luck.happens(0.8):
        clauses.append(pen.say("plan_scan", scan=scan_name(pen, coming.modality)))
    if pen.luck.happens(0.4):
        clauses.append(pen.say(_plan_if(pen, plan, studies)))
    if not plan.is_last and pen.luck.happens(0.5):
        clauses.append(pen.say("plan_none"))
    return clauses


def _plan_if(pen: Pen, plan: NotePlan, studies: Sequence[ImagingStudy]) -> str:
    """Return which advice a department gives: only who can ask for an MRI speaks of the next."""
    departments = {encounter.department for encounter in plan.encounters}
    if not departments.isdisjoint(_SEEN_FIRST):
        return "plan_if_first"
    had_mri = any(
        study.modality is Modality.MRI and study.on is not None and study.on.latest <= plan.day
        for study in studies
    )
    asks_for_mri = not departments.isdisjoint(_ASK_FOR_MRI)
    if had_mri and asks_for_mri and pen.luck.happens(0.4):
        return "plan_if_mri"
    return "plan_if_followed"


def _is_soon(study: ImagingStudy, plan: NotePlan) -> bool:
    return study.on is not None and (study.on.earliest - plan.day).days <= _REQUEST_DAYS


def _title(pen: Pen, encounters: Sequence[Encounter]) -> Pieces:
    title: Pieces = []
    for encounter in encounters:
        if title:
            title.append("; ")
        title += _encounter(pen, encounter)
    return capitalised(title) if title else ["Note to file"]


def _encounter(pen: Pen, encounter: Encounter) -> Pieces:
    department = pen.of_text(encounter.department)
    pieces: Pieces = []
    if department:
        told = department if department != encounter.department else ""
        pieces = [Marked(department, (Key(encounter.id, "department", told),)), " "]
    if encounter.contact in _CONTACTS:
        contact = pen.named("contacts", encounter.contact, Key(encounter.id, "contact"))
        if department and encounter.contact == "visit":
            contact = Marked("clinic", contact.keys)
        elif department.lower().startswith("emergency") and encounter.contact == "emergency":
            contact = Marked("attendance", contact.keys)
        return [*pieces, contact]
    contact_text = pen.of_text(encounter.contact)
    if not contact_text:
        return pieces or ["Note"]
    told = contact_text if contact_text != encounter.contact else ""
    return [*pieces, Marked(contact_text, (Key(encounter.id, "contact", told),))]


def _reason(pen: Pen, encounter: Encounter) -> Pieces:
    reason = pen.of_text(encounter.reason)
    if not reason:
        return []
    told = reason if reason != encounter.reason else ""
    name = "reason_unplanned" if reason == "unplanned" else "reason"
    return pen.say(name, reason=[Marked(reason, (Key(encounter.id, "reason", told),))])


def _where(pen: Pen, encounters: Sequence[Encounter]) -> Pieces:
    for encounter in encounters:
        department = pen.of_text(encounter.department)
        if department and encounter.contact in _CONTACTS:
            return pen.say(f"where_{encounter.contact}", department=department)
    return pen.say("where_plain") if encounters else [""]
