"""What the verdicts amount to, in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from crmo.cli.terminal import output, plain, table
from crmo.find.review.statistics import Kappa, Proportion
from crmo.find.review.summary import BandResult, ReviewSummary
from crmo.find.review.verdict import VERDICT_WORDS

_NOT_TOLD = "cannot be told"


def tell_review(summary: ReviewSummary) -> None:
    """Say how often it was right, how far reviewers agree, and what may have been missed."""
    console = output()
    _tell_reviewers(summary)
    console.print(_bands("Proposed", summary.bands))
    console.print(f"\nPPV over all proposed, each band by its size: {_share(summary.ppv)}")
    left_out = [each.stratum for each in summary.bands if not each.n]
    if left_out and summary.ppv is not None:
        names = ", ".join(plain(name.replace("_", " ")) for name in left_out)
        console.print(f"  without these, of whom nobody was reviewed yet: {names}", style="yellow")
    console.print(f"The same with possible ones: {_share(summary.ppv_wide)}")
    if summary.new_per_1000 is not None:
        new = summary.new_per_1000
        console.print(
            f"Likely and not known before, of 1,000 charts reviewed: {new.estimate:.0f} "
            f"({new.low:.0f} to {new.high:.0f})"
        )
    if summary.others:
        console.print("")
        console.print(_bands("Not proposed", summary.others))
    _tell_sensitivity(summary)
    _tell_agreement(summary)
    _tell_disagreements(summary)
    console.print(
        "\nIntervals of 95 %: Wilson for shares, put together over groups as by Zou and Donner; "
        "Fleiss, Cohen and Everitt for kappa. Cases are "
        "likely and already known; who could not tell counts as reviewed and as no case.",
        style="dim",
    )


def _tell_reviewers(summary: ReviewSummary) -> None:
    told = ", ".join(f"{plain(who)} {n}" for who, n in sorted(summary.reviewers.items()))
    output().print(f"Verdicts: {told or 'none yet'}")
    if summary.n_broken:
        output().print(f"[yellow]Lines that are no verdict[/yellow]: {summary.n_broken}")
    if summary.n_stray:
        output().print(f"[yellow]Verdicts on others than these[/yellow]: {summary.n_stray}")


def _bands(title: str, results: Sequence[BandResult]) -> object:
    shown = table(
        title, "persons", "reviewed", "cases", "new", "possible", "cannot tell", "PPV",
        "with possible",
    )  # fmt: skip
    for each in results:
        shown.add_row(
            plain(each.stratum.replace("_", " ")),
            f"{each.size:,}",
            str(each.n),
            str(each.n_cases),
            str(each.n_new),
            str(each.n_possible),
            str(each.n_cannot_tell),
            _share(each.ppv),
            _share(each.ppv_wide),
        )
    return shown


def _share(share: Proportion | None) -> str:
    if share is None:
        return "nobody reviewed"
    return f"{100 * share.estimate:.1f} % ({100 * share.low:.1f} to {100 * share.high:.1f})"


def _tell_sensitivity(summary: ReviewSummary) -> None:
    told = summary.sensitivity
    if told is None:
        output().print(f"\nSensitivity {_NOT_TOLD}: {summary.why_not}")
        return
    output().print("")
    for words, found in (
        ("Estimated sensitivity, of all cases", told),
        ("The same, of those not known before", summary.sensitivity_new),
    ):
        if found is not None:
            estimate = "no case seen" if found.estimate is None else f"{100 * found.estimate:.1f} %"
            output().print(f"{words}: {estimate} ({100 * found.low:.1f} to {100 * found.high:.1f})")
    output().print(
        "  It takes for granted that the verdicts are right, that those reviewed are a random part "
        "of each group, and that a case can be seen in the chart. The limits put every group at "
        "the ends of its own interval at once. Where no case was met among those not proposed, "
        "only the lower limit says something.",
        style="dim",
    )


def _tell_agreement(summary: ReviewSummary) -> None:
    for (one, two), kappa in summary.kappa.items():
        case = summary.kappa_case.get((one, two))
        output().print(
            f"\nAgreement of {plain(one)} and {plain(two)} on {kappa.n} candidates: "
            f"{100 * kappa.agreed:.0f} % the same verdict; kappa {_kappa(kappa)}; "
            f"for case or not, kappa {_kappa(case)}"
        )


def _kappa(kappa: Kappa | None) -> str:
    if kappa is None or kappa.estimate is None or kappa.low is None or kappa.high is None:
        return f"{_NOT_TOLD} (one of them always said the same)"
    if kappa.low == kappa.high:  # the formula knows no doubt where nobody ever disagreed
        return f"{kappa.estimate:.2f} (they never disagreed, which gives no interval)"
    return f"{kappa.estimate:.2f} ({kappa.low:.2f} to {kappa.high:.2f})"


def _tell_disagreements(summary: ReviewSummary) -> None:
    if not summary.disagreements:
        return
    output().print(
        f"\nDisagreements: {len(summary.disagreements)}, not settled: {summary.n_unsettled} "
        "(crmo review DIR --reviewer NAME --settle)"
    )
    for each in summary.disagreements:
        told = "; ".join(f"{plain(who)}: {VERDICT_WORDS[v]}" for who, v in each.verdicts.items())
        settled = f" -> {VERDICT_WORDS[each.settled]}" if each.settled else ""
        output().print(f"  {each.pseudonym}  {told}{settled}")
