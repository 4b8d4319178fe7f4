"""Any two scans, and any two visits of a child, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import frozen
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from crmo.assess.visits import visit_days
from crmo.errors import UserError
from crmo.record import FactStatus, ImagingStudy, Modality
from crmo.report.case import Case
from crmo.report.html import NOTHING, Html
from crmo.report.scan_comparison import comparison_figure
from crmo.report.visit_comparison import visit_comparison
from crmo.report.words import date_words, modality_words
from crmo.workbench import clock
from crmo.workbench.access import Permission, page
from crmo.workbench.children.case import case_from
from crmo.workbench.ledger import assessment_of, sequences_of
from crmo.workbench.models import Child


@frozen(kw_only=True)
class Choice:
    """A scan or a visit that can be chosen.

    Args:
        value: what an address says for it: a place in the ledger, or a day.
        words: what it is called.
    """

    value: str
    words: str


@page(Permission.CHILD_VIEW, of_child=True)
def child_scans(request: HttpRequest, child: Child) -> HttpResponse:
    """Compare any two scans: what is new, persistent, healed, recurred."""
    sequences = sequences_of(child)
    case = case_from(child, assessment_of(child, clock.today()), sequences)
    studies = scans_to_compare(case)
    by_value = {str(sequences.get(study.id, "")): study for study in studies}
    choices = [Choice(value=value, words=_scan_words(by_value[value])) for value in by_value]
    earlier, later = _asked(request, choices, _two_newest(list(by_value.items())))
    figure, problem = NOTHING, ""
    if earlier and later and earlier != later:
        try:
            figure = comparison_figure(case, by_value[earlier].id, by_value[later].id)
        except UserError as error:
            problem = error.problem
    return _answer(request, child, case, "scans", choices, (earlier, later), figure, problem)


@page(Permission.CHILD_VIEW, of_child=True)
def child_visits(request: HttpRequest, child: Child) -> HttpResponse:
    """Compare any two visits: what was measured, found and changed."""
    case = case_from(child, assessment_of(child, clock.today()), sequences_of(child))
    days = list(visit_days(case.facts))
    choices = [Choice(value=day.isoformat(), words=date_words(day)) for day in days]
    newest = (days[-2].isoformat(), days[-1].isoformat()) if len(days) > 1 else ("", "")
    earlier, later = _asked(request, choices, newest)
    figure, problem = NOTHING, ""
    if earlier and later and earlier != later:
        first, last = sorted((date.fromisoformat(earlier), date.fromisoformat(later)))
        try:
            figure = visit_comparison(case, first, last)
        except UserError as error:
            problem = error.problem
    return _answer(request, child, case, "visits", choices, (earlier, later), figure, problem)


def scans_to_compare(case: Case) -> list[ImagingStudy]:
    """Return the dated scans in force, earliest first."""
    return [study for study in case.of_kind(ImagingStudy) if study.on is not None]


def _two_newest(studies: Sequence[tuple[str, ImagingStudy]]) -> tuple[str, str]:
    """Return the two scans that are compared first: MRI if there are two, whole bodies before."""
    mri = [(value, study) for value, study in studies if study.modality is Modality.MRI]
    whole = [each for each in mri if each[1].whole_body is FactStatus.PRESENT]
    chosen = next((group for group in (whole, mri, list(studies)) if len(group) > 1), None)
    return (chosen[-2][0], chosen[-1][0]) if chosen else ("", "")


def _asked(
    request: HttpRequest, choices: Sequence[Choice], otherwise: tuple[str, str]
) -> tuple[str, str]:
    known = {choice.value for choice in choices}
    earlier, later = request.GET.get("earlier", ""), request.GET.get("later", "")
    return (
        earlier if earlier in known else otherwise[0],
        later if later in known else otherwise[1],
    )


def _answer(
    request: HttpRequest,
    child: Child,
    case: Case,
    what: str,
    choices: Sequence[Choice],
    chosen: tuple[str, str],
    figure: Html,
    problem: str,
) -> HttpResponse:
    shown = {
        "child": child,
        "patient": case.whole.patient,
        "what": what,
        "choices": list(reversed(choices)),
        "earlier": chosen[0],
        "later": chosen[1],
        "is_same": chosen[0] == chosen[1] and bool(chosen[0]),
        "figure": figure,
        "problem": problem,
    }
    is_part = bool(request.headers.get("HX-Request"))
    name = "children/comparison.html" if is_part else "children/compare.html"
    return render(request, name, shown)


def _scan_words(study: ImagingStudy) -> str:
    is_whole_body = study.whole_body is FactStatus.PRESENT
    kind = modality_words(study.modality, is_whole_body=is_whole_body)
    return f"{date_words(study.on)}, {kind}"
