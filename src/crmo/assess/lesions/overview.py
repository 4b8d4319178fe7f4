"""What the studies say of the lesions, as assessments."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from crmo.assess.answer import answer, counted, listed, remembered, spoken, verdict_of
from crmo.assess.assessment import Assessment, Reason, Verdict
from crmo.assess.facts import Facts
from crmo.assess.lesions.counts import n_distinct
from crmo.assess.lesions.details import timeline_details
from crmo.assess.lesions.index import (
    active_places,
    has_complete_study,
    is_recent,
    mri_views,
    study_views,
    timelines,
)
from crmo.assess.lesions.look import Look
from crmo.assess.lesions.silence import silent
from crmo.assess.lesions.single_focus import single_focus
from crmo.assess.lesions.spread import multifocal, pattern, symmetric, whole_body_missing
from crmo.assess.lesions.timeline import MRI_TRACK, LesionState, PlaceState, PlaceTimeline
from crmo.assess.lesions.told import ToldCount, told_after_studies
from crmo.knowledge import Knowledge, Rule
from crmo.record import Interval, PartialDate, PatientRecord

_PATTERNS = ("pattern_tibio_appendicular", "pattern_claviculo_spinal", "pattern_clavicle_and_tibia")


def lesions(record: PatientRecord, knowledge: Knowledge, *, on: date) -> tuple[Assessment, ...]:
    """Say where lesions are and were, how they are spread, and which are silent.

    Assessments, in this order:
        `lesions_over_time`: MET when the latest definite MRI word on some place is a lesion,
            NOT_MET when all known places are clear or healed, else CANNOT_TELL. `value` is the
            number of places with a lesion then. A number that was told later, without its
            places, goes before. Details: see `timeline_details`.
        `multifocal`: two places or more ever seen. `value`: number of places ever seen.
        `symmetric_lesions`: the same lesion site on both sides. Details: `pairs`.
        three patterns: derived labels. Details: `share_percent`, the share in the study.
        `silent_lesions`: active on MRI and said to be clinically inactive. Details: `places`.
        `single_focus_in_healthy_sites`: MET when the only lesion of the latest whole-body MRI
            lies where healthy children have them too, does not hurt and shows nothing but
            oedema. NOT_ELIGIBLE where the comparison does not apply: a painful place, or a
            change of the bone itself. A caution, never an all-clear.

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
        silent(facts, rules["silent_lesions"]),
        single_focus(facts, rules["single_focus_in_healthy_sites"]),
    )


def _over_time(facts: Facts, rule: Rule) -> Assessment:
    lines = timelines(facts)
    now = active_places(facts)
    undated = [study for study in facts.studies if study.on is None]
    told = told_after_studies(facts)
    doubtful = any(_is_open(line) for line in lines)
    if told is not None:
        # That none was told says nothing of what was looked at.
        truth = True if told.n else None
        value = Interval.exactly(told.n)
    else:
        truth = True if now else (None if doubtful or not mri_views(facts) else False)
        low = n_distinct(line.place for line in now)
        high = math.inf if not has_complete_study(facts) else len(now) + sum(map(_is_open, lines))
        value = Interval(low, max(high, low))
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        _told_words(told) if told else _where(facts, now),
        value=value,
        unit="1",
        reasons=tuple(_place_reason(line) for line in lines),
        missing=() if mri_views(facts) else (whole_body_missing(Verdict.CANNOT_TELL),),
        entries=(
            *(view.study.id for view in study_views(facts)),
            *((told.entry,) if told else ()),
        ),
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
        return _shown(facts, now)
    if any(map(_is_open, timelines(facts))):
        return f"The MRI of {last} leaves open whether a lesion is there."
    if not has_complete_study(facts):
        return f"No lesion on the MRI of {last}, which did not look at the whole skeleton."
    if not is_recent(facts, views[-1].on):
        return f"No lesion on MRI when last looked at on {last}."
    return f"No lesion on MRI (latest study {last})."


def _told_words(told: ToldCount) -> str:
    return f"{told.words[0].upper()}{told.words[1:]}, without the places."


def _shown(facts: Facts, now: Sequence[PlaceTimeline]) -> str:
    """Say which places showed a lesion when they were last looked at, and when that was."""
    last = mri_views(facts)[-1].on
    on_last = [line.place.label for line in now if _on(line) == last]
    earlier = [f"{line.place.label} ({spoken(_on(line))})" for line in now if _on(line) != last]
    parts = []
    if on_last:
        places = f"a lesion at {counted(len(on_last), 'place')}"
        parts.append(
            f"The MRI of {spoken(last)} showed {places}: {listed(on_last)}"
            if is_recent(facts, last)
            else f"MRI showed {places} when last looked at on {spoken(last)}: {listed(on_last)}"
        )
    if earlier:
        begun = "Not looked at since:" if on_last else "MRI showed a lesion when last looked at:"
        parts.append(f"{begun} {listed(earlier)}")
    return f"{'. '.join(parts)}."


def _on(line: PlaceTimeline) -> PartialDate:
    state = line.latest(MRI_TRACK)
    assert state is not None  # noqa: S101 - callers pass places with a latest MRI word
    return state.on


def _place_reason(line: PlaceTimeline) -> Reason:
    latest = line.latest(MRI_TRACK)
    looked = [s for s in line.states if s.look not in (Look.NOT_COVERED, Look.NOT_MENTIONED)]
    words = (f"{_state_words(line, state)} on {spoken(state.on)}" for state in looked)
    return Reason(
        criterion=line.place.id,
        label=line.place.label,
        verdict=verdict_of(
            None if latest is None or latest.look is Look.UNCERTAIN else latest.is_present
        ),
        entries=tuple(state.study for state in looked),
        observed="; ".join(words),
    )


def _state_words(line: PlaceTimeline, state: PlaceState) -> str:
    if state.state is LesionState.UNCERTAIN and state.is_present:
        # What is open is the comparison with other studies, not whether a lesion is there.
        return "present" if line.place.is_certain else "present, perhaps the same place,"
    return state.state.value.replace("_", " ")


def _undated(n: int) -> tuple[str, ...]:
    return (
        ()
        if not n
        else (f"{counted(n, 'study', 'studies')} without a date could not be placed in time.",)
    )
