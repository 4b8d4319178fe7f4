"""The form of a visit: begun, gone on with, checked and saved."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from attrs import frozen
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from crmo.anatomy import all_sites
from crmo.knowledge.concepts import ConceptKind
from crmo.record import Measurement
from crmo.workbench import clock
from crmo.workbench.access import Permission, page, person_of
from crmo.workbench.ledger import Assessed, assessment_of
from crmo.workbench.models import Child, Draft
from crmo.workbench.visit.drafting import fields_sent, forms_page, keep
from crmo.workbench.visit.drafts import (
    Kept,
    State,
    forget_second_thoughts,
    is_written,
    newest_draft,
    own_draft,
)
from crmo.workbench.visit.drawing import map_css, map_svg
from crmo.workbench.visit.entries import Visit, visit_from
from crmo.workbench.visit.entries.imaging import place_meant
from crmo.workbench.visit.fields import Fields
from crmo.workbench.visit.growth import growth_words
from crmo.workbench.visit.last_time import last_time
from crmo.workbench.visit.meanwhile import News
from crmo.workbench.visit.named import analyte_meant, concept_meant
from crmo.workbench.visit.problems import Problem
from crmo.workbench.visit.said import appointment_line, hints_of, lines_of
from crmo.workbench.visit.saving import save_visit, setting_of
from crmo.workbench.visit.sheet import place_row, sheet_of

WRITTEN_HERE = "visits_written"


@page(Permission.VISIT_WRITE, of_child=True, audited=False)
def start(request: HttpRequest, child: Child) -> HttpResponse:
    """Go on with the visit that was left unfinished, or begin one."""
    user = person_of(request)
    forget_second_thoughts(user, at=clock.now())
    draft = newest_draft(child, user)
    if draft is not None:
        return redirect("visit_draft", child.key, draft.key)
    return redirect("visit_new", child.key)


@page(Permission.VISIT_WRITE, of_child=True)
def begin(request: HttpRequest, child: Child) -> HttpResponse:
    """Show an empty form; a draft is made of it once something was filled in."""
    assessed = assessment_of(child, clock.today())
    fields = Fields({"on": clock.today().isoformat(), "head": str(assessed.head)})
    return _shown(request, Shown(child=child, key=uuid.uuid4(), fields=fields))


@page(Permission.VISIT_WRITE, methods=("GET", "POST"), of_child=True)
def form(request: HttpRequest, child: Child, draft: UUID) -> HttpResponse:
    """Show a draft; save it, check it, or add a row to it."""
    if is_written(child, draft):
        return redirect("visit_written", child.key, draft)
    if request.method == "POST":
        return _answered(request, child, draft)
    kept = own_draft(child, person_of(request), draft)
    if kept is None:
        return redirect("visit", child.key)
    return _shown(request, _of_draft(child, kept))


@frozen(kw_only=True)
class Shown:
    """What the page of the form is made from.

    Args:
        child: whose visit.
        key: of the draft.
        fields: what is filled in.
        draft: the draft as it is kept, or None if there is none yet.
        kept: what became of keeping it just now, or None.
        news: what others stated meanwhile.
        is_checked: whether problems are to be shown: only once somebody has asked.
        status: HTTP status.
    """

    child: Child
    key: UUID
    fields: Fields
    draft: Draft | None = None
    kept: Kept | None = None
    news: tuple[News, ...] = ()
    is_checked: bool = False
    status: int = 200


def _of_draft(child: Child, draft: Draft) -> Shown:
    fields = Fields.from_json(draft.content)
    return Shown(child=child, key=draft.key, fields=fields, draft=draft)


def _answered(request: HttpRequest, child: Child, key: UUID) -> HttpResponse:
    user, fields = person_of(request), fields_sent(request)
    if Draft.objects.filter(key=key).exclude(author=user, child=child).exists():
        raise Http404
    act = request.POST.get("act", "check")
    if act != "save":
        fields = _with_row(fields, act, request.POST.get("add", ""))
        return _kept_and_shown(request, child, key, fields)
    saved = save_visit(
        child=child, user=user, key=key, fields=fields, at=clock.now(), request=request
    )
    if saved.is_written:
        _remember(request, key)
        return redirect("visit_written", child.key, key)
    if saved.news:
        head = str(assessment_of(child, clock.today()).head)
        fields = fields.with_values({"head": head})
    return _kept_and_shown(request, child, key, fields, news=saved.news)


def _kept_and_shown(
    request: HttpRequest,
    child: Child,
    key: UUID,
    fields: Fields,
    *,
    news: tuple[News, ...] = (),
) -> HttpResponse:
    user = person_of(request)
    kept = keep(
        child=child, user=user, key=key, fields=fields, page=forms_page(request), at=clock.now()
    )
    draft = own_draft(child, user, kept.key)
    shown = Shown(
        child=child, key=kept.key, fields=fields, draft=draft, kept=kept, news=news,
        is_checked=True, status=200 if request.POST.get("act") != "save" else 422,
    )  # fmt: skip
    return _shown(request, shown)


def _with_row(fields: Fields, act: str, typed: str) -> Fields:
    """Return the fields with one more row, as a page without JavaScript asks for it."""
    from crmo.workbench.rulebook.in_force import current_knowledge

    knowledge = current_knowledge()
    if act == "add_place":
        site = place_meant(fields.get("find_place"))
        added = {f"shown_place:{site}": "1", "find_place": ""} if site else {}
    elif act == "add_lab":
        analyte = analyte_meant(fields.get("find_lab"), knowledge)
        added = {f"shown_lab:{analyte.id}": "1", "find_lab": ""} if analyte else {}
    elif act == "add_finding":
        concept = concept_meant(fields.get("find_finding"), knowledge, ConceptKind.FINDING)
        added = {f"shown_finding:{concept.id}": "1", "find_finding": ""} if concept else {}
    else:
        added = {typed: fields.get(typed)} if typed else {}
    return fields.with_values(added)


def _remember(request: HttpRequest, key: UUID) -> None:
    """Note that this session wrote the visit, and may take it back."""
    written = [each for each in request.session.get(WRITTEN_HERE, []) if each != key.hex]
    request.session[WRITTEN_HERE] = [*written, key.hex][-50:]


def refresh(child: Child) -> None:
    """Compute the child's row of the worklist anew."""
    from crmo.workbench.today.refresh import refresh_child

    refresh_child(child)


def _shown(request: HttpRequest, shown: Shown) -> HttpResponse:
    child, fields = shown.child, shown.fields
    assessed = assessment_of(child, clock.today())
    visit = visit_from(fields, setting_of(child, shown.key.hex))
    last = last_time(assessed.record, assessed.knowledge, on=clock.today())
    was_forked = shown.kept is not None and shown.kept.state is State.FORKED
    context: dict[str, Any] = {
        "child": child,
        "patient": assessed.record.patient,
        "shown": shown,
        "sheet": sheet_of(fields, last, assessed.knowledge, today=clock.today()),
        "blank_place": place_row(next(iter(all_sites())), Fields(), None),
        "problems": _by_field(visit.problems) if shown.is_checked else {},
        "head": fields.get("head") or assessed.head,
        "map_svg": map_svg(),
        "map_css": map_css(),
        "told": said_of_forking() if was_forked else "",
        **strip_of(visit, assessed),
    }
    return render(request, "visit/form.html", context, status=shown.status)


def strip_of(visit: Visit, assessed: Assessed) -> dict[str, Any]:
    """Return what the strip at the foot says: what will be written, and what is missing."""
    lines = [*lines_of(visit.entries, assessed)]
    coming = appointment_line(visit)
    on = visit.on or clock.today()
    known = assessed.record.of_kind(Measurement)
    heights = [each for each in known if each.analyte == "height" and each.on]
    return {
        "lines": [*lines, coming] if coming else lines,
        "hints": hints_of(visit, assessed.record, assessed.knowledge, on=on),
        "velocity": growth_words(visit.entries, heights, assessed.knowledge),
    }


def _by_field(problems: tuple[Problem, ...]) -> Mapping[str, Problem]:
    found: dict[str, Problem] = {}
    for problem in problems:
        found.setdefault(problem.field, problem)
    return found


def said_of_forking() -> str:
    """Return what the page says when its draft was changed elsewhere."""
    return _(
        "This draft was changed in another window or on another device. Nothing is lost: what "
        "stands here is now a draft of its own, and the other one is still there."
    )
