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
from crmo.assess.lesions.told import told_counts
from crmo.assess.measures import points
from crmo.assess.months import months_after, months_between
from crmo.assess.treatments.courses import disease_courses
from crmo.knowledge import Knowledge, Rule
from crmo.record import (
    Certainty,
    FactStatus,
    Interval,
    PartialDate,
    PatientRecord,
)


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


@frozen(slots=True)
class _Sign:
    """One sign of the disease.

    Attributes:
        begun: when it began, or when it was first seen.
        seen: when it was last seen.
        entry: id of its entry.
        onset_is_told: whether the record says when it began.
    """

    begun: PartialDate
    seen: PartialDate
    entry: str
    onset_is_told: bool = False


def _signs(facts: Facts, findings: Iterable[str]) -> list[_Sign]:
    found = [*_known_disease(facts)]
    for concept in findings:
        for sign in facts.findings(concept):
            begun, seen = sign.since or sign.on, sign.until or sign.on or sign.since
            if sign.status is FactStatus.PRESENT and begun and seen:
                found.append(_Sign(begun, seen, sign.id, onset_is_told=sign.since is not None))
    for line in timelines(facts):
        found += [_Sign(s.on, s.on, s.study) for s in line.states if s.is_present]
    found += [_Sign(k.on, k.on, k.entries[0]) for k in clinic_looks(facts) if k.is_active]
    found += [_Sign(told.on, told.on, told.entry) for told in told_counts(facts) if told.n]
    return sorted(found, key=lambda sign: (sign.begun.earliest, sign.begun.latest, sign.entry))


def _known_disease(facts: Facts) -> Iterable[_Sign]:
    """Return the days on which the disease was known or treated: it was there by then."""
    held = [d for d in facts.diagnoses("cno") if d.certainty in _HELD]
    yield from (_Sign(d.on, d.on, d.id) for d in held if d.on is not None)
    if not held:
        return
    for course in disease_courses(facts):
        if course.start is not None:
            yield _Sign(course.start, course.start, course.entries[0])


_HELD = frozenset({Certainty.CONFIRMED, Certainty.SUSPECTED})


def _chronic(facts: Facts, rule: Rule) -> Assessment:
    signs = _signs(facts, rule.body["findings"])
    limit = number(rule.body["acute_at_most"])
    onset = MissingFact(fact="onset", label="When did the first complaint begin?")
    if not signs or limit is None:
        words = "No dated sign of the disease is on record."
        return answer(rule, facts.on, Verdict.CANNOT_TELL, words, missing=(onset,))
    first = signs[0]
    last = max(signs, key=lambda sign: (sign.seen.earliest, sign.seen.latest, sign.entry))
    value, truth = _duration(facts, signs, int(limit))
    words = {True: "Chronic", False: "Acute so far", None: "Acute or chronic cannot be told"}[truth]
    begun = "" if first.onset_is_told else "at the latest "
    kinds = "signs, diagnosis or treatment" if facts.diagnoses("cno") else "signs"
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        f"{words}: {kinds} on record from {begun}{spoken(first.begun)} to {spoken(last.seen)}.",
        value=value,
        unit="mo",
        entries=(first.entry, last.entry),
        missing=() if first.onset_is_told else (onset,),
        details={
            "onset": str(first.begun),
            "onset_is_told": first.onset_is_told,
            "last_sign": str(last.seen),
        },
    )


def _duration(facts: Facts, signs: Sequence[_Sign], limit: int) -> tuple[Interval, bool | None]:
    """Return the possible months from first to last sign, and whether that is over the limit.

    Without a told onset the first sign may have begun long before it was seen.
    """
    begun = min(s.begun.earliest for s in signs), min(s.begun.latest for s in signs)
    ended = max(s.seen.earliest for s in signs), max(s.seen.latest for s in signs)
    ended = min(ended[0], facts.on), min(ended[1], facts.on)
    shortest = max(0.0, round(months_between(begun[1], ended[0])[0], 1))
    longest = max(shortest, round(months_between(begun[0], ended[1])[1], 1))
    if ended[0] > months_after(begun[1], limit):
        truth: bool | None = True
    else:
        last_acute = months_after(begun[0], limit)
        is_short = ended[1] <= last_acute
        # Short so far only if somebody has looked since, or six months have not yet passed.
        truth = (
            False
            if is_short and (facts.on <= last_acute or _was_quiet_after(facts, ended[1]))
            else None
        )
    if signs[0].onset_is_told:
        return Interval(shortest, longest), truth
    return Interval(shortest, math.inf), truth or None


def _was_quiet_after(facts: Facts, day: date) -> bool:
    looks = (*clinic_looks(facts), *mri_looks(facts))
    return any(not look.is_active and look.on.earliest > day for look in looks)


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
    absent = [_short(p) for p in parts if p.verdict is Verdict.NOT_MET]
    open_parts = listed((_short(p) for p in parts if p.verdict is Verdict.CANNOT_TELL), "or")
    words = {
        True: "Chronic, recurrent and multifocal.",
        False: f"{'Not' if len(absent) == 1 else 'Neither'} {' nor '.join(absent)} "
        "by what is on record so far.",
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
