"""Numbers of MRI lesions that the record tells without naming the places."""

from __future__ import annotations

from attrs import frozen

from crmo.assess.answer import counted, remembered, spoken
from crmo.assess.facts import Facts
from crmo.assess.lesions.index import mri_views
from crmo.record import PartialDate


@frozen(slots=True)
class ToldCount:
    """A number of lesions on MRI, told without a list.

    Attributes:
        on: its date.
        n: the number.
        entry: id of the entry that tells it.
    """

    on: PartialDate
    n: float
    entry: str

    @property
    def words(self) -> str:
        """The number in words, with its date."""
        lesions = counted(self.n, "lesion") if self.n else "no lesion"
        return f"{lesions} on MRI told on {spoken(self.on)}"


def told_counts(facts: Facts) -> tuple[ToldCount, ...]:
    """Return every dated number of MRI lesions that was told, in order of date."""
    return remembered(facts, _make_told)


def _make_told(facts: Facts) -> tuple[ToldCount, ...]:
    return tuple(
        ToldCount(score.on, score.value, score.id)
        for score in facts.scores("mri_lesion_count")
        if score.on is not None and score.site is None
    )


def told_after_studies(facts: Facts) -> ToldCount | None:
    """Return the newest told number if no MRI study with a list is as new, else None."""
    told, views = told_counts(facts), mri_views(facts)
    if not told or (views and views[-1].on.earliest >= told[-1].on.earliest):
        return None
    return told[-1]
