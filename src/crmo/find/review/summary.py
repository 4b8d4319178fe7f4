"""What the verdicts say of a definition: agreement, how many are right, what was missed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations

from attrs import frozen

from crmo.find.review.chosen import Chosen
from crmo.find.review.statistics import (
    Kappa,
    Proportion,
    Sensitivity,
    Stratum,
    cohen_kappa,
    sensitivity,
    weighted,
    wilson,
)
from crmo.find.review.verdict import CASES, Given, Kept, Verdict


@frozen(kw_only=True)
class Disagreement:
    """A candidate of whom reviewers say different things.

    Args:
        pseudonym: who.
        verdicts: reviewer -> verdict.
        settled: what was agreed on afterwards, or None.
    """

    pseudonym: str
    verdicts: Mapping[str, Verdict]
    settled: Verdict | None


@frozen(kw_only=True)
class BandResult:
    """PPV of one group of persons proposed.

    Args:
        stratum: the band.
        size: how many persons.
        n: reviewed.
        n_cases: likely, or already known.
        n_new: likely and not known before.
        n_possible: possible.
        n_cannot_tell: nobody could tell; they count among the reviewed, and not as cases.
        ppv: cases of reviewed.
        ppv_wide: cases and possible ones of reviewed.
    """

    stratum: str
    size: int
    n: int
    n_cases: int
    n_new: int
    n_possible: int
    n_cannot_tell: int
    ppv: Proportion | None
    ppv_wide: Proportion | None


@frozen(kw_only=True)
class ReviewSummary:
    """The outcome of a review so far.

    Args:
        bands: of the persons proposed, group by group.
        others: of the persons not proposed, group by group.
        ppv: over all persons proposed, each group by its size.
        ppv_wide: the same with possible ones.
        new_per_1000: likely and not known before, of 1,000 charts of persons proposed.
        kappa: for each pair of reviewers with anybody in common, over all five verdicts.
        kappa_case: the same for case or not.
        sensitivity: estimated over all cases, or None if it cannot be told.
        sensitivity_new: the same over likely ones alone: cases that were known before do not count
            as missed where the definition leaves them out on purpose.
        why_not: why it cannot be told; empty if it can.
        disagreements: by pseudonym.
        n_unsettled: of these, not settled.
        reviewers: reviewer -> how many verdicts.
        n_broken: lines of the files that are no verdict.
        n_stray: verdicts on persons who are not in this run.
    """

    bands: tuple[BandResult, ...]
    others: tuple[BandResult, ...]
    ppv: Proportion | None
    ppv_wide: Proportion | None
    new_per_1000: Proportion | None
    kappa: Mapping[tuple[str, str], Kappa]
    kappa_case: Mapping[tuple[str, str], Kappa]
    sensitivity: Sensitivity | None
    sensitivity_new: Sensitivity | None
    why_not: str
    disagreements: tuple[Disagreement, ...]
    n_unsettled: int
    reviewers: Mapping[str, int]
    n_broken: int
    n_stray: int


def summary_of(chosen: Chosen, kept: Kept) -> ReviewSummary:
    """Return what the verdicts say.

    Where reviewers disagree, what they settled on counts. Until then a candidate is a case if all
    of them say so (and new only if all do), possible if none of them says less, else no case.

    Args:
        chosen: the candidates of the run, with the sizes of their groups.
        kept: the verdicts.
    """
    known = {each.pseudonym for each in chosen.candidates}
    given = [each for each in kept.given if each.pseudonym in known]
    final = _final(given)
    bands = _results(chosen, final, hits=True)
    others = _results(chosen, final, hits=False)
    found, missed = _strata(bands), _strata(others)
    told = sensitivity(found, missed)
    disagreements = _disagreements(given)
    return ReviewSummary(
        bands=bands,
        others=others,
        ppv=weighted(found),
        ppv_wide=weighted([Stratum(b.size, b.n, b.n_cases + b.n_possible) for b in bands]),
        new_per_1000=_per_1000(weighted(_new(bands))),
        kappa=_kappas(given, str),
        kappa_case=_kappas(given, lambda verdict: str(verdict in CASES)),
        sensitivity=told,
        sensitivity_new=sensitivity(_new(bands), _new(others)),
        why_not="" if told else _why_not(bands, others),
        disagreements=disagreements,
        n_unsettled=sum(each.settled is None for each in disagreements),
        reviewers=Counter(each.reviewer for each in given if not each.is_settled),
        n_broken=kept.n_broken,
        n_stray=len(kept.given) - len(given),
    )


def _final(given: Iterable[Given]) -> dict[str, Verdict | None]:
    """Return candidate -> the verdict that counts; None if it is no case for lack of agreement."""
    by_person: dict[str, list[Given]] = defaultdict(list)
    for each in given:
        by_person[each.pseudonym].append(each)
    return {person: _one(verdicts) for person, verdicts in by_person.items()}


def _one(given: Sequence[Given]) -> Verdict | None:
    settled = _settled(given)
    if settled is not None:
        return settled
    verdicts = {each.verdict for each in given}
    if len(verdicts) == 1:
        return verdicts.pop()
    if verdicts <= CASES:  # a case either way; whether it was known is not agreed on
        return Verdict.ALREADY_KNOWN
    return Verdict.POSSIBLE if verdicts <= {*CASES, Verdict.POSSIBLE} else None


def _settled(given: Iterable[Given]) -> Verdict | None:
    """Return what was agreed on, the last time if more than once."""
    last = max((each for each in given if each.is_settled), key=lambda g: g.at, default=None)
    return last.verdict if last else None


def _results(
    chosen: Chosen, final: Mapping[str, Verdict | None], *, hits: bool
) -> tuple[BandResult, ...]:
    groups: dict[str, list[Verdict | None]] = defaultdict(list)
    for each in chosen.candidates:
        if each.is_hit == hits and each.pseudonym in final:
            groups[each.stratum].append(final[each.pseudonym])
    sizes = chosen.proposed if hits else chosen.others
    return tuple(_result(name, sizes[name], groups[name]) for name in sizes)


def _result(name: str, size: int, verdicts: Sequence[Verdict | None]) -> BandResult:
    n, counted = len(verdicts), Counter(verdicts)
    n_cases = sum(counted[verdict] for verdict in CASES)
    return BandResult(
        stratum=name,
        size=size,
        n=n,
        n_cases=n_cases,
        n_new=counted[Verdict.LIKELY],
        n_possible=counted[Verdict.POSSIBLE],
        n_cannot_tell=counted[Verdict.CANNOT_TELL],
        ppv=wilson(n_cases, n),
        ppv_wide=wilson(n_cases + counted[Verdict.POSSIBLE], n),
    )


def _strata(results: Iterable[BandResult]) -> list[Stratum]:
    return [Stratum(each.size, each.n, each.n_cases) for each in results]


def _new(results: Iterable[BandResult]) -> list[Stratum]:
    return [Stratum(each.size, each.n, each.n_new) for each in results]


def _per_1000(share: Proportion | None) -> Proportion | None:
    return None if share is None else Proportion(*(1000 * part for part in share))


def _kappas(
    given: Iterable[Given], word_of: Callable[[Verdict], str]
) -> dict[tuple[str, str], Kappa]:
    of: dict[str, dict[str, Verdict]] = defaultdict(dict)
    for each in given:
        if not each.is_settled:
            of[each.reviewer][each.pseudonym] = each.verdict
    found = {}
    for one, two in combinations(sorted(of), 2):
        both = of[one].keys() & of[two].keys()
        pairs = Counter((word_of(of[one][who]), word_of(of[two][who])) for who in both)
        kappa = cohen_kappa(pairs)
        if kappa is not None:
            found[one, two] = kappa
    return found


def _disagreements(given: Iterable[Given]) -> tuple[Disagreement, ...]:
    by_person: dict[str, list[Given]] = defaultdict(list)
    for each in given:
        by_person[each.pseudonym].append(each)
    told = [
        Disagreement(
            pseudonym=who,
            verdicts={each.reviewer: each.verdict for each in verdicts if not each.is_settled},
            settled=_settled(verdicts),
        )
        for who, verdicts in sorted(by_person.items())
    ]
    return tuple(each for each in told if len(set(each.verdicts.values())) > 1)


def _why_not(bands: Sequence[BandResult], others: Sequence[BandResult]) -> str:
    if not others:
        return (
            "nobody was drawn of those who were not proposed. Run crmo find with --sample-others "
            "and review them as well."
        )
    missing = [each.stratum for each in (*bands, *others) if each.size and not each.n]
    return f"nobody of these groups was reviewed yet: {', '.join(missing)}."
