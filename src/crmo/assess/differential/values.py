"""The answer of the differential, as values that explain themselves."""

from __future__ import annotations

from datetime import date

from attrs import frozen


@frozen(kw_only=True)
class Argument:
    """One fact and how far it moves one disease.

    Args:
        feature: id of the feature.
        label: the feature in words.
        value: what it is in this child, in words ("present", "under 10 mg/L").
        observed: what was seen, in short words made from the entries.
        entries: ids of the entries used.
        ratio: factor by which the fact changes the odds of the disease against all others in
            this setting; above 1 for, below 1 against.
        low: lower end of the 95 % interval of that factor.
        high: upper end.
        share: how often it is so in children with the disease, as used.
        part: how much of the fact counts, from 0 to 1; below 1 when a stronger fact of the same
            kind counts already.
        source: id of the source of the share; empty for a decision of ours.
        grade: grade of the source.
        basis: where the share comes from, in words ("32 of 164", "our judgement").
        is_assumption: whether nobody counted it.
    """

    feature: str
    label: str
    value: str
    observed: str = ""
    entries: tuple[str, ...] = ()
    ratio: float
    low: float
    high: float
    share: float
    part: float
    source: str = ""
    grade: str = ""
    basis: str = ""
    is_assumption: bool


@frozen(kw_only=True)
class UnknownFact:
    """A fact not known that would move one disease.

    Args:
        feature: id of the feature.
        ask: the question.
        most: the greater of the factors up or down that an answer could bring.
    """

    feature: str
    ask: str
    most: float


@frozen(kw_only=True)
class Candidate:
    """One disease in the ranking.

    Args:
        disease: id of the disease, or `something_else`.
        label: the disease in words.
        concept: id of the concept, or empty.
        probability: from 0 to 1; all candidates add up to 1.
        low: lower end of its 95 % interval.
        high: upper end.
        prior: its share in the setting before any fact.
        forms: forms of the disease with their part of the probability, likeliest first.
        supports: facts for it, strongest first.
        against: facts against it, strongest first.
        unknown: facts not known that would move it most.
    """

    disease: str
    label: str
    concept: str = ""
    probability: float
    low: float
    high: float
    prior: float
    forms: tuple[tuple[str, float], ...] = ()
    supports: tuple[Argument, ...] = ()
    against: tuple[Argument, ...] = ()
    unknown: tuple[UnknownFact, ...] = ()


@frozen(kw_only=True)
class ExcludingTest:
    """A test that would exclude a disease.

    Args:
        label: the test and its result in words.
        learned_by: how one would learn it.
        is_open: True when it was not done or its result is not on record; False when it was done
            and does not exclude the disease.
        entries: entries that say so.
    """

    label: str
    learned_by: str
    is_open: bool
    entries: tuple[str, ...] = ()


@frozen(kw_only=True)
class RuleOut:
    """A disease that must not be missed and is not excluded, whatever its rank.

    Args:
        disease: id of the disease or form.
        label: the disease in words.
        reason: why it must not be missed.
        probability: from 0 to 1.
        low: lower end of its 95 % interval.
        high: upper end.
        raised: factor by which all facts together changed its odds in this setting.
        flags: ids of the red flags that point to it and are raised.
        supports: facts for it, strongest first.
        would_exclude: tests that would exclude it.
        also: further tests that belong to the search, in words.
    """

    disease: str
    label: str
    reason: str
    probability: float
    low: float
    high: float
    raised: float
    flags: tuple[str, ...] = ()
    supports: tuple[Argument, ...] = ()
    would_exclude: tuple[ExcludingTest, ...] = ()
    also: tuple[str, ...] = ()


@frozen(kw_only=True)
class PossibleAnswer:
    """One answer to a question, and what it would make of the ranking.

    Args:
        value: the answer in words.
        probability: how likely it is now.
        top: the first diseases after it, with their probabilities.
    """

    value: str
    probability: float
    top: tuple[tuple[str, float], ...]


@frozen(kw_only=True)
class Question:
    """A fact not known, or a test not done, worth learning.

    Args:
        feature: id of the feature, or of the test that tells several at once.
        ask: the question.
        learned_by: how one would learn it (`asking`, `blood_test`, `biopsy`).
        bits: expected reduction of the uncertainty of the ranking.
        cost: burden, risk and money, relative to a question.
        answers: what each answer would do.
    """

    feature: str
    ask: str
    learned_by: str
    bits: float
    cost: float
    answers: tuple[PossibleAnswer, ...]


@frozen(kw_only=True)
class Differential:
    """What it could be.

    Args:
        on: the day of the answer.
        setting: whose children the prior shares are of.
        ranking: every disease, likeliest first, `something_else` among them.
        rule_out_first: diseases that must not be missed and are not excluded.
        urgent: ids of those so likely that their tests come before every question.
        next_questions: facts worth learning, best first.
        n_facts: number of known features that were weighed.
        is_overridden: True when a local overlay changed a number of it.
        sources: ids of the sources of the frequencies that were used.
        cautions: limits that every page must show with the answer.
    """

    on: date
    setting: str
    ranking: tuple[Candidate, ...]
    rule_out_first: tuple[RuleOut, ...]
    next_questions: tuple[Question, ...]
    n_facts: int
    urgent: tuple[str, ...] = ()
    is_overridden: bool = False
    sources: tuple[str, ...] = ()
    cautions: tuple[str, ...]

    def candidate(self, disease: str) -> Candidate:
        """Return one disease of the ranking.

        Raises:
            KeyError: it is not in the ranking.
        """
        for each in self.ranking:
            if each.disease == disease:
                return each
        raise KeyError(disease)

    def rank(self, disease: str) -> int:
        """Return the place of a disease in the ranking, 1 for the likeliest.

        Raises:
            KeyError: it is not in the ranking.
        """
        return self.ranking.index(self.candidate(disease)) + 1
