"""What was thought of before the diagnosis, and what pictures and biopsies made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, frozen

from crmo.record import Certainty
from crmo.simulate.chance import Luck
from crmo.simulate.child import Belief, Sampling, Visit
from crmo.simulate.pathway.patient import Patient
from crmo.simulate.pathway.places import is_in_leg
from crmo.simulate.pathway.profile import PathwayProfile
from crmo.simulate.pathway.visits import GENERAL_PRACTICE

BACTERIAL = "bacterial_osteomyelitis"
MALIGNANT = "malignancy"
NOTHING = "nothing"
_DAYS_PER_YEAR = 365.25
_TODDLER_YEARS, _TEENAGER_YEARS = 3.0, 13.0


@frozen(kw_only=True)
class Suspicion:
    """What doctors think from a day on.

    Args:
        concept: disease in the knowledge, or `NOTHING`: what was thought before is given up.
        day: when it was first thought of.
        is_excluded: whether the record says so when it is given up.
    """

    concept: str
    day: int
    is_excluded: bool


def suspicions(
    patient: Patient, profile: PathwayProfile, visits: Sequence[Visit], seen: int | None
) -> list[Suspicion]:
    """Return what was thought of, each unlike the one before.

    A serious disease is first thought of outside general practice, if the child came so far. A
    lesion in a picture ends beliefs that leave bones whole.

    Args:
        patient: the child.
        profile: the way to the diagnosis.
        visits: visits before the diagnosis that took place.
        seen: day of the first picture that shows a lesion, or None.
    """
    luck = Luck(patient.seed, "pathway/beliefs", patient.number)
    mind = _Mind(patient, profile, seen)
    first = luck.weighted(mind.weighed(profile.first_belief, visits[0].day))
    exclusion = luck.uniform()
    later = profile.later_belief
    start = _first_hospital(visits) if first in profile.serious_beliefs else 0
    for position, visit in enumerate(visits):
        mind.looks_at_pictures(before=visit.day)
        if position == start:
            mind.thinks_of(first, visit.day, exclusion)
        elif position > start:
            changes, concept = luck.uniform(), luck.weighted(mind.weighed(later, visit.day))
            excludes = luck.uniform()
            if changes < profile.belief_changes:
                mind.thinks_of(concept, visit.day, excludes)
    mind.looks_at_pictures(before=patient.diagnosed)
    return mind.thoughts


def after_biopsy(
    thoughts: list[Suspicion], biopsy: Sampling, day: int, profile: PathwayProfile
) -> list[Suspicion]:
    """Return what was thought of, given that a biopsy answers the question it was taken for.

    Without growth and tumour cells the fears end in writing and no other wrong disease is named;
    with growth an infection is believed in.

    Args:
        thoughts: what would have been thought of until the diagnosis.
        biopsy: the biopsy.
        day: when its answer is known; before the diagnosis.
        profile: the way to the diagnosis.
    """
    kept = [thought for thought in thoughts if thought.day < day]
    has_growth = biopsy.results.get("bacterial_growth", False)
    concept = BACTERIAL if has_growth and profile.disease != BACTERIAL else NOTHING
    if kept and kept[-1].concept == concept:
        return kept
    if kept:
        is_feared = kept[-1].concept in profile.serious_beliefs
        kept[-1] = evolve(kept[-1], is_excluded=is_feared)
    return [*kept, Suspicion(concept=concept, day=day, is_excluded=False)]


def beliefs_of(
    patient: Patient, profile: PathwayProfile, thoughts: Sequence[Suspicion]
) -> Iterator[Belief]:
    """Yield each belief until the next one, serious ones excluded then, and the right one."""
    ends = [*(thought.day for thought in thoughts[1:]), patient.diagnosed]
    for thought, end in zip(thoughts, ends, strict=False):  # without thoughts, one end is left
        if thought.concept == NOTHING:
            continue
        yield Belief(
            concept=thought.concept,
            certainty=Certainty.SUSPECTED,
            first_day=thought.day,
            last_day=max(thought.day, end - 1),
        )
        if thought.is_excluded and end > thought.day:
            yield Belief(concept=thought.concept, certainty=Certainty.EXCLUDED, first_day=end)
    yield Belief(
        concept=profile.disease, certainty=Certainty.CONFIRMED, first_day=patient.diagnosed
    )


def day_of(thoughts: Sequence[Suspicion], concept: str) -> int | None:
    """Return the day on which a disease was first thought of, or None."""
    return next((thought.day for thought in thoughts if thought.concept == concept), None)


class _Mind:
    """What the doctors of one child think, one day after the other."""

    def __init__(self, patient: Patient, profile: PathwayProfile, seen: int | None) -> None:
        self.thoughts: list[Suspicion] = []
        self._patient, self._profile, self._seen = patient, profile, seen
        self._has_looked = seen is None
        self._leg_hurts = min(
            (
                spell.first_day
                for spell in patient.spells
                if spell.is_felt and is_in_leg(spell.site)
            ),
            default=patient.diagnosed,
        )
        self._always = [
            sign
            for sign, is_there in (
                ("fever", patient.has_fever),
                ("one_place", len(patient.painful) == 1),
                ("cytopenia", patient.is_cytopenic),
            )
            if is_there
        ]

    def weighed(self, weights: Mapping[str, float], day: int) -> Mapping[str, float]:
        """Return the weights of beliefs on a day, by the signs of the child and what was seen."""
        factors = [self._profile.belief_factors[sign] for sign in self._signs(day)]
        if not factors:
            return weights
        weighed = dict(weights)
        for by_belief in factors:
            for concept, factor in by_belief.items():
                if concept in weighed:
                    weighed[concept] *= factor
        return weighed

    def thinks_of(self, concept: str, day: int, luck: float) -> None:
        """Take up a belief, unless it is no other than the one that is held."""
        if concept not in (NOTHING, self._profile.disease, self._held):
            share = self._profile.serious_beliefs.get(concept, 0.0)
            self.thoughts.append(Suspicion(concept=concept, day=day, is_excluded=luck < share))

    def looks_at_pictures(self, *, before: int) -> None:
        """Let the first sight of a lesion end what it does not fit, if it comes before a day."""
        if self._has_looked or self._seen is None or self._seen >= before:
            return
        self._has_looked = True
        held = self._held
        if held == NOTHING or self._profile.belief_factors["lesion_seen"].get(held) == 0.0:
            luck = Luck(self._patient.seed, "pathway/lesion_seen", self._patient.number)
            concept = luck.weighted(self._profile.belief_at_lesion)
            self.thinks_of(concept, self._seen, luck.uniform())
            if concept == NOTHING != held:
                self.thoughts.append(Suspicion(concept=NOTHING, day=self._seen, is_excluded=False))

    @property
    def _held(self) -> str:
        return self.thoughts[-1].concept if self.thoughts else NOTHING

    def _signs(self, day: int) -> Iterator[str]:
        yield from self._always
        age = (day - self._patient.born) / _DAYS_PER_YEAR
        if age < _TODDLER_YEARS:
            yield "under_three"
        elif age >= _TEENAGER_YEARS:
            yield "from_thirteen"
        if day < self._leg_hurts:
            yield "no_leg_pain"
        if self._seen is not None and self._seen <= day:
            yield "lesion_seen"


def _first_hospital(visits: Sequence[Visit]) -> int:
    for position, visit in enumerate(visits):
        if visit.department != GENERAL_PRACTICE:
            return position
    return len(visits) - 1
