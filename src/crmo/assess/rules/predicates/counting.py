"""How many separate places lesions certainly lie in, when some places are not exact."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from attrs import frozen

from crmo.assess.facts import Facts
from crmo.assess.rules.predicates.lesion_filter import LesionFilter
from crmo.assess.rules.predicates.lesion_words import entry_ids, place_words
from crmo.assess.rules.words import interval_words, listed, on_day
from crmo.record import Interval

TOLD_COUNT = "mri_lesion_count"  # a report's number of lesions without a list of places


def fewest_sites(candidates: Iterable[frozenset[str]]) -> int:
    """Return a number of different sites that the lesions certainly occupy.

    Args:
        candidates: for each lesion, the sites it may lie in.

    Returns:
        2 or more only if no single site could hold all lesions. From 3 on it is a safe lower
        bound (lesions whose candidates do not overlap), not always the greatest.
    """
    sets = sorted(set(candidates), key=lambda sites: (len(sites), sorted(sites)))
    if not sets:
        return 0
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
        allentry_ids: those that show possible ones, too.
        words: the certain ones in words.
        all_words: all in words.
    """

    possible: Interval
    entries: tuple[str, ...]
    allentry_ids: tuple[str, ...]
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
    possible = _possible(facts, which, [score.value for score in told])
    told_words = listed(told, lambda score: f"{score.value:g} lesions told{on_day(score)}")
    told_ids = [score.id for score in told]
    everything = (*sure, *maybe) if maybe else sure
    words = _count_words(possible, place_words(sure), told_words)
    return Count(
        possible=possible,
        entries=entry_ids([*(seen.study.id for seen in sure), *told_ids]),
        allentry_ids=entry_ids([*(seen.study.id for seen in everything), *told_ids]),
        words=words,
        all_words=_count_words(possible, place_words(everything), told_words) if maybe else words,
    )


def _possible(facts: Facts, which: LesionFilter, told: Sequence[float]) -> Interval:
    sure, maybe = which.sorted_lesions(facts)
    named = {seen.lesion.bone_unit for seen in (*sure, *maybe)}
    places = {name: which.candidates(name) for name in named}
    certain = {places[name] for name in {seen.lesion.bone_unit for seen in sure}}
    low = max([fewest_sites(certain), *told])
    if not which.is_ruled_out_elsewhere(facts):
        return Interval(low, math.inf)
    exact = {site for sites in places.values() if len(sites) == 1 for site in sites}
    vague = [s for s in (*sure, *maybe) if len(places[s.lesion.bone_unit]) != 1]
    return Interval(low, max(low, len(exact) + len(vague)))


def _count_words(possible: Interval, places: str, told: str) -> str:
    if not places and not told:
        return "no such lesion recorded" if possible.high else "imaging found none"
    return (
        f"{interval_words(possible)} in all: {'; '.join(part for part in (places, told) if part)}"
    )
