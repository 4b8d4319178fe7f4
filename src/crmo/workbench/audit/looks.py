"""Who has looked at a child, by day and person, in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from attrs import frozen
from django.utils import timezone
from django.utils.functional import Promise

from crmo.workbench.audit.words import role_words, what
from crmo.workbench.models import AuditEvent, Child

DONE, REFUSED = "done", "refused"


@frozen(kw_only=True)
class Deed:
    """What somebody did on a day, and how often.

    Args:
        what: in words.
        n: how often.
    """

    what: str
    n: int


@frozen(kw_only=True)
class Look:
    """What one person did with one child on one day.

    Args:
        day: where the clinic stands.
        actor: id of the person; None for the system itself.
        who: the person's name; empty for the system itself.
        role: what the person was to the clinic then, in words.
        first: moment of the first event of the day.
        last: moment of the last.
        deeds: what was done, in the order in which it was first done.
        is_refused: whether these are attempts that were refused.
    """

    day: date
    actor: int | None
    who: str
    role: str | Promise
    first: datetime
    last: datetime
    deeds: tuple[Deed, ...]
    is_refused: bool


def looks_at(
    child: Child, *, since: date | None = None, has_refused: bool = False
) -> tuple[Look, ...]:
    """Return who has looked at a child or entered anything about it, the newest day first.

    Lists that show many children at once name no child and are not counted; a list that was
    searched for one child leads to its page, which is.

    Args:
        child: whom.
        since: the first day that counts; all if None.
        has_refused: whether attempts that were refused are shown, too.
    """
    events = AuditEvent.objects.filter(child=child.key).select_related("actor")
    if since is not None:
        events = events.filter(at__gte=_beginning(since))
    if not has_refused:
        events = events.exclude(outcome=REFUSED)
    groups: dict[tuple[date, int | None, bool], list[AuditEvent]] = {}
    for event in events.order_by("-sequence").iterator(chunk_size=1000):
        day = timezone.localtime(event.at).date()
        groups.setdefault((day, event.actor_id, event.outcome == REFUSED), []).append(event)
    return tuple(
        _look(day, list(reversed(found)), is_refused=is_refused)
        for (day, _actor, is_refused), found in groups.items()
    )


def _look(day: date, events: list[AuditEvent], *, is_refused: bool) -> Look:
    newest = events[-1]
    return Look(
        day=day,
        actor=newest.actor_id,
        who=newest.actor.shown_name() if newest.actor else "",
        role=role_words(newest.actor_role),
        first=events[0].at,
        last=newest.at,
        deeds=_deeds(events),
        is_refused=is_refused,
    )


def _deeds(events: Iterable[AuditEvent]) -> tuple[Deed, ...]:
    counted = Counter(what(event) for event in events)
    return tuple(Deed(what=told, n=n) for told, n in counted.items())


def _beginning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
