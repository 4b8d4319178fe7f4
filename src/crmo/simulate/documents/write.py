"""Write all the documents of one child."""

from __future__ import annotations

from datetime import date, timedelta

from crmo.errors import InvalidValueError
from crmo.knowledge import Knowledge
from crmo.record import (
    Diagnosis,
    ImagingStudy,
    Measurement,
    PatientRecord,
    Procedure,
    TreatmentCourse,
)
from crmo.simulate.chance import Luck
from crmo.simulate.documents.addendum import Slip, addendum, slip_in
from crmo.simulate.documents.clinic_note import Story, clinic_note
from crmo.simulate.documents.comparison import latest_before
from crmo.simulate.documents.gather import NotePlan, is_pathology, note_plans, studies_of
from crmo.simulate.documents.habits import WritingHabits, writing_habits
from crmo.simulate.documents.house_style import STYLES, HouseStyle
from crmo.simulate.documents.imaging_report import imaging_report
from crmo.simulate.documents.layout import finished, with_slips
from crmo.simulate.documents.marked import Pieces, plain
from crmo.simulate.documents.pathology_report import pathology_report
from crmo.simulate.documents.pen import Pen
from crmo.simulate.documents.vocabulary import vocabulary
from crmo.simulate.documents.written import WrittenDocument


def write_documents(
    record: PatientRecord,
    knowledge: Knowledge,
    *,
    seed: int,
    child: int,
    style: str | None = None,
) -> tuple[WrittenDocument, ...]:
    """Return the notes and reports that a hospital would hold of a child.

    A clinic note for each day with an encounter, and for results or complaints that no visit
    follows soon; a report for each study; a laboratory report for each biopsy and culture with
    results; now and then an addendum. Entries without a date, corrected or retracted ones, and
    facts that are not known are not written about. The same seed, child and record give the same
    documents; each has luck of its own, so that one entry more changes only the documents that
    speak of it.

    Args:
        record: what is known of the child.
        knowledge: the names of things.
        seed: seed of the simulation.
        child: number of the child.
        style: one of STYLES for all documents; None lets luck choose.

    Returns:
        Documents by date; of one day notes first, then reports.

    Raises:
        InvalidValueError: there is no such style.
    """
    if style is not None and style not in STYLES:
        raise InvalidValueError(
            "there is no such house style.", came=style, expected=f"one of {', '.join(STYLES)}"
        )
    habits = writing_habits(record, knowledge, seed=seed, child=child, style=style)
    desk = _Desk(record, knowledge, habits)
    documents = [*desk.notes(), *desk.reports(), *desk.pathology()]
    return tuple(sorted(documents, key=lambda document: document.on))


class _Desk:
    """Where the documents of one child are written."""

    def __init__(self, record: PatientRecord, knowledge: Knowledge, habits: WritingHabits) -> None:
        self.record, self.habits = record, habits
        self.words = vocabulary(knowledge, habits.dialect)
        self.studies = studies_of(record)
        self.diagnoses = record.of_kind(Diagnosis)
        self.styles: dict[str, HouseStyle] = {}

    def notes(self) -> list[WrittenDocument]:
        story = Story(
            treatments=self.record.of_kind(TreatmentCourse),
            diagnoses=self.diagnoses,
            studies=self.studies,
            measurements=self._measurements(),
        )
        return [self._note(plan, story) for plan in note_plans(self.record)]

    def _measurements(self) -> dict[str, list[Measurement]]:
        by_analyte: dict[str, list[Measurement]] = {}
        for each in self.record.of_kind(Measurement):
            by_analyte.setdefault(each.analyte, []).append(each)
        return by_analyte

    def _note(self, plan: NotePlan, story: Story) -> WrittenDocument:
        department = plan.encounters[0].department if plan.encounters else ""
        if department not in self.styles:
            self.styles[department] = self.habits.style_of(department)
        style = self.styles[department]
        name = f"note-{plan.day.isoformat()}"
        pen = self._pen(name, style, plan.day)
        title, page = clinic_note(pen, plan, story)
        return self._document(name, "clinic_note", pen, title, page)

    def reports(self) -> list[WrittenDocument]:
        documents = []
        for study in self.studies:
            name = f"report-{study.id}"
            slip = slip_in(study, self._luck(f"slip/{study.id}"))
            documents.append(self._report(name, slip.study if slip else study))
            if slip is not None:
                documents.append(self._addendum(study, slip, name))
        return documents

    def _report(self, name: str, study: ImagingStudy) -> WrittenDocument:
        day = study.on.latest if study.on else date.min
        pen = self._pen(name, self.habits.radiology, day)
        before = latest_before(self.studies, study)
        title, page = imaging_report(
            pen, study, before, self.diagnoses, is_first=self.studies[0].id == study.id
        )
        return self._document(name, "imaging_report", pen, title, page)

    def _addendum(self, study: ImagingStudy, slip: Slip, amends: str) -> WrittenDocument:
        name = f"addendum-{study.id}"
        luck = self._luck(f"days/{name}")
        reported = study.on.latest if study.on else date.min
        pen = self._pen(name, self.habits.radiology, reported + timedelta(luck.between(1, 9)))
        title, page = addendum(pen, study, slip)
        return self._document(name, "addendum", pen, title, page, amends)

    def pathology(self) -> list[WrittenDocument]:
        documents = []
        for procedure in self.record.of_kind(Procedure):
            if procedure.on is None or not is_pathology(procedure):
                continue
            name = f"pathology-{procedure.id}"
            pen = self._pen(name, self.habits.radiology, procedure.on.latest)
            title, page = pathology_report(pen, procedure)
            documents.append(self._document(name, "pathology_report", pen, title, page))
        return documents

    def _luck(self, name: str) -> Luck:
        return Luck(self.habits.seed, f"documents/{name}", self.habits.child)

    def _pen(self, name: str, style: HouseStyle, day: date) -> Pen:
        return Pen(style, self.words, self._luck(name), self.record, day)

    def _document(
        self, name: str, kind: str, pen: Pen, title: Pieces, page: Pieces, amends: str = ""
    ) -> WrittenDocument:
        text, statements = finished(with_slips(pen, page), pen.style.layout.wrap)
        return WrittenDocument(
            id=name,
            on=pen.day,
            kind=kind,
            style=pen.style.name,
            dialect=pen.style.dialect,
            title=plain(title),
            text=text,
            statements=statements,
            amends=amends,
        )
