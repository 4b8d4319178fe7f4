"""What a reading says, a plain row per statement: for the page, the terminal and JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from attrs import evolve, frozen

from crmo.anatomy import is_site, resolve_site
from crmo.knowledge import Knowledge
from crmo.notes.reading import Mark, NoteReading, ReadEntry
from crmo.record import (
    Diagnosis,
    Encounter,
    Entry,
    Fact,
    Finding,
    ImagingStudy,
    Lesion,
    Measurement,
    Procedure,
    Score,
    TreatmentCourse,
)


@frozen(kw_only=True)
class Statement:
    """One statement of a note. What does not apply or was not told is None.

    Args:
        kind: finding, lesion, imaging_study, measurement, score, treatment_course, procedure,
            diagnosis or encounter.
        entry: id of the record entry that holds it; a scan and its lesions share one.
        concept: id of what it is about in the knowledge; of a lesion `lesion`, of a scan its kind.
        label: its name for a doctor.
        status: present, absent, unknown, not_looked_for; of a lesion present, absent, uncertain,
            healed; of a diagnosis confirmed, suspected, excluded; of a treatment ongoing, ended.
        about: patient or family.
        bone_unit: id of the bone unit or of the partial site.
        side: left, right or midline.
        value: the number.
        comparator: <, <=, >= or > before it.
        unit: UCUM code as told.
        flag: low, normal or high.
        reference_low: lower reference limit told.
        reference_high: upper reference limit told.
        scale_high: highest value of the scale of a score.
        size_mm: size of a lesion today.
        modality: of a scan or lesion.
        text: dose of a treatment, value of a test in its words, department of a contact.
        on: the day, month or year it is about.
        since: since when.
        until: until when.
        response: of a treatment, as told.
        stop_reason: why a treatment ended.
        facts: features of a lesion, results of a procedure, adverse events, with their status.
        start: first character of its evidence.
        end: character after the last.
        evidence: every mark it rests on.
    """

    kind: str
    entry: str
    concept: str
    label: str
    status: str
    about: str = "patient"
    bone_unit: str | None = None
    side: str | None = None
    value: float | None = None
    comparator: str | None = None
    unit: str | None = None
    flag: str | None = None
    reference_low: float | None = None
    reference_high: float | None = None
    scale_high: float | None = None
    size_mm: float | None = None
    modality: str | None = None
    text: str | None = None
    on: str | None = None
    since: str | None = None
    until: str | None = None
    response: str | None = None
    stop_reason: str | None = None
    facts: tuple[Fact, ...] = ()
    start: int | None = None
    end: int | None = None
    evidence: tuple[Mark, ...] = ()


def statements(reading: NoteReading, knowledge: Knowledge) -> tuple[Statement, ...]:
    """Return what a reading says, in the order of its entries; each lesion is one statement."""
    found: list[Statement] = []
    for read in reading.entries:
        made = list(_of(read, knowledge))
        found += (_with_evidence(each, read) for each in made)
    return tuple(found)


def _of(read: ReadEntry, knowledge: Knowledge) -> Iterator[Statement]:
    entry = read.entry
    if isinstance(entry, ImagingStudy):
        own = tuple(mark for mark in read.evidence if not mark.about.startswith("lesion:"))
        if own:
            yield evolve(_study(entry), evidence=own)
        for number, lesion in enumerate(entry.lesions):
            marks = _of_lesion(read.evidence, number)
            yield evolve(_lesion(entry, lesion), evidence=marks)
        return
    make = _MAKERS.get(type(entry))
    if make is not None:
        yield make(entry, knowledge)


def _with_evidence(statement: Statement, read: ReadEntry) -> Statement:
    marks = statement.evidence or read.evidence
    source = read.entry.source
    starts = [mark.start for mark in marks]
    start = min(starts, default=source.start if source else None)
    end = max((mark.end for mark in marks), default=source.end if source else None)
    return evolve(statement, evidence=marks, start=start, end=end)


def _of_lesion(marks: Iterable[Mark], number: int) -> tuple[Mark, ...]:
    return tuple(mark for mark in marks if mark.about == f"lesion:{number}")


def _text(value: object) -> str | None:
    return None if value is None or value == "" else str(value)


def _known(value: object) -> str | None:
    return None if str(value) == "unknown" else str(value)


def _side(site: str | None) -> str | None:
    if site is None or not is_site(site):
        return None
    return _text(resolve_site(site).side)


def _study(entry: ImagingStudy) -> Statement:
    return Statement(
        kind="imaging_study",
        entry=entry.id,
        concept=str(entry.modality),
        label=str(entry.modality),
        status="present",
        modality=str(entry.modality),
        on=_text(entry.on),
        text="whole body" if entry.whole_body.truth else None,
    )


def _lesion(entry: ImagingStudy, lesion: Lesion) -> Statement:
    site = lesion.bone_unit
    return Statement(
        kind="lesion",
        entry=entry.id,
        concept="lesion",
        label=resolve_site(site).label,
        status=str(lesion.status),
        bone_unit=site,
        side=_side(site),
        size_mm=lesion.size_mm,
        modality=str(entry.modality),
        on=_text(entry.on),
        facts=lesion.features,
    )


def _named(entry: Entry, concept: str, knowledge: Knowledge, kind: str, status: str) -> Statement:
    label = knowledge.label(concept)
    return Statement(
        kind=kind, entry=entry.id, concept=concept, label=label, status=status, on=_text(entry.on)
    )


def _finding(entry: Finding, knowledge: Knowledge) -> Statement:
    return evolve(
        _named(entry, entry.concept, knowledge, "finding", str(entry.status)),
        about=str(entry.about),
        bone_unit=entry.site,
        side=_side(entry.site),
        since=_text(entry.since),
        until=_text(entry.until),
    )


def _measurement(entry: Measurement, knowledge: Knowledge) -> Statement:
    told = entry.quantity
    return evolve(
        _named(entry, entry.analyte, knowledge, "measurement", "present"),
        value=told.value if told else None,
        comparator=_text(told.comparator) if told else None,
        unit=told.unit if told else None,
        flag=_text(entry.flag),
        reference_low=entry.reference_low,
        reference_high=entry.reference_high,
        text=_text(entry.text),
    )


def _score(entry: Score, knowledge: Knowledge) -> Statement:
    return evolve(
        _named(entry, entry.instrument, knowledge, "score", "present"),
        value=entry.value,
        scale_high=entry.scale_high,
        bone_unit=entry.site,
        side=_side(entry.site),
    )


def _course(entry: TreatmentCourse, knowledge: Knowledge) -> Statement:
    over = entry.end is not None or entry.ongoing.truth is False
    return evolve(
        _named(entry, entry.drug, knowledge, "treatment_course", "ended" if over else "ongoing"),
        text=_text(_dose(entry)),
        since=_text(entry.on),
        until=_text(entry.end),
        response=_known(entry.response),
        stop_reason=_known(entry.stop_reason),
        facts=entry.adverse_events,
    )


def _dose(entry: TreatmentCourse) -> str:
    if not entry.route or entry.route.lower() in entry.dose.lower().split():
        return entry.dose
    return f"{entry.dose} {entry.route}".strip()


def _procedure(entry: Procedure, knowledge: Knowledge) -> Statement:
    return evolve(
        _named(entry, entry.concept, knowledge, "procedure", str(entry.status)),
        bone_unit=entry.site,
        side=_side(entry.site),
        facts=entry.results,
    )


def _diagnosis(entry: Diagnosis, knowledge: Knowledge) -> Statement:
    return _named(entry, entry.concept, knowledge, "diagnosis", str(entry.certainty))


def _encounter(entry: Encounter, _: Knowledge) -> Statement:
    return Statement(
        kind="encounter",
        entry=entry.id,
        concept=entry.contact,
        label=entry.contact,
        status="present",
        on=_text(entry.on),
        text=_text(entry.department),
    )


_MAKERS: Mapping[type[Entry], Callable[[Any, Knowledge], Statement]] = {
    Finding: _finding,
    Measurement: _measurement,
    Score: _score,
    TreatmentCourse: _course,
    Procedure: _procedure,
    Diagnosis: _diagnosis,
    Encounter: _encounter,
}
