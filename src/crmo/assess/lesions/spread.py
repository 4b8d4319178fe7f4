"""How the lesions are spread: one place or many, both sides, patterns."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from crmo.assess.answer import all_of, answer, any_of, counted, listed, number, spoken, verdict_of
from crmo.assess.assessment import Assessment, MissingFact, Reason, Verdict, WhatIf
from crmo.assess.facts import Facts
from crmo.assess.lesions.counts import has_mirrored_pair, n_distinct
from crmo.assess.lesions.index import (
    counts,
    has_complete_study,
    is_recent,
    mri_views,
    places_ever,
    timelines,
)
from crmo.assess.lesions.look import Look
from crmo.assess.lesions.place import Place
from crmo.assess.lesions.timeline import MRI_TRACK, PlaceTimeline
from crmo.assess.lesions.told import ToldCount, told_counts
from crmo.knowledge import Rule
from crmo.record import Interval


def whole_body_missing(otherwise: Verdict) -> MissingFact:
    """Return what a whole-body MRI could change, and what it would leave as it is."""
    return MissingFact(
        fact="whole_body_mri",
        label="A whole-body MRI",
        what_if=(
            WhatIf(answer="more places", verdict=Verdict.MET),
            WhatIf(answer="no other place", verdict=otherwise),
        ),
    )


def multifocal(facts: Facts, rule: Rule) -> Assessment:
    """Return whether lesions were ever seen at more than one place."""
    found = places_ever(facts)
    told = max(told_counts(facts), key=lambda each: each.n, default=None)
    listed_places = n_distinct(line.place for line in found)
    low = max(listed_places, told.n if told else 0)
    complete = has_complete_study(facts)
    doubtful = sum(map(_may_have_been_seen, timelines(facts)))
    value = Interval(low, max(low, len(found) + doubtful) if complete else math.inf)
    limit = number(rule.body["from_places"])
    truth = None if limit is None else value.compare(">=", limit)
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        (_told_words(told) if told and told.n > listed_places else _how_many(low, value))
        + _last_seen_whole(facts),
        value=value,
        unit="1",
        missing=() if complete else (whole_body_missing(Verdict.NOT_MET),),
        entries=(*_seen_in(found), *((told.entry,) if told else ())),
        details={"places": tuple(line.place.id for line in found)},
    )


def _may_have_been_seen(line: PlaceTimeline) -> bool:
    """Whether a place was in doubt and no later MRI has settled that nothing is there."""
    if any(state.look in (Look.PRESENT, Look.HEALED) for state in line.states):
        return False
    state = line.latest(MRI_TRACK)
    return state is None or state.look is Look.UNCERTAIN


def _last_seen_whole(facts: Facts) -> str:
    """Say when the whole skeleton was last seen, once that is no longer current."""
    whole = [view for view in mri_views(facts) if counts(facts)[view.study.id].is_complete]
    if not whole or is_recent(facts, whole[-1].on):
        return ""
    return f" The whole skeleton was last seen on {spoken(whole[-1].on)}."


def _told_words(told: ToldCount) -> str:
    return f"{told.words[0].upper()}{told.words[1:]}; the places were not told."


def _how_many(low: float, value: Interval) -> str:
    if not low:
        return "No lesion has been seen on imaging so far."
    places = counted(low, "place")
    if value.is_exact:
        return f"Lesions at {places} have been seen on imaging."
    if math.isinf(value.high):
        return f"Lesions at {places} have been seen; part of the skeleton has not been looked at."
    return f"Lesions at {places} have been seen, perhaps at {value.high:g}."


def _seen_in(lines: Iterable[PlaceTimeline]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(state.study for line in lines for state in line.states if state.is_present)
    )


def symmetric(facts: Facts, rule: Rule) -> Assessment:
    """Return whether the same lesion site was ever seen on both sides."""
    found = places_ever(facts)
    places = [line.place for line in found]
    truth = has_mirrored_pair(places)
    if truth is False and not has_complete_study(facts):
        truth = None
    pairs = _pairs(places)
    summary = (
        f"On both sides: {listed(label for label, _ids in pairs)}."
        if pairs
        else ("No bone has been seen with lesions on both sides.")
    )
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        summary,
        missing=() if truth is not None else (whole_body_missing(Verdict.NOT_MET),),
        entries=_seen_in(found),
        details={"pairs": tuple(both for _label, both in pairs)},
    )


def _pairs(places: Sequence[Place]) -> list[tuple[str, tuple[str, str]]]:
    """Return label and ids of each certain pair; ids in the order of the alphabet."""
    found = []
    for kinds in dict.fromkeys(place.kinds for place in places):
        both = sorted((p for p in places if p.kinds == kinds), key=lambda p: p.id)
        if has_mirrored_pair(both):
            label = both[0].label.removeprefix("left ").removeprefix("right ")
            found.append((label, (both[0].id, both[-1].id)))
    return found


def pattern(facts: Facts, rule: Rule) -> Assessment:
    """Return whether the lesions follow a published pattern; a label, nothing more."""
    found = places_ever(facts)
    places = [line.place for line in found]
    complete = has_complete_study(facts)
    reasons = [
        _group_reason(group, places, complete=complete) for group in rule.body["needs_groups"]
    ]
    reasons += _number_reasons(rule.body, places, complete=complete)
    truth = all_of(_TRUTH[reason.verdict] for reason in reasons)
    return answer(
        rule,
        facts.on,
        verdict_of(truth),
        _pattern_words(truth),
        reasons=tuple(reasons),
        missing=() if complete else (whole_body_missing(Verdict.NOT_MET),),
        entries=_seen_in(found),
        details={"share_percent": number(rule.body["share_of_children"])},
    )


_TRUTH = {Verdict.MET: True, Verdict.NOT_MET: False, Verdict.CANNOT_TELL: None}


def _pattern_words(truth: bool | None) -> str:  # noqa: FBT001 - three-valued
    if truth is None:
        return "Whether the lesions follow this pattern cannot be told."
    return f"The lesions {'follow' if truth else 'do not follow'} this pattern."


def _group_reason(group: str, places: Sequence[Place], *, complete: bool) -> Reason:
    inside = any_of(place.is_in(group) for place in places)
    if inside is False and not complete:
        inside = None
    return Reason(
        criterion=group,
        label=f"a lesion in: {group.replace('_', ' ')}",
        verdict=verdict_of(inside),
        observed=listed(place.label for place in places if place.is_in(group) is not False),
    )


def _number_reasons(
    body: Mapping[str, object], places: Sequence[Place], *, complete: bool
) -> list[Reason]:
    found = []
    for key, operator in (("at_least_places", ">="), ("at_most_places", "<=")):
        stated = body.get(key)
        if not isinstance(stated, Mapping):
            continue
        group = body.get("then_group")
        counted_places = [p for p in places if group is None or p.is_in(str(group)) is not False]
        low = n_distinct(p for p in counted_places if group is None or p.is_in(str(group)))
        value = Interval(low, len(counted_places) if complete else math.inf)
        limit = number(stated)
        truth = None if limit is None else value.compare(operator, limit)
        sign = "at least" if operator == ">=" else "at most"
        shown = "a number of places that the source seen does not give"
        label = f"{sign} {shown if limit is None else counted(limit, 'place')}"
        found.append(
            Reason(
                criterion=key,
                label=label,
                verdict=verdict_of(truth),
                observed=counted(low, "place"),
            )
        )
    return found
