"""What others stated about a child since the form was opened."""

from __future__ import annotations

from attrs import frozen
from django.utils.translation import gettext as _

from crmo.record import PatientRecord
from crmo.report.entry_words import entry_words, kind_words
from crmo.workbench import clock
from crmo.workbench.ledger import Assessed, Kind, assessment_of, rows_of
from crmo.workbench.ledger.records import Row, head_of
from crmo.workbench.models import Child, User
from crmo.workbench.visit.said import case_of

MOST_TOLD = 12


@frozen(kw_only=True)
class News:
    """What one other person stated.

    Args:
        who: their name; empty for the system.
        words: each statement in words, the first dozen.
        n_more: how many there are beyond these.
    """

    who: str
    words: tuple[str, ...]
    n_more: int = 0


def head_seen(told: str) -> int:
    """Return the sequence that a form says it has seen; 0 if it does not say."""
    return int(told) if told.isdecimal() and len(told) < 19 else 0


def news_since(child: Child, *, seen: int, user: User) -> tuple[News, ...]:
    """Return what others stated about a child after a statement.

    Args:
        child: whose record.
        seen: sequence of the newest statement that the form was opened with.
        user: who asks; their own statements are no news to them.
    """
    if head_of(child) <= seen:
        return ()
    by_name: dict[str, list[str]] = {}
    fresh = [r for r in rows_of(child) if r.sequence > seen and r.recorded_by != user.pk]
    if not fresh:
        return ()
    assessed = assessment_of(child, clock.today())
    for row in fresh:
        if row.kind != Kind.ERASURE:
            by_name.setdefault(row.by_name, []).append(_words(row, assessed))
    return tuple(
        News(who=who, words=tuple(found[:MOST_TOLD]), n_more=max(0, len(found) - MOST_TOLD))
        for who, found in by_name.items()
    )


def _words(row: Row, assessed: Assessed) -> str:
    if row.kind == Kind.RETRACTION:
        return _("An entry was taken back: %(reason)s") % {"reason": row.reason}
    if row.kind == Kind.PATIENT:
        return _("Name, birth date or sex was changed")
    if row.kind == Kind.APPOINTMENT:
        return _("An appointment was made")
    if row.kind == Kind.SEEN:
        return _("A result was marked as read")
    return _entry(row.entry_id, assessed.record, assessed)


def _entry(entry_id: str, record: PatientRecord, assessed: Assessed) -> str:
    entry = next((each for each in record.entries if each.id == entry_id), None)
    if entry is None:
        return _("An entry")
    return f"{kind_words(entry)}: {entry_words(entry, case_of(assessed))}"
