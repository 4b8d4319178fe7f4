"""The researcher's pages."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from attrs import frozen
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from crmo.assess import assess
from crmo.record import PartialDate
from crmo.record.pseudonym import moved
from crmo.report.page_parts import patient_page_parts
from crmo.workbench import clock
from crmo.workbench.access import Permission, page
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.cohort_page.files import FORMS, file_of
from crmo.workbench.ledger.recent import Recent
from crmo.workbench.ledger.records import head_of
from crmo.workbench.models import Card, Child
from crmo.workbench.research.pseudonyms import (
    all_hidden,
    child_of,
    hidden,
    pseudonym_for,
    without_name,
)
from crmo.workbench.rulebook.in_force import current_knowledge, knowledge_version

_A_PAGE = 50
_PAGES: Recent[tuple[UUID, int, date, str, str], str] = Recent(size=100)


@frozen(kw_only=True)
class Row:
    """One child in the researcher's list.

    Args:
        id: its pseudonym.
        sex: as recorded.
        born: year of the moved birth date, or empty.
        n_entries: how many statements there are.
        is_flaring: yes, no, or None for not known.
        n_active: places active for certain, or None for not known.
        is_treated: yes, no, or None for not known.
    """

    id: str
    sex: str
    born: str
    n_entries: int
    is_flaring: bool | None
    n_active: int | None
    is_treated: bool | None


@page(Permission.RESEARCH_VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """List the children under their pseudonyms."""
    audit_event(request, Action.LIST, about="research")
    cards = Card.objects.filter(child__erased_at=None).select_related("child")
    rows = sorted((_row(card) for card in cards), key=lambda row: row.id)
    shown = Paginator(rows, _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "research/overview.html", {"rows": shown, "n": len(rows)})


def _row(card: Card) -> Row:
    pseudonym = pseudonym_for(card.child)
    return Row(
        id=pseudonym.id,
        sex=card.sex,
        born=_year_moved(card.birth_date, pseudonym.days),
        n_entries=card.n_entries,
        is_flaring=card.is_flaring,
        n_active=card.n_active_places,
        is_treated=card.is_treated,
    )


def _year_moved(birth_date: str, days: int) -> str:
    return str(moved(PartialDate.parse(birth_date), days).year) if birth_date else ""


@page(Permission.RESEARCH_VIEW)
def child_page(request: HttpRequest, pseudonym: str) -> HttpResponse:
    """Show one child under its pseudonym, with the page of the core."""
    child = child_of(pseudonym)
    audit_event(request, Action.READ, child=child, about="research.child_page")
    today = clock.today()
    key = (child.key, head_of(child), today, knowledge_version(), get_language() or "")
    part = _PAGES.get(key, lambda: _part(child, today))
    return render(request, "research/child.html", {"pseudonym": pseudonym, "part": part})


def _part(child: Child, today: date) -> str:
    knowledge, seen = current_knowledge(), hidden(child, today=today)
    record = without_name(seen.record)
    answers = assess(record, knowledge, on=seen.on)
    return patient_page_parts(record, answers, knowledge, on=seen.on).html


@page(Permission.RESEARCH_EXPORT, methods=("POST",))
def download(request: HttpRequest, form: str) -> HttpResponse | FileResponse:
    """Send all children under their pseudonyms as a file of one form."""
    asked = FORMS.get(form)
    if asked is None:
        raise Http404
    name = f"crmo-pseudonyms-{form}-{clock.today().isoformat()}"
    answer = file_of(asked, all_hidden(), name=name)
    audit_event(request, Action.EXPORT, about=f"research.{form}")
    return answer
