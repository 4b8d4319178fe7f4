"""The next best question: which unknown fact would settle most, for what it costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log2

from crmo.assess.differential.likelihood_table import LikelihoodTable, model
from crmo.assess.differential.posterior import Posterior, part
from crmo.assess.differential.values import PossibleAnswer, Question
from crmo.knowledge import Knowledge

Members = Mapping[str, tuple[int, ...]]  # disease to positions of its forms


def next_questions(
    found: Posterior, members: Members, unknown: Iterable[str], knowledge: Knowledge
) -> tuple[Question, ...]:
    """Return the facts worth learning, those that tell most for their cost first.

    A question is worth the bits by which its answer is expected to reduce the uncertainty of the
    ranking, divided by its cost. A fact of a group of which something is known counts as a part
    only, as it would once it is known.

    Args:
        found: the probabilities now.
        members: forms of each disease in the ranking.
        unknown: ids of the features that are not known.
        knowledge: words, costs and how many are shown.
    """
    now = _entropy(_by_disease(found.shares, members).values())
    made = [_question(key, found, members, now, knowledge) for key in unknown]
    made.sort(key=lambda question: -question.bits / question.cost)
    return _mixed((question for question in made if question.bits > 0), knowledge)


def _mixed(questions: Iterable[Question], knowledge: Knowledge) -> tuple[Question, ...]:
    """Return the best questions, but not too many that are learned in the same way."""
    shown = knowledge.likelihood_model["shown"].parameters
    most, most_of_a_way = (int(shown[k].value) for k in ("most_questions", "most_of_a_way"))
    ways: Counter[str] = Counter()
    found = []
    for question in questions:
        ways[question.learned_by] += 1
        if ways[question.learned_by] <= most_of_a_way:
            found.append(question)
    return tuple(found[:most])


def _question(
    key: str, found: Posterior, members: Members, now: float, knowledge: Knowledge
) -> Question:
    feature = knowledge.likelihood_features[key]
    exponent = _exponent(feature.group, found, knowledge)
    answers, later = [], 0.0
    for value in feature.values:
        shares = found.table.shares(key, (value,))
        likely = sum(p * s for p, s in zip(found.shares, shares, strict=True))
        after = _by_disease(_after(found.shares, shares, exponent), members)
        later += likely * _entropy(after.values())
        answers.append(
            PossibleAnswer(
                value=feature.value_label(value), probability=likely, top=_top(after, knowledge)
            )
        )
    cost = knowledge.likelihood_model["costs"].parameters[feature.learned_by].value
    return Question(
        feature=key,
        ask=feature.ask,
        learned_by=feature.learned_by,
        bits=max(0.0, now - later),
        cost=float(cost),
        answers=tuple(answers),
    )


def _exponent(group: str, found: Posterior, knowledge: Knowledge) -> float:
    known = sum(knowledge.likelihood_features[f.seen.id].group == group for f in found.facts)
    return model(knowledge).tempering * part(knowledge, group, known)


def _after(shares: Sequence[float], found: Sequence[float], exponent: float) -> list[float]:
    weights = [share * each**exponent for share, each in zip(shares, found, strict=True)]
    whole = sum(weights)
    return [weight / whole for weight in weights]


def _by_disease(shares: Sequence[float], members: Members) -> dict[str, float]:
    return {key: sum(shares[i] for i in positions) for key, positions in members.items()}


def _entropy(shares: Iterable[float]) -> float:
    return -sum(share * log2(share) for share in shares if share > 0)


def _top(shares: Mapping[str, float], knowledge: Knowledge) -> tuple[tuple[str, float], ...]:
    n = int(knowledge.likelihood_model["shown"].parameters["top_after_answer"].value)
    order = sorted(shares.items(), key=lambda pair: -pair[1])
    return tuple(order[:n])


def forms_of(table: LikelihoodTable) -> Members:
    """Return, for each disease in the ranking, the positions of its forms."""
    found: dict[str, tuple[int, ...]] = {}
    for i, disease in enumerate(table.diseases):
        found[disease.candidate] = (*found.get(disease.candidate, ()), i)
    return found
