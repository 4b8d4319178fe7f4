"""Which pseudonym belongs to which child; kept nowhere, computed from a key."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from attrs import evolve, frozen
from django.conf import settings
from django.http import Http404

from crmo.knowledge import Knowledge
from crmo.record import PatientRecord
from crmo.record.pseudonym import Pseudonym, pseudonym_of, pseudonymised
from crmo.workbench.ledger import record_of
from crmo.workbench.models import Child
from crmo.workbench.rulebook.in_force import current_knowledge


@frozen(kw_only=True)
class Hidden:
    """A child as a researcher sees it.

    Args:
        pseudonym: in the place of who it is.
        record: without what says who it is, dates moved.
        on: the day of its answers: the last one of which the moved record tells.
    """

    pseudonym: Pseudonym
    record: PatientRecord
    on: date


def hidden(child: Child, *, today: date) -> Hidden:
    """Return a child under its pseudonym, as of the last day of which its record tells.

    Not as of today: whoever knows which day it is would read from the page how far it was moved.

    Args:
        child: whose.
        today: the day it is; nothing later counts.
    """
    pseudonym = pseudonym_for(child)
    record = pseudonymised(record_of(child), pseudonym, is_known=known_names())
    end = today - timedelta(days=pseudonym.days)
    return Hidden(pseudonym=pseudonym, record=record, on=_last_day(record, end))


def _last_day(record: PatientRecord, end: date) -> date:
    """Return the last day on which something was or became known, up to an end."""
    told = [entry.recorded_on for entry in record.entries if entry.recorded_on]
    told += [entry.on.earliest for entry in record.entries if entry.on]
    if record.patient.birth_date is not None:
        told.append(record.patient.birth_date.earliest)
    return max((day for day in told if day <= end), default=end)


def pseudonym_for(child: Child) -> Pseudonym:
    """Return the pseudonym of a child of this site."""
    return pseudonym_of(str(child.key), key=_key())


def child_of(pseudonym: str) -> Child:
    """Return the child that a pseudonym stands for.

    Raises:
        Http404: no child has it.
    """
    for child in Child.objects.filter(erased_at=None).only("key").iterator():
        if hmac.compare_digest(pseudonym_for(child).id, pseudonym):
            return child
    raise Http404


def all_hidden() -> Iterator[PatientRecord]:
    """Yield every child's record under its pseudonym, in the order of the pseudonyms.

    The order in which children came to the clinic would tell who is who.
    """
    children = Child.objects.filter(erased_at=None).only("key")
    ordered = sorted(((pseudonym_for(child), child) for child in children), key=lambda p: p[0].id)
    is_known = known_names()
    for pseudonym, child in ordered:
        yield pseudonymised(record_of(child), pseudonym, is_known=is_known)


def known_names() -> Callable[[str], bool]:
    """Return what tells whether an id is one of the knowledge in force."""
    return _names_of(current_knowledge()).__contains__


def _names_of(knowledge: Knowledge) -> frozenset[str]:
    tables = (
        knowledge.concepts,
        knowledge.analytes,
        knowledge.instruments,
        knowledge.drugs,
        knowledge.drug_classes,
    )
    return frozenset(name for table in tables for name in table)


def without_name(record: PatientRecord) -> PatientRecord:
    """Return the record with its pseudonym where pages show a name."""
    return evolve(record, patient=evolve(record.patient, name=record.patient.id))


def _key() -> bytes:
    """Return the key of pseudonyms: the chain's, which is kept and backed up, for this purpose."""
    key: bytes = hmac.digest(settings.CHAIN_KEY.encode(), b"pseudonyms", "sha256")
    return key
