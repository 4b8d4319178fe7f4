"""One file: what was understood, whose its children are, and saving it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from attrs import frozen
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext

from crmo.record.difference import Change
from crmo.report.words import date_words
from crmo.workbench.access import Permission, page
from crmo.workbench.access.person import person_of
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.models import Card, Child
from crmo.workbench.reading_in.deciding import choose, count_children, decide_everywhere
from crmo.workbench.reading_in.decision import Verb
from crmo.workbench.reading_in.file_draft import FileChild, FileDraft, Who, changing, draft_of
from crmo.workbench.reading_in.remark_groups import remark_groups
from crmo.workbench.reading_in.saving import ChangedMeanwhileError, events_of, save_file
from crmo.workbench.reading_in.taking_in import heads_of
from crmo.workbench.reading_in.words import LEVELS, MATCHES, REASONS, Words

_CHILDREN_ON_A_PAGE = 25


@frozen(kw_only=True)
class CandidateShown:
    """A known child that a child of the file may be.

    Args:
        key: of the known child.
        name: of the known child.
        number: of the known child.
        born: its date of birth.
        reasons: words, and whether each speaks against.
        is_chosen: whether it was chosen.
    """

    key: UUID
    name: str
    number: str
    born: str
    reasons: tuple[tuple[Words, bool], ...]
    is_chosen: bool


@frozen(kw_only=True)
class ChildShown:
    """One child of the file as the overview shows it.

    Args:
        number: its place in the file, from 1.
        child: as it stands in the draft.
        born: its date of birth in words.
        match_words: how it was matched.
        tone: of those words.
        candidates: known children that it may be.
        figures: counts for the chips: how many are new, wait, and so on.
    """

    number: int
    child: FileChild
    born: str
    match_words: Words
    tone: str
    candidates: tuple[CandidateShown, ...]
    figures: dict[str, int]


@page(Permission.FILE_READ_IN)
def overview(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what was understood and whose the children are."""
    draft = draft_of(person_of(request), key)
    file = FileDraft.from_text(draft.content)
    if count_children(file, heads_of(file)):
        with changing(person_of(request), key) as kept:
            count_children(kept, heads_of(kept))
            file = kept
    paged = Paginator(range(len(file.children)), _CHILDREN_ON_A_PAGE)
    shown_page = paged.get_page(request.GET.get("page"))
    children = _shown(file, list(shown_page.object_list))
    audit_event(request, Action.LIST, about="reading_in.overview")
    return render(
        request,
        "reading_in/file.html",
        {
            "key": key,
            "file": file,
            "children": children,
            "page": shown_page,
            "groups": remark_groups(file.remarks),
            "levels": LEVELS,
            "totals": totals(file),
            "begun_at": draft.created_at,
        },
    )


def totals(file: FileDraft) -> dict[str, int]:
    """Return what saving would do as things stand, over all children."""
    told = [child for child in file.children if child.who in (Who.KNOWN, Who.NEW)]
    n_taken = sum(child.standing.get(Verb.TAKE, 0) for child in told)
    return {
        "children": len(file.children),
        "entries": sum(child.n_current for child in file.children),
        "taken": n_taken + sum(child.standing.get(Verb.BOTH, 0) for child in told),
        "waiting": sum(child.standing.get(Verb.UNDECIDED, 0) for child in told),
        "left": sum(child.standing.get(Verb.LEAVE, 0) for child in told),
        "known": sum(child.counts.get(Change.SAME, 0) for child in told),
        "new": sum(child.counts.get(Change.NEW, 0) for child in told),
        "corrects": sum(child.counts.get(Change.CORRECTS, 0) for child in told),
        "conflicts": sum(child.counts.get(Change.CONFLICTS, 0) for child in told),
        "fields": sum(child.counts.get("fields", 0) for child in told),
        "new_children": sum(child.who is Who.NEW for child in file.children),
        "undecided_children": sum(child.who is Who.UNDECIDED for child in file.children),
        "skipped_children": sum(child.who is Who.SKIP for child in file.children),
        "remarks": file.n_remarks,
    }


def _shown(file: FileDraft, numbers: list[int]) -> list[ChildShown]:
    keys = {each.key for n in numbers for each in file.children[n].candidates}
    keys |= {file.children[n].chosen or UUID(int=0) for n in numbers}
    cards = Card.objects.in_bulk(list(keys))
    return [_child(n, file.children[n], cards) for n in numbers]


def _child(n: int, child: FileChild, cards: dict[Any, Card]) -> ChildShown:
    words, tone = MATCHES[child.match]
    return ChildShown(
        number=n + 1,
        child=child,
        born=date_words(child.patient.birth_date) if child.patient.birth_date else "",
        match_words=words,
        tone=tone,
        candidates=candidates_of(child, cards),
        figures={
            "new": child.counts.get(Change.NEW, 0),
            "corrects": child.counts.get(Change.CORRECTS, 0),
            "conflicts": child.counts.get(Change.CONFLICTS, 0),
            "known": child.counts.get(Change.SAME, 0),
            "waiting": child.standing.get(Verb.UNDECIDED, 0),
            "fields": child.counts.get("fields", 0),
        },
    )


def candidates_of(child: FileChild, cards: dict[Any, Card]) -> tuple[CandidateShown, ...]:
    """Return the known children that a child of the file may be, with what speaks for each."""
    return tuple(
        CandidateShown(
            key=each.key,
            name=cards[each.key].name,
            number=cards[each.key].number,
            born=cards[each.key].birth_date,
            reasons=tuple(REASONS[reason] for reason in each.reasons),
            is_chosen=each.key == child.chosen,
        )
        for each in child.candidates
        if each.key in cards
    )


@page(Permission.FILE_READ_IN, methods=("POST",))
def who(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say whose the entries of one child are."""
    number = request.POST.get("number", "")
    with changing(person_of(request), key) as file:
        if not number.isdecimal() or len(number) > 6 or not 1 <= int(number) <= len(file.children):
            raise Http404
        choose(file, int(number) - 1, request.POST.get("who", ""), by=person_of(request))
        count_children(file, heads_of(file))
    if request.POST.get("next") == "child":
        return redirect("reading_in_child", key=key, number=int(number))
    page_number = (int(number) - 1) // _CHILDREN_ON_A_PAGE + 1
    address = redirect("reading_in_file", key=key)
    address["Location"] += f"?page={page_number}#child-{number}"
    return address


@page(Permission.FILE_READ_IN, methods=("POST",))
def everywhere(request: HttpRequest, key: UUID) -> HttpResponse:
    """Decide on many entries of all children at once."""
    with changing(person_of(request), key) as file:
        decide_everywhere(file, request.POST.get("at-once", ""))
    return redirect("reading_in_file", key=key)


@page(Permission.FILE_READ_IN, methods=("POST",))
def save(request: HttpRequest, key: UUID) -> HttpResponse:
    """Append what was accepted, and say what was done."""
    try:
        saved = save_file(key=key, by=person_of(request), request=request)
    except ChangedMeanwhileError as error:
        messages.warning(request, f"{error.problem} {error.todo}")
        return redirect("reading_in_file", key=key)
    if saved.was_saved_before:
        messages.info(request, gettext("This file was saved already; nothing was done twice."))
    return redirect("reading_in_saved", key=key)


@page(Permission.FILE_READ_IN)
def saved(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what saving a file has done."""
    events = events_of(key, person_of(request))
    if not events:
        raise Http404
    told = [event for event in events if event.child is not None]
    cards = Card.objects.in_bulk([event.child for event in told if event.child is not None])
    rows = [_saved_row(event.detail, cards.get(event.child)) for event in told]
    context = {"rows": rows, "at": events[-1].at, "words": _saved_words(len(rows))}
    return render(request, "reading_in/saved.html", context)


def _saved_words(n: int) -> str:
    if n == 0:
        return gettext("Nothing was appended: all of it was known, or left out.")
    told = ngettext(
        "Entries of %(n)s child were appended.", "Entries of %(n)s children were appended.", n
    )
    return told % {"n": n}


def _saved_row(detail: str, card: Card | None) -> dict[str, Any]:
    told = json.loads(detail or "{}")
    exists = card is not None and Child.objects.filter(key=card.pk).exists()
    return {"card": card if exists else None, **told}
