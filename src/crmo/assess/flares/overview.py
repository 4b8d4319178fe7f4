"""Every flare of a child, by stated rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from crmo.assess.answer import (
    answer,
    any_of,
    capitalised,
    counted,
    missing_cutoff,
    number,
    remembered,
    spoken,
    told,
    verdict_of,
)
from crmo.assess.assessment import Assessment, MissingFact, Reason, Verdict
from crmo.assess.facts import Facts
from crmo.assess.flares.clinical import clinical_flares, has_risen
from crmo.assess.flares.episode import Flare
from crmo.assess.flares.radiological import radiological_relapses
from crmo.assess.measures import measures, points
from crmo.knowledge import Knowledge, Rule
from crmo.record import PatientRecord


def flares(record: PatientRecord, knowledge: Knowledge, *, on: date) -> tuple[Assessment, ...]:
    """Return every flare, and for a rule that finds none, whether it could have found one.

    Assessments: one per flare, MET, by start; details: `start`, `end` (dates or None while it
    lasts), `silent` (True, False or None), `places`, `rule`. Then, for each of
    `radiological_relapse` and `clinical_flare` without a flare, one that is NOT_MET when
    there were studies or visits to compare and CANNOT_TELL otherwise, with empty `start`.
    Last `choir_flare`, CANNOT_TELL until an overlay fills in its cut-offs.

    Args:
        record: one child.
        knowledge: the rules.
        on: the day of the answer, inclusive.
    """
    return flares_from(Facts(record, knowledge, on))


def flares_from(facts: Facts) -> tuple[Assessment, ...]:
    """Return the same as `flares` from facts that are already indexed."""
    rules = facts.knowledge.rules("flare")
    found = [_one(facts, rules[flare.rule], flare) for flare in all_flares(facts)]
    if not radiological_relapses(facts).flares:
        found.append(_no_relapse(facts, rules["radiological_relapse"]))
    if not clinical_flares(facts).flares:
        found.append(_no_clinical_flare(facts, rules["clinical_flare"]))
    return (*found, _choir(facts, rules["choir_flare"]))


def all_flares(facts: Facts) -> tuple[Flare, ...]:
    """Return the flares of all stated rules by start."""
    return remembered(facts, _make_all)


def _make_all(facts: Facts) -> tuple[Flare, ...]:
    found = (*radiological_relapses(facts).flares, *clinical_flares(facts).flares)
    return tuple(sorted(found, key=lambda f: (f.start.earliest, f.start.latest, f.rule)))


def flare_details(flare: Flare) -> dict[str, object]:
    """Return a flare as plain values: `rule`, `start`, `end`, `silent`, `places`."""
    return {
        "rule": flare.rule,
        "start": str(flare.start),
        "end": str(flare.end) if flare.end else None,
        "silent": flare.silent,
        "places": flare.places,
    }


def _one(facts: Facts, rule: Rule, flare: Flare) -> Assessment:
    until = f"gone on {spoken(flare.end)}" if flare.end else "not known to be over"
    felt = f" {flare.felt}" if flare.felt else ""
    return answer(
        rule,
        facts.on,
        Verdict.MET,
        f"{capitalised(flare.observed)}; {until}.{felt}",
        reasons=tuple(
            Reason(criterion=place, label=label, verdict=Verdict.MET, entries=flare.entries)
            for place, label in zip(flare.places, flare.place_labels, strict=True)
        ),
        entries=flare.entries,
        details=flare_details(flare),
    )


_NO_FLARE: Mapping[str, object] = {"start": None, "end": None, "silent": None, "places": ()}


def _no_relapse(facts: Facts, rule: Rule) -> Assessment:
    found = radiological_relapses(facts)
    truth = False if found.n_comparable and not found.possible else None
    if found.possible:
        words = f"Whether there was a relapse cannot be told (MRI of {spoken(found.possible[0])})."
    elif found.n_comparable:
        studies = counted(found.n_comparable, "follow-up MRI")
        words = f"No new or re-activated lesion on {studies}."
    else:
        words = "There are no two MRI studies to compare."
    missing = () if truth is False else (MissingFact(fact="mri", label="A follow-up MRI"),)
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        words,
        missing=missing,
        details={**_NO_FLARE, "rule": rule.id},
    )


def _no_clinical_flare(facts: Facts, rule: Rule) -> Assessment:
    found = clinical_flares(facts)
    truth = False if found.n_pairs and not found.possible else None
    if found.possible:
        words = f"Whether there was a flare cannot be told (visit of {spoken(found.possible[0])})."
    elif found.n_pairs:
        words = f"No flare between {counted(found.n_pairs + 1, 'visit')} with a pain score."
    else:
        words = "There are no two visits with a pain score to compare."
    missing = (
        ()
        if truth is False
        else tuple(
            MissingFact(fact=key, label=f"{measures(facts)[key].label} at each visit")
            for key in ("pain", *rule.body["and_any_rise_of"])
        )
    )
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        words,
        missing=missing,
        details={**_NO_FLARE, "rule": rule.id},
    )


def _choir(facts: Facts, rule: Rule) -> Assessment:
    rows = rule.body["any_of"]
    lacking = [row for row in rows if number(row["rise_at_least"]) is None]
    truths = [_rise(facts, row) for row in rows]
    truth = any_of(truths) if not lacking else None
    words = {
        True: "Worse than at the previous visit.",
        False: "Not worse than at the previous visit by these cut-offs.",
        None: "The cut-offs are not known." if lacking else "There are no two visits to compare.",
    }[truth]
    start = str(points(facts, rows[0]["component"])[-1].on) if truth else None
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        words,
        reasons=tuple(_rise_reason(facts, row) for row in rows),
        missing=tuple(missing_cutoff(rule, row["component"]) for row in lacking),
        details={**_NO_FLARE, "rule": rule.id, "start": start},
    )


def _rise(facts: Facts, row: Mapping[str, Any]) -> bool | None:
    limit, found = number(row["rise_at_least"]), points(facts, row["component"])
    if limit is None or len(found) < 2:
        return None
    return has_risen(found[-2].value, found[-1].value, limit)


def _rise_reason(facts: Facts, row: Mapping[str, Any]) -> Reason:
    found, limit = points(facts, row["component"])[-2:], number(row["rise_at_least"])
    label = measures(facts)[row["component"]].label
    rise = "(not known)" if limit is None else f"{limit:g}"
    return Reason(
        criterion=row["component"],
        label=f"{label} up by at least {rise}",
        verdict=verdict_of(_rise(facts, row)),
        entries=tuple(entry for point in found for entry in point.entries),
        observed=" then ".join(f"{told(p.value)} ({spoken(p.on)})" for p in found),
    )
