"""The pages: the list of entries, one entry's history, and the form that corrects it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from crmo.anatomy import all_sites
from crmo.errors import InvalidValueError
from crmo.report.entry_words import entry_words, kind_words
from crmo.report.words import name_words
from crmo.workbench import clock
from crmo.workbench.access import Permission, page, person_of
from crmo.workbench.access.page import note_part
from crmo.workbench.correcting import actions
from crmo.workbench.correcting.entry_list import Wanted, entries_found
from crmo.workbench.correcting.field_words import changes, told_fields
from crmo.workbench.correcting.history import History, Version, history_of
from crmo.workbench.correcting.kind_form import fields_of, read_form
from crmo.workbench.correcting.kind_form.fields import concept_choices, lesion_choices
from crmo.workbench.ledger import Assessed, assessment_of, rows_of
from crmo.workbench.models import Child, User
from crmo.workbench.visit.said import case_of

P = Permission


@page(P.ENTRY_HISTORY_VIEW, methods=("GET", "POST"), of_child=True)
def entries(request: HttpRequest, child: Child) -> HttpResponse:
    """List all entries; words to seek come by POST, so that they stand in no address."""
    if request.method == "POST":
        note_part(request, child=child, about="correcting.entries")
    assessed = assessment_of(child, clock.today())
    wanted = _wanted(request)
    found = entries_found(rows_of(child), assessed, wanted)
    context = {
        "child": child,
        "patient": assessed.record.patient,
        "found": found,
        "wanted": wanted,
        "pages": range(1, found.n_pages + 1),
    }
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "correcting/found.html" if is_part else "correcting/list.html", context)


def _wanted(request: HttpRequest) -> Wanted:
    told = request.POST
    number = told.get("page", "")
    return Wanted(
        words=told.get("words", "")[:200],
        kind=told.get("kind", ""),
        day=_day(told.get("day", "")),
        with_past=request.method != "POST" or told.get("with_past") == "yes",
        page=int(number) if number.isdecimal() and len(number) < 6 else 1,
    )


def _day(told: str) -> date | None:
    try:
        return parse_date(told)
    except ValueError:
        return None


@page(P.ENTRY_HISTORY_VIEW, of_child=True)
def entry(request: HttpRequest, child: Child, sequence: int) -> HttpResponse:
    """Show every version of one entry, and what can be done about it."""
    return _history_page(request, child, sequence)


def _history_page(
    request: HttpRequest, child: Child, sequence: int, *, problem: str = "", status: int = 200
) -> HttpResponse:
    history = _history(child, sequence)
    assessed = assessment_of(child, clock.today())
    context = {
        "child": child,
        "patient": assessed.record.patient,
        "history": history,
        "current": history.current,
        "title": _title(history),
        "versions": [_version(each, history, assessed) for each in reversed(history.versions)],
        "may_undo": _may_undo(history),
        "problem": problem,
    }
    return render(request, "correcting/history.html", context, status=status)


def _history(child: Child, sequence: int) -> History:
    history = history_of(child, sequence)
    if history is None:
        raise Http404
    return history


def _title(history: History) -> str:
    shown = history.current or history.newest
    return kind_words(shown.entry) if shown.entry else _("Appointment")


def _version(version: Version, history: History, assessed: Assessed) -> dict[str, Any]:
    before, told = history.before(version), version.entry
    old = before.entry if before else None
    return {
        "version": version,
        "words": entry_words(told, case_of(assessed)) if told else _appointment(version),
        "fields": told_fields(told, assessed.knowledge) if told else (),
        "changes": changes(old, told, assessed.knowledge) if old and told else (),
        "is_same_again": bool(old and told and not changes(old, told, assessed.knowledge)),
    }


def _appointment(version: Version) -> str:
    payload = version.row.payload or {}
    parts = (str(payload.get("on", ""))[:16].replace("T", " "), str(payload.get("with", "")))
    return " · ".join(part for part in parts if part)


def _may_undo(history: History) -> bool:
    """Whether the version that counts is a correction whose predecessor would count again."""
    current = history.current
    before = history.before(current) if current else None
    return before is not None and before.taken_back is None


@page(P.ENTRY_CORRECT, methods=("GET", "POST"), of_child=True)
def correct(request: HttpRequest, child: Child, sequence: int) -> HttpResponse:
    """Show the form of an entry, and append the correction."""
    history = _history(child, sequence)
    current = history.current
    if current is None or current.entry is None:
        return redirect("entry", child.key, sequence)
    if current.row.sequence != sequence:
        messages.warning(request, _("Somebody has changed this entry meanwhile."))
        return redirect("entry", child.key, current.row.sequence)
    if request.method == "POST":
        return _corrected(request, child, current)
    return _form(request, child, current)


def _corrected(request: HttpRequest, child: Child, current: Version) -> HttpResponse:
    told = {key: str(value) for key, value in request.POST.items()}
    sequence, was = current.row.sequence, current.entry
    if was is None:
        raise Http404
    read, reason = read_form(was, told), told.get("correction_reason", "").strip()
    problems = dict(read.problems)
    if not reason:
        problems["correction_reason"] = _("A reason is needed: a few words on why.")
    if read.entry == was and not problems:
        problems[""] = _("Nothing was changed.")
    if problems or read.entry is None:
        return _form(request, child, current, told=told, problems=problems)
    try:
        new = actions.correct_entry(
            child=child, sequence=sequence, corrected=read.entry, reason=reason,
            by=person_of(request), at=clock.now(), request=request,
        )  # fmt: skip
    except actions.ChangedMeanwhileError:
        messages.warning(request, _("Somebody has changed this entry meanwhile."))
        return redirect("entry", child.key, sequence)
    _refresh(child)
    messages.success(request, _("The correction is written."))
    return redirect("entry", child.key, new)


def _form(
    request: HttpRequest,
    child: Child,
    current: Version,
    *,
    told: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
) -> HttpResponse:
    assessed = assessment_of(child, clock.today())
    entry = current.entry
    if entry is None:
        raise Http404
    context = {
        "child": child,
        "patient": assessed.record.patient,
        "current": current,
        "title": kind_words(entry),
        "words": entry_words(entry, case_of(assessed)),
        "fields": fields_of(entry, assessed.knowledge, told=told, problems=problems),
        "problems": problems or {},
        "whole_problem": (problems or {}).get("", ""),
        "reason": (told or {}).get("correction_reason", ""),
        "lesion_choices": lesion_choices(),
        "features": concept_choices(assessed.knowledge, ("feature",)),
        "sites": [name_words(site.label) for site in all_sites().values()],
    }
    return render(request, "correcting/form.html", context, status=422 if problems else 200)


Undoing = Callable[..., int]


def _act(
    request: HttpRequest, child: Child, sequence: int, action: Undoing, words: str
) -> HttpResponse:
    by: User = person_of(request)
    reason = request.POST.get("reason", "").strip()
    try:
        new = action(
            child=child, sequence=sequence, reason=reason, by=by, at=clock.now(), request=request
        )
    except actions.ChangedMeanwhileError:
        problem = _("Somebody has changed this entry meanwhile. This is how it stands now.")
        return _history_page(request, child, sequence, problem=problem, status=409)
    except InvalidValueError:
        problem = _("A reason is needed: a few words on why.")
        return _history_page(request, child, sequence, problem=problem, status=422)
    del new
    _refresh(child)
    messages.success(request, words)
    return redirect("entry", child.key, sequence)


@page(P.ENTRY_CORRECT, methods=("POST",), of_child=True)
def retract(request: HttpRequest, child: Child, sequence: int) -> HttpResponse:
    """Take back an entry with all its versions."""
    return _act(request, child, sequence, actions.take_back, _("The entry was taken back."))


@page(P.ENTRY_CORRECT, methods=("POST",), of_child=True)
def undo(request: HttpRequest, child: Child, sequence: int) -> HttpResponse:
    """Take back a correction, so that what it replaced counts again."""
    words = _("The correction was taken back; the version before it counts again.")
    return _act(request, child, sequence, actions.undo_correction, words)


@page(P.ENTRY_CORRECT, methods=("POST",), of_child=True)
def again(request: HttpRequest, child: Child, sequence: int) -> HttpResponse:
    """Enter again what was taken back."""
    return _act(request, child, sequence, actions.enter_again, _("The entry counts again."))


def _refresh(child: Child) -> None:
    from crmo.workbench.today.refresh import refresh_child

    refresh_child(child)
