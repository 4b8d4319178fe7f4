"""What a visit would write, in words, and what the rules would still like to know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import frozen
from django.utils import timezone
from django.utils.translation import gettext as _

from crmo.assess.activity import activity_from
from crmo.assess.criteria import criteria
from crmo.assess.facts import Facts
from crmo.knowledge import Knowledge
from crmo.record import Entry, PatientRecord
from crmo.report.case import Case
from crmo.report.entry_words import entry_words, kind_words
from crmo.report.missing_facts import gaps_of
from crmo.report.words import date_words
from crmo.workbench.ledger import Assessed
from crmo.workbench.visit.entries import Visit

MOST_HINTS = 5


@frozen(kw_only=True)
class Line:
    """One entry in words.

    Args:
        kind: the kind of entry.
        words: what it says.
        corrects: whether it takes the place of an entry that is there.
    """

    kind: str
    words: str
    corrects: bool = False


@frozen(kw_only=True)
class Hint:
    """One fact that a rule lacks.

    Args:
        question: as the knowledge puts it.
        field: the field of the form that answers it; empty if there is none.
    """

    question: str
    field: str = ""


def lines_of(entries: Iterable[Entry], assessed: Assessed) -> tuple[Line, ...]:
    """Return entries in words, in their order."""
    case = case_of(assessed)
    return tuple(
        Line(
            kind=kind_words(entry),
            words=entry_words(entry, case) + (f" — {entry.note}" if entry.note else ""),
            corrects=entry.supersedes is not None,
        )
        for entry in entries
    )


def case_of(assessed: Assessed) -> Case:
    """Return what words about an entry are made from."""
    return Case(
        whole=assessed.record,
        assessment=assessed.assessment,
        knowledge=assessed.knowledge,
        on=assessed.on,
    )


def hints_of(
    visit: Visit, record: PatientRecord, knowledge: Knowledge, *, on: date
) -> tuple[Hint, ...]:
    """Return what the rules of activity and the criteria would still lack after a visit.

    What the rules of activity lack comes first: it is what a visit is for. Then what could
    change a criterion, the one that could change most first.
    """
    facts = Facts(_with(record, visit), knowledge, on)
    activity = gaps_of(activity_from(facts))
    others = [gap for gap in gaps_of(criteria(facts)) if gap.n_changed]
    found: dict[str, Hint] = {}
    for gap in (*activity, *others):
        field = field_for(gap.fact, knowledge)
        if field:
            found.setdefault(field, Hint(question=gap.label, field=field))
    return tuple(found.values())[:MOST_HINTS]


def _with(record: PatientRecord, visit: Visit) -> PatientRecord:
    known = {entry.id for entry in record.entries}
    # A visit that is shown again after it was written is in the record already.
    return record.with_entries(entry for entry in visit.entries if entry.id not in known)


def field_for(fact: str, knowledge: Knowledge) -> str:
    """Return the field of the form that tells a fact, or nothing."""
    if fact in knowledge.instruments:
        return f"score:{fact}"
    if fact in knowledge.analytes:
        return f"lab:{fact}"
    if fact in knowledge.concepts and str(knowledge.concepts[fact].kind) == "finding":
        return f"finding:{fact}"
    return ""


def appointment_line(visit: Visit) -> Line | None:
    """Return the next appointment in words, or None."""
    if visit.appointment is None:
        return None
    local = timezone.localtime(visit.appointment)
    at = f"{date_words(local.date())}, {local.strftime('%H:%M')}"
    words = f"{at} · {visit.appointment_with}" if visit.appointment_with else at
    return Line(kind=_("Next appointment"), words=words)
