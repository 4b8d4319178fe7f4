"""One letter: its words marked, its readings beside, decided and changed by a click."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from crmo.errors import InvalidValueError, UserError
from crmo.knowledge.likelihoods import SETTINGS
from crmo.record.difference import Change
from crmo.workbench import clock
from crmo.workbench.access import Permission, page
from crmo.workbench.access.children import children_of
from crmo.workbench.access.person import person_of
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.letter_in.beside_known import BesideKnown, beside_known, decide, decision_on
from crmo.workbench.letter_in.changing_reading import changed, place_names
from crmo.workbench.letter_in.letter_draft import LetterDraft, changing, draft_of
from crmo.workbench.letter_in.marked_letter import marked_letter
from crmo.workbench.letter_in.recognition import letter_of, recognition_html
from crmo.workbench.letter_in.saving import save_letter
from crmo.workbench.letter_in.taking_in import take_in
from crmo.workbench.models import Card, Child, Draft, User
from crmo.workbench.reading_in.decision import CHOICES, Verb
from crmo.workbench.reading_in.naming import named_once
from crmo.workbench.reading_in.saving import ChangedMeanwhileError
from crmo.workbench.rulebook.in_force import current_knowledge
from crmo.workbench.today.worklist import cards_named

_VERB = re.compile(r"verb-(\d{1,4})\Z")
_MOST_FOUND = 12
"""Children shown when somebody looks for the letter's child."""

_LONGEST_NUMBER = 6


@page(Permission.LETTER_READ_IN, methods=("GET", "POST"))
@named_once
def letter(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a letter; take decisions on its readings, and keep them."""
    user = person_of(request)
    if request.method == "POST":
        if Draft.objects.filter(key=key, kind=Draft.Kind.LETTER_IN, author=user).exists():
            _decide(request, key)
        if request.POST.get("act") == "save":
            return _save(request, key)
        if "htmx" not in request.POST:
            messages.success(request, gettext("Kept in the draft. Nothing is saved yet."))
        return redirect("letter_in_draft", key=key)
    draft = draft_of(user, key)
    if draft.child is not None:
        if not children_of(user).filter(key=draft.child.key).exists():
            raise Http404
        audit_event(request, Action.READ, child=draft.child, about="letter_in.letter")
    return _page(request, draft)


def _decide(request: HttpRequest, key: UUID) -> None:
    with changing(person_of(request), key) as (draft, told):
        stands = beside_known(told, draft.child)
        for name, value in request.POST.items():
            found = _VERB.match(name)
            if found and int(found[1]) < len(told.readings):
                _decide_one(told, stands, int(found[1]), str(value))
        if request.POST.get("act") == "keep-new":
            for reading, each in zip(told.readings, stands.entries, strict=True):
                is_open = decision_on(reading, each).verb is Verb.UNDECIDED
                if each.change is Change.NEW and is_open:
                    decide(reading, each, Verb.TAKE)
        if "has-keeps-letter" in request.POST:
            told.keeps_letter = "keeps-letter" in request.POST


def _decide_one(told: LetterDraft, stands: BesideKnown, number: int, value: str) -> None:
    each = stands.entries[number]
    allowed = {str(verb): verb for verb in (*CHOICES[each.change], Verb.UNDECIDED)}
    verb = allowed.get(value)
    if each.change is Change.SAME or verb is None:
        return
    if verb is Verb.UNDECIDED:
        told.readings[number].decision = None
    else:
        decide(told.readings[number], each, verb)


def _save(request: HttpRequest, key: UUID) -> HttpResponse:
    try:
        kept = save_letter(key=key, by=person_of(request), request=request)
    except ChangedMeanwhileError as error:
        messages.warning(request, f"{error.problem} {error.todo}")
        return redirect("letter_in_draft", key=key)
    except UserError as error:
        draft = draft_of(person_of(request), key)
        return _page(request, draft, error=error)
    if kept.was_saved_before:
        messages.info(request, gettext("This letter was saved already; nothing was done twice."))
    else:
        told = gettext("Kept from the letter: %(n)s entries.") % {"n": kept.n_entries}
        messages.success(request, told)
    return redirect("child_page", kept.child)


def _page(
    request: HttpRequest,
    draft: Draft,
    *,
    error: UserError | None = None,
    wrong: dict[str, Any] | None = None,
    found: list[Card] | None = None,
    sought: str = "",
) -> HttpResponse:
    told = LetterDraft.from_text(draft.content)
    stands = beside_known(told, draft.child)
    shown = marked_letter(told, stands, current_knowledge())
    verbs = [
        decision_on(reading, each).verb
        for reading, each in zip(told.readings, stands.entries, strict=True)
        if each.change is not Change.SAME
    ]
    context = {
        "draft": draft,
        "letter": told,
        "child": draft.child,
        "card": Card.objects.filter(child=draft.child).first() if draft.child else None,
        "shown": shown,
        "standing": {
            "kept": verbs.count(Verb.TAKE) + verbs.count(Verb.BOTH),
            "waiting": verbs.count(Verb.UNDECIDED),
            "thrown": verbs.count(Verb.LEAVE),
            "known": stands_known(stands),
        },
        "unread": [(text, why) for _, _, text, why in told.unread],
        "contradictions": [each[3] for each in told.contradictions],
        "places": place_names(),
        "error": error,
        "wrong": wrong,
        "found": found,
        "sought": sought,
        "today": clock.today().isoformat(),
    }
    return render(request, "letter_in/letter.html", context, status=422 if error or wrong else 200)


def stands_known(stands: BesideKnown) -> int:
    """Return how many readings are known already."""
    return sum(each.change is Change.SAME for each in stands.entries)


@page(Permission.LETTER_READ_IN, methods=("POST",))
@named_once
def change(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """Change a reading, throw one place of a scan away, or go back to what was read."""
    place, act = request.POST.get("lesion", ""), request.POST.get("act", "change")
    if place and not (place.isdecimal() and len(place) < _LONGEST_NUMBER):
        raise Http404  # never take a wrong place for the whole reading
    lesion = int(place) if place else None
    try:
        with changing(person_of(request), key) as (_, told):
            if number >= len(told.readings) or not _is_place(told, number, lesion):
                raise Http404
            _change(request, told, number, lesion, act)
    except InvalidValueError as error:
        draft = draft_of(person_of(request), key)
        wrong = {"number": number, "lesion": lesion, "error": error, "form": request.POST.dict()}
        return _page(request, draft, wrong=wrong)
    address = redirect("letter_in_draft", key=key)
    address["Location"] += f"#reading-{number}"
    return address


def _is_place(told: LetterDraft, number: int, lesion: int | None) -> bool:
    return lesion is None or lesion < len(told.readings[number].plain.get("lesions", ()))


def _change(
    request: HttpRequest, told: LetterDraft, number: int, lesion: int | None, act: str
) -> None:
    reading = told.readings[number]
    if act == "restore":
        reading.restore()
    elif act == "drop" and lesion is not None:
        reading.dropped = sorted({*reading.dropped, lesion})
    elif act == "undrop" and lesion is not None:
        reading.dropped = [each for each in reading.dropped if each != lesion]
    else:
        form = {name: str(value) for name, value in request.POST.items()}
        names = ("status", "site", "on", "end", "value", "unit")
        told_fields = {name: form[name] for name in names if name in form}
        reading.change(changed(reading.entry, told_fields, lesion))
    reading.decision = None


@page(Permission.LETTER_READ_IN, methods=("POST",))
@named_once
def whose(request: HttpRequest, key: UUID) -> HttpResponse:
    """Look for the letter's child, choose it, or say that it is nobody known."""
    user = person_of(request)
    draft_of(user, key)
    told = request.POST.get("child", "")
    if told:
        chosen = _chosen(user, told)
        with changing(user, key) as (draft, content):
            draft.child = chosen
            for reading in content.readings:
                reading.decision = None
        return redirect("letter_in_draft", key=key)
    sought = request.POST.get("q", "").strip()[:200]
    found: list[Card] = []
    if sought:
        wish = cards_named(sought)
        mine = wish.filter(child__in=children_of(user)).defer("detail")
        found = list(mine.order_by("name_search", "pk")[:_MOST_FOUND])
        audit_event(request, Action.LIST, about="letter_in.whose", detail={"shown": len(found)})
    return _page(request, draft_of(user, key), found=found, sought=sought)


def _chosen(user: User, told: str) -> Child | None:
    """Return the child of a key, or None for nobody.

    Raises:
        Http404: there is no such child whom they may see.
    """
    if told == "nobody":
        return None
    try:
        key = UUID(told)
    except ValueError:
        raise Http404 from None
    child = children_of(user).filter(key=key).first()
    if child is None:
        raise Http404
    return child


@page(Permission.LETTER_READ_IN, methods=("POST",))
def dated(request: HttpRequest, key: UUID) -> HttpResponse:
    """Read the letter anew as of the date that the person tells; decisions begin anew."""
    user = person_of(request)
    draft = draft_of(user, key)
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        messages.warning(request, gettext("The date of the letter is no date."))
        return redirect("letter_in_draft", key=key)
    old = LetterDraft.from_text(draft.content)
    fresh = take_in(text=old.text, document=old.document, on=min(on, clock.today()))
    with changing(user, key) as (_, told):
        told.on, told.readings = fresh.on, fresh.readings
        told.unread, told.contradictions = fresh.unread, fresh.contradictions
        told.age_years, told.sex = fresh.age_years, fresh.sex
    return redirect("letter_in_draft", key=key)


@page(Permission.LETTER_READ_IN)
def recognise(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what the child of a letter could have; nothing is kept."""
    draft = draft_of(person_of(request), key)
    asked = request.GET.get("setting", "rheumatology")
    setting = asked if asked in SETTINGS else "rheumatology"
    told = LetterDraft.from_text(draft.content)
    read = letter_of(told, current_knowledge(), on=clock.today())
    if draft.child is not None:
        audit_event(request, Action.READ, child=draft.child, about="letter_in.recognise")
    context = {
        "draft": draft,
        "letter": told,
        "parts": recognition_html(read, setting),
        "setting": setting,
        "settings": SETTINGS,
    }
    return render(request, "letter_in/recognise.html", context)
