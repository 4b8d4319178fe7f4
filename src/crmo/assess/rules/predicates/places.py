"""Leaves about painful places, as told or examined, without a picture."""

from __future__ import annotations

import math

from attrs import frozen

from crmo.anatomy import resolve_site
from crmo.assess.facts import Facts
from crmo.assess.rules.leaf import NumberQuestion, Seen
from crmo.assess.rules.predicates.counting import fewest_sites
from crmo.assess.rules.words import concept_label, listed, on_day
from crmo.record import FactStatus, Interval


@frozen(kw_only=True, cache_hash=True)
class PainfulPlaces:
    """How many separate bones or bone parts hurt, on any day so far.

    Args:
        finding: the complaint that has a place.
        instrument: the score that counts such places without listing them.
        operator: `>=` or `>`.
        limit: the count.
        ask: the question in plain words.
    """

    finding: str
    instrument: str
    operator: str
    limit: int
    ask: str

    def look(self, facts: Facts) -> Seen:
        """Return whether so many places hurt; vague places count as one if they can be."""
        present = [f for f in facts.findings(self.finding) if f.status is FactStatus.PRESENT]
        sites = [resolve_site(f.site) for f in present if f.site]
        counts = facts.scores(self.instrument)
        low = max(
            fewest_sites(frozenset(unit.lesion_site for unit in s.units) for s in sites),
            min(len(present), 1),
            max((score.value for score in counts), default=0),
        )
        is_absent = facts.finding_truth(self.finding) is False and not counts
        possible = Interval(low, 0 if is_absent else math.inf)
        truth = possible.compare(self.operator, self.limit)
        label = concept_label(facts.knowledge, self.finding)
        told = [f"{f.value:g} places{on_day(f)}" for f in counts]
        placed = [f"{resolve_site(f.site).label}{on_day(f)}" for f in present if f.site]
        return Seen(
            truth=truth,
            entries=(*(f.id for f in present), *(score.id for score in counts)),
            observed=f"{label}: {listed([*placed, *told], str) or 'place not recorded'}",
            question=self._question(possible) if truth is None else None,
        )

    def _question(self, possible: Interval) -> NumberQuestion:
        return NumberQuestion(
            key=f"places:{self.finding}",
            fact=f"{self.finding}_places",
            label=self.ask,
            operator=self.operator,
            limit=self.limit,
            possible=possible,
            is_count=True,
        )
