"""The worklist as a page, and its rows as parts of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlencode

from attrs import frozen
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django_htmx.http import replace_url

from crmo.workbench.access import Permission, may, page, person_of
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.children.actions import mark_read
from crmo.workbench.ledger.recent import Recent
from crmo.workbench.models import Card, Child
from crmo.workbench.today.morning import Morning
from crmo.workbench.today.row import row_of
from crmo.workbench.today.worklist import FILTERS, Page, Wish, counts, page_of, wish_from
from crmo.workbench.visit.drafts import open_drafts

_LABELS: dict[str, str | Promise] = {
    "today": gettext_lazy("coming today"),
    "week": gettext_lazy("coming within 7 days"),
    "flaring": gettext_lazy("flare not known to be over"),
    "unread": gettext_lazy("scan unread"),
    "overdue": gettext_lazy("something overdue"),
    "bloods": gettext_lazy("safety bloods lapsed"),
    "flags": gettext_lazy("red flag from the last half year"),
    "long": gettext_lazy("not seen for a year"),
    "stale": gettext_lazy("being computed anew"),
}
_TONES = {"bloods": "alert", "flaring": "alert", "flags": "due", "overdue": "due", "unread": "due"}
_HEADS: tuple[tuple[str, str | Promise], ...] = (
    ("coming", gettext_lazy("Comes")),
    ("overdue", gettext_lazy("Overdue")),
    ("due", gettext_lazy("due")),
    ("flaring", gettext_lazy("Flare")),
    ("places", gettext_lazy("Active places")),
    ("unread", gettext_lazy("Scan")),
    ("bloods", gettext_lazy("Bloods")),
    ("flags", gettext_lazy("Red flags")),
    ("last_visit", gettext_lazy("Last visit")),
    ("name", gettext_lazy("Child")),
    ("age", gettext_lazy("age")),
)
_ROWS: Recent[tuple[object, ...], SafeString] = Recent(size=8000)


@frozen(kw_only=True)
class Chip:
    """A filter with how many children it leaves."""

    key: str
    label: str | Promise
    n: int
    tone: str
    is_chosen: bool
    query: str


@frozen(kw_only=True)
class Head:
    """The head of a column by which the list can be sorted."""

    key: str
    label: str | Promise
    query: str
    sorted: str


@frozen(kw_only=True)
class Line:
    """A row of the table, with the heading of the group that it begins, if it does."""

    heading: str | Promise
    html: SafeString


@page(Permission.TODAY_VIEW, methods=("GET", "POST"))
def today(request: HttpRequest) -> HttpResponse:
    """Show the worklist; the words that somebody searches for come by POST, never by GET."""
    wish = wish_from(request.GET, request.POST, text=request.POST.get("q", ""))
    morning = Morning.now()
    shown = page_of(wish, morning=morning)
    audit_event(request, Action.LIST, about="today.today", detail={"shown": len(shown.cards)})
    context = _context(request, wish, shown, morning)
    if request.headers.get("HX-Request"):
        answer = render(request, "today/list.html", context)
        return replace_url(answer, f"{reverse('today')}{_query(wish)}")
    context["drafts"] = open_drafts(person_of(request))
    return render(request, "today/page.html", context)


@page(Permission.SCAN_ACKNOWLEDGE, methods=("POST",), of_child=True)
def today_read(request: HttpRequest, child: Child) -> HttpResponse:
    """Note that somebody has read the scans that a row shows, and show the row anew."""
    up_to = request.POST.get("up_to", "")
    mark_read(
        child=child,
        by=person_of(request),
        request=request,
        up_to=int(up_to) if up_to.isascii() and up_to.isdigit() else 0,
    )
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(reverse("today"))
    card = Card.objects.get(child=child)
    return HttpResponse(_row_html(card, Morning.now(), may_read=True))


def _context(request: HttpRequest, wish: Wish, shown: Page, morning: Morning) -> dict[str, object]:
    found = counts(morning=morning)
    return {
        "wish": wish,
        "list_address": reverse("today"),
        "day": morning.today,
        "n_all": found["all"],
        "n": found["all"] if shown.n is None else shown.n,
        "n_stale": found["stale"],
        "chips": list(_chips(wish, found)),
        "heads": {key: _head(wish, key, label) for key, label in _HEADS},
        "lines": list(_lines(request, wish, shown.cards, morning)),
        "more": _query(wish, after=shown.cards[-1]) if shown.has_more else "",
        "first": _query(wish) if wish.after else "",
    }


def _chips(wish: Wish, found: dict[str, int]) -> Iterator[Chip]:
    for key in FILTERS:
        is_chosen = key in wish.filters
        if key == "stale" and not found[key] and not is_chosen:
            continue
        yield Chip(
            key=key,
            label=_LABELS[key],
            n=found[key],
            tone=_TONES.get(key, "calm") if found[key] else "quiet",
            is_chosen=is_chosen,
            query=_query(wish.with_filter(key)),
        )


def _head(wish: Wish, key: str, label: str | Promise) -> Head:
    direction = "descending" if wish.is_descending else "ascending"
    return Head(
        key=key,
        label=label,
        query=_query(wish.with_order(key)),
        sorted=direction if key == wish.order else "",
    )


def _query(wish: Wish, *, after: Card | None = None) -> str:
    """Return the query of an address for a wish: nothing in it says anything about a child."""
    told: list[tuple[str, str]] = [("filter", key) for key in wish.filters]
    told.append(("sort", wish.order))
    if wish.is_reversed:
        told.append(("turned", "1"))
    if after is not None:
        told.append(("after", str(after.pk)))
    return f"?{urlencode(told)}"


def _lines(
    request: HttpRequest, wish: Wish, cards: tuple[Card, ...], morning: Morning
) -> Iterator[Line]:
    may_read = may(person_of(request), Permission.SCAN_ACKNOWLEDGE)
    heading: str | Promise = ""
    for card in cards:
        own = _group(card, morning.today) if wish.order == "coming" else ""
        yield Line(
            heading=own if own != heading else "", html=_row_html(card, morning, may_read=may_read)
        )
        heading = own


def _group(card: Card, day: date) -> str | Promise:
    if card.next_appointment is None:
        return gettext_lazy("No appointment on record")
    on = timezone.localtime(card.next_appointment).date()
    if on < day:
        return gettext_lazy("Appointment passed, being computed anew")
    if on == day:
        return gettext_lazy("Today")
    if on == day + timedelta(days=1):
        return gettext_lazy("Tomorrow")
    is_soon = on < day + timedelta(days=7)
    return gettext_lazy("Within 7 days") if is_soon else gettext_lazy("Later")


def _row_html(card: Card, morning: Morning, *, may_read: bool) -> SafeString:
    """Return a row; it is kept until something on it changes."""
    key = (
        card.pk,
        card.head_sequence,
        card.computed_head,
        card.computed_on,
        card.knowledge_version,
        morning,
        get_language(),
        may_read,
    )

    def made() -> SafeString:
        shown = {"row": row_of(card, morning=morning), "may_read": may_read}
        return render_to_string("today/row.html", shown)

    return _ROWS.get(key, made)
