"""What is due, in the words and the order of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import frozen

from crmo.assess.answer import spoken
from crmo.assess.assessment import Assessment
from crmo.record import PartialDate
from crmo.report.case import Case
from crmo.report.words import date_words, language, name_words, say, say_n

# The states in the order in which the page shows them.
STATES = ("overdue", "due", "later", "no_interval", "done")
_DAYS_PER_MONTH = 30.4
# What the assessment says of a time that has not come, word for word.
LATER = ("due from {date}", "next date of the study protocol {date}")
WITHOUT_DATE = ("not yet due", "done", "no sourced interval")


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
        is_of_rule: whether `words` are a sentence of the rule, which is English.
    """

    title: str
    state: str
    words: str
    last: str
    why: str
    answer: Assessment
    is_of_rule: bool = False


def due_rows(case: Case) -> tuple[DueRow, ...]:
    """Return everything that has its time: the longest overdue first, then by date."""
    return rows_of_answers(case.assessment.due)


def rows_of_answers(answers: Iterable[Assessment]) -> tuple[DueRow, ...]:
    """Return the same from the answers alone, for lists of many children."""
    shown = [a for a in answers if a.details.get("state") in STATES]
    return tuple(_row(answer) for answer in sorted(shown, key=_order))


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
        title=name_words(answer.title),
        state=str(details["state"]),
        words=_when(details),
        is_of_rule=details["state"] not in ("overdue", "due") and not _is_said(details),
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
    pattern, day = _later(details)
    return say(pattern, date=_spoken(day)) if day else say(pattern)


def _later(details: Mapping[str, object]) -> tuple[str, date | None]:
    """Return the sentence of the assessment, its date taken out where it is one of ours."""
    told, day = str(details["when"]), _day(details.get("due_from"))
    for pattern in LATER:
        if day and told == pattern.format(date=spoken(day)):
            return pattern, day
    return told, None


def _is_said(details: Mapping[str, object]) -> bool:
    """Whether the sentence is one that is said in the language of the page."""
    pattern, _day_of_it = _later(details)
    return pattern in (*LATER, *WITHOUT_DATE)


def _spoken(day: date) -> str:
    return spoken(day) if language() == "en" else date_words(day)


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
        name_words(str(part["label"]))
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
