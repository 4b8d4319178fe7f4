"""How many separate places lesions certainly lie in, when some places are not exact."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from attrs import frozen

from crmo.assess.facts import Facts, SeenLesion
from crmo.assess.rules.predicates.lesion_filter import LesionFilter, may_have_looked_at
from crmo.assess.rules.predicates.lesion_words import (
    entry_ids,
    place_words,
    site_label,
    study_words,
)
from crmo.assess.rules.words import MODALITY_WORDS, interval_words, joined, listed, on_day
from crmo.record import ImagingStudy, Interval, Score

TOLD_COUNT = "mri_lesion_count"  # a report's number of lesions without a list of places


def fewest_sites(candidates: Iterable[frozenset[str]]) -> int:
    """Return a number of different sites that the lesions certainly occupy.

    Args:
        candidates: for each lesion, the sites it may lie in.

    Returns:
        2 or more only if no single site could hold all lesions. From 3 on it is a safe lower
        bound (lesions whose candidates do not overlap), not always the greatest.
    """
    different = set(candidates)
    if all(len(sites) == 1 for sites in different):  # every place is exact, or there is none
        return len(different)
    sets = sorted(different, key=lambda sites: (len(sites), sorted(sites)))
    taken: set[str] = set()
    apart = 0
    for sites in sets:
        if taken.isdisjoint(sites):
            taken |= sites
            apart += 1
    return max(apart, 1 if frozenset.intersection(*sets) else 2)


@frozen(kw_only=True)
class Count:
    """How many places have such a lesion, shared by every cut-off on that count.

    Attributes:
        possible: the fewest and the most.
        entries: ids of the entries that show the certain ones.
        all_entries: those that show possible ones, and that rule out any others, too.
        words: the certain ones in words.
        all_words: all in words, or why there are none.
    """

    possible: Interval
    entries: tuple[str, ...]
    all_entries: tuple[str, ...]
    words: str
    all_words: str


def counted(facts: Facts, which: LesionFilter) -> Count:
    """Return the count of such lesions, worked out once for all rules."""
    key = ("counted", which)
    found = facts.cache.get(key)
    if not isinstance(found, Count):
        found = facts.cache[key] = _count(facts, which)
    return found


def _count(facts: Facts, which: LesionFilter) -> Count:
    sure, maybe = which.sorted_lesions(facts)
    told = facts.scores(TOLD_COUNT) if which.is_plain else ()
    clearing = which.clearing_studies(facts)
    possible = _possible(which, sure, maybe, told, is_rest_clear=clearing is not None)
    told_words = listed(told, lambda score: f"{score.value:g} lesions told{on_day(score)}")
    shown = [seen.study.id for seen in sure]
    told_ids = [score.id for score in told]
    words = _count_words(possible, place_words(sure), told_words)
    all_words = _count_words(possible, place_words((*sure, *maybe)), told_words) if maybe else words
    return Count(
        possible=possible,
        entries=entry_ids([*shown, *told_ids]),
        all_entries=entry_ids(
            [
                *shown,
                *(seen.study.id for seen in maybe),
                *told_ids,
                *(study.id for study in clearing or _last_too_old(facts, which)),
            ]
        ),
        words=words,
        all_words=all_words or _none_words(facts, which, clearing),
    )


def _possible(
    which: LesionFilter,
    sure: Sequence[SeenLesion],
    maybe: Sequence[SeenLesion],
    told: Sequence[Score],
    *,
    is_rest_clear: bool,
) -> Interval:
    places = {s.lesion.bone_unit: which.candidates(s.lesion.bone_unit) for s in (*sure, *maybe)}
    certain = {places[seen.lesion.bone_unit] for seen in sure}
    low = max([fewest_sites(certain), *(score.value for score in told)])
    if not is_rest_clear:
        return Interval(low, math.inf)
    exact = {site for sites in places.values() if len(sites) == 1 for site in sites}
    vague = [s for s in (*sure, *maybe) if len(places[s.lesion.bone_unit]) != 1]
    return Interval(low, max(low, len(exact) + len(vague)))


def _count_words(possible: Interval, places: str, told: str) -> str:
    if not places and not told:
        return ""
    return (
        f"{interval_words(possible)} in all: {'; '.join(part for part in (places, told) if part)}"
    )


def _none_words(facts: Facts, which: LesionFilter, clearing: Sequence[ImagingStudy] | None) -> str:
    """Return why no such lesion is known: none there, none recent, never imaged, not told."""
    if clearing is not None:
        return f"imaging found none: {listed(clearing, study_words)}"
    studies = which.studies_asked_for(facts)
    kinds = joined([MODALITY_WORDS[kind] for kind in which.modalities], "or") or "imaging"
    if not studies:
        return f"no {kinds} recorded"
    for last in _last_too_old(facts, which):
        return f"no {kinds} in the last {which.within_days} days; the last was{on_day(last)}"
    if not any(may_have_looked_at(study, which.sites()) for study in studies):
        return f"not imaged: {site_label(str(which.site))}"
    return "no such lesion recorded"


def _last_too_old(facts: Facts, which: LesionFilter) -> tuple[ImagingStudy, ...]:
    """Return the last study of the kinds asked for if all are older than asked for, else none."""
    studies = which.studies_asked_for(facts)
    if any(which.is_recent(study, facts) is not False for study in studies):
        return ()
    return studies[-1:]
