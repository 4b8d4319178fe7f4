"""One record on one day, indexed once for all assessments.

Rules ask many small questions of the same record. `Facts` answers them from indexes that are
made when first needed, so that a whole assessment reads the record once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import TypeVar, cast

from attrs import frozen

from crmo.anatomy import Site, resolve_site
from crmo.assess.statements import Statement, Told, by_date, entry_order, told_of
from crmo.knowledge import Knowledge
from crmo.knowledge.analytes import normalised
from crmo.record import (
    Diagnosis,
    Encounter,
    Entry,
    Fact,
    Finding,
    ImagingStudy,
    Interval,
    Lesion,
    LesionStatus,
    Measurement,
    Modality,
    PartialDate,
    PatientRecord,
    Procedure,
    Score,
    Subject,
    TreatmentCourse,
)

__all__ = ["Facts", "Measured", "SeenLesion", "drug_and_classes", "entry_order"]

EntryKind = TypeVar("EntryKind", bound=Entry)


@frozen
class Measured:
    """One measurement with what its number can mean.

    Attributes:
        entry: the measurement as recorded.
        value: possible values in the analyte's canonical unit; None if the entry has no
            number, no unit, or a unit that cannot be converted.
        problem: why there is no value, in plain words; empty if there is one.
    """

    entry: Measurement
    value: Interval | None
    problem: str = ""


@frozen
class SeenLesion:
    """What one study says of one place, with the place resolved.

    Attributes:
        lesion: as recorded; `lesion.status` may be absent, uncertain or healed.
        study: the study that says so.
        site: the bone unit, or the candidates of a partial site.
    """

    lesion: Lesion
    study: ImagingStudy
    site: Site

    @property
    def lesion_sites(self) -> frozenset[str]:
        """Ids of the lesion sites it may lie in; one when the report is exact."""
        return frozenset(unit.lesion_site for unit in self.site.units)

    @property
    def is_there(self) -> bool:
        """Whether a lesion was seen, active or healed; an uncertain one was not."""
        return self.lesion.status in (LesionStatus.PRESENT, LesionStatus.HEALED)


class Facts:
    """What is known of one child on one day.

    Left out are entries not yet known on that day, corrected and retracted ones, and entries
    that speak wholly of later days (planned visits). Every tuple is ordered by date, then id,
    undated entries last, so that the order of entries in the record never matters.

    Args:
        record: the whole record.
        knowledge: concepts, analytes and drugs that give the entries their meaning.
        on: the day of the question, inclusive.
    """

    def __init__(self, record: PatientRecord, knowledge: Knowledge, on: date) -> None:
        self.knowledge = knowledge
        self.on = on
        self.record = record.as_of(on)
        self.entries: tuple[Entry, ...] = tuple(
            sorted((e for e in self.record.current if not _is_future(e, on)), key=entry_order)
        )
        self._by_kind: dict[type[Entry], list[Entry]] = {}
        for entry in self.entries:
            self._by_kind.setdefault(type(entry), []).append(entry)
        self.cache: dict[object, object] = {}

    # entries by kind ------------------------------------------------------------------------

    def of_kind(self, kind: type[EntryKind]) -> tuple[EntryKind, ...]:
        """Return all entries of one kind in order of date."""
        return cast("tuple[EntryKind, ...]", tuple(self._by_kind.get(kind, ())))

    @cached_property
    def encounters(self) -> tuple[Encounter, ...]:
        """Contacts with the health service."""
        return self.of_kind(Encounter)

    @cached_property
    def all_findings(self) -> tuple[Finding, ...]:
        """Every finding, of the patient and of the family."""
        return self.of_kind(Finding)

    @cached_property
    def all_treatments(self) -> tuple[TreatmentCourse, ...]:
        """Every course of treatment, by start."""
        return self.of_kind(TreatmentCourse)

    @cached_property
    def studies(self) -> tuple[ImagingStudy, ...]:
        """Every imaging study."""
        return self.of_kind(ImagingStudy)

    @cached_property
    def lesions(self) -> tuple[SeenLesion, ...]:
        """Everything every study says of any place, absent and uncertain lesions included."""
        return tuple(
            SeenLesion(lesion, study, resolve_site(lesion.bone_unit))
            for study in self.studies
            for lesion in study.lesions
        )

    # by concept -----------------------------------------------------------------------------

    def findings(self, concept: str, about: Subject = Subject.PATIENT) -> tuple[Finding, ...]:
        """Return findings of a concept or of any kind of it, whatever their status.

        A present kind of it makes the concept present; an absent kind of it says nothing:
        ask `finding_truth` for the meaning.
        """
        return self._gather(self._findings[about], self.knowledge.descendants(concept))

    def wider_findings(self, concept: str, about: Subject = Subject.PATIENT) -> tuple[Finding, ...]:
        """Return findings of what the concept is a kind of, the concept itself left out.

        Their absence implies the concept's absence; their presence says nothing of it.
        """
        return self._gather(self._findings[about], self.knowledge.ancestors(concept) - {concept})

    def statements(
        self, concept: str, about: Subject = Subject.PATIENT, *, besides: tuple[str, ...] = ()
    ) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
        """Return what findings and diagnoses say for, and against, a concept.

        Diagnoses speak of the patient only. A finding that was not looked for, and a
        suspected diagnosis, are in neither.

        Args:
            concept: what is asked for.
            about: the patient or the family.
            besides: kinds of the concept that do not count ("other than psoriasis").

        Returns:
            Statements that it, or a kind of it, is present; statements that it, or what it
            is a kind of, is absent; both by date.
        """
        told = self._told[about]
        yes, no = told.present.get(concept, ()), told.absent.get(concept, ())
        if besides and yes:
            left_out = frozenset().union(*(self.knowledge.descendants(c) for c in besides))
            yes = [s for s in yes if s.entry.concept not in left_out]
        return by_date(yes), by_date(no)

    def unsettled(
        self, concept: str, about: Subject = Subject.PATIENT, *, besides: tuple[str, ...] = ()
    ) -> tuple[Statement, ...]:
        """Return what was said of a concept without settling it, by date.

        Suspected diagnoses, and findings not known or not looked for, of the concept and of its
        kinds; those left out that were settled at some time.
        """
        told = self._told[about]
        found = told.unsettled.get(concept, ())
        if besides and found:
            left_out = frozenset().union(*(self.knowledge.descendants(c) for c in besides))
            found = [s for s in found if s.entry.concept not in left_out]
        return by_date(found)

    def finding_truth(self, concept: str, about: Subject = Subject.PATIENT) -> bool | None:
        """Tell whether a finding or disease was ever there on or before the day.

        Returns:
            True if the concept or a kind of it was ever present; False if it, or what it is
            a kind of, was looked for and absent and never present; else None.
        """
        present, absent = self.statements(concept, about)
        return True if present else (False if absent else None)

    def diagnoses(self, concept: str) -> tuple[Diagnosis, ...]:
        """Return diagnoses of a disease or of any kind of it, whatever their certainty."""
        return self._gather(self._diagnoses, self.knowledge.descendants(concept))

    def wider_diagnoses(self, concept: str) -> tuple[Diagnosis, ...]:
        """Return diagnoses of what the disease is a kind of, the disease itself left out."""
        return self._gather(self._diagnoses, self.knowledge.ancestors(concept) - {concept})

    def procedures(self, concept: str) -> tuple[Procedure, ...]:
        """Return procedures of a concept or of any kind of it, done or not."""
        return self._gather(self._procedures, self.knowledge.descendants(concept))

    def procedure_results(self, procedure: str, result: str) -> tuple[tuple[Procedure, Fact], ...]:
        """Return one kind of result, with the procedure that gave it."""
        wanted = self.knowledge.descendants(result)
        return tuple(
            (done, fact)
            for done in self.procedures(procedure)
            for fact in done.results
            if fact.concept in wanted
        )

    def treatments(self, drug: str) -> tuple[TreatmentCourse, ...]:
        """Return courses of a drug, or of any drug of a class, by start."""
        return self._gather(self._treatments, frozenset({drug}))

    def scores(self, instrument: str) -> tuple[Score, ...]:
        """Return answers on one instrument."""
        return tuple(self._scores.get(instrument, ()))

    def measurements(self, analyte: str) -> tuple[Measured, ...]:
        """Return the measurements of an analyte, each in the analyte's canonical unit."""
        key = ("measured", analyte)
        if key not in self.cache:
            entries = self._measurements.get(analyte, ())
            self.cache[key] = tuple(self._measured(entry) for entry in entries)
        return cast("tuple[Measured, ...]", self.cache[key])

    def studies_by(self, *modalities: Modality) -> tuple[ImagingStudy, ...]:
        """Return the studies of one or more modalities."""
        key = ("studies", modalities)
        if key not in self.cache:
            found = tuple(study for study in self.studies if study.modality in modalities)
            self.cache[key] = found
        return cast("tuple[ImagingStudy, ...]", self.cache[key])

    def age_years(self) -> Interval | None:
        """Return the possible ages on the day; None without a birth date."""
        return self.record.age_years(self.on)

    @cached_property
    def first_day(self) -> PartialDate | None:
        """The earliest date that any entry, or the start of any finding, names."""
        dates = [e.on for e in self.entries if e.on]
        dates += [f.since for f in self.all_findings if f.since and f.about is Subject.PATIENT]
        return min(dates, key=lambda d: (d.earliest, d.latest), default=None)

    # indexes --------------------------------------------------------------------------------

    @cached_property
    def _findings(self) -> Mapping[Subject, dict[str, list[Finding]]]:
        found: dict[Subject, dict[str, list[Finding]]] = {subject: {} for subject in Subject}
        for finding in self.all_findings:
            found[finding.about].setdefault(finding.concept, []).append(finding)
        return found

    @cached_property
    def _told(self) -> Mapping[Subject, Told]:
        return told_of(self.all_findings, self.of_kind(Diagnosis), self.knowledge)

    @cached_property
    def _diagnoses(self) -> dict[str, list[Diagnosis]]:
        return _grouped(self.of_kind(Diagnosis), "concept")

    @cached_property
    def _procedures(self) -> dict[str, list[Procedure]]:
        return _grouped(self.of_kind(Procedure), "concept")

    @cached_property
    def _treatments(self) -> dict[str, list[TreatmentCourse]]:
        found: dict[str, list[TreatmentCourse]] = {}
        for course in self.all_treatments:
            for name in drug_and_classes(course.drug, self.knowledge):
                found.setdefault(name, []).append(course)
        return found

    @cached_property
    def _scores(self) -> dict[str, list[Score]]:
        return _grouped(self.of_kind(Score), "instrument")

    @cached_property
    def _measurements(self) -> dict[str, list[Measurement]]:
        return _grouped(self.of_kind(Measurement), "analyte")

    def _measured(self, entry: Measurement) -> Measured:
        value, why = normalised(entry, self.knowledge)
        return Measured(entry, value, why)

    @staticmethod
    def _gather(
        index: Mapping[str, list[EntryKind]], concepts: Iterable[str]
    ) -> tuple[EntryKind, ...]:
        lists = [index[concept] for concept in concepts if concept in index]
        if len(lists) <= 1:
            return tuple(lists[0]) if lists else ()
        return tuple(sorted((entry for found in lists for entry in found), key=entry_order))


def drug_and_classes(drug: str, knowledge: Knowledge) -> tuple[str, ...]:
    """Return a drug, or class of drugs, with every class it belongs to."""
    found = [drug]
    known = knowledge.drugs.get(drug)
    if known is not None and known.drug_class:
        found.append(known.drug_class)
    for name in found:
        above = knowledge.drug_classes.get(name)
        found += [parent for parent in (above.parents if above else ()) if parent not in found]
    return tuple(found)


def _grouped(entries: Iterable[EntryKind], attribute: str) -> dict[str, list[EntryKind]]:
    found: dict[str, list[EntryKind]] = {}
    for entry in entries:
        found.setdefault(getattr(entry, attribute), []).append(entry)
    return found


def _is_future(entry: Entry, on: date) -> bool:
    return entry.on is not None and entry.on.earliest > on
