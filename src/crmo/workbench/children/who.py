"""Who a child is: whether it is known already, and what was said of it in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from attrs import frozen
from django.db.models import QuerySet

from crmo.record import PartialDate, Patient, Sex
from crmo.record.matching import KnownChildren, Match
from crmo.workbench.ledger import Kind, rows_of
from crmo.workbench.ledger.cards import folded
from crmo.workbench.models import Card, Child, EntryContent

FIELDS = ("id", "name", "birth_date", "sex")


@frozen(kw_only=True)
class Namesakes:
    """Children who may be the same one.

    Args:
        same_number: those who have the same number.
        same_name: those with the same name whose birth date may be the same, too.
    """

    same_number: tuple[Card, ...] = ()
    same_name: tuple[Card, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anybody."""
        return bool(self.same_number or self.same_name)


def namesakes_of(patient: Patient, *, but: Child | None = None) -> Namesakes:
    """Return the children known who may be this one.

    Args:
        patient: who it is said to be.
        but: a child who is not to be found, because it is the one in question.
    """
    others = Card.objects.filter(child__erased_at__isnull=True)
    if but is not None:
        others = others.exclude(child=but)
    number = folded(patient.id)
    same_number = tuple(others.filter(number_search=number))
    matches = KnownChildren(_patients(others.exclude(number_search=number))).match(patient)
    keys = [each.key for each in matches.candidates if each.match is Match.LIKELY]
    found = Card.objects.in_bulk(keys)
    return Namesakes(same_number=same_number, same_name=tuple(found[key] for key in keys))


def _patients(cards: QuerySet[Card]) -> Iterable[tuple[UUID, Patient]]:
    for key, name, number, born, sex in cards.values_list(
        "pk", "name", "number", "birth_date", "sex"
    ):
        if number:
            birth_date = PartialDate.parse(born) if born else None
            known = Sex(sex) if sex in set(Sex) else Sex.UNKNOWN
            yield key, Patient(id=number, name=name, birth_date=birth_date, sex=known)


def newest_patient_statement(child: Child) -> int:
    """Return the sequence of the newest statement of who a child is; 0 if there is none."""
    found = EntryContent.objects.filter(child=child, ledger__kind=Kind.PATIENT)
    newest = found.order_by("-ledger_id").values_list("ledger_id", flat=True).first()
    return newest or 0


@frozen(kw_only=True)
class WhoChange:
    """One statement of who a child is.

    Args:
        at: when it was made.
        by_name: who made it, or empty for the system.
        source: where it came from.
        reason: why, or empty for the first.
        changed: name of the field, what was said before, what was said then.
    """

    at: datetime
    by_name: str
    source: str
    reason: str
    changed: tuple[tuple[str, str, str], ...]


def history_of_who(child: Child) -> tuple[WhoChange, ...]:
    """Return everything that was ever said of who a child is, the newest first."""
    found: list[WhoChange] = []
    before: dict[str, str] = {}
    for told in rows_of(child, Kind.PATIENT):
        now = {field: str(told.payload.get(field) or "") for field in FIELDS}
        changed = tuple(
            (field, before.get(field, ""), now[field])
            for field in FIELDS
            if now[field] != before.get(field, "")
        )
        found.append(
            WhoChange(
                at=told.recorded_at,
                by_name=told.by_name,
                source=told.source,
                reason=told.reason,
                changed=changed,
            )
        )
        before = now
    return tuple(reversed(found))
