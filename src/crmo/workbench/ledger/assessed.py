"""A child's record with the answers of every rule on a day, kept while nothing changes."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from attrs import frozen

from crmo.assess import PatientAssessment, assess
from crmo.knowledge import Knowledge
from crmo.record import PatientRecord
from crmo.workbench.ledger.recent import Recent
from crmo.workbench.ledger.records import head_of, record_of
from crmo.workbench.models import Child
from crmo.workbench.rulebook.in_force import current_knowledge, knowledge_version

_ASSESSED: Recent[tuple[UUID, int, date, str], Assessed] = Recent(size=200)


@frozen(kw_only=True)
class Assessed:
    """A record and its answers.

    Args:
        record: the whole record.
        assessment: the answers on the day.
        knowledge: what they were made with.
        version: version of that knowledge.
        on: the day.
        head: sequence of the newest statement that counted.
    """

    record: PatientRecord
    assessment: PatientAssessment
    knowledge: Knowledge
    version: str
    on: date
    head: int


def assessment_of(child: Child, on: date) -> Assessed:
    """Return a child's record with the answers of every rule on a day.

    Args:
        child: whose.
        on: the day, inclusive; only what was known on it counts.
    """
    head, version = head_of(child), knowledge_version()
    return _ASSESSED.get((child.key, head, on, version), lambda: _made(child, on, head, version))


def _made(child: Child, on: date, head: int, version: str) -> Assessed:
    record, knowledge = record_of(child, head=head), current_knowledge()
    return Assessed(
        record=record,
        assessment=assess(record, knowledge, on=on),
        knowledge=knowledge,
        version=version,
        on=on,
        head=head,
    )
