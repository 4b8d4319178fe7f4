"""What changed between two days: PedCNO and the other stated responses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import frozen

from crmo.assess.answer import (
    all_of,
    answer,
    any_of,
    missing_cutoff,
    number,
    spoken,
    told,
    verdict_of,
)
from crmo.assess.assessment import Assessment, MissingFact, Reason, WhatIf
from crmo.assess.facts import Facts
from crmo.assess.flares.clinical import has_risen
from crmo.assess.measures import Point, latest, measures, points
from crmo.assess.months import months_between
from crmo.assess.pedcno import Change, changes, levels, levels_met, tally
from crmo.assess.treatments.courses import disease_courses
from crmo.knowledge import Knowledge, Rule
from crmo.record import Interval, PatientRecord


@frozen(slots=True)
class Span:
    """Two days to compare, and why these.

    Attributes:
        id: `latest_treatment`, `first_to_latest` or `chosen`.
        label: in words.
        baseline: the first day.
        until: the second day: the day of the question, or the last visit with values when
            these no longer count as current.
    """

    id: str
    label: str
    baseline: date
    until: date


def response(
    record: PatientRecord, knowledge: Knowledge, *, on: date, baseline: date | None = None
) -> tuple[Assessment, ...]:
    """Say what changed since a baseline, by each stated definition.

    For each span one assessment of `pedcno`, `catalano_pons_responder` and `mcid_2025`.
    Without a baseline the spans are the last visit at or before the start of the latest
    treatment, and the first visit of all; a record without either has no response to tell.
    The second day is `on`. When the values of the last visit no longer count as current on that
    day, it is the last visit, and a caution says so; a chosen baseline always runs to `on`.

    `pedcno`: the verdict is that of the lowest level (30); `value` holds the highest level
    met, from the one that is certain to the one still possible, 0 for none. A fact that is
    missing leaves the verdict open only if some value of it could change it.
    Details of all: `span`, `baseline` (date), `until` (date). Of `pedcno` also `levels` (level id
    to verdict) and `items`: one mapping each: `id`, `label`, `before`, `after` (told, or None),
    `percent` (improvement, or None), `improved` and `worse` (True, False, None).

    Args:
        record: one child.
        knowledge: the rules.
        on: the second day, inclusive.
        baseline: the first day, inclusive; None for the default spans.
    """
    return response_from(Facts(record, knowledge, on), baseline=baseline)


def response_from(facts: Facts, *, baseline: date | None = None) -> tuple[Assessment, ...]:
    """Return the same as `response` from facts that are already indexed."""
    rules = facts.knowledge.rules("response")
    label = "" if baseline is None else f"since {spoken(baseline)}"
    chosen = None if baseline is None else Span("chosen", label, baseline, facts.on)
    found: list[Assessment] = []
    for span in (chosen,) if chosen else default_spans(facts):
        found.append(_pedcno(facts, rules["pedcno"], span))
        found.append(_catalano_pons(facts, rules["catalano_pons_responder"], span))
        found.append(_mcid(facts, rules["mcid_2025"], span))
    return tuple(found)


def default_spans(facts: Facts) -> tuple[Span, ...]:
    """Return the spans that are compared when nobody chose a baseline."""
    visits = _visit_days(facts)
    if not visits:
        return ()
    spans: list[Span] = []
    start = _latest_start(facts)
    until = _until(facts, visits[-1])
    before = [day for day in visits if start and day <= start[1]]
    if start and before and before[-1] < facts.on:
        end = until if until > before[-1] else facts.on
        spans.append(Span("latest_treatment", f"since {start[0]} was started", before[-1], end))
    if visits[0] < facts.on and visits[0] not in [span.baseline for span in spans]:
        end = until if until > visits[0] else facts.on
        spans.append(Span("first_to_latest", "since the first visit with values", visits[0], end))
    return tuple(spans)


def _until(facts: Facts, last_visit: date) -> date:
    """Return the day of the question, or the last visit when its values are no longer current."""
    windows = [m.window_days for m in measures(facts).values() if m.instrument and not m.is_count]
    return facts.on if (facts.on - last_visit).days <= max(windows) else last_visit


def _dated(facts: Facts, span: Span) -> tuple[str, ...]:
    """Return the caution that an answer is not one of today."""
    if span.until == facts.on:
        return ()
    return (
        f"This is the answer of {spoken(span.until)}, the last visit with values; "
        "none is of today.",
    )


def _visit_days(facts: Facts) -> list[date]:
    """Return the days on which a question was answered on a scale: a visit, not a blood test."""
    asked = [m.id for m in measures(facts).values() if m.instrument and not m.is_count]
    return sorted({p.on.earliest for key in asked for p in points(facts, key) if p.on.is_day})


def _latest_start(facts: Facts) -> tuple[str, date] | None:
    dated = [(c.start.latest, c.label) for c in disease_courses(facts) if c.start]
    if not dated:
        return None
    day, label = max(dated)
    return label, min(day, facts.on)


def _pedcno(facts: Facts, rule: Rule, span: Span) -> Assessment:
    end = span.until
    found = changes(facts, rule.body, span.baseline, end)
    met = levels_met(rule.body, found.values())
    percents = levels(rule.body)
    certain = [percent for level_id, percent in percents if met[level_id]]
    possible = [percent for level_id, percent in percents if met[level_id] is not False]
    value = Interval(max(certain, default=0), max(possible, default=0))
    lowest, lowest_percent = percents[0]
    return answer(
        rule,
        facts.on,
        verdict_of(met[lowest]),
        f"{_level_words(value, met)} {span.label} ({spoken(span.baseline)} to {spoken(end)}).",
        value=value,
        unit="%",
        reasons=tuple(_item_reason(c, lowest_percent) for c in found.values()),
        missing=tuple(
            _item_missing(rule, found, key)
            for key, c in found.items()
            if c.improved_by(lowest_percent) is None
        ),
        details={
            **_span_details(span),
            "levels": {level_id: verdict_of(truth) for level_id, truth in met.items()},
            "items": tuple(_item_details(c, lowest_percent) for c in found.values()),
        },
        cautions=_dated(facts, span),
    )


def _level_words(value: Interval, met: Mapping[str, bool | None]) -> str:
    if not value.low and all(truth is None for truth in met.values()):
        return "Not enough is recorded to tell any PedCNO level"
    if value.is_exact:
        return (
            f"PedCNO{value.low:g} is the highest level met"
            if value.low
            else "No PedCNO level is met"
        )
    least = (
        f"PedCNO{value.low:g} is met" if value.low else "Whether any PedCNO level is met is open"
    )
    return f"{least}; up to PedCNO{value.high:g} is possible"


def _item_reason(item: Change, percent: float) -> Reason:
    return Reason(
        criterion=item.measure.id,
        label=f"{item.measure.label} better by {percent:g} %",
        verdict=verdict_of(item.improved_by(percent)),
        entries=item.entries,
        observed=_from_to(item),
    )


def _from_to(item: Change) -> str:
    unit = item.measure.unit
    before = told(item.before.value, unit) if item.before else "not known"
    after = told(item.after.value, unit) if item.after else "not known"
    return f"{before} then {after}"


def _item_details(item: Change, percent: float) -> dict[str, object]:
    unit = item.measure.unit
    return {
        "id": item.measure.id,
        "label": item.measure.label,
        "before": told(item.before.value, unit) if item.before else None,
        "after": told(item.after.value, unit) if item.after else None,
        "percent": item.percent.low if item.percent and item.percent.is_exact else None,
        "improved": item.improved_by(percent),
        "worse": item.worse,
    }


def _item_missing(rule: Rule, found: Mapping[str, Change], key: str) -> MissingFact:
    item = found[key]
    _lowest, percent = levels(rule.body)[0]
    limit = number(rule.body["worse_by_more_than"]) or 0.0
    what_if = []
    for words, value in (
        (f"better by {percent:g} % or more", Interval.exactly(100.0)),
        ("unchanged", Interval.exactly(0.0)),
        (f"worse by more than {limit:g} %", Interval.exactly(-2 * limit - 1)),
    ):
        others = {**found, key: item.as_if(value, limit)}
        what_if.append(
            WhatIf(answer=words, verdict=verdict_of(tally(rule.body, others.values(), percent)))
        )
    return MissingFact(fact=key, label=_lacks(item), what_if=tuple(what_if))


def _lacks(item: Change) -> str:
    label = item.measure.label
    if item.before is None:
        return f"{label} at the start"
    if item.after is None:
        return f"{label} now"
    if item.percent is None:
        return f"How the rule counts {label} that was zero at the start"
    if item.before.is_normal is None:
        return f"The laboratory's range for {label} at the start"
    return f"How the rule counts {label} that was normal at the start"


def _span_details(span: Span) -> dict[str, object]:
    return {
        "span": span.id,
        "baseline": span.baseline.isoformat(),
        "until": span.until.isoformat(),
    }


def _catalano_pons(facts: Facts, rule: Rule, span: Span) -> Assessment:
    pain = latest(facts, "pain", span.until, after=span.baseline)
    limit = number(rule.body["pain_at_most"])
    painless = None if pain is None or limit is None else pain.value.compare("<=", limit)
    no_pain = Reason(
        criterion="no_pain",
        label="no pain",
        verdict=verdict_of(painless),
        entries=pain.entries if pain else (),
        observed=f"pain {told(pain.value)} on {spoken(pain.on)}" if pain else "pain not known",
    )
    fallen = {key: _has_fallen(facts, rule, key, span) for key in rule.body["markers"]}
    truth = all_of((painless, any_of(fell for fell, _reason in fallen.values())))
    words = {
        True: "No pain, and lower inflammatory markers",
        False: "Not a responder by this definition",
        None: "Cannot be told",
    }[truth]
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        f"{words}, {span.label} ({spoken(span.baseline)} to {spoken(span.until)}).",
        reasons=(no_pain, *(reason for _fell, reason in fallen.values())),
        missing=() if pain else (MissingFact(fact="pain", label="Pain now"),),
        details=_span_details(span),
        cautions=_dated(facts, span),
    )


def _has_fallen(facts: Facts, rule: Rule, key: str, span: Span) -> tuple[bool | None, Reason]:
    before = latest(facts, key, span.baseline)
    after = latest(facts, key, span.until, after=span.baseline)
    measure = measures(facts)[key]
    fell = _fell(rule, before, after)
    words = " then ".join(
        told(point.value, measure.unit) if point else "not known" for point in (before, after)
    )
    if before and before.is_normal:
        words = f"{words}; normal at the start"
    return fell, Reason(
        criterion=key,
        label=f"lower {measure.label}",
        verdict=verdict_of(fell),
        entries=tuple(e for point in (before, after) if point for e in point.entries),
        observed=words,
    )


def _fell(rule: Rule, before: Point | None, after: Point | None) -> bool | None:
    """Tell whether a marker got better; one that was normal can only be said not to have."""
    by = number(rule.body["fall_more_than"])
    if before is None or after is None or by is None:
        return None
    least = before.value.low * (1 - by / 100)
    if after.value.high < least:
        ruled = rule.body["normal_at_baseline"]["value"]
        if before.is_normal is False or ruled == "as_measured":
            return True
        return False if ruled and before.is_normal else None
    return False if after.value.low >= before.value.high * (1 - by / 100) else None


def _mcid(facts: Facts, rule: Rule, span: Span) -> Assessment:
    rows = rule.body["any_of"]
    lacking = [row for row in rows if number(row["fall_at_least"]) is None]
    apart, window = months_between(span.baseline, span.until)[0], rule.body["months_apart"]
    truths = [_fall(facts, row, span) for row in rows]
    truth = None if lacking else any_of(truths)
    outside = not window["from"] <= apart <= window["to"]
    caution = (
        (
            f"The rule was made from visits {window['from']:g} to {window['to']:g} months apart; "
            f"these are {apart:.0f} months apart.",
        )
        if outside
        else ()
    )
    words = {
        True: "A change that matters",
        False: "No change that matters by these cut-offs",
        None: "The cut-offs are not known" if lacking else "Values are lacking",
    }[truth]
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        f"{words}, {span.label} ({spoken(span.baseline)} to {spoken(span.until)}).",
        missing=tuple(missing_cutoff(rule, row["component"]) for row in lacking),
        details=_span_details(span),
        cautions=(*caution, *_dated(facts, span)),
    )


def _fall(facts: Facts, row: Mapping[str, Any], span: Span) -> bool | None:
    limit = number(row["fall_at_least"])
    before: Point | None = latest(facts, row["component"], span.baseline)
    after = latest(facts, row["component"], span.until, after=span.baseline)
    if limit is None or before is None or after is None:
        return None
    return has_risen(after.value, before.value, limit)
