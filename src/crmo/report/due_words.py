"""What is due, in the words and the order of the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from crmo.assess.assessment import Assessment
from crmo.record import PartialDate
from crmo.report.case import Case
from crmo.report.words import date_words, say, say_n

# The states in the order in which the page shows them.
STATES = ("overdue", "due", "later", "no_interval", "done")
_DAYS_PER_MONTH = 30.4


@frozen(kw_only=True)
class DueRow:
    """One thing that has its time.

    Args:
        title: what.
        state: `overdue`, `due`, `later`, `no_interval`, `done`.
        words: when, in words.
        last: when it was last done, in words.
        why: why it is asked for.
        answer: the assessment behind it.
    """

    title: str
    state: str
    words: str
    last: str
    why: str
    answer: Assessment


def due_rows(case: Case) -> tuple[DueRow, ...]:
    """Return everything that has its time: the longest overdue first, then by date."""
    answers = [a for a in case.assessment.due if a.details.get("state") in STATES]
    return tuple(_row(answer) for answer in sorted(answers, key=_order))


def pressing(rows: tuple[DueRow, ...]) -> tuple[DueRow, ...]:
    """Return what is overdue or due on the day."""
    return tuple(row for row in rows if row.state in ("overdue", "due"))


def _order(answer: Assessment) -> tuple[int, int, str, str]:
    state = STATES.index(str(answer.details["state"]))
    days = answer.details.get("overdue_days")
    late = -days if isinstance(days, int) else 0
    return (state, late, str(answer.details.get("due_from") or "9999"), answer.title)


def _row(answer: Assessment) -> DueRow:
    details = answer.details
    return DueRow(
        title=answer.title,
        state=str(details["state"]),
        words=_when(details),
        last=_last(details),
        why=str(details.get("why", "")),
        answer=answer,
    )


def _when(details: Mapping[str, object]) -> str:
    state = details["state"]
    if state == "overdue":
        return _overdue(details)
    if state == "due":
        until = _day(details.get("due_to"))
        return say("due, until {date}", date=date_words(until)) if until else say("due")
    # The assessment says what kind of date it is, or why there is none.
    return say(str(details["when"]))


def _overdue(details: Mapping[str, object]) -> str:
    days = details.get("overdue_days")
    late = days if isinstance(days, int) else 0
    months = round(late / _DAYS_PER_MONTH)
    by = (
        say_n("{n} month", "{n} months", months)
        if months > 1
        else say_n("{n} day", "{n} days", late)
    )
    since = _day(details.get("due_to"))
    if since is None:
        return say("overdue")
    return say("overdue by {time}, since {date}", time=by, date=date_words(since))


def _last(details: Mapping[str, object]) -> str:
    parts = details.get("parts")
    lacking = [
        str(part["label"])
        for part in (parts if isinstance(parts, tuple) else ())
        if isinstance(part, Mapping) and part.get("last_on") is None
    ]
    last_on = details.get("last_on")
    if last_on:
        return say("last {date}", date=date_words(PartialDate.parse(str(last_on))))
    if isinstance(parts, tuple) and len(parts) > len(lacking):
        return say("not on record: {parts}", parts=", ".join(lacking))
    return say("not on record")


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None
