"""One child of a file: its entries beside what is known, decided one by one or many at once."""

from __future__ import annotations

from uuid import UUID

from attrs import frozen
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from crmo.record.demographics import DemographicDifference
from crmo.record.difference import Change, EntryDifference, SetAside
from crmo.report.words import date_words
from crmo.workbench.access import Permission, page
from crmo.workbench.access.children import children_of
from crmo.workbench.access.person import person_of
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.models import Card
from crmo.workbench.reading_in.comparison import Compared, compare, count
from crmo.workbench.reading_in.deciding import decide, default_reason
from crmo.workbench.reading_in.decision import Verb, decision_on
from crmo.workbench.reading_in.entry_rows import ORDER, entry_rows
from crmo.workbench.reading_in.file_draft import FileChild, FileDraft, changing, draft_of
from crmo.workbench.reading_in.naming import kind_said, named_once, said
from crmo.workbench.reading_in.pages.file import candidates_of
from crmo.workbench.reading_in.words import CHANGES, FIELDS, MATCHES, Words

_ENTRIES_ON_A_PAGE = 40


@frozen(kw_only=True)
class FieldShown:
    """A field of who the child is that the file tells otherwise.

    Args:
        difference: the field, and what both say.
        name: what it is called.
        takes: whether the file's is taken as things stand.
    """

    difference: DemographicDifference
    name: Words
    takes: bool


@frozen(kw_only=True)
class AsideShown:
    """An entry that the file itself corrected or took back.

    Args:
        kind: in a word.
        words: what it says.
        on: its date.
        reason: why it was taken back.
        known: id of the known entry that says so, if it can be taken back here, else empty.
        takes: whether that is to be done.
    """

    kind: str
    words: str
    on: str
    reason: str
    known: str
    takes: bool


@page(Permission.FILE_READ_IN, methods=("GET", "POST"))
@named_once
def child(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """Show the entries of one child of a file; take decisions on them."""
    user = person_of(request)
    file = FileDraft.from_text(draft_of(user, key).content)
    if not 1 <= number <= len(file.children):
        raise Http404
    if request.method == "POST":
        with changing(user, key) as kept:
            form = {name: str(value) for name, value in request.POST.items()}
            decide(kept.children[number - 1], form, reason=default_reason(kept))
        if "htmx" not in request.POST:
            messages.success(request, gettext("Kept in the draft. Nothing is saved yet."))
        address = redirect("reading_in_child", key=key, number=number)
        address["Location"] += _where(request)
        return address
    of_file = file.children[number - 1]
    if of_file.chosen is not None and not children_of(user).filter(key=of_file.chosen).exists():
        raise Http404
    compared = compare(of_file)
    if compared.child is not None:
        audit_event(request, Action.READ, child=compared.child, about="reading_in.child")
    return _page(request, key, number, file, compared)


def _where(request: HttpRequest) -> str:
    """Return which entries are shown, so that one comes back to the same place."""
    show, page_number = request.POST.get("show", ""), request.POST.get("page", "1")
    kept = show if show in {str(change) for change in Change} else ""
    return f"?show={kept}&page={page_number if page_number.isdecimal() else 1}"


def _page(
    request: HttpRequest, key: UUID, number: int, file: FileDraft, compared: Compared
) -> HttpResponse:
    of_file = file.children[number - 1]
    count(of_file, compared)
    show = request.GET.get("show", "")
    entries = _chosen(compared.difference.entries, show)
    shown_page = Paginator(entries, _ENTRIES_ON_A_PAGE).get_page(request.GET.get("page"))
    cards = Card.objects.in_bulk([*(each.key for each in of_file.candidates), of_file.chosen])
    words, tone = MATCHES[of_file.match]
    return render(
        request,
        "reading_in/child.html",
        {
            "key": key,
            "number": number,
            "file": file,
            "child": of_file,
            "card": cards.get(of_file.chosen),
            "born": date_words(of_file.patient.birth_date) if of_file.patient.birth_date else "",
            "candidates": candidates_of(of_file, cards),
            "match_words": words,
            "match_tone": tone,
            "rows": entry_rows(list(shown_page.object_list), compared, of_file.decisions),
            "page": shown_page,
            "show": show,
            "tabs": _tabs(compared),
            "kinds": _kinds(compared),
            "standing": _standing(of_file, compared),
            "fields": _fields(of_file, compared),
            "aside": _aside(of_file, compared),
            "default_reason": default_reason(file),
            "is_last": number == len(file.children),
        },
    )


def _chosen(entries: tuple[EntryDifference, ...], show: str) -> list[tuple[int, EntryDifference]]:
    """Return the entries to be shown with their numbers: what asks for a decision first."""
    numbered = list(enumerate(entries))
    if show in {str(change) for change in Change}:
        return [each for each in numbered if each[1].change == show]
    without_known = [each for each in numbered if each[1].change is not Change.SAME]
    return sorted(without_known, key=lambda each: (ORDER.index(each[1].change), each[0]))


def _tabs(compared: Compared) -> list[dict[str, object]]:
    counted = compared.difference.counts
    return [
        {"value": str(change), "words": CHANGES[change][0], "n": counted[change]}
        for change in ORDER
        if counted[change]
    ]


def _kinds(compared: Compared) -> list[tuple[str, str]]:
    """Return the kinds of the new entries: name of the class, and a word."""
    found = {
        type(each.entry).__name__: kind_said(each.entry)
        for each in compared.difference.of(Change.NEW)
    }
    return list(found.items())


def _standing(of_file: FileChild, compared: Compared) -> dict[str, int]:
    verbs = [
        decision_on(each, of_file.decisions).verb
        for each in compared.difference.entries
        if each.change is not Change.SAME
    ]
    return {
        "taken": verbs.count(Verb.TAKE) + verbs.count(Verb.BOTH),
        "left": verbs.count(Verb.LEAVE),
        "waiting": verbs.count(Verb.UNDECIDED),
        "known": compared.difference.counts[Change.SAME],
    }


def _fields(of_file: FileChild, compared: Compared) -> list[FieldShown]:
    if compared.child is None:
        return []
    return [
        FieldShown(
            difference=each,
            name=FIELDS[each.field],
            takes=of_file.fields.get(each.field, _default(each)) is Verb.TAKE,
        )
        for each in compared.difference.demographics
    ]


def _default(each: DemographicDifference) -> Verb:
    return Verb.LEAVE if each.is_contradiction else Verb.TAKE


def _aside(of_file: FileChild, compared: Compared) -> list[AsideShown]:
    return [_aside_shown(each, of_file, compared) for each in compared.difference.set_aside]


def _aside_shown(each: SetAside, of_file: FileChild, compared: Compared) -> AsideShown:
    known = each.known[0] if each.known and each.is_retracted and compared.child else ""
    return AsideShown(
        kind=kind_said(each.entry),
        words=said(each.entry),
        on=date_words(each.entry.on),
        reason=each.reason,
        known=known,
        takes=of_file.withdrawals.get(known) is Verb.TAKE,
    )
