"""What the verdicts amount to, in words and figures for the page."""

from __future__ import annotations

from attrs import frozen
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from crmo.find.review.statistics import Kappa, Proportion, Sensitivity
from crmo.find.review.summary import BandResult, ReviewSummary
from crmo.report.words import number_words
from crmo.workbench.review.words import VERDICTS


@frozen(kw_only=True)
class Group:
    """One group of candidates.

    Args:
        name: of the band, or of the group of those not proposed.
        result: the counts.
        ppv: share of cases, with its interval.
        ppv_wide: the same with possible ones.
    """

    name: str
    result: BandResult
    ppv: str
    ppv_wide: str


@frozen(kw_only=True)
class Agreement:
    """Two reviewers.

    Args:
        one: name of the first.
        two: name of the second.
        n: candidates that both judged.
        agreed: share of the same verdict.
        kappa: over all verdicts.
        kappa_case: for case or not.
    """

    one: str
    two: str
    n: int
    agreed: str
    kappa: str
    kappa_case: str


@frozen(kw_only=True)
class Apart:
    """A candidate on whom reviewers disagree.

    Args:
        pseudonym: who.
        told: reviewer and verdict.
        settled: what was agreed on, or empty.
    """

    pseudonym: str
    told: tuple[tuple[str, str | Promise], ...]
    settled: str | Promise


@frozen(kw_only=True)
class Outcome:
    """The summary of a review.

    Args:
        reviewers: name and number of verdicts.
        bands: of those proposed.
        others: of those not proposed.
        ppv: over all proposed.
        ppv_wide: the same with possible ones.
        new_per_1000: likely and not known before, of 1,000 charts.
        sensitivity: of all cases; empty if it cannot be told.
        sensitivity_new: of those not known before; empty if it cannot be told.
        why_not: why it cannot be told, in English.
        agreements: of each pair of reviewers.
        apart: on whom they disagree.
        n_broken: lines of the files that are no verdict.
    """

    reviewers: tuple[tuple[str, int], ...]
    bands: tuple[Group, ...]
    others: tuple[Group, ...]
    ppv: str
    ppv_wide: str
    new_per_1000: str
    sensitivity: str
    sensitivity_new: str
    why_not: str
    agreements: tuple[Agreement, ...]
    apart: tuple[Apart, ...]
    n_broken: int


def outcome_of(summary: ReviewSummary) -> Outcome:
    """Return a summary as the page shows it."""
    return Outcome(
        reviewers=tuple(sorted(summary.reviewers.items())),
        bands=tuple(map(_group, summary.bands)),
        others=tuple(map(_group, summary.others)),
        ppv=_share(summary.ppv),
        ppv_wide=_share(summary.ppv_wide),
        new_per_1000=_of_1000(summary.new_per_1000),
        sensitivity=_sensitivity(summary.sensitivity),
        sensitivity_new=_sensitivity(summary.sensitivity_new),
        why_not=summary.why_not,
        agreements=tuple(
            _agreement(one, two, kappa, summary.kappa_case.get((one, two)))
            for (one, two), kappa in summary.kappa.items()
        ),
        apart=tuple(
            Apart(
                pseudonym=each.pseudonym,
                told=tuple((who, VERDICTS[verdict]) for who, verdict in each.verdicts.items()),
                settled=VERDICTS[each.settled] if each.settled else "",
            )
            for each in summary.disagreements
        ),
        n_broken=summary.n_broken,
    )


def _group(result: BandResult) -> Group:
    return Group(
        name=result.stratum.replace("_", " "),
        result=result,
        ppv=_share(result.ppv),
        ppv_wide=_share(result.ppv_wide),
    )


def _agreement(one: str, two: str, kappa: Kappa, for_case: Kappa | None) -> Agreement:
    return Agreement(
        one=one,
        two=two,
        n=kappa.n,
        agreed=_percent(kappa.agreed),
        kappa=_kappa(kappa),
        kappa_case=_kappa(for_case),
    )


def _share(share: Proportion | None) -> str:
    if share is None:
        return _("nobody reviewed")
    return _("%(share)s (%(low)s to %(high)s)") % {
        "share": _percent(share.estimate),
        "low": _hundredths(share.low),
        "high": _hundredths(share.high),
    }


def _of_1000(share: Proportion | None) -> str:
    if share is None:
        return ""
    return _("%(share)s (%(low)s to %(high)s)") % {
        "share": f"{share.estimate:.0f}",
        "low": f"{share.low:.0f}",
        "high": f"{share.high:.0f}",
    }


def _sensitivity(told: Sensitivity | None) -> str:
    if told is None:
        return ""
    estimate = _("no case seen") if told.estimate is None else _percent(told.estimate)
    return _("%(share)s (%(low)s to %(high)s)") % {
        "share": estimate,
        "low": _hundredths(told.low),
        "high": _hundredths(told.high),
    }


def _kappa(kappa: Kappa | None) -> str:
    if kappa is None or kappa.estimate is None or kappa.low is None or kappa.high is None:
        return _("cannot be told: one of them always said the same")
    estimate = _two_places(kappa.estimate)
    if kappa.low == kappa.high:
        return _("%(kappa)s; they never disagreed, which gives no interval") % {"kappa": estimate}
    return _("%(share)s (%(low)s to %(high)s)") % {
        "share": estimate,
        "low": _two_places(kappa.low),
        "high": _two_places(kappa.high),
    }


def _percent(share: float) -> str:
    return f"{_hundredths(share)} %"


def _hundredths(share: float) -> str:
    return number_words(round(100 * share, 1))


def _two_places(value: float) -> str:
    return number_words(round(value, 2))
