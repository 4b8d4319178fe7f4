"""The next best question: which unknown fact would settle most, for what it costs.

A question to the parents is one feature. A test is asked for as a whole: MRI of the whole body
tells at once whether there are lesions, how many, and whether they mirror each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log2, prod

from attrs import frozen

from crmo.assess.differential.likelihood_table import LikelihoodTable, model
from crmo.assess.differential.posterior import Posterior, WeighedFact, part
from crmo.assess.differential.values import PossibleAnswer, Question
from crmo.knowledge import Knowledge
from crmo.knowledge.likelihoods import PRESENT, LikelihoodTest

Members = Mapping[str, tuple[int, ...]]  # disease to positions of its forms
_MRI = ("regional_mri", "whole_body_mri")
_YOUNG = frozenset({"under_1", "1_to_3"})


@frozen
class _Answer:
    """One answer: its words, and the value of every feature that it would make known."""

    label: str
    facts: tuple[tuple[str, str], ...]


@frozen
class _Asked:
    """One question or test that is open, with the answers that nothing known speaks against."""

    id: str
    ask: str
    learned_by: str
    answers: tuple[_Answer, ...]


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
        knowledge: words, costs, tests and how many questions are shown.
    """
    now = _entropy(_by_disease(found.shares, members).values())
    asked = [*_features(unknown, knowledge), *_tests(found, knowledge)]
    made = [_question(each, found, members, now, knowledge) for each in asked]
    made.sort(key=lambda question: (-question.bits / question.cost, question.feature))
    least = float(knowledge.likelihood_model["shown"].parameters["least_bits"].value)
    return _mixed((question for question in made if question.bits >= least), knowledge)


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


# what can be asked -------------------------------------------------------------------------------


def _features(unknown: Iterable[str], knowledge: Knowledge) -> Iterator[_Asked]:
    """Yield the features that are asked for one by one, and not as a part of a test."""
    in_a_test = {test.learned_by for test in knowledge.likelihood_tests.values()}
    for key in unknown:
        feature = knowledge.likelihood_features[key]
        if feature.is_own_test or feature.learned_by not in in_a_test:
            answers = (_Answer(feature.value_label(v), ((key, v),)) for v in feature.values)
            yield _Asked(key, feature.ask, feature.learned_by, tuple(answers))


def _tests(found: Posterior, knowledge: Knowledge) -> Iterator[_Asked]:
    known = {fact.seen.id: fact.seen.possible for fact in found.facts}
    for test in knowledge.likelihood_tests.values():
        answers = _open_answers(test, known)
        if len(answers) > 1 and _is_ready(test, known):
            yield _Asked(test.id, test.ask, test.learned_by, answers)


def _open_answers(
    test: LikelihoodTest, known: Mapping[str, tuple[str, ...]]
) -> tuple[_Answer, ...]:
    """Return the answers that nothing known speaks against, without what is known already."""
    return tuple(
        _Answer(answer.label, tuple((k, v) for k, v in answer.facts.items() if k not in known))
        for answer in test.answers.values()
        if all(v in known.get(k, (v,)) for k, v in answer.facts.items())
    )


def _is_ready(test: LikelihoodTest, known: Mapping[str, tuple[str, ...]]) -> bool:
    return not test.needs or any(known.get(k) == (v,) for k, v in test.needs.items())


# what it is worth --------------------------------------------------------------------------------


def _question(
    asked: _Asked, found: Posterior, members: Members, now: float, knowledge: Knowledge
) -> Question:
    shares = _answer_shares(asked, found, knowledge)
    answers, later = [], 0.0
    for answer, of_diseases in zip(asked.answers, shares, strict=True):
        likely = sum(p * s for p, s in zip(found.shares, of_diseases, strict=True))
        after = _by_disease(_after(answer, found, knowledge), members)
        later += likely * _entropy(after.values())
        answers.append(
            PossibleAnswer(value=answer.label, probability=likely, top=_top(after, knowledge))
        )
    return Question(
        feature=asked.id,
        ask=asked.ask,
        learned_by=asked.learned_by,
        bits=max(0.0, now - later),
        cost=_cost(asked.learned_by, found, knowledge),
        answers=tuple(answers),
    )


def _answer_shares(asked: _Asked, found: Posterior, knowledge: Knowledge) -> list[list[float]]:
    """Return, per answer and disease, how often it is found; answers add up to 1."""
    table = found.table
    of_answers = [
        [
            _left_to_see(answer, found, knowledge) * prod(each)
            for each in zip(*(table.shares(k, (v,)) for k, v in answer.facts), strict=True)
        ]
        if answer.facts
        else [1.0] * len(table.diseases)
        for answer in asked.answers
    ]
    wholes = [sum(of_disease) for of_disease in zip(*of_answers, strict=True)]
    return [[s / w for s, w in zip(shares, wholes, strict=True)] for shares in of_answers]


def _replaced(answer: _Answer, found: Posterior, knowledge: Knowledge) -> list[WeighedFact]:
    """Return the facts that hold only as long as an answer is not known: one lesion so far."""
    features, told = knowledge.likelihood_features, dict(answer.facts)
    return [
        fact for fact in found.facts if features[fact.seen.id].body.get("one_lesion_of") in told
    ]


def _left_to_see(answer: _Answer, found: Posterior, knowledge: Knowledge) -> float:
    """Return how often several lesions are still to be found when one is known so far."""
    several = any(
        dict(answer.facts)[knowledge.likelihood_features[fact.seen.id].body["one_lesion_of"]]
        == PRESENT
        for fact in _replaced(answer, found, knowledge)
    )
    return 1 - model(knowledge).seen_without_whole_body if several else 1.0


def _after(answer: _Answer, found: Posterior, knowledge: Knowledge) -> list[float]:
    """Return the diseases as they would stand after an answer."""
    features = knowledge.likelihood_features
    told = Counter(features[fact.seen.id].group for fact in found.facts)
    weights = list(found.shares)
    for fact in _replaced(answer, found, knowledge):
        told[features[fact.seen.id].group] -= 1
        weights = [w / s**fact.exponent for w, s in zip(weights, fact.shares, strict=True)]
    for key, value in answer.facts:
        group = features[key].group
        exponent = model(knowledge).tempering * part(knowledge, group, told[group])
        told[group] += 1
        shares = found.table.shares(key, (value,))
        weights = [weight * each**exponent for weight, each in zip(weights, shares, strict=True)]
    whole = sum(weights)
    return [weight / whole for weight in weights]


def _cost(learned_by: str, found: Posterior, knowledge: Knowledge) -> float:
    """Return the cost of a way to learn; MRI costs more in a child too young to lie still."""
    cost = float(knowledge.likelihood_model["costs"].parameters[learned_by].value)
    ages = next((fact.seen.possible for fact in found.facts if fact.seen.id == "age"), ())
    if learned_by in _MRI and ages and set(ages) <= _YOUNG:
        cost += float(knowledge.likelihood_model["sedation"].parameters["adds"].value)
    return cost


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
