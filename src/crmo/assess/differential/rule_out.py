"""What must be ruled out first: dangerous diseases that nothing on record excludes."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log

from crmo.assess.assessment import Verdict
from crmo.assess.differential.arguments import arguments
from crmo.assess.differential.features import Look, SeenDanger
from crmo.assess.differential.posterior import Posterior, interval
from crmo.assess.differential.values import ExcludingTest, RuleOut
from crmo.assess.facts import Facts
from crmo.assess.rules.compile import compiled_rule
from crmo.assess.rules.compiled_rule import CompiledRule
from crmo.assess.rules.leaf import seen
from crmo.assess.rules.outcome import follow_implications, outcome
from crmo.knowledge import Knowledge, RuleKind
from crmo.knowledge.likelihoods import DiseaseLikelihood


def rule_out_first(found: Posterior, look: Look, facts: Facts) -> tuple[RuleOut, ...]:
    """Return every dangerous disease that is not excluded, the most pressing first.

    The order weighs how likely a disease is now with how far the facts of this child have raised
    it, so that a rare disease which one finding points to is not buried under common ones. What
    the facts raise comes first, then what cannot wait, then the others. A disease is listed
    whatever its rank; only a test or a diagnosis on record that excludes it, or an age at which it
    is out of question, leaves it out.

    Args:
        found: the probabilities.
        look: what the record says of the tests that exclude.
        facts: the record, for diagnoses and red flags.
    """
    raised = _raised_flags(facts)
    made = []
    for i, disease in enumerate(found.table.diseases):
        told = look.dangers.get(disease.id)
        if told is not None and not _is_excluded(disease, told, facts):
            flags = tuple(f.rule.id for f in raised if _points_to(f, disease, facts))
            made.append(_rule_out(i, disease, told, flags, found, facts))
    return tuple(sorted(made, key=lambda each: _place(each, facts.knowledge)))


def _place(danger: RuleOut, knowledge: Knowledge) -> tuple[int, float]:
    """Return where a danger stands: raised by the facts, not to be left for later, or neither."""
    least = float(knowledge.likelihood_model["shown"].parameters["raised"].value)
    cannot_wait = knowledge.likelihoods[danger.disease].cannot_wait
    group = 0 if danger.raised >= least else 1 if cannot_wait else 2
    return group, -_pressing(danger)


def _is_excluded(disease: DiseaseLikelihood, told: SeenDanger, facts: Facts) -> bool:
    if told.is_out_of_question or any(test.truth is True for test in told.tests):
        return True
    return bool(disease.concept) and facts.finding_truth(disease.concept) is False


def _raised_flags(facts: Facts) -> tuple[CompiledRule, ...]:
    """Return the red flags that are raised, without asking what is missing for the others."""
    knowledge = facts.knowledge
    rules = (compiled_rule(knowledge, key) for key in knowledge.rules(RuleKind.RED_FLAG))
    return tuple(rule for rule in rules if _is_raised(rule, facts))


def _is_raised(rule: CompiledRule, facts: Facts) -> bool:
    truths = [seen(leaf, facts).truth for leaf in rule.leaves]
    follow_implications(rule, truths)
    return outcome(rule, truths).verdict is Verdict.MET


def _points_to(flag: CompiledRule, disease: DiseaseLikelihood, facts: Facts) -> bool:
    named = flag.rule.body.get("diseases", ())
    return any(facts.knowledge.is_a(disease.concept, wider) for wider in named)


def _rule_out(
    i: int,
    disease: DiseaseLikelihood,
    told: SeenDanger,
    flags: Sequence[str],
    found: Posterior,
    facts: Facts,
) -> RuleOut:
    low, high = interval(found, [i], facts.knowledge)
    share, prior = found.shares[i], found.table.priors[i]
    supports, _ = arguments(found, (i,), facts.knowledge)
    return RuleOut(
        disease=disease.id,
        label=disease.label,
        reason=disease.danger["reason"],
        probability=share,
        low=low,
        high=high,
        raised=exp(_log_odds(share) - _log_odds(prior)),
        flags=tuple(flags),
        supports=supports,
        would_exclude=tuple(
            ExcludingTest(
                label=test.label,
                learned_by=test.learned_by,
                is_open=test.truth is None,
                entries=test.entries,
            )
            for test in told.tests
        ),
        also=tuple(disease.danger.get("also", ())),
    )


def _pressing(item: RuleOut) -> float:
    return _log_odds(item.probability) + log(item.raised)


def _log_odds(share: float) -> float:
    return log(share / (1 - share))
