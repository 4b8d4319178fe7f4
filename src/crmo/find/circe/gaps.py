"""What a cohort expression does not say although the definition does."""

from __future__ import annotations

from attrs import frozen


@frozen
class Gap:
    """One thing that is lost or changed.

    Args:
        where: part of the definition (`criteria.pain_again`, `code_sets.pain`), or empty for all.
        what: what is lost, in words.
    """

    where: str
    what: str


class Gaps:
    """Gaps as they are found, each once."""

    def __init__(self) -> None:
        self._found: dict[Gap, None] = {}

    def add(self, where: str, what: str) -> None:
        """Note a gap."""
        self._found.setdefault(Gap(where, what))

    @property
    def found(self) -> tuple[Gap, ...]:
        """All gaps, in the order in which they were found."""
        return tuple(self._found)


OF_EVERY_DEFINITION = (
    "Points, scores and bands: a cohort expression has rules that hold or do not. The cohort is "
    "everybody who keeps the required criteria and none of the excluded ones, whatever the score.",
    "Dates known only to the month or year: a cohort expression compares single days.",
    "What may hold (possible) and what could not be seen (unknown): both are decided as yes or no.",
    "Evidence: the cohort holds persons and dates, not the events that speak for them.",
    "Whoever is looked at must have an observation period around the index event.",
    "The age is counted in calendar years there, in years of 365.25 days here.",
)
