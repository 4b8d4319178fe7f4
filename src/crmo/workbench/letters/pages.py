"""The pages of letters: begin one, write it with a look at the sheet, print it, keep it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import evolve
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crmo.report.languages import LANGUAGES
from crmo.report.letter import Letter, Voice, letter_html
from crmo.report.words import date_words
from crmo.workbench import clock
from crmo.workbench.access import Permission, page, person_of
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.ledger import record_of
from crmo.workbench.letters.drafts import (
    Kept,
    Page,
    begin,
    is_own,
    keep,
    new_tab,
    own_drafts,
    set_aside,
    unsaved,
)
from crmo.workbench.letters.edits import ADDRESSEE, Edits, edits_kept, edits_sent, language_asked
from crmo.workbench.letters.kept import is_in_record, keep_in_record, kept_letters
from crmo.workbench.letters.writing import (
    fields_of,
    file_name,
    made_letter,
    printed,
    voice_words,
)
from crmo.workbench.models import Child, Draft, Role


@page(Permission.LETTER_WRITE, of_child=True)
def letters(request: HttpRequest, child: Child) -> HttpResponse:
    """Offer to begin a letter; show what was begun, and what is in the record."""
    user = person_of(request)
    begun = [
        {
            "draft": draft,
            "voice": voice_words(edits.voice),
            "language": LANGUAGES[edits.language],
            "recipient": edits.recipient,
        }
        for draft in own_drafts(child, user)
        for edits in (edits_kept(draft.content),)
    ]
    context = {
        "child": child,
        "patient": record_of(child).patient,
        "begun": begun,
        "kept": kept_letters(child),
        "languages": LANGUAGES.items(),
        "language": language_asked((get_language() or "")[:2]),
    }
    return render(request, "letters/start.html", context)


@page(Permission.LETTER_WRITE, methods=("POST",), of_child=True)
def letter_new(request: HttpRequest, child: Child) -> HttpResponse:
    """Begin a letter."""
    voice = request.POST.get("voice", "")
    if voice not in set(Voice):
        return redirect("letters", child.key)
    edits = Edits(voice=Voice(voice), language=language_asked(request.POST.get("language")))
    draft = begin(child=child, user=person_of(request), edits=edits, at=clock.now())
    return redirect("letter_draft", child.key, draft.key)


@page(Permission.LETTER_WRITE, methods=("GET", "POST"), of_child=True)
def letter_draft(request: HttpRequest, child: Child, draft: UUID) -> HttpResponse:
    """Show a letter and its fields; a POST keeps it and does what its button says."""
    found = _found(request, child, draft)
    if request.method != "POST":
        tab = new_tab()
        return render(request, "letters/write.html", _shown(request, child, found, tab=tab))
    act = request.POST.get("act", "")
    if act == "discard":
        set_aside(found, at=clock.now())
        messages.success(request, _("The letter was discarded."))
        return redirect("letters", child.key)
    kept = _keep(request, child, found)
    if kept.is_gone:
        return redirect("letters", child.key)
    if kept.is_fork:
        messages.warning(request, _forked_words())
    if act in ("pdf", "print"):
        return _answer_pdf(request, child, kept.draft, is_download=act == "pdf")
    if act == "keep":
        return _into_record(request, child, kept.draft)
    _apply(request, kept.draft, act)
    return redirect("letter_draft", child.key, kept.draft.key)


@page(Permission.LETTER_WRITE, methods=("POST",), of_child=True, audited=False)
def letter_keep(request: HttpRequest, child: Child, draft: UUID) -> HttpResponse:
    """Keep a letter while it is written; answer with the sheet as it is now."""
    kept = _keep(request, child, _found(request, child, draft))
    if kept.is_gone or request.POST.get("act") == "leaving":
        return HttpResponse(status=204)
    context = _shown(request, child, kept.draft, tab=request.POST.get("tab", ""))
    context["said"] = _forked_words() if kept.is_fork else ""
    answer = render(request, "letters/kept_part.html", context)
    if kept.is_fork:
        address = reverse("letter_draft", args=[child.key, kept.draft.key])
        answer["HX-Replace-Url"] = address
    return answer


@page(Permission.SUMMARY_PRINT, of_child=True, audited=False)
def letter_kept(request: HttpRequest, child: Child, sequence: int) -> HttpResponse:
    """Answer with a letter of the record as PDF; families get those written to them."""
    voices = (Voice.FAMILY,) if person_of(request).role == Role.FAMILY else ()
    found = next((k for k in kept_letters(child, *voices) if k.sequence == sequence), None)
    if found is None:
        raise Http404
    audit_event(request, Action.PRINT, child=child, about="letters.letter_kept")
    return _pdf(found.letter, on=found.at, is_download=False)


def _found(request: HttpRequest, child: Child, key: UUID) -> Draft:
    """Return somebody's own draft, by the key that the page holds if it has moved on.

    A draft that is gone while a page with its texts is still open stands up again, not saved.
    """
    user, key = person_of(request), _key(request.POST.get("draft"), key)
    found = Draft.objects.filter(pk=key).first()
    if found is None and _has_fields(request):
        voice = request.POST.get("voice", "")
        edits = Edits(
            voice=Voice(voice) if voice in set(Voice) else Voice.COLLEAGUE,
            language=language_asked(request.POST.get("language")),
        )
        return unsaved(child=child, user=user, key=key, edits=edits)
    if found is None or not is_own(found, child, user):
        raise Http404
    if found.kind != Draft.Kind.LETTER and not _has_fields(request):
        raise Http404
    return found


def _key(sent: str | None, key: UUID) -> UUID:
    try:
        return UUID(sent) if sent else key
    except ValueError:
        return key


def _has_fields(request: HttpRequest) -> bool:
    """Whether the page's texts were sent, and not a button alone."""
    return f"text-{ADDRESSEE}" in request.POST


def _keep(request: HttpRequest, child: Child, draft: Draft) -> Kept:
    sent, edits = request.POST, edits_kept(draft.content)
    if _has_fields(request):
        edits = edits_sent(edits, sent.dict(), sent.getlist("in"))
    version = sent.get("version", "")
    here = Page(
        version=int(version) if version.isdecimal() else draft.version,
        tab=sent.get("tab", "")[:40],
    )
    return keep(
        draft=draft,
        edits=edits,
        page=here,
        at=clock.now(),
        is_in_record=lambda: is_in_record(child, draft, lambda: _letter_of(request, child, edits)),
    )


def _apply(request: HttpRequest, draft: Draft, act: str) -> None:
    """Do what changes the letter itself: another language, a text as the record gives it."""
    edits = edits_kept(draft.content)
    if act.startswith("reset-"):
        edits = edits.without(act.removeprefix("reset-"))
    elif act.startswith("language-"):
        edits = evolve(edits, language=language_asked(act.removeprefix("language-")))
    else:
        return
    tab = request.POST.get("tab", "")[:40]
    here = Page(version=draft.version, tab=tab)
    keep(draft=draft, edits=edits, page=here, at=clock.now(), is_in_record=lambda: False)


def _shown(request: HttpRequest, child: Child, draft: Draft, *, tab: str) -> dict[str, Any]:
    edits = edits_kept(draft.content)
    made = made_letter(child, edits, by=person_of(request), on=clock.today())
    fields = fields_of(made, edits)
    sent = request.POST
    is_older = any(sent.get(f"base-{each.name}", each.base) != each.base for each in fields)
    return {
        "child": child,
        "patient": record_of(child).patient,
        "draft": draft,
        "tab": tab,
        "edits": edits,
        "title": voice_words(edits.voice),
        "fields": fields,
        "languages": LANGUAGES.items(),
        "preview": letter_html(edits.on(made)),
        "is_older": is_older,
    }


def _answer_pdf(
    request: HttpRequest, child: Child, draft: Draft, *, is_download: bool
) -> HttpResponse:
    letter = _letter(request, child, draft)
    audit_event(request, Action.PRINT, child=child, about="letters.letter_draft")
    return _pdf(letter, on=clock.now(), is_download=is_download)


def _letter(request: HttpRequest, child: Child, draft: Draft) -> Letter:
    return _letter_of(request, child, edits_kept(draft.content))


def _letter_of(request: HttpRequest, child: Child, edits: Edits) -> Letter:
    return edits.on(made_letter(child, edits, by=person_of(request), on=clock.today()))


def _pdf(letter: Letter, *, on: datetime, is_download: bool) -> HttpResponse:
    day = timezone.localtime(on).date()
    answer = HttpResponse(printed(letter, on=day), content_type="application/pdf")
    way = "attachment" if is_download else "inline"
    answer["Content-Disposition"] = f'{way}; filename="{file_name(day)}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _into_record(request: HttpRequest, child: Child, draft: Draft) -> HttpResponseRedirect:
    user, edits = person_of(request), edits_kept(draft.content)
    said = {"who": user.shown_name(), "day": date_words(clock.today()), "whom": edits.recipient}
    reason = (
        _("Letter to %(whom)s, written by %(who)s on %(day)s") % said
        if edits.recipient
        else _("Letter written by %(who)s on %(day)s") % said
    )
    letter = _letter(request, child, draft)
    keep_in_record(child=child, draft=draft, letter=letter, reason=reason, by=user, request=request)
    messages.success(request, _("The letter is in the record."))
    return redirect("letters", child.key)


def _forked_words() -> str:
    return _(
        "This letter was changed on another page meanwhile. What you wrote here goes on as a "
        "letter of its own; the other one is in the list."
    )
