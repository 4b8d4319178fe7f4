"""The pages of the review: where one stands, one candidate at a time, what came out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crmo.errors import UserError
from crmo.find.review.summary import summary_of
from crmo.find.review.verdict import Given, Verdict, append_verdict
from crmo.workbench import clock
from crmo.workbench.access import Permission, page, person_of
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.review.candidate import shown_candidate
from crmo.workbench.review.outcome import outcome_of
from crmo.workbench.review.run import NoRunError, Review, review_of
from crmo.workbench.review.words import KEYS, VERDICTS

_View = Callable[..., HttpResponse]


def _with_run(view: _View) -> _View:
    """Give a view the review of who asks; without a run, the page that says what to do."""

    @wraps(view)
    def opened(request: HttpRequest, **more: Any) -> HttpResponse:
        try:
            mine = review_of(person_of(request))
        except NoRunError as error:
            return render(request, "review/none.html", {"why": error.problem})
        return view(request, mine, **more)

    return opened


@page(Permission.CANDIDATE_REVIEW)
@_with_run
def review(request: HttpRequest, mine: Review) -> HttpResponse:
    """Show where the reviewer stands."""
    audit_event(request, Action.LIST, about="review.review")
    given = mine.mine
    rows = [
        {
            "number": number,
            "pseudonym": each.pseudonym,
            "words": VERDICTS[given[each.pseudonym].verdict],
            "remark": given[each.pseudonym].remark,
        }
        for number, each in enumerate(mine.run.chosen.candidates, start=1)
        if each.pseudonym in given
    ]
    context = {"review": mine, "rows": rows, "n_done": len(given), "next": mine.next_after()}
    return render(request, "review/start.html", context)


@page(Permission.CANDIDATE_REVIEW)
@_with_run
def review_summary(request: HttpRequest, mine: Review) -> HttpResponse:
    """Show agreement and estimates to those who have finished."""
    if not mine.is_finished:
        context = {"review": mine, "n_left": mine.n - len(mine.mine), "next": mine.next_after()}
        return render(request, "review/not_yet.html", context)
    audit_event(request, Action.READ, about="review.review_summary")
    context = {"review": mine, "outcome": outcome_of(summary_of(mine.run.chosen, mine.kept))}
    return render(request, "review/summary.html", context)


@page(Permission.CANDIDATE_REVIEW, methods=("GET", "POST"))
@_with_run
def review_candidate(request: HttpRequest, mine: Review, pseudonym: str) -> HttpResponse:
    """Show one candidate; a POST gives a verdict, or another one than before."""
    if mine.run.candidate(pseudonym) is None:
        raise Http404
    told = _told_apart(mine, pseudonym) if request.GET.get("together") else {}
    if request.method != "POST":
        audit_event(request, Action.READ, about=f"review.candidate:{pseudonym}")
        return _candidate_page(request, mine, pseudonym, told=told)
    verdict = request.POST.get("verdict", "")
    if verdict not in set(Verdict):
        problem = _("Choose a verdict, or skip.")
        return _candidate_page(request, mine, pseudonym, told=told, problem=problem)
    return _give(request, mine, pseudonym, Verdict(verdict), is_settled=bool(told))


def _give(
    request: HttpRequest, mine: Review, pseudonym: str, verdict: Verdict, *, is_settled: bool
) -> HttpResponse:
    given = Given(
        pseudonym=pseudonym,
        verdict=verdict,
        reviewer=mine.reviewer,
        at=clock.now(),
        definition=mine.run.definition,
        remark=" ".join(request.POST.get("remark", "").split())[:2000],
        is_settled=is_settled,
    )
    try:
        append_verdict(mine.run.folder, given)
    except UserError as error:
        told = _told_apart(mine, pseudonym) if is_settled else {}
        return _candidate_page(request, mine, pseudonym, told=told, problem=error.problem)
    audit_event(request, Action.WRITE, about=f"review.candidate:{pseudonym}")
    if is_settled:
        return redirect("review_summary")
    following = mine.next_after(pseudonym)
    if following:
        return redirect("review_candidate", following)
    messages.success(request, _("Every candidate has your verdict."))
    return redirect("review_summary")


def _told_apart(mine: Review, pseudonym: str) -> dict[str, Any]:
    """Return what reviewers said who disagree; only for one who has finished."""
    if not mine.is_finished:
        raise Http404
    apart = summary_of(mine.run.chosen, mine.kept).disagreements
    found = next((each for each in apart if each.pseudonym == pseudonym), None)
    if found is None:
        raise Http404
    return {who: VERDICTS[verdict] for who, verdict in found.verdicts.items()}


def _candidate_page(
    request: HttpRequest, mine: Review, pseudonym: str, *, told: dict[str, Any], problem: str = ""
) -> HttpResponse:
    before = None if told else mine.mine.get(pseudonym)
    sent = request.POST
    context = {
        "review": mine,
        "pseudonym": pseudonym,
        "number": mine.number_of(pseudonym),
        "n_done": len(mine.mine),
        "shown": shown_candidate(mine.run, pseudonym),
        "choices": [(each, VERDICTS[each], KEYS[each]) for each in VERDICTS],
        "chosen": sent.get("verdict") or (str(before.verdict) if before else ""),
        "remark": sent.get("remark", before.remark if before else ""),
        "before": before,
        "told": told,
        "problem": problem,
        "skip": mine.next_after(pseudonym),
    }
    return render(request, "review/candidate.html", context, status=422 if problem else 200)
