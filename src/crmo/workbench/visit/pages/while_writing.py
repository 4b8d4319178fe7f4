"""What the form asks for while it is written: keeping the draft, places, further rows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from crmo.anatomy import search
from crmo.knowledge.concepts import ConceptKind
from crmo.report.names import Names
from crmo.report.words import name_words
from crmo.workbench import clock
from crmo.workbench.access import Permission, page, person_of
from crmo.workbench.ledger import assessment_of
from crmo.workbench.models import Child
from crmo.workbench.visit.drafting import fields_sent, forms_page, keep
from crmo.workbench.visit.drafts import State
from crmo.workbench.visit.entries import visit_from
from crmo.workbench.visit.fields import Fields
from crmo.workbench.visit.last_time import last_time
from crmo.workbench.visit.meanwhile import head_seen, news_since
from crmo.workbench.visit.named import analyte_meant, concept_meant
from crmo.workbench.visit.pages.form import said_of_forking, strip_of
from crmo.workbench.visit.saving import setting_of
from crmo.workbench.visit.sheet import finding_row, lab_row

MOST_PLACES = 8


@page(Permission.VISIT_WRITE, methods=("POST",), of_child=True, audited=False)
def keep_draft(request: HttpRequest, child: Child, draft: UUID) -> HttpResponse:
    """Keep the draft and say what it comes to."""
    user, fields = person_of(request), fields_sent(request)
    at = clock.now()
    kept = keep(child=child, user=user, key=draft, fields=fields, page=forms_page(request), at=at)
    if request.POST.get("act") == "leaving":
        return HttpResponse(status=204)
    assessed = assessment_of(child, clock.today())
    visit = visit_from(fields, setting_of(child, draft.hex))
    strip = strip_of(visit, assessed)
    news = news_since(child, seen=head_seen(fields.get("head")), user=user)
    answer: dict[str, Any] = {
        "state": kept.state,
        "draft": str(kept.key),
        "version": kept.version,
        "told": said_of_forking() if kept.state is State.FORKED else "",
        "problems": [
            {
                "field": each.field,
                "message": each.message,
                "weight": each.weight,
                "value": each.value,
            }
            for each in visit.problems
        ],
        "lines": [
            {"kind": each.kind, "words": each.words, "corrects": each.corrects}
            for each in strip["lines"]
        ],
        "hints": [{"question": each.question, "field": each.field} for each in strip["hints"]],
        "velocity": strip["velocity"],
        "news": [{"who": each.who, "words": each.words, "n_more": each.n_more} for each in news],
    }
    return JsonResponse(answer)


@page(Permission.VISIT_WRITE, methods=("POST",), of_child=True, audited=False)
def places(request: HttpRequest, child: Child) -> HttpResponse:  # noqa: ARG001  whose map it is
    """Return the places that fit what was typed so far, best first."""
    found = search(request.POST.get("words", "")[:100], limit=MOST_PLACES)
    answer = [{"site": site.id, "name": name_words(site.label)} for site in found]
    return JsonResponse({"places": answer})


@page(Permission.VISIT_WRITE, methods=("POST",), of_child=True, audited=False)
def row(request: HttpRequest, child: Child) -> HttpResponse:
    """Return a further row: a laboratory value or a finding, by its name."""
    typed, kind = request.POST.get("words", "")[:200], request.POST.get("kind")
    assessed = assessment_of(child, clock.today())
    knowledge, names = assessed.knowledge, Names(assessed.knowledge)
    last = last_time(assessed.record, knowledge, on=clock.today())
    context: dict[str, Any] = {"problems": {}}
    if kind == "lab" and (analyte := analyte_meant(typed, knowledge)):
        known = last.measurements.get(analyte.id, ())
        context["row"] = lab_row(analyte, Fields(), known, names)
        return render(request, "visit/lab_row.html", context)
    finding = ConceptKind.FINDING
    if kind == "finding" and (concept := concept_meant(typed, knowledge, finding)):
        was = last.findings.get(concept.id)
        context["row"] = finding_row(concept.id, Fields(), was, names)
        return render(request, "visit/finding_row.html", context)
    return JsonResponse({"told": _("This name is not known here.")}, status=404)
