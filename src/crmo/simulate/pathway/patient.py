"""What doctors meet on the way to the diagnosis, and what they leave behind."""

from __future__ import annotations

from attrs import evolve, frozen

from crmo.errors import InvalidValueError
from crmo.simulate.child import Belief, Sampling, Scan, Treatment, Visit
from crmo.simulate.pathway.spells import Spell


@frozen(kw_only=True)
class Patient:
    """A child as it comes to doctors who do not know yet what it has.

    Args:
        number: number of the child within the simulation.
        seed: seed of the simulation.
        onset: ordinal day of the first symptom.
        diagnosed: ordinal day of the right diagnosis; may lie after `until`.
        until: last day that is simulated.
        born: ordinal day of birth.
        spells: when places are ill until the diagnosis, the earliest first; at least one is felt.
        has_fever: fever in the beginning.
        is_cytopenic: whether a blood count would show it.

    Raises:
        InvalidValueError: the diagnosis does not come after the first symptom, or nothing hurts.
    """

    number: int
    seed: int
    onset: int
    diagnosed: int
    until: int
    born: int
    spells: tuple[Spell, ...]
    has_fever: bool = False
    is_cytopenic: bool = False

    def __attrs_post_init__(self) -> None:
        if self.diagnosed <= self.onset or not self.painful:
            raise InvalidValueError(
                "there is no way to a diagnosis here.",
                where=f"child {self.number}",
                expected="a diagnosis after the first symptom, and a place that hurts",
                todo="Give the diagnosis a later day, or leave the way out.",
            )

    @property
    def days(self) -> int:
        """Days from the first symptom to the diagnosis."""
        return self.diagnosed - self.onset

    @property
    def painful(self) -> tuple[str, ...]:
        """Bone units (or partial sites) that hurt or swell at some time, the earliest first."""
        return tuple(dict.fromkeys(spell.site for spell in self.spells if spell.is_felt))


@frozen(kw_only=True)
class Pathway:
    """What happened from the first symptom to the right diagnosis, each in order of its day.

    Args:
        visits: contacts; the last one is where the diagnosis was made, if it was.
        scans: radiographs and regional MRI; whole-body MRI belongs to the care after diagnosis.
        samplings: biopsies, cultures, marrow examinations, smears.
        beliefs: wrong ones, what was excluded, and on its day the right one, confirmed.
        treatments: antibiotics for a wrong belief, and painkillers at home.
    """

    visits: tuple[Visit, ...]
    scans: tuple[Scan, ...]
    samplings: tuple[Sampling, ...]
    beliefs: tuple[Belief, ...]
    treatments: tuple[Treatment, ...]

    def until(self, day: int) -> Pathway:
        """Return what had happened by the end of a day; what then still went on has no end."""
        if self.visits[-1].day <= day:
            return self
        return Pathway(
            visits=tuple(visit for visit in self.visits if visit.day <= day),
            scans=tuple(scan for scan in self.scans if scan.day <= day),
            samplings=tuple(sampling for sampling in self.samplings if sampling.day <= day),
            beliefs=tuple(
                _open_at_end(belief, day) for belief in self.beliefs if belief.first_day <= day
            ),
            treatments=tuple(
                _still_taken(course, day) for course in self.treatments if course.start <= day
            ),
        )


def _open_at_end(belief: Belief, day: int) -> Belief:
    if belief.last_day is None or belief.last_day <= day:
        return belief
    return evolve(belief, last_day=None)


def _still_taken(course: Treatment, day: int) -> Treatment:
    if course.stop is None or course.stop <= day:
        return course
    unended = Treatment(
        drug=course.drug, start=course.start, stop=None, indication=course.indication
    )
    return evolve(unended, adverse_events=course.adverse_events)
