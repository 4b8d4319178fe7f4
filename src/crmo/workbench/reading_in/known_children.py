"""Which known child each child of a file may be."""

from __future__ import annotations

from uuid import UUID

from crmo.errors import InvalidValueError
from crmo.record import PartialDate, Patient, Sex
from crmo.record.matching import KnownChildren, Match
from crmo.workbench.access.children import children_of
from crmo.workbench.models import Card, User
from crmo.workbench.reading_in.file_draft import Candidate, FileChild, FileDraft, Who


def match_children(file: FileDraft, user: User) -> None:
    """Set the candidates of every child of a file, and whose it is where nobody can doubt it.

    The same number without contradiction is that child; a child like no other is new. All else
    waits for a person.

    Args:
        file: changed.
        user: only children whom they may see are looked at.
    """
    known = known_children(user)
    for child in file.children:
        found = known.match(child.patient)
        child.candidates = [
            Candidate(key=each.key, match=each.match, reasons=tuple(map(str, each.reasons)))
            for each in found.candidates
        ]
        _choose(child)
    _refuse_twins(file)


def known_children(user: User) -> KnownChildren[UUID]:
    """Return the children whom somebody may see, to be found by number and name."""
    cards = Card.objects.filter(child__in=children_of(user)).values_list(
        "child_id", "number", "name", "birth_date", "sex"
    )
    return KnownChildren(
        (key, patient)
        for key, number, name, born, sex in cards
        if (patient := _patient(number, name, born, sex)) is not None
    )


def _patient(number: str, name: str, born: str, sex: str) -> Patient | None:
    """Return who a card speaks of; None after an erasure."""
    try:
        return Patient(
            id=number,
            name=name,
            birth_date=PartialDate.parse(born) if born else None,
            sex=Sex(sex) if sex in set(Sex) else Sex.UNKNOWN,
        )
    except InvalidValueError:
        return None


def _choose(child: FileChild) -> None:
    same_number = [each for each in child.candidates if each.match is Match.SAME_NUMBER]
    if child.match is Match.NONE:
        child.who, child.chosen = Who.NEW, None
    elif child.match is Match.SAME_NUMBER and len(same_number) == 1:
        child.who, child.chosen = Who.KNOWN, same_number[0].key
    else:
        child.who, child.chosen = Who.UNDECIDED, None


def _refuse_twins(file: FileDraft) -> None:
    """Leave open whose they are where two children of one file would be one known child."""
    chosen = [child.chosen for child in file.children if child.chosen is not None]
    numbers = [child.patient.id for child in file.children]
    for child in file.children:
        is_twin = child.chosen is not None and chosen.count(child.chosen) > 1
        if is_twin or (child.who is Who.NEW and numbers.count(child.patient.id) > 1):
            child.who, child.chosen = Who.UNDECIDED, None
