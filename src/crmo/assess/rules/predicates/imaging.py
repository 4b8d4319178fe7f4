"""Leaves about which pictures were made."""

from __future__ import annotations

from attrs import frozen

from crmo.assess.facts import Facts
from crmo.assess.rules.leaf import ChoiceQuestion, Seen
from crmo.assess.rules.words import MODALITY_WORDS, listed, on_day
from crmo.record import FactStatus, ImagingStudy, Modality


@frozen(kw_only=True, cache_hash=True)
class ImagingDone:
    """Whether a kind of picture was made.

    A picture that the record does not hold may still have been made: never False.

    Args:
        modalities: the kinds of picture, any of which will do.
        is_whole_body: whether it must have covered the whole skeleton.
        within_days: how long before the day of the question at most; None for any time.
        fact: id of the fact.
        ask: the question in plain words.
    """

    modalities: tuple[Modality, ...]
    is_whole_body: bool = False
    within_days: int | None = None
    fact: str
    ask: str

    def look(self, facts: Facts) -> Seen:
        """Return True if the record holds such a study, else None."""
        done = [s for s in facts.studies_by(*self.modalities) if self._fits(s, facts)]
        if done:
            return Seen(
                truth=True,
                entries=tuple(study.id for study in done),
                observed=listed(
                    done, lambda study: f"{MODALITY_WORDS[study.modality]}{on_day(study)}"
                ),
            )
        key = ("imaging", self.modalities, self.is_whole_body, self.within_days)
        return Seen(
            truth=None,
            observed="not recorded",
            question=ChoiceQuestion(key=key, fact=self.fact, label=self.ask),
        )

    def _fits(self, study: ImagingStudy, facts: Facts) -> bool:
        if self.is_whole_body and study.whole_body is not FactStatus.PRESENT:
            return False
        if self.within_days is None:
            return True
        return study.on is not None and study.on.days_until(facts.on)[1] <= self.within_days
