"""Collects from a record and its assessment what the time axis shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from crmo.assess.lesions.index import counts
from crmo.assess.treatments.courses import Course, courses
from crmo.record import (
    Certainty,
    Diagnosis,
    Encounter,
    Entry,
    FactStatus,
    ImagingStudy,
    LesionStatus,
    Modality,
    PartialDate,
    Procedure,
    TreatmentCourse,
)
from crmo.report.case import Case
from crmo.report.time_axis.flare_shades import flare_shades
from crmo.report.time_axis.tracks import tracks
from crmo.report.time_axis.values import Bar, BarGroup, Chart, Mark
from crmo.report.words import (
    date_words,
    listed,
    modality_words,
    say,
    span_words,
    words_of,
)

# The axis keeps this much room before the first and after the last thing on it.
_MARGIN = timedelta(days=25)
_SHOWN = (ImagingStudy, Procedure, Diagnosis, TreatmentCourse, Encounter)


def chart_of(case: Case) -> Chart:
    """Return everything the time axis shows of a case."""
    shown = tracks(case)
    shades = flare_shades(case)
    days = [*_days(case), *(p.when.earliest for track in shown for p in track.points)]
    days += [shade.start for shade in shades]
    first_day = min([*days, case.on - timedelta(days=180)])
    born = case.record.patient.birth_date
    return Chart(
        start=max(first_day, date.min + _MARGIN) - _MARGIN,
        end=case.on + _MARGIN,
        today=case.on,
        born=born.earliest if born and born.is_day else None,
        scans=tuple(_scan(case, study) for study in case.of_kind(ImagingStudy) if study.on),
        events=tuple(sorted(_events(case), key=lambda mark: mark.when.earliest)),
        groups=tuple(_bar_groups(case)),
        tracks=shown,
        shades=shades,
        n_unnamed=_n_unnamed(case),
    )


def _days(case: Case) -> Iterator[date]:
    for entry in case.current:
        if isinstance(entry, _SHOWN):
            for day in (entry.on, getattr(entry, "end", None)):
                if day is not None:
                    yield day.earliest


def _scan(case: Case, study: ImagingStudy) -> Mark:
    found = Counter(lesion.status for lesion in study.lesions)
    told = [
        say("{n} {state}", n=found[status], state=words_of(status))
        for status in LesionStatus
        if found[status]
    ]
    is_whole = study.whole_body is FactStatus.PRESENT
    says_something = study.lesions or study.unlisted is FactStatus.ABSENT
    n_present = counts(case.facts)[study.id].present.low
    return Mark(
        when=_on(study),
        sign=f"{n_present:.0f}" if says_something else "–",
        kind="whole_body" if is_whole else _PART.get(study.modality, "part"),
        words=say(
            "{date}: {kind}; {lesions}",
            date=date_words(study.on),
            kind=modality_words(study.modality, is_whole_body=is_whole),
            lesions=listed(told) if told else say("no lesion listed"),
        ),
        entry=study.id,
    )


_PART = {Modality.RADIOGRAPH: "film", Modality.DXA: "film", Modality.ULTRASOUND: "film"}


def _events(case: Case) -> Iterator[Mark]:
    """Yield biopsies, diagnoses and other procedures that crmo has a name for."""
    for procedure in case.of_kind(Procedure):
        is_done = procedure.status is FactStatus.PRESENT
        if procedure.on and is_done and case.names.knows(procedure):
            yield Mark(
                when=procedure.on,
                sign=case.names.short_of(procedure),
                kind="biopsy" if procedure.concept == "bone_biopsy" else "other",
                words=f"{date_words(procedure.on)}: {case.names.of(procedure)}",
                entry=procedure.id,
            )
    for diagnosis in case.of_kind(Diagnosis):
        if diagnosis.on and case.names.knows(diagnosis):
            name, held = case.names.of(diagnosis), words_of(diagnosis.certainty)
            yield Mark(
                when=diagnosis.on,
                sign=_diagnosis_sign(case, diagnosis),
                kind=f"diagnosis_{diagnosis.certainty}",
                words=f"{date_words(diagnosis.on)}: {name}, {held}",
                entry=diagnosis.id,
            )


def _diagnosis_sign(case: Case, diagnosis: Diagnosis) -> str:
    name = case.names.short_of(diagnosis)
    if diagnosis.certainty is Certainty.CONFIRMED:
        return name
    return say("{name}: {held}", name=name, held=words_of(diagnosis.certainty))


def _n_unnamed(case: Case) -> int:
    """Count what is dated, would stand on the axis, and bears a code that crmo cannot name."""
    entries = (*case.of_kind(Procedure), *case.of_kind(Diagnosis), *case.of_kind(TreatmentCourse))
    return sum(entry.on is not None and not case.names.knows(entry) for entry in entries)


def _bar_groups(case: Case) -> Iterator[BarGroup]:
    by_class: dict[str, list[Bar]] = {}
    for course in courses(case.facts):
        entry = case.by_id[course.entries[0]]
        if (course.start or course.end) and case.names.knows(entry):
            label = case.names.short_drug_class(course.drug)
            by_class.setdefault(label, []).append(_bar(case, course, case.names.of(entry)))
    for label, bars in by_class.items():
        yield BarGroup(label=label, rows=_rows(bars, case.on))


def _bar(case: Case, course: Course, label: str) -> Bar:
    is_open = course.ongoing is FactStatus.PRESENT
    told = [label, span_words(course.start, course.end, is_open=is_open)]
    if course.end or course.ongoing is FactStatus.ABSENT:
        told.append(say("stopped: {reason}", reason=words_of(course.stop_reason)))
    if len(course.entries) > 1:
        told.append(say("{n} entries joined", n=len(course.entries)))
    told += [
        case.names.concept_within(event.concept)
        for event in course.adverse_events
        if event.status is FactStatus.PRESENT
    ]
    return Bar(
        label=label,
        start=course.start,
        end=course.end,
        is_open=is_open,
        words="; ".join(told),
        entry=course.entries[0],
    )


def _rows(bars: Iterable[Bar], today: date) -> tuple[tuple[Bar, ...], ...]:
    """Place each bar in the first row of the same drug, or free row, that it does not overlap."""
    rows: list[list[Bar]] = []
    for bar in bars:
        start = _first_day(bar)
        for row in rows:
            if row[-1].label == bar.label and _last_day(row[-1], today) < start:
                row.append(bar)
                break
        else:
            rows.append([bar])
    return tuple(tuple(row) for row in rows)


def _first_day(bar: Bar) -> date:
    known = bar.start or bar.end
    return known.earliest if known else date.min


def _last_day(bar: Bar, today: date) -> date:
    return bar.end.latest if bar.end else today


def _on(entry: Entry) -> PartialDate:
    if entry.on is None:
        raise ValueError(f"entry {entry.id} has no date")
    return entry.on
