"""A child's page, live, and as it was known on a past day."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date

from attrs import frozen
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse

from crmo.report.words import date_words
from crmo.workbench import clock
from crmo.workbench.access import Permission, page, person_of
from crmo.workbench.children.packed import gzip_of
from crmo.workbench.children.shown import ShownPage, shown_page
from crmo.workbench.models import Child
from crmo.workbench.visit.drafts import drafts_of

# Stands in the frame where the part that is kept compressed belongs.
_PLACE = "<!--patient-page-->"
_MOST_STEPS = 24


@frozen(kw_only=True)
class LookBack:
    """Where a look back stands among the days on which something became known.

    Args:
        on: the day shown.
        words: the day in words.
        earlier: the step before it, or None.
        later: the step after it, or None when only today follows.
    """

    on: date
    words: str
    earlier: date | None
    later: date | None


@frozen(kw_only=True)
class Step:
    """A day that one can go back to."""

    on: str
    words: str
    is_shown: bool


@page(Permission.CHILD_VIEW, of_child=True)
def child_page(request: HttpRequest, child: Child) -> HttpResponse:
    """Show a child's page; with `on` as it was known on that day."""
    today = clock.today()
    on = day_asked(request.GET.get("on", ""), today=today)
    if on is None:
        return HttpResponseRedirect(reverse("child_page", args=[child.key]))
    shown = shown_page(child, on=on, today=today)
    frame = render_to_string(
        "children/page.html",
        {
            "child": child,
            "shown": shown,
            "place": _PLACE,
            "drafts": [each for each in drafts_of(child, person_of(request)) if each.address],
            "back": look_back(shown, on) if on < today else None,
            "steps": steps_back(shown, on),
            "first_day": shown.steps[0].isoformat() if shown.steps else "",
            "today": today.isoformat(),
        },
        request,
    )
    return _answer(request, frame, shown)


def day_asked(text: str, *, today: date) -> date | None:
    """Return the day that an address asks for; today for none; None for what is no past day."""
    if not text:
        return today
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return None
    return on if on <= today else None


def look_back(shown: ShownPage, on: date) -> LookBack:
    """Return where a day stands among those on which something became known."""
    before, after = bisect_left(shown.steps, on), bisect_right(shown.steps, on)
    return LookBack(
        on=on,
        words=date_words(on),
        earlier=shown.steps[before - 1] if before else None,
        later=shown.steps[after] if after < len(shown.steps) else None,
    )


def steps_back(shown: ShownPage, on: date) -> list[Step]:
    """Return the newest days that one can go back to, the newest first."""
    newest = shown.steps[-_MOST_STEPS:]
    return [
        Step(on=day.isoformat(), words=date_words(day), is_shown=day == on)
        for day in reversed(newest)
    ]


def _answer(request: HttpRequest, frame: str, shown: ShownPage) -> HttpResponse:
    before, _, after = frame.partition(_PLACE)
    head, tail = before.encode(), after.encode()
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        answer = HttpResponse(gzip_of(head, shown.part, tail))
        answer["Content-Encoding"] = "gzip"
    else:
        answer = HttpResponse(head + shown.part.unpacked() + tail)
    answer["Vary"] = "Accept-Encoding, Cookie"
    # What is on a shared computer's disk outlives the session.
    answer["Cache-Control"] = "no-store"
    return answer
