"""Leaves about lesions: how many, where, of what look, and on both sides."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from attrs import frozen

from crmo.assess.facts import Facts, SeenLesion
from crmo.assess.rules.leaf import ChoiceQuestion, NumberQuestion, Seen
from crmo.assess.rules.predicates.counting import fewest_sites
from crmo.assess.rules.predicates.lesion_filter import LesionFilter
from crmo.assess.rules.words import MODALITY_WORDS, interval_words, listed, on_day
from crmo.record import FactStatus, ImagingStudy, Interval, LesionStatus, Modality

TOLD_COUNT = "mri_lesion_count"  # a report's number of lesions without a list of places


@frozen(kw_only=True, cache_hash=True)
class LesionCount:
    """How many separate lesion sites have such a lesion, on any study so far.

    A lesion that crosses the growth plate counts once. A report that leaves out side or part
    counts as a second lesion only if it cannot be the first. There are no further lesions
    only where imaging looked and said so.

    Args:
        which: the lesions counted.
        operator: `>=`, `>`, `<`, `<=` or `==`.
        limit: the count.
        fact: id of the fact.
        ask: the question in plain words.
    """

    which: LesionFilter
    operator: str
    limit: int
    fact: str
    ask: str

    def look(self, facts: Facts) -> Seen:
        """Return how the count compares."""
        count = counted(facts, self.which)
        truth = _compare(count.possible, self.operator, self.limit)
        return Seen(
            truth=truth,
            entries=count.entries if truth else count.all_entries,
            observed=count.words if truth else count.all_words,
            question=self._question(count.possible) if truth is None else None,
        )

    def _question(self, possible: Interval) -> NumberQuestion | ChoiceQuestion:
        key = ("lesions", self.which)
        if self.limit == 1 and self.operator == ">=":
            return ChoiceQuestion(key=(*key, "any"), fact=self.fact, label=self.ask)
        return NumberQuestion(
            key=key,
            fact=self.fact,
            label=self.ask,
            operator=self.operator,
            limit=self.limit,
            possible=possible,
            is_count=True,
        )


@frozen(kw_only=True)
class Count:
    """How many places have such a lesion, shared by every cut-off on that count.

    Attributes:
        possible: the fewest and the most.
        entries: ids of the entries that show the certain ones.
        all_entries: those that show possible ones, too.
        words: the certain ones in words.
        all_words: all in words.
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
    possible = _possible(facts, which, [score.value for score in told])
    told_words = listed(told, lambda score: f"{score.value:g} lesions told{on_day(score)}")
    told_ids = [score.id for score in told]
    everything = (*sure, *maybe) if maybe else sure
    words = _count_words(possible, _places(sure), told_words)
    return Count(
        possible=possible,
        entries=_entries([*(seen.study.id for seen in sure), *told_ids]),
        all_entries=_entries([*(seen.study.id for seen in everything), *told_ids]),
        words=words,
        all_words=_count_words(possible, _places(everything), told_words) if maybe else words,
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


@frozen(kw_only=True, cache_hash=True)
class SymmetricLesions:
    """Whether the same lesion site is affected on both sides, at the same or different times.

    Epiphysis and adjacent metaphysis are one lesion site. Midline bones have no other side.

    Args:
        which: the lesions that count.
        fact: id of the fact.
        ask: the question in plain words.
    """

    which: LesionFilter
    fact: str
    ask: str

    def look(self, facts: Facts) -> Seen:
        """Return whether there is a mirrored pair."""
        sure, maybe = self.which.sorted_lesions(facts)
        exact = {
            next(iter(sites)): seen
            for seen in sure
            if len(sites := self.which.candidates(seen.lesion.bone_unit)) == 1
        }
        pairs = [(s, exact[m]) for site, s in exact.items() if (m := mirrored(site)) in exact]
        if pairs:
            both = [s for pair in pairs[:1] for s in pair]
            return Seen(
                truth=True,
                entries=_entries(s.study.id for pair in pairs for s in pair),
                observed=listed(both, _lesion_words),
            )
        known = _entries(s.study.id for s in (*sure, *maybe))
        named = {seen.lesion.bone_unit for seen in (*sure, *maybe)}
        possible = frozenset(site for name in named for site in self.which.candidates(name))
        could_pair = any(mirrored(site) in possible for site in possible)
        if not could_pair and self.which.is_ruled_out_elsewhere(facts):
            return Seen(truth=False, entries=known, observed="no bone affected on both sides")
        return Seen(
            truth=None,
            entries=known,
            observed="no certain pair recorded",
            question=ChoiceQuestion(key=("symmetric", self.which), fact=self.fact, label=self.ask),
        )


@frozen(kw_only=True, cache_hash=True)
class PicturesShow:
    """Whether some picture showed such a lesion.

    Args:
        which: the lesion; its modalities are the kinds of picture asked for, empty for any.
        fact: id of the fact.
        ask: the question in plain words.
    """

    which: LesionFilter
    fact: str
    ask: str

    def look(self, facts: Facts) -> Seen:
        """Return True with such a lesion, False if the pictures made show none, else None.

        A picture that names no lesion and does not say that the rest is clear leaves it open.
        """
        sure, maybe = self.which.sorted_lesions(facts)
        if sure:
            return Seen(
                truth=True,
                entries=_entries(s.study.id for s in sure),
                observed=_places(sure),
            )
        studies = self._studies(facts)
        clear = bool(studies) and not maybe and all(map(_says_something, studies))
        question = ChoiceQuestion(key=("shown", self.which), fact=self.fact, label=self.ask)
        return Seen(
            truth=False if clear else None,
            entries=_entries(study.id for study in studies),
            observed=self._words(studies, maybe),
            question=None if clear else question,
        )

    def _studies(self, facts: Facts) -> tuple[ImagingStudy, ...]:
        if self.which.modalities:
            return facts.studies_by(*self.which.modalities)
        return tuple(s for s in facts.studies if s.modality is not Modality.DXA)

    @staticmethod
    def _words(studies: Sequence[ImagingStudy], maybe: Sequence[SeenLesion]) -> str:
        if maybe:
            return f"not stated for {_places(maybe)}"
        if not studies:
            return "no such picture recorded"
        return f"not shown on {listed(studies, _study_words)}"


def mirrored(lesion_site: str) -> str | None:
    """Return the same lesion site on the other side; None for a midline bone."""
    if lesion_site.endswith("_left"):
        return f"{lesion_site.removesuffix('_left')}_right"
    if lesion_site.endswith("_right"):
        return f"{lesion_site.removesuffix('_right')}_left"
    return None


_STATUS = {
    LesionStatus.PRESENT: "",
    LesionStatus.UNCERTAIN: " uncertain",
    LesionStatus.HEALED: " healed",
    LesionStatus.ABSENT: " clear",
}


def _study_words(study: ImagingStudy) -> str:
    return f"{MODALITY_WORDS[study.modality]}{on_day(study)}"


def _lesion_words(seen: SeenLesion) -> str:
    return f"{seen.site.label}{_STATUS[seen.lesion.status]} ({_study_words(seen.study)})"


def _places(lesions: Iterable[SeenLesion]) -> str:
    """Return the first few places, each with the first study that shows it."""
    first: dict[str, SeenLesion] = {}
    for seen in lesions:
        first.setdefault(seen.lesion.bone_unit, seen)
    return listed(first.values(), _lesion_words)


def _says_something(study: ImagingStudy) -> bool:
    return study.unlisted is FactStatus.ABSENT or bool(study.lesions)


def _compare(possible: Interval, operator: str, limit: int) -> bool | None:
    if operator != "==":
        return possible.compare(operator, limit)
    if possible.is_exact:
        return possible.low == limit
    return None if possible.contains(limit) else False


def _entries(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))
