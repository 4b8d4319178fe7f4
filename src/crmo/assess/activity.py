"""How active the disease is on a day."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from crmo.assess.answer import (
    all_of,
    answer,
    any_of,
    listed,
    missing_cutoff,
    number,
    spoken,
    told,
    verdict_of,
)
from crmo.assess.assessment import Assessment, MissingFact, Reason, Verdict, WhatIf
from crmo.assess.facts import Facts
from crmo.assess.lesions.details import limits
from crmo.assess.lesions.index import active_places
from crmo.assess.measures import Measure, Point, latest, measures, points
from crmo.assess.treatments.courses import disease_courses
from crmo.knowledge import Knowledge, Rule
from crmo.record import Interval, PatientRecord


def activity(record: PatientRecord, knowledge: Knowledge, *, on: date) -> tuple[Assessment, ...]:
    """Say what was measured lately and what the activity rules make of it.

    Assessments, in this order:
        `current_measures`: the components, each the latest value within its window. MET when
            every one is known, else CANNOT_TELL. Details: `components`, one mapping each:
            `id`, `label`, `value` (lower limit, or None), `high` (upper limit, or None),
            `unit`, `on` (date or None), `entry` (id or None), `entries`, `is_normal`.
        `cno_cdas`: the sum of its parts in `value`; the verdict (inactive or not) is
            CANNOT_TELL as long as no cut-off is known. Details: `components` as above.
        `severe_course`: physician global at or above the cut-off.
        `catalano_pons_active`: pain, or treatment for the disease.
        `minimal_disease_activity`: CANNOT_TELL until an overlay fills in the cut-offs.

    Args:
        record: one child.
        knowledge: the rules.
        on: the day of the answer, inclusive.
    """
    return activity_from(Facts(record, knowledge, on))


def activity_from(facts: Facts) -> tuple[Assessment, ...]:
    """Return the same as `activity` from facts that are already indexed."""
    rules = facts.knowledge.rules("activity")
    return (
        _current(facts, rules["current_measures"]),
        _cdas(facts, rules["cno_cdas"]),
        _severe(facts, rules["severe_course"]),
        _catalano_pons(facts, rules["catalano_pons_active"]),
        _minimal(facts, rules["minimal_disease_activity"]),
    )


def _current(facts: Facts, rule: Rule) -> Assessment:
    found = {key: latest(facts, key, facts.on) for key in measures(facts)}
    reasons = tuple(_reason(facts, key, point) for key, point in found.items())
    known = [reason.observed for reason in reasons if reason.verdict is Verdict.MET]
    older = [
        _value(measures(facts)[key], points(facts, key)[-1])
        for key, point in found.items()
        if point is None and points(facts, key)
    ]
    now = f"{'; '.join(known)}." if known else "Nothing was measured lately."
    then = f" When last looked at: {'; '.join(older)}." if older else ""
    return answer(
        rule,
        facts.on,
        Verdict.MET if None not in found.values() else Verdict.CANNOT_TELL,
        f"{now}{then}",
        reasons=reasons,
        missing=tuple(_missing(facts, key) for key, point in found.items() if point is None),
        details={"components": tuple(_component(facts, k, p) for k, p in found.items())},
    )


def _value(measure: Measure, point: Point) -> str:
    return f"{measure.label} {told(point.value, measure.unit)} ({spoken(point.on)})"


def _reason(facts: Facts, key: str, point: Point | None) -> Reason:
    measure = measures(facts)[key]
    if point is None:
        older = points(facts, key)[-1:]
        was = (
            f"; was {told(older[0].value, measure.unit)} on {spoken(older[0].on)}" if older else ""
        )
        return Reason(
            criterion=measure.id,
            label=measure.label,
            verdict=Verdict.CANNOT_TELL,
            entries=older[0].entries if older else (),
            observed=f"{measure.label} not known within {measure.window_days:g} days{was}",
        )
    return Reason(
        criterion=measure.id,
        label=measure.label,
        verdict=Verdict.MET,
        entries=point.entries,
        observed=_value(measure, point),
    )


def _component(facts: Facts, key: str, point: Point | None) -> Mapping[str, object]:
    measure = measures(facts)[key]
    low, high = limits(point.value) if point else (None, None)
    return {
        "id": key,
        "label": measure.label,
        "value": low,
        "high": high,
        "unit": measure.unit,
        "on": str(point.on) if point else None,
        "entry": point.entries[0] if point else None,
        "entries": point.entries if point else (),
        "is_normal": point.is_normal if point else None,
    }


def _missing(facts: Facts, key: str, what_if: tuple[WhatIf, ...] = ()) -> MissingFact:
    measure = measures(facts)[key]
    instrument = facts.knowledge.instruments.get(measure.instrument)
    analyte = facts.knowledge.analytes.get(measure.analyte)
    asked = (instrument and instrument.ask) or (analyte and analyte.ask) or measure.label
    return MissingFact(fact=key, label=asked, what_if=what_if)


def _cdas(facts: Facts, rule: Rule) -> Assessment:
    parts = {key: latest(facts, key, facts.on) for key in rule.body["components"]}
    known = [point for point in parts.values() if point is not None]
    lacking = [key for key, point in parts.items() if point is None]
    low = sum(point.value.low for point in known)
    high = math.inf if lacking else sum(point.value.high for point in known)
    value = Interval(low, high) if known else None
    limit = number(rule.body["inactive_at_most"])
    truth = None if limit is None or value is None else value.compare("<=", limit)
    labels = [measures(facts)[key].label.lower() for key in lacking]
    summary = f"CDAS {told(value)}" if value else "CDAS cannot be computed"
    summary += f"; not known: {listed(labels)}." if labels else "."
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        f"{summary}{'' if limit is not None else ' What counts as inactive is not known.'}",
        value=value,
        unit="1",
        reasons=tuple(_reason(facts, key, point) for key, point in parts.items()),
        missing=tuple(_missing(facts, key) for key in lacking),
        details={"components": tuple(_component(facts, k, p) for k, p in parts.items())},
    )


def _severe(facts: Facts, rule: Rule) -> Assessment:
    key, limit = rule.body["component"], number(rule.body["severe_from"])
    point = latest(facts, key, facts.on)
    truth = None if point is None or limit is None else point.value.compare(">=", limit)
    reason = _reason(facts, key, point)
    what_if = (
        (
            WhatIf(answer=f"{limit:g} or more", verdict=Verdict.MET),
            WhatIf(answer=f"below {limit:g}", verdict=Verdict.NOT_MET),
        )
        if limit is not None
        else ()
    )
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        f"{reason.observed}; severe from {limit:g}." if limit is not None else reason.observed,
        value=point.value if point else None,
        unit="1",
        reasons=(
            Reason(
                criterion=key,
                label=reason.label,
                verdict=verdict_of(truth),
                entries=reason.entries,
                observed=reason.observed,
            ),
        ),
        missing=() if point else (_missing(facts, key, what_if),),
    )


def _catalano_pons(facts: Facts, rule: Rule) -> Assessment:
    pain, (treated, treatment) = latest(facts, "pain", facts.on), _treated(facts)
    limit = number(rule.body["pain_above"])
    hurts = None if pain is None or limit is None else pain.value.compare(">", limit)
    reasons = (
        Reason(
            criterion="pain",
            label="pain",
            verdict=verdict_of(hurts),
            entries=pain.entries if pain else (),
            observed=_reason(facts, "pain", pain).observed,
        ),
        treatment,
    )
    truth = any_of((hurts, treated))
    what_if = (
        WhatIf(answer="pain", verdict=Verdict.MET),
        WhatIf(answer="no pain", verdict=verdict_of(any_of((False, treated)))),
    )
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        f"{reasons[0].observed}; treatment: {reasons[1].observed}.",
        reasons=reasons,
        missing=() if pain else (_missing(facts, "pain", what_if),),
        cautions=_seen_on_mri(facts),
    )


def _treated(facts: Facts) -> tuple[bool | None, Reason]:
    """Tell whether the child is treated; a record without any treatment does not say no."""
    known = disease_courses(facts)
    running = [c for c in known if c.runs_on(facts.on) is not False]
    truth = any_of(course.runs_on(facts.on) for course in running) if known else None
    nothing = "none that runs" if known else "no treatment for the disease on record"
    return truth, Reason(
        criterion="treatment",
        label="medical treatment",
        verdict=verdict_of(truth),
        entries=tuple(e for course in running for e in course.entries),
        observed=listed(course.label for course in running) or nothing,
    )


def _seen_on_mri(facts: Facts) -> tuple[str, ...]:
    """Return what MRI last showed, for a definition that does not ask."""
    shown = active_places(facts)
    if not shown:
        return ()
    places = listed(line.place.label for line in shown)
    return (f"MRI last showed a lesion at {places}, which this definition does not count.",)


def _minimal(facts: Facts, rule: Rule) -> Assessment:
    reasons = tuple(_limit_reason(facts, row) for row in rule.body["all_of"])
    truths = [_within(facts, row) for row in rule.body["all_of"]]
    open_limits = [
        row["component"] for row in rule.body["all_of"] if number(row["at_most"]) is None
    ]
    truth = None if open_limits else all_of(truths)
    summary = {
        True: "Every item is at or below its cut-off.",
        False: "At least one item is above its cut-off.",
        None: "The cut-offs are not known." if open_limits else "A value is lacking.",
    }[truth]
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        summary,
        reasons=reasons,
        missing=tuple(missing_cutoff(rule, key) for key in open_limits),
    )


def _within(facts: Facts, row: Mapping[str, Any]) -> bool | None:
    limit, point = number(row["at_most"]), latest(facts, row["component"], facts.on)
    return None if limit is None or point is None else point.value.compare("<=", limit)


def _limit_reason(facts: Facts, row: Mapping[str, Any]) -> Reason:
    measure, limit = measures(facts)[row["component"]], number(row["at_most"])
    point = latest(facts, row["component"], facts.on)
    label = f"{measure.label} at most {'(not known)' if limit is None else f'{limit:g}'}"
    return Reason(
        criterion=measure.id,
        label=label,
        verdict=verdict_of(_within(facts, row)),
        entries=point.entries if point else (),
        observed=_reason(facts, measure.id, point).observed,
    )
