"""The audit as administrators read it, and who has looked at one child."""

from __future__ import annotations

from attrs import asdict
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from crmo.workbench import clock
from crmo.workbench.access import Permission, may, page
from crmo.workbench.audit.events import Action, audit_event
from crmo.workbench.audit.looks import looks_at
from crmo.workbench.audit.selection import PAGE_ROWS, Selection, SelectionForm, selection_from
from crmo.workbench.audit.spreadsheet import csv_lines
from crmo.workbench.audit.words import outcome_words, role_words, shown_names, what
from crmo.workbench.models import AuditEvent, Card, Child, User


@page(Permission.AUDIT_VIEW, methods=("GET", "POST"))
def audit(request: HttpRequest) -> HttpResponse:
    """Show the trail, the newest first; a POST chooses what is shown."""
    if request.method == "POST":
        form = SelectionForm(request.POST)
        if form.is_valid():
            return redirect(f"{reverse('audit')}?{form.selection().query()}")
        return render(request, "audit/audit.html", {"form": form}, status=422)
    chosen = selection_from(request.GET)
    events = chosen.events()
    before = request.GET.get("before", "")
    is_older = before.isdecimal() and len(before) < 19
    if is_older:
        events = events.filter(sequence__lt=int(before))
    found = list(events[: PAGE_ROWS + 1])
    audit_event(request, Action.LIST, about="audit.audit")
    card = Card.objects.filter(pk=chosen.child).first() if chosen.child else None
    shown = {
        "form": SelectionForm(initial=_initial(chosen, card)),
        "rows": _rows(found[:PAGE_ROWS]),
        "chosen": chosen,
        "card": card,
        "query": chosen.query(),
        "is_first": not is_older,
        "older": chosen.query(before=found[PAGE_ROWS - 1].sequence)
        if len(found) > PAGE_ROWS
        else "",
    }
    return render(request, "audit/audit.html", shown)


@page(Permission.AUDIT_VIEW)
def audit_csv(request: HttpRequest) -> StreamingHttpResponse | HttpResponse:
    """Give the chosen part of the trail as a CSV file."""
    chosen = selection_from(request.GET)
    audit_event(request, Action.EXPORT, about="audit.audit_csv")
    if request.method == "HEAD":
        return HttpResponse(content_type="text/csv; charset=utf-8")
    response = StreamingHttpResponse(
        csv_lines(chosen.events().iterator(chunk_size=1000)),
        content_type="text/csv; charset=utf-8",
    )
    name = f"audit-{clock.today().isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@page(Permission.AUDIT_VIEW, Permission.ENTRY_HISTORY_VIEW, of_child=True)
def audit_of_child(request: HttpRequest, child: Child) -> HttpResponse:
    """Show who has looked at a child, by day."""
    is_administrator = isinstance(request.user, User) and may(request.user, Permission.AUDIT_VIEW)
    shown = {
        "child": child,
        "card": Card.objects.filter(child=child).first(),
        "looks": looks_at(child, has_refused=is_administrator),
    }
    return render(request, "audit/child.html", shown)


def _initial(chosen: Selection, card: Card | None) -> dict[str, object]:
    return {**asdict(chosen), "number": card.number if card else ""}


def _rows(events: list[AuditEvent]) -> list[dict[str, object]]:
    names = shown_names()
    keys = {event.child for event in events if event.child}
    cards = {card.pk: card for card in Card.objects.filter(pk__in=keys)}
    return [
        {
            "event": event,
            "role": role_words(event.actor_role),
            "what": what(event, names),
            "outcome": outcome_words(event.outcome),
            "card": cards.get(event.child) if event.child else None,
        }
        for event in events
    ]
