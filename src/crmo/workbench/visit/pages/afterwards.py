"""After a visit was saved, discarded or taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crmo.workbench import clock
from crmo.workbench.access import Permission, page, person_of
from crmo.workbench.ledger import assessment_of
from crmo.workbench.models import Child
from crmo.workbench.visit.drafts import bring_back, discard, own_draft
from crmo.workbench.visit.pages.form import WRITTEN_HERE, refresh
from crmo.workbench.visit.said import lines_of
from crmo.workbench.visit.saving import undo_visit, written_visit


@page(Permission.VISIT_WRITE, of_child=True)
def written(request: HttpRequest, child: Child, draft: UUID) -> HttpResponse:
    """Say what a visit wrote, with its histories, and offer to take it back.

    The child's row of the worklist is computed here and not while the visit is saved: saving is
    what somebody waits for, and until then the row says itself that it is out of date.
    """
    visit = written_visit(child, draft)
    if visit is None:
        raise Http404
    refresh(child)
    assessed = assessment_of(child, clock.today())
    said = []
    for told in visit.rows:
        entry = visit.entries.get(told.entry_id)
        line = lines_of([entry], assessed)[0] if entry else None
        said.append(
            {
                "sequence": told.sequence,
                "line": line,
                "is_taken_back": told.entry_id in visit.taken_back,
                "is_corrected": told.entry_id in visit.corrected,
            }
        )
    is_own = visit.first.recorded_by == person_of(request).pk
    context = {
        "child": child,
        "patient": assessed.record.patient,
        "visit": visit,
        "draft": draft,
        "said": said,
        "may_undo": visit.stands and is_own and draft.hex in request.session.get(WRITTEN_HERE, []),
    }
    return render(request, "visit/written.html", context)


@page(Permission.VISIT_WRITE, methods=("POST",), of_child=True)
def undo(request: HttpRequest, child: Child, draft: UUID) -> HttpResponse:
    """Take back all that a visit wrote, within the session that wrote it."""
    if draft.hex not in request.session.get(WRITTEN_HERE, []):
        raise Http404
    reason = request.POST.get("reason", "").strip() or _("Entered by mistake")
    n_back, n_stay = undo_visit(
        child=child, user=person_of(request), key=draft, reason=reason, at=clock.now(),
        request=request,
    )  # fmt: skip
    refresh(child)
    words = ngettext("%(n)s entry was taken back.", "%(n)s entries were taken back.", n_back)
    messages.success(request, words % {"n": n_back})
    if n_stay:
        kept = ngettext(
            "%(n)s entry stays, because somebody has corrected it since.",
            "%(n)s entries stay, because somebody has corrected them since.",
            n_stay,
        )
        messages.info(request, kept % {"n": n_stay})
    return redirect("visit_written", child.key, draft)


@page(Permission.VISIT_WRITE, methods=("POST",), of_child=True)
def set_aside(request: HttpRequest, child: Child, draft: UUID) -> HttpResponse:
    """Discard a draft, and offer to bring it back."""
    kept = own_draft(child, person_of(request), draft)
    if kept is not None:
        discard(kept, at=clock.now())
    return redirect("visit_discarded", child.key, draft)


@page(Permission.VISIT_WRITE, of_child=True, audited=False)
def discarded(request: HttpRequest, child: Child, draft: UUID) -> HttpResponse:
    """Say that a draft was discarded."""
    patient = assessment_of(child, clock.today()).record.patient
    context = {"child": child, "patient": patient, "draft": draft}
    return render(request, "visit/discarded.html", context)


@page(Permission.VISIT_WRITE, methods=("POST",), of_child=True)
def reopen(request: HttpRequest, child: Child, draft: UUID) -> HttpResponse:
    """Bring back what was discarded, or open the form of a visit that was taken back."""
    key = bring_back(child=child, user=person_of(request), key=draft, at=clock.now())
    if key is None:
        messages.warning(request, _("This form is not kept any more."))
        return redirect("visit", child.key)
    return redirect("visit_draft", child.key, key)
