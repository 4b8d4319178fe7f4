"""What was known last time, to be shown beside the empty fields; nothing here is an entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import frozen

from crmo.anatomy import all_sites
from crmo.assess.facts import Facts
from crmo.assess.lesions.index import active_places
from crmo.assess.lesions.timeline import MRI_TRACK
from crmo.assess.treatments.courses import courses_running
from crmo.knowledge import Knowledge
from crmo.record import (
    Encounter,
    FactStatus,
    Finding,
    Measurement,
    PartialDate,
    PatientRecord,
    Score,
    Subject,
    TreatmentCourse,
)
from crmo.workbench.visit.entries.places import SIGNS


@frozen(kw_only=True)
class LastSeen:
    """A place as it was last time.

    Args:
        site: bone unit or partial site.
        signs: kinds of sign (`hurts`, `tender`, `swollen`) that were there, with their day.
        severity: of the pain, if it was told.
        image_on: day of the MRI that last showed a lesion there, or None.
    """

    site: str
    signs: Mapping[str, PartialDate]
    severity: float | None = None
    image_on: PartialDate | None = None


@frozen(kw_only=True)
class LastTime:
    """What was known before this visit.

    Args:
        visit_on: day of the last contact, or None.
        places: where something was, head to toe.
        courses: entries of the drugs that run, or may run.
        scores: newest answer by instrument.
        measurements: by analyte, earliest first, dated ones only.
        findings: newest statement by concept, of the patient, without a place.
    """

    visit_on: PartialDate | None
    places: tuple[LastSeen, ...]
    courses: tuple[TreatmentCourse, ...]
    scores: Mapping[str, Score]
    measurements: Mapping[str, tuple[Measurement, ...]]
    findings: Mapping[str, Finding]

    def place(self, site: str) -> LastSeen | None:
        """Return what was at a place, or None."""
        return next((seen for seen in self.places if seen.site == site), None)


def last_time(record: PatientRecord, knowledge: Knowledge, *, on: date) -> LastTime:
    """Return what a record knows on a day, as a visit on that day wants to see it.

    Args:
        record: the child's record.
        knowledge: what drugs and analytes are.
        on: the day, inclusive.
    """
    facts = Facts(record, knowledge, on)
    visits = [each.on for each in facts.of_kind(Encounter) if each.on]
    return LastTime(
        visit_on=visits[-1] if visits else None,
        places=_places(facts),
        courses=_courses(facts),
        scores={each.instrument: each for each in facts.of_kind(Score) if not each.site},
        measurements=_measurements(facts),
        findings={
            each.concept: each
            for each in facts.of_kind(Finding)
            if each.about is Subject.PATIENT and not each.site and not each.site_text
        },
    )


def _places(facts: Facts) -> tuple[LastSeen, ...]:
    signs: dict[str, dict[str, Finding]] = {}
    for sign, concept in SIGNS.items():
        for site, finding in _standing(facts, concept).items():
            signs.setdefault(site, {})[sign] = finding
    images: dict[str, PartialDate] = {}
    for line in active_places(facts):
        state = line.latest(MRI_TRACK)
        if state is not None and state.bone_unit:
            images[state.bone_unit] = state.on
    return tuple(
        _seen(site, signs.get(site, {}), images.get(site))
        for site in all_sites()
        if site in signs or site in images
    )


def _seen(site: str, signs: Mapping[str, Finding], image_on: PartialDate | None) -> LastSeen:
    hurt = signs.get("hurts")
    return LastSeen(
        site=site,
        signs={sign: finding.on for sign, finding in signs.items() if finding.on},
        severity=hurt.severity if hurt else None,
        image_on=image_on,
    )


def _standing(facts: Facts, concept: str) -> dict[str, Finding]:
    """Return the places at which a sign was present on the last day it was spoken of at all."""
    said = [
        finding
        for finding in facts.of_kind(Finding)
        if finding.concept == concept and finding.about is Subject.PATIENT and finding.on
    ]
    return {
        finding.site: finding
        for finding in said
        if finding.site and finding.on == said[-1].on and finding.status is FactStatus.PRESENT
    }


def _courses(facts: Facts) -> tuple[TreatmentCourse, ...]:
    """Return the last entry of each course that runs, or may run."""
    entries = {each.id: each for each in facts.all_treatments}
    return tuple(entries[course.entries[-1]] for course in courses_running(facts))


def _measurements(facts: Facts) -> dict[str, tuple[Measurement, ...]]:
    found: dict[str, list[Measurement]] = {}
    for each in _dated(facts.of_kind(Measurement)):
        found.setdefault(each.analyte, []).append(each)
    return {analyte: tuple(entries) for analyte, entries in found.items()}


def _dated(entries: Iterable[Measurement]) -> Iterable[Measurement]:
    return (each for each in entries if each.on is not None)
