"""Facts the record does not hold, gathered over all rules, with what each would change."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from crmo.assess.assessment import Assessment, Kind, MissingFact, Verdict


@frozen(kw_only=True)
class Effect:
    """What the answers to a missing fact would make of one rule's verdict."""

    answer: Assessment
    missing: MissingFact

    @property
    def changes(self) -> bool:
        """Whether some answer, alone, leads to another verdict."""
        return self.missing.could_change(self.answer.verdict)

    @property
    def could_meet(self) -> bool:
        """Whether some answer, alone, makes the rule met that is not met now."""
        return self.answer.verdict is not Verdict.MET and any(
            case.verdict is Verdict.MET for case in self.missing.what_if
        )


@frozen(kw_only=True)
class Gap:
    """One missing fact and its effects, those that change a verdict first.

    Args:
        fact: id of the fact.
        label: the question in plain words.
        effects: one per rule that asks for it.
    """

    fact: str
    label: str
    effects: tuple[Effect, ...]

    @property
    def n_changed(self) -> int:
        """How many rules some answer to it would change."""
        return sum(effect.changes for effect in self.effects)

    @property
    def n_changed_of_disease(self) -> int:
        """The same, safety of drugs left out: they ask about drugs the child may never take."""
        return sum(
            effect.changes for effect in self.effects if effect.answer.kind is not Kind.SAFETY
        )


def gaps_of(answers: Iterable[Assessment]) -> tuple[Gap, ...]:
    """Return every missing fact, the one that could change most verdicts first.

    Verdicts on the disease come before checks for drugs. Ties are broken by how many rules it
    could make met, then by how many ask for it, then by its question.
    """
    # Two rules may ask different things of one fact, such as a biopsy; each question is a line.
    effects: dict[tuple[str, str], list[Effect]] = {}
    for answer in answers:
        for missing in answer.missing:
            key = (missing.fact, missing.label)
            effects.setdefault(key, []).append(Effect(answer=answer, missing=missing))
    gaps = [
        Gap(
            fact=fact,
            label=label,
            effects=tuple(sorted(found, key=lambda effect: not effect.changes)),
        )
        for (fact, label), found in effects.items()
    ]
    return tuple(sorted(gaps, key=_weight))


def _weight(gap: Gap) -> tuple[int, int, int, int, str]:
    n_met = sum(effect.could_meet for effect in gap.effects)
    return (-gap.n_changed_of_disease, -gap.n_changed, -n_met, -len(gap.effects), gap.label)
