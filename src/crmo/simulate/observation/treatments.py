"""Courses of drugs as they were told and written. No dose is ever written."""

from __future__ import annotations

from datetime import date

from crmo.record import (
    FactStatus,
    PartialDate,
    StopReason,
    ToldResponse,
    TreatmentCourse,
)
from crmo.simulate.child import Treatment
from crmo.simulate.observation import makers
from crmo.simulate.observation.chart import Chart, is_active, present, spelt
from crmo.simulate.observation.days import iso_of
from crmo.simulate.observation.lots import another

_LASTS_DAYS = 56  # two steps: a response that outlived the course by this much has lasted


def write_treatments(chart: Chart) -> None:
    """Write each course when it is first heard of; its end corrects the entry when it comes.

    A course is heard of at once when a visit fell on its first day, else at the next visit, and
    then its beginning is told from memory. Where the end is left out, a course that had ended
    when it was told stands without a word on it, any other as going on, until somebody asks.
    """
    for treatment, own in zip(chart.courses, chart.course_lots, strict=True):
        _write_course(chart, treatment, own)


def _write_course(chart: Chart, treatment: Treatment, lots: list[float]) -> None:
    recording, until = chart.practice.recording, chart.child.until
    name = chart.new_id(f"{spelt(treatment.drug)}-{iso_of(treatment.start)}")
    ended, after = chart.new_id(f"{name}-ended"), chart.new_id(f"{name}-after")
    if not chart.writes(lots[0], recording.treatment_kept_share):
        return
    heard = _heard_of(chart, treatment.start)
    start, stop = chart.told(treatment.start, heard, lots[1]), treatment.stop
    if stop is None or stop > until:
        chart.entries.append(_course(chart, treatment, (name, start, heard), lots))
        return
    asked = max(_heard_of(chart, stop), heard)
    tells_end = chart.writes(lots[2], recording.treatment_end_kept_share)
    end_heard: int | None = asked if tells_end else None
    if asked > heard:
        end_heard = asked if tells_end else _corrected_on(chart, asked, lots[8])
        chart.entries.append(_course(chart, treatment, (name, start, heard), lots))
    elif not tells_end:
        chart.entries.append(
            _course(chart, treatment, (name, start, heard), lots, ongoing=FactStatus.UNKNOWN)
        )
    if end_heard is None:
        return
    known, name = (name, ended) if end_heard > heard else (None, name)
    told = (name, start, end_heard)
    chart.entries.append(_ended(chart, treatment, told, lots, supersedes=known))
    _write_after(chart, treatment, (after, start, end_heard), lots, supersedes=name)


def _heard_of(chart: Chart, day: int) -> int:
    """Return the day of the first visit from a day on, or the day itself when none follows."""
    visit = chart.visit_from(day)
    return day if visit is None else visit.day


def _corrected_on(chart: Chart, forgotten: int, lot: float) -> int | None:
    """Return the day of the visit at which an end that was left out is written after all."""
    share, left = chart.practice.recording.treatment_end_corrected_share, 1.0
    for visit in chart.visits:
        if visit.day > forgotten:
            left *= 1.0 - share
            if lot >= left:
                return visit.day
    return None


def _course(
    chart: Chart,
    treatment: Treatment,
    named: tuple[str, PartialDate, int],
    lots: list[float],
    *,
    ongoing: FactStatus = FactStatus.PRESENT,
) -> TreatmentCourse:
    name, start, heard = named
    return makers.treatment_course(
        id=name,
        on=start,
        recorded_on=date.fromordinal(heard),
        source=chart.source,
        drug=treatment.drug,
        ongoing=ongoing,
        indication=_indication(chart, treatment, lots),
    )


def _ended(
    chart: Chart,
    treatment: Treatment,
    named: tuple[str, PartialDate, int],
    lots: list[float],
    *,
    supersedes: str | None,
    sustained: FactStatus = FactStatus.UNKNOWN,
) -> TreatmentCourse:
    name, start, heard = named
    recording = chart.practice.recording
    stop = treatment.stop if treatment.stop is not None else treatment.start
    tells_response = chart.writes(lots[3], recording.response_kept_share)
    tells_reason = chart.writes(lots[4], recording.stop_reason_kept_share)
    return makers.treatment_course(
        id=name,
        on=start,
        recorded_on=date.fromordinal(heard),
        source=chart.source,
        supersedes=supersedes,
        drug=treatment.drug,
        end=chart.told(stop, max(heard, stop), lots[5]),
        ongoing=FactStatus.ABSENT,
        indication=_indication(chart, treatment, lots),
        response=treatment.response if tells_response else ToldResponse.UNKNOWN,
        sustained=sustained,
        stop_reason=treatment.stop_reason if tells_reason else StopReason.UNKNOWN,
        adverse_events=tuple(
            present(event)
            for event in treatment.adverse_events
            if chart.writes(another(lots[6], event), recording.adverse_event_kept_share)
        ),
    )


def _write_after(
    chart: Chart,
    treatment: Treatment,
    named: tuple[str, PartialDate, int],
    lots: list[float],
    *,
    supersedes: str,
) -> None:
    """Write, for an antibiotic that cured, whether the child stayed well after it."""
    name, start, told_on = named
    stop = treatment.stop if treatment.stop is not None else treatment.start
    is_cure = treatment.response is ToldResponse.COMPLETE
    visit = chart.visit_from(max(stop + _LASTS_DAYS, told_on + 1))
    if treatment.drug not in chart.practice.antibiotics or not is_cure or visit is None:
        return
    if not chart.writes(lots[3], chart.practice.recording.response_kept_share):
        return
    is_well = not any(is_active(bout, visit.day) and bout.is_felt for bout in chart.bouts)
    chart.entries.append(
        _ended(
            chart,
            treatment,
            (name, start, visit.day),
            lots,
            supersedes=supersedes,
            sustained=FactStatus.PRESENT if is_well else FactStatus.ABSENT,
        )
    )


def _indication(chart: Chart, treatment: Treatment, lots: list[float]) -> str:
    is_told = chart.writes(lots[7], chart.practice.recording.indication_kept_share)
    return treatment.indication if is_told else ""
