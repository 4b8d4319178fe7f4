"""Leaves about lesions: how many, where, of what look, and on both sides."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from crmo.assess.facts import Facts, SeenLesion
from crmo.assess.rules.leaf import ChoiceQuestion, NumberQuestion, Seen
from crmo.assess.rules.predicates.counting import counted
from crmo.assess.rules.predicates.lesion_filter import LesionFilter
from crmo.assess.rules.predicates.lesion_words import (
    entry_ids,
    lesion_words,
    place_words,
    says_something,
    study_words,
)
from crmo.assess.rules.words import listed
from crmo.record import ImagingStudy, Interval

_LOWER_LIMITS = (">=", ">")  # what is certainly there is enough to pass these


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
        if truth is True and self.operator in _LOWER_LIMITS:
            return Seen(truth=True, entries=count.entries, observed=count.words)
        return Seen(
            truth=truth,
            entries=count.all_entries,
            observed=count.all_words,
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
                entries=entry_ids(s.study.id for pair in pairs for s in pair),
                observed=listed(both, lesion_words),
            )
        known = entry_ids(s.study.id for s in (*sure, *maybe))
        named = {seen.lesion.bone_unit for seen in (*sure, *maybe)}
        possible = frozenset(site for name in named for site in self.which.candidates(name))
        could_pair = any(mirrored(site) in possible for site in possible)
        clearing = None if could_pair else self.which.clearing_studies(facts)
        if clearing is not None:
            return Seen(
                truth=False,
                entries=entry_ids([*known, *(study.id for study in clearing)]),
                observed=f"no bone affected on both sides: {listed(clearing, study_words)}",
            )
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
                entries=entry_ids(s.study.id for s in sure),
                observed=place_words(sure),
            )
        studies = self._studies(facts)
        clear = bool(studies) and not maybe and all(map(says_something, studies))
        question = ChoiceQuestion(key=("shown", self.which), fact=self.fact, label=self.ask)
        return Seen(
            truth=False if clear else None,
            entries=entry_ids(study.id for study in studies),
            observed=self._words(studies, maybe),
            question=None if clear else question,
        )

    def _studies(self, facts: Facts) -> tuple[ImagingStudy, ...]:
        which = self.which
        return tuple(s for s in which.studies_asked_for(facts) if which.is_recent(s, facts))

    @staticmethod
    def _words(studies: Sequence[ImagingStudy], maybe: Sequence[SeenLesion]) -> str:
        if maybe:
            return f"not stated for {place_words(maybe)}"
        if not studies:
            return "no such picture recorded"
        return f"not shown on {listed(studies, study_words)}"


def mirrored(lesion_site: str) -> str | None:
    """Return the same lesion site on the other side; None for a midline bone."""
    if lesion_site.endswith("_left"):
        return f"{lesion_site.removesuffix('_left')}_right"
    if lesion_site.endswith("_right"):
        return f"{lesion_site.removesuffix('_right')}_left"
    return None


def _compare(possible: Interval, operator: str, limit: int) -> bool | None:
    if operator != "==":
        return possible.compare(operator, limit)
    if possible.is_exact:
        return possible.low == limit
    return None if possible.contains(limit) else False
