"""The first page: paste a letter or choose a file, or go on with one."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from crmo.errors import UserError
from crmo.workbench import clock
from crmo.workbench.access import Permission, page
from crmo.workbench.access.person import person_of
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.letter_in.letter_draft import LetterDraft, new_draft
from crmo.workbench.letter_in.letter_process import MOST_CHARACTERS
from crmo.workbench.letter_in.taking_in import take_in
from crmo.workbench.models import Card, Child, Draft
from crmo.workbench.reading_in.file_draft import refuse_more
from crmo.workbench.reading_in.upload_quota import is_too_large, most_bytes

_MOST_SHOWN = 20


@page(Permission.LETTER_READ_IN, methods=("GET", "POST"))
def start(request: HttpRequest) -> HttpResponse:
    """Show the form for a letter of nobody known; read one."""
    return _answer(request, None)


@page(Permission.LETTER_READ_IN, methods=("GET", "POST"), of_child=True)
def start_for(request: HttpRequest, child: Child) -> HttpResponse:
    """Show the form for a letter about a child; read one."""
    return _answer(request, child)


def _answer(request: HttpRequest, child: Child | None) -> HttpResponse:
    if request.method != "POST":
        return _page(request, child)
    try:
        _refuse_too_large(request)
        refuse_more(Draft.Kind.LETTER_IN, person_of(request))
        letter = take_in(
            text=request.POST.get("text", ""),
            file=_file(request),
            document=request.POST.get("document", "").strip(),
            on=_day(request.POST.get("on", "")),
        )
    except UserError as error:
        audit_event(request, Action.UPLOAD, about="letter_in:text", outcome="failed")
        return _page(request, child, error=error)
    draft = new_draft(letter, by=person_of(request), child=child)
    audit_event(request, Action.UPLOAD, child=child, about=f"letter_in:{draft.key}:read")
    name = "letter_in_recognise" if "recognise" in request.POST else "letter_in_draft"
    return redirect(name, key=draft.key)


def _file(request: HttpRequest) -> UploadedFile[Any] | None:
    files = request.FILES.getlist("file")
    return files[0] if files else None


def _refuse_too_large(request: HttpRequest) -> None:
    if is_too_large(request):
        raise UserError(
            gettext("this is larger than may be read in."),
            expected=gettext("at most %(n)s MB") % {"n": most_bytes() // 2**20},
        )


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise UserError(
            gettext("the date of the letter is no date."), expected="2024-05-17"
        ) from None
    if day > clock.today():
        raise UserError(gettext("the date of the letter lies in the future."))
    return day


def _page(
    request: HttpRequest, child: Child | None, error: UserError | None = None
) -> HttpResponse:
    mine = Draft.objects.filter(author=person_of(request), kind=Draft.Kind.LETTER_IN)
    drafts = [
        {"draft": draft, "letter": LetterDraft.from_text(draft.content)}
        for draft in mine.select_related("child__card").order_by("-updated_at")[:_MOST_SHOWN]
    ]
    known = {
        "child": child,
        "card": Card.objects.filter(child=child).first() if child else None,
        "drafts": drafts,
        "error": error,
        "text": request.POST.get("text", "") if error else "",
        "document": request.POST.get("document", "") if error else "",
        "on": request.POST.get("on", "") if error else "",
        "megabytes": most_bytes() // 2**20,
        "most_characters": MOST_CHARACTERS,
        "today": clock.today().isoformat(),
    }
    return render(request, "letter_in/start.html", known, status=422 if error else 200)


@page(Permission.LETTER_READ_IN, methods=("POST",))
def discard(request: HttpRequest, key: UUID) -> HttpResponse:
    """Throw a draft away."""
    n, _ = Draft.objects.filter(
        key=key, author=person_of(request), kind=Draft.Kind.LETTER_IN
    ).delete()
    if n:
        messages.info(request, gettext("The letter was put aside. Nothing was changed."))
    return redirect("letter_in")
