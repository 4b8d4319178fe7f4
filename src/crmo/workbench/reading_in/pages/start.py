"""The first page: drop a file, or go on with one."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from crmo.errors import UserError
from crmo.exchange.spreadsheet import write_template
from crmo.workbench.access import Permission, page
from crmo.workbench.access.person import person_of
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.models import Draft
from crmo.workbench.reading_in.file_draft import FileDraft
from crmo.workbench.reading_in.taking_in import take_in
from crmo.workbench.reading_in.upload_quota import is_too_large, most_bytes

_MOST_SHOWN = 20
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(Permission.FILE_READ_IN, methods=("GET", "POST"))
def start(request: HttpRequest) -> HttpResponse:
    """Show the form and one's unfinished files; take a file in."""
    if request.method != "POST":
        return _page(request)
    files = request.FILES.getlist("files")
    try:
        _refuse_none(request, files)
        draft = take_in(files, by=person_of(request))
    except UserError as error:
        audit_event(request, Action.UPLOAD, about="reading_in:upload", outcome="failed")
        return _page(request, error=error)
    audit_event(request, Action.UPLOAD, about=f"reading_in:{draft.key}:upload")
    return redirect("reading_in_file", key=draft.key)


@page(Permission.FILE_READ_IN)
def template(request: HttpRequest) -> HttpResponse:
    """Give the empty spreadsheet."""
    del request
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "crmo-template.xlsx"
        write_template(path)
        content = path.read_bytes()
    headers = {"Content-Disposition": 'attachment; filename="crmo-template.xlsx"'}
    return HttpResponse(content, content_type=_XLSX, headers=headers)


def _refuse_none(request: HttpRequest, files: list[UploadedFile[Any]]) -> None:
    # A file that grew beyond the limit was dropped while it came.
    n_bytes = int(request.META.get("CONTENT_LENGTH") or 0)
    if is_too_large(request) or (not files and n_bytes > most_bytes()):
        raise UserError(
            gettext("this is larger than may be read in."),
            expected=gettext("at most %(n)s MB") % {"n": most_bytes() // 2**20},
            todo=gettext("Split it, for example by children."),
        )
    if not files:
        raise UserError(gettext("no file was chosen."), todo=gettext("Choose one and try again."))


def _page(request: HttpRequest, error: UserError | None = None) -> HttpResponse:
    mine = Draft.objects.filter(author=person_of(request), kind=Draft.Kind.READING_IN)
    drafts = [
        {"key": draft.key, "at": draft.updated_at, "file": FileDraft.from_text(draft.content)}
        for draft in mine.order_by("-updated_at")[:_MOST_SHOWN]
    ]
    known = {"drafts": drafts, "error": error, "megabytes": most_bytes() // 2**20}
    return render(request, "reading_in/start.html", known, status=422 if error else 200)


@page(Permission.FILE_READ_IN, methods=("POST",))
def discard(request: HttpRequest, key: object) -> HttpResponse:
    """Throw a draft away."""
    mine = Draft.objects.filter(key=str(key), author=person_of(request), kind=Draft.Kind.READING_IN)
    n, _ = mine.delete()
    if n:
        messages.info(request, gettext("The file was put aside. Nothing was changed."))
    return redirect("reading_in")
