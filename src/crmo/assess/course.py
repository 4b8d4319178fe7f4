"""What course the disease has taken so far."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from attrs import frozen

from crmo.assess.answer import (
    all_of,
    answer,
    counted,
    listed,
    number,
    remembered,
    spoken,
    verdict_of,
)
from crmo.assess.assessment import Assessment, MissingFact, Reason, Verdict
from crmo.assess.facts import Facts
from crmo.assess.lesions.index import counts, mri_views, timelines
from crmo.assess.lesions.overview import lesions_from
from crmo.assess.lesions.timeline import MRI_TRACK, LesionState
from crmo.assess.measures import points
from crmo.assess.months import months_after, months_between
from crmo.knowledge import Knowledge, Rule
from crmo.record import FactStatus, Interval, PartialDate, PatientRecord


@frozen(slots=True)
class Look:
    """One day on which the disease was seen to be active or quiet.

    Attributes:
        on: the date.
        is_active: True active, False quiet.
        entries: ids of the entries it rests on.
    """

    on: PartialDate
    is_active: bool
    entries: tuple[str, ...]


def course(record: PatientRecord, knowledge: Knowledge, *, on: date) -> tuple[Assessment, ...]:
    """Say whether the disease is chronic, recurrent, all that CRMO means, and of which course.

    Assessments, in this order:
        `chronic_course`: `value` is the time from the first to the last sign in months.
        `recurrent_course`: `value` is how often it came back.
        `crmo_by_course`: chronic, recurrent and multifocal.
        `course_type`: MET when the course can be named. Details: `clinic` and `mri`, each
            `persistent`, `relapsing`, `single` or None.

    Args:
        record: one child.
        knowledge: the rules.
        on: the day of the answer, inclusive.
    """
    return course_from(Facts(record, knowledge, on))


def course_from(facts: Facts) -> tuple[Assessment, ...]:
    """Return the same as `course` from facts that are already indexed."""
    rules = facts.knowledge.rules("course")
    chronic = _chronic(facts, rules["chronic_course"])
    recurrent = _recurrent(facts, rules["recurrent_course"])
    by_id = {a.rule: a for a in (chronic, recurrent, *lesions_from(facts))}
    parts = [by_id[rule_id] for rule_id in rules["crmo_by_course"].body["all_of"]]
    return (
        chronic,
        recurrent,
        _all_three(facts, rules["crmo_by_course"], parts),
        _course_type(facts, rules["course_type"]),
    )


def clinic_looks(facts: Facts) -> tuple[Look, ...]:
    """Return the days on which the disease was active or quiet in the clinic, earliest first.

    The number of clinically active lesions decides where it was counted; pain may have other
    reasons. Elsewhere pain decides.
    """
    return remembered(facts, _make_clinic_looks)


def _make_clinic_looks(facts: Facts) -> tuple[Look, ...]:
    found = {p.on: _look(p.on, p.value, p.entries) for p in points(facts, "pain")}
    for point in points(facts, "clinical_lesion_count"):
        look = _look(point.on, point.value, point.entries)
        if look is not None or point.on not in found:
            found[point.on] = look
    return tuple(sorted((look for look in found.values() if look), key=_day))


def mri_looks(facts: Facts) -> tuple[Look, ...]:
    """Return the MRI studies that show the disease active, or the whole skeleton quiet."""
    found = []
    for view in mri_views(facts):
        look = _look(view.on, counts(facts)[view.study.id].present, (view.study.id,))
        if look is not None:
            found.append(look)
    return tuple(found)


def _look(on: PartialDate, value: Interval, entries: tuple[str, ...]) -> Look | None:
    is_active = value.compare(">", 0)
    return None if is_active is None else Look(on, is_active, entries)


def _day(look: Look) -> tuple[date, date]:
    return look.on.earliest, look.on.latest


def _signs(facts: Facts, findings: Iterable[str]) -> list[tuple[PartialDate, PartialDate, str]]:
    """Return first day, last day and entry of every sign of the disease."""
    found = []
    for concept in findings:
        for sign in facts.findings(concept):
            begun, seen = sign.since or sign.on, sign.until or sign.on or sign.since
            if sign.status is FactStatus.PRESENT and begun and seen:
                found.append((begun, seen, sign.id))
    for line in timelines(facts):
        found += [(s.on, s.on, s.study) for s in line.states if s.is_present]
    for look in clinic_looks(facts):
        if look.is_active:
            found.append((look.on, look.on, look.entries[0]))
    return found


def _chronic(facts: Facts, rule: Rule) -> Assessment:
    signs = _signs(facts, rule.body["findings"])
    limit = number(rule.body["acute_at_most"])
    if not signs or limit is None:
        missing = (MissingFact(fact="onset", label="When did the first complaint begin?"),)
        return answer(
            rule,
            facts.on,
            Verdict.CANNOT_TELL,
            "No dated sign of the disease is on record.",
            missing=missing,
        )
    # The first sign began no later than the earliest of all latest possible days.
    first = (min(s[0].earliest for s in signs), min(s[0].latest for s in signs))
    last = (max(s[1].earliest for s in signs), min(facts.on, max(s[1].latest for s in signs)))
    truth: bool | None = None
    if last[0] > months_after(first[1], int(limit)):
        truth = True
    elif last[1] <= months_after(first[0], int(limit)):
        truth = False
    months = (months_between(first[1], last[0])[0], months_between(first[0], last[1])[1])
    value = Interval(max(0.0, round(months[0], 1)), max(0.0, round(months[1], 1)))
    ends = [s[2] for s in signs if s[0].earliest == first[0] or s[1].earliest == last[0]]
    words = {True: "Chronic", False: "Acute so far", None: "Acute or chronic cannot be told"}[truth]
    onset = next(s[0] for s in sorted(signs, key=lambda s: (s[0].earliest, s[2])))
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        f"{words}: signs of the disease from {spoken(onset)} to {spoken(last[1])}.",
        value=value,
        unit="mo",
        entries=sorted(set(ends)),
        details={"onset": str(onset), "last_sign": last[1].isoformat()},
    )


def returns(looks: Sequence[Look]) -> int:
    """Return how often activity followed quiet that followed activity."""
    states = [look.is_active for look in looks]
    begun = states[states.index(True) :] if True in states else []
    return sum(now and not before for before, now in pairwise(begun))


def _recurrent(facts: Facts, rule: Rule) -> Assessment:
    limit = number(rule.body["returns_at_least"])
    back = [
        (line, state)
        for line in timelines(facts)
        for state in line.states
        if state.state is LesionState.RECURRED and state.track == MRI_TRACK
    ]
    studies = {state.study for _line, state in back}
    clinic, mri = clinic_looks(facts), mri_looks(facts)
    n = max(len(studies), returns(mri), returns(clinic))
    could_have = len(clinic) > 1 or len(mri_views(facts)) > 1
    truth = None if limit is None else (True if n >= limit else (False if could_have else None))
    places = listed(dict.fromkeys(line.place.label for line, _state in back))
    parts = [f"back on MRI after healing: {places}"] if places else []
    if returns(clinic):
        parts.append(
            f"active again {counted(returns(clinic), 'time')} after being quiet in the clinic"
        )
    if returns(mri):
        parts.append(f"active again {counted(returns(mri), 'time')} after a clear whole-body MRI")
    words = listed(parts) or (
        "No return of the disease is on record"
        if could_have
        else "Too few visits or studies to tell"
    )
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        f"{words[0].upper()}{words[1:]}.",
        value=Interval.exactly(n) if could_have else None,
        unit="1",
        entries=sorted(studies),
        missing=()
        if could_have
        else (MissingFact(fact="follow_up", label="A later visit or MRI"),),
        details={"places": tuple(dict.fromkeys(line.place.id for line, _state in back))},
    )


def _all_three(facts: Facts, rule: Rule, parts: Sequence[Assessment]) -> Assessment:
    truth = all_of({Verdict.MET: True, Verdict.NOT_MET: False}.get(p.verdict) for p in parts)
    absent = listed((_short(p) for p in parts if p.verdict is Verdict.NOT_MET), "and not")
    open_parts = listed((_short(p) for p in parts if p.verdict is Verdict.CANNOT_TELL), "or")
    words = {
        True: "Chronic, recurrent and multifocal.",
        False: f"Not {absent} so far.",
        None: f"Not known whether it is {open_parts}.",
    }[truth]
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        words,
        reasons=tuple(
            Reason(
                criterion=p.rule,
                label=_short(p),
                verdict=p.verdict,
                entries=p.entries,
                observed=p.summary,
            )
            for p in parts
        ),
        missing=tuple({fact.fact: fact for p in parts for fact in p.missing}.values()),
    )


def _short(part: Assessment) -> str:
    return part.rule.removesuffix("_course")


def _course_type(facts: Facts, rule: Rule) -> Assessment:
    limit = number(rule.body["persistent_after"])
    named = {
        "clinic": course_name(clinic_looks(facts), limit),
        "mri": course_name(mri_looks(facts), limit),
    }
    said = {
        "clinic": {
            "persistent": "never quiet in the clinic",
            "relapsing": "quiet and active again in the clinic",
            "single": "one episode so far in the clinic",
        },
        "mri": {
            "persistent": "never clear on MRI",
            "relapsing": "clear and active again on MRI",
            "single": "clear on whole-body MRI since",
        },
    }
    parts = [said[track][name] for track, name in named.items() if name]
    words = listed(parts) or "Too few visits or studies to name a course"
    used = [e for look in (*clinic_looks(facts), *mri_looks(facts)) for e in look.entries]
    return answer(
        rule,
        facts.on,
        Verdict.MET if parts else Verdict.CANNOT_TELL,
        f"{words[0].upper()}{words[1:]}.",
        entries=used,
        details={**named},
    )


def course_name(looks: Sequence[Look], persistent_after_months: float | None) -> str | None:
    """Return `persistent`, `relapsing` or `single` for a line of looks, or None if not yet.

    Args:
        looks: earliest first.
        persistent_after_months: how long disease without a quiet day must last to be
            called persistent; None leaves that open.
    """
    active = [look for look in looks if look.is_active]
    if not active:
        return None
    if returns(looks):
        return "relapsing"
    if not looks[-1].is_active:
        return "single"
    months = persistent_after_months if persistent_after_months is not None else math.inf
    if math.isinf(months):
        return None
    lasted = active[-1].on.earliest > months_after(active[0].on.latest, int(months))
    return "persistent" if lasted else None
