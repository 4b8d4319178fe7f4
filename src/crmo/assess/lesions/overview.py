"""What the studies say of the lesions, as assessments."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from crmo.assess.answer import (
    answer,
    any_of,
    counted,
    listed,
    number,
    remembered,
    spoken,
    verdict_of,
)
from crmo.assess.assessment import Assessment, Reason, Verdict
from crmo.assess.facts import Facts
from crmo.assess.lesions.counts import n_distinct
from crmo.assess.lesions.details import timeline_details
from crmo.assess.lesions.index import (
    active_places,
    counts,
    has_complete_study,
    mri_views,
    study_views,
    timelines,
)
from crmo.assess.lesions.look import Look
from crmo.assess.lesions.place import place_of
from crmo.assess.lesions.spread import multifocal, pattern, symmetric, whole_body_missing
from crmo.assess.lesions.timeline import MRI_TRACK, PlaceTimeline
from crmo.knowledge import Knowledge, Rule
from crmo.record import FactStatus, Interval, PatientRecord

_PATTERNS = ("pattern_tibio_appendicular", "pattern_claviculo_spinal", "pattern_clavicle_and_tibia")


def lesions(record: PatientRecord, knowledge: Knowledge, *, on: date) -> tuple[Assessment, ...]:
    """Say where lesions are and were, how they are spread, and which are silent.

    Assessments, in this order:
        `lesions_over_time`: MET when the latest definite MRI word on some place is a lesion,
            NOT_MET when all known places are clear or healed, else CANNOT_TELL. `value` is the
            number of places with a lesion now. Details: see `timeline_details`.
        `multifocal`: two places or more ever seen. `value`: number of places ever seen.
        `symmetric_lesions`: the same lesion site on both sides. Details: `pairs`.
        three patterns: derived labels. Details: `share_percent`, the share in the study.
        `silent_lesions`: active on MRI and said to be clinically inactive. Details: `places`.
        `single_focus_in_healthy_sites`: MET when the only lesion of the latest MRI lies where
            healthy children have them too; a caution, never an all-clear.

    Args:
        record: one child.
        knowledge: the rules.
        on: the day of the answer, inclusive.
    """
    return lesions_from(Facts(record, knowledge, on))


def lesions_from(facts: Facts) -> tuple[Assessment, ...]:
    """Return the same as `lesions` from facts that are already indexed."""
    return remembered(facts, _all)


def _all(facts: Facts) -> tuple[Assessment, ...]:
    rules = facts.knowledge.rules("lesions")
    return (
        _over_time(facts, rules["lesions_over_time"]),
        multifocal(facts, rules["multifocal"]),
        symmetric(facts, rules["symmetric_lesions"]),
        *(pattern(facts, rules[rule_id]) for rule_id in _PATTERNS),
        _silent(facts, rules["silent_lesions"]),
        _single_focus(facts, rules["single_focus_in_healthy_sites"]),
    )


def _over_time(facts: Facts, rule: Rule) -> Assessment:
    lines = timelines(facts)
    now = active_places(facts)
    undated = [study for study in facts.studies if study.on is None]
    doubtful = any(_is_open(line) for line in lines)
    truth = True if now else (None if doubtful or not mri_views(facts) else False)
    low = n_distinct(line.place for line in now)
    high = math.inf if not has_complete_study(facts) else len(now) + sum(map(_is_open, lines))
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        _where(facts, now),
        value=Interval(low, max(high, low)),
        unit="1",
        reasons=tuple(_place_reason(line) for line in lines),
        missing=() if mri_views(facts) else (whole_body_missing(Verdict.CANNOT_TELL),),
        entries=(view.study.id for view in study_views(facts)),
        details=timeline_details(facts),
        cautions=_undated(len(undated)),
    )


def _is_open(line: PlaceTimeline) -> bool:
    """Whether the latest MRI word on the place is doubt, or no MRI has looked there."""
    state = line.latest(MRI_TRACK)
    return state is None or state.look is Look.UNCERTAIN


def _where(facts: Facts, now: Sequence[PlaceTimeline]) -> str:
    views = mri_views(facts)
    if not study_views(facts):
        return "No imaging study is on record."
    if not views:
        return "No MRI is on record; other pictures cannot say where the bone is inflamed."
    last = spoken(views[-1].on)
    if now:
        places = listed(line.place.label for line in now)
        return (
            f"MRI shows a lesion at {counted(len(now), 'place')} (latest study {last}): {places}."
        )
    if any(map(_is_open, timelines(facts))):
        return f"The MRI of {last} leaves open whether a lesion is there."
    if not has_complete_study(facts):
        return f"No lesion on the MRI of {last}, which did not look at the whole skeleton."
    return f"No lesion on MRI (latest study {last})."


def _place_reason(line: PlaceTimeline) -> Reason:
    latest = line.latest(MRI_TRACK)
    looked = [s for s in line.states if s.look not in (Look.NOT_COVERED, Look.NOT_MENTIONED)]
    words = (f"{state.state.value.replace('_', ' ')} on {spoken(state.on)}" for state in looked)
    return Reason(
        criterion=line.place.id,
        label=line.place.label,
        verdict=verdict_of(
            None if latest is None or latest.look is Look.UNCERTAIN else latest.is_present
        ),
        entries=tuple(state.study for state in looked),
        observed="; ".join(words),
    )


def _undated(n: int) -> tuple[str, ...]:
    return (
        ()
        if not n
        else (f"{counted(n, 'study', 'studies')} without a date could not be placed in time.",)
    )


def _silent(facts: Facts, rule: Rule) -> Assessment:
    now = [(line, line.latest(MRI_TRACK)) for line in active_places(facts)]
    silent = [line for line, state in now if state and state.clinically_active is FactStatus.ABSENT]
    unknown = [line for line, state in now if state and state.clinically_active.truth is None]
    truth = True if silent else (None if unknown or not mri_views(facts) else False)
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        _silent_words(silent, unknown, n=len(now)),
        value=Interval(len(silent), len(silent) + len(unknown)),
        unit="1",
        reasons=tuple(_silent_reason(line) for line, _state in now),
        details={"places": tuple(line.place.id for line in silent)},
    )


def _silent_words(
    silent: Sequence[PlaceTimeline], unknown: Sequence[PlaceTimeline], *, n: int
) -> str:
    if not n:
        return "No active lesion is known from MRI."
    if silent:
        return f"Seen on MRI without complaint: {listed(line.place.label for line in silent)}."
    if unknown:
        return "Whether the lesions on MRI cause complaints is not recorded."
    return "Every lesion on MRI causes complaints."


def _silent_reason(line: PlaceTimeline) -> Reason:
    state = line.latest(MRI_TRACK)
    status = state.clinically_active if state else FactStatus.UNKNOWN
    quiet = None if status.truth is None else not status.truth
    words = {True: "clinically inactive", False: "clinically active", None: "activity not recorded"}
    return Reason(
        criterion=line.place.id,
        label=line.place.label,
        verdict=verdict_of(quiet),
        entries=(state.study,) if state else (),
        observed=words[quiet],
    )


def _single_focus(facts: Facts, rule: Rule) -> Assessment:
    views = mri_views(facts)
    if not views:
        return answer(rule, facts.on, Verdict.CANNOT_TELL, "No MRI is on record.")
    view = views[-1]
    count = counts(facts)[view.study.id]
    seen = [place_of(key) for key, word in view.listed.items() if word.look is Look.PRESENT]
    is_single = len(seen) == 1 and count.present.low == 1
    inside = is_single and any_of(seen[0].is_in(group) for group in rule.body["groups"])
    words = "The latest MRI does not show a single lesion in foot, knee or pelvis."
    if inside:
        where = f"The only lesion on the MRI of {spoken(view.on)} is in {seen[0].label}"
        words = f"{where}: {_healthy(rule)}."
    return answer(
        rule,
        facts.on,
        verdict_of(inside),
        words,
        entries=(view.study.id,),
        details={"place": seen[0].id if is_single else None},
    )


def _healthy(rule: Rule) -> str:
    limbs, axial = rule.body["limb_findings"], rule.body["axial_findings"]
    return (
        f"of {limbs['of']} healthy children {number(limbs):.0f} % had a major finding in the limbs "
        f"and {number(axial):.0f} % in the axial skeleton"
    )
