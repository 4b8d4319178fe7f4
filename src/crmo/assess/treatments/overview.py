"""Courses of treatment and what happened during and after each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from crmo.assess.answer import answer, capitalised, counted, listed, spoken, told, verdict_of
from crmo.assess.assessment import Assessment, Reason, Verdict
from crmo.assess.facts import Facts
from crmo.assess.flares.overview import flare_details
from crmo.assess.lesions.details import limits
from crmo.assess.measures import Point, measures
from crmo.assess.months import DAYS_PER_MONTH
from crmo.assess.pedcno import changes, levels_met
from crmo.assess.treatments.courses import Course, courses
from crmo.assess.treatments.outcome import Outcome, outcome
from crmo.knowledge import Knowledge, Rule
from crmo.record import FactStatus, PatientRecord, StopReason, ToldResponse


def treatments(record: PatientRecord, knowledge: Knowledge, *, on: date) -> tuple[Assessment, ...]:
    """Return one assessment per course of treatment, by start; never ranked.

    The verdict says whether the course runs on the day: MET it does, NOT_MET it is over,
    CANNOT_TELL its end is not known.

    Details: `drug`, `label`, `class`, `start`, `end` (dates or None), `ongoing` (four-state
    word), `before`, `at_end`, `after`: measure id to a mapping `value`, `high`, `unit`, `on`,
    `entries`, or None; `flares_during`, `flares_after`: mappings as in `flares`;
    `months_to_next_flare` as (fewest, most) or None; `months_followed_after` or None;
    `n_mri_after` and `n_visits_after`: how often somebody looked after the end; `restarted`
    (date or None): when the same drug was begun again;
    `adverse_events`: mappings `concept`, `status`, `text`; `stop_reason`, `told_response`;
    `pedcno`: level id to verdict from start to end (or now), or None when it has no dates.

    Args:
        record: one child.
        knowledge: the rules.
        on: the day of the answer, inclusive.
    """
    return treatments_from(Facts(record, knowledge, on))


def treatments_from(facts: Facts) -> tuple[Assessment, ...]:
    """Return the same as `treatments` from facts that are already indexed."""
    rule = facts.knowledge.rules("treatment")["treatment_courses"]
    return tuple(_course(facts, rule, course) for course in courses(facts))


def _course(facts: Facts, rule: Rule, course: Course) -> Assessment:
    found = outcome(facts, course)
    cautions = (
        ()
        if course.has_known_end
        else (
            "The end of an earlier prescription was not recorded; the course may have had a break.",
        )
    )
    return answer(
        rule,
        facts.on,
        verdict_of(course.runs_on(facts.on)),
        _summary(facts, course, found),
        reasons=_reasons(facts, found),
        entries=course.entries,
        details={
            **_course_details(course),
            **_outcome_details(facts, found),
            "pedcno": _pedcno(facts, course),
        },
        cautions=cautions,
    )


def _course_details(course: Course) -> dict[str, object]:
    return {
        "drug": course.drug,
        "label": course.label,
        "class": course.drug_class,
        "start": str(course.start) if course.start else None,
        "end": str(course.end) if course.end else None,
        "ongoing": course.ongoing,
        "adverse_events": tuple(
            {"concept": fact.concept, "status": fact.status, "text": fact.text}
            for fact in course.adverse_events
        ),
        "stop_reason": course.stop_reason,
        "told_response": course.response,
    }


def _outcome_details(facts: Facts, found: Outcome) -> dict[str, object]:
    return {
        "before": _values(facts, found.before),
        "at_end": _values(facts, found.at_end),
        "after": _values(facts, found.after),
        "flares_during": tuple(map(flare_details, found.flares_during)),
        "flares_after": tuple(map(flare_details, found.flares_after)),
        "months_to_next_flare": found.months_to_next_flare,
        "months_followed_after": found.months_followed_after,
        "n_mri_after": found.n_mri_after,
        "n_visits_after": found.n_visits_after,
        "restarted": str(found.restarted) if found.restarted else None,
    }


def _values(facts: Facts, found: Mapping[str, Point | None]) -> dict[str, object]:
    known = measures(facts)
    return {key: point and _value(known[key].unit, point) for key, point in found.items()}


def _value(unit: str, point: Point) -> dict[str, object]:
    low, high = limits(point.value)
    return {
        "value": low,
        "high": high,
        "unit": unit,
        "on": str(point.on),
        "entries": point.entries,
    }


def _reasons(facts: Facts, found: Outcome) -> tuple[Reason, ...]:
    reasons = []
    for key, measure in measures(facts).items():
        before, end, after = found.before[key], found.at_end[key], found.after[key]
        words = [
            f"{when} {told(point.value, measure.unit)} ({spoken(point.on)})"
            for when, point in (("before", before), ("at the end", end), ("after", after))
            if point
        ]
        if words:
            entries = [e for p in (before, end, after) if p for e in p.entries]
            reasons.append(
                Reason(
                    criterion=key,
                    label=measure.label,
                    verdict=Verdict.MET,
                    entries=tuple(dict.fromkeys(entries)),
                    observed="; ".join(words),
                )
            )
    return tuple(reasons)


def _summary(facts: Facts, course: Course, found: Outcome) -> str:
    return " ".join(
        part
        for part in (
            f"{course.label[0].upper()}{course.label[1:]}, {_when(facts, course)}.",
            _pain(found),
            _flares(found),
            _adverse(course),
            _stopped(course),
        )
        if part
    )


def _when(facts: Facts, course: Course) -> str:
    start = spoken(course.start) if course.start else "an unknown date"
    if course.end:
        return f"{start} to {spoken(course.end)}"
    runs = course.runs_on(facts.on)
    if runs:
        return f"since {start}"
    if runs is False:
        return f"from {start}, ended on an unknown date"
    return f"from {start}, end not recorded"


def _pain(found: Outcome) -> str:
    before, end = found.before.get("pain"), found.at_end.get("pain")
    if before is None or end is None:
        return ""
    return f"Pain {told(before.value)} before, {told(end.value)} at the end or now."


def _flares(found: Outcome) -> str:
    parts = []
    if found.flares_during:
        parts.append(f"{counted(len(found.flares_during), 'flare')} during")
    if found.months_to_next_flare:
        low, high = (round(months) for months in found.months_to_next_flare)
        months = f"{low}" if low == high else f"{low} to {high}"
        parts.append(f"next flare {months} {'month' if months == '1' else 'months'} after the end")
    elif found.months_followed_after is not None:
        parts.append(_followed(found, found.months_followed_after))
    if found.restarted:
        parts.append(f"begun again {spoken(found.restarted)}")
    return f"{capitalised('; '.join(parts))}." if parts else ""


def _followed(found: Outcome, months: float) -> str:
    """Say how long nothing was recorded, and how often somebody looked in that time."""
    looks = []
    if found.n_mri_after:
        looks.append(counted(found.n_mri_after, "MRI study", "MRI studies"))
    if found.n_visits_after:
        looks.append(
            counted(found.n_visits_after, "visit with a pain score", "visits with a pain score")
        )
    days = round(months * DAYS_PER_MONTH)
    lasted = counted(round(months), "month") if months >= 1 else counted(days, "day")
    time = f"the {lasted} after the end"
    if not looks:
        return f"whether a flare followed is not known: no MRI and no pain score in {time}"
    return f"no flare recorded in {time}, with {listed(looks)} in that time"


def _adverse(course: Course) -> str:
    told_events = [
        fact.concept.replace("_", " ")
        for fact in course.adverse_events
        if fact.status is FactStatus.PRESENT
    ]
    return f"Adverse events: {listed(dict.fromkeys(told_events))}." if told_events else ""


_STOPPED = {
    StopReason.NO_EFFECT: "Stopped for lack of effect.",
    StopReason.LOST_EFFECT: "Stopped because the effect was lost.",
    StopReason.ADVERSE_EVENT: "Stopped for an adverse event.",
    StopReason.REMISSION: "Stopped in remission.",
    StopReason.COMPLETED: "Completed as planned.",
    StopReason.CHOICE: "Stopped by choice.",
    StopReason.OTHER: "Stopped for another reason.",
    StopReason.UNKNOWN: "",
}


def _stopped(course: Course) -> str:
    said = (
        ""
        if course.response is ToldResponse.UNKNOWN
        else f"Response as told: {course.response.value}."
    )
    return f"{said} {_STOPPED[course.stop_reason]}".strip()


def _pedcno(facts: Facts, course: Course) -> dict[str, Verdict] | None:
    end = course.end.earliest if course.end else (facts.on if course.runs_on(facts.on) else None)
    if course.start is None or end is None or not course.start.earliest < end:
        return None
    body = facts.knowledge.rules("response")["pedcno"].body
    met = levels_met(body, changes(facts, body, course.start.earliest, end).values())
    return {level_id: verdict_of(truth) for level_id, truth in met.items()}
