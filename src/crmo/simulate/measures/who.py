"""Which children count, and which day is meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from crmo.knowledge import load_knowledge
from crmo.simulate.child import VirtualChild

CNO = "cno"
DAYS_A_YEAR = 365.25
_DAYS_A_MONTH = DAYS_A_YEAR / 12


def days(months: float) -> int:
    """Return a length of time in whole days."""
    return round(months * _DAYS_A_MONTH)


def months(length_days: float) -> float:
    """Return a length of time in months."""
    return length_days / _DAYS_A_MONTH


def diagnosed(children: Iterable[VirtualChild]) -> Iterator[tuple[VirtualChild, int]]:
    """Yield each child with CNO whose diagnosis was made, with the day of it.

    A child that is still undiagnosed at the end is in no published cohort.
    """
    for child in children:
        day = child.diagnosed
        if child.kind == CNO and day is not None and day <= child.until:
            yield child, day


def followed(
    children: Iterable[VirtualChild], for_months: float
) -> Iterator[tuple[VirtualChild, int]]:
    """Yield diagnosed children who were followed for so long, with the day of the diagnosis."""
    for child, day in diagnosed(children):
        if child.until >= day + days(for_months):
            yield child, day


def of_disease(children: Iterable[VirtualChild], disease: str) -> Iterator[VirtualChild]:
    """Yield children of the kinds whose disease is a given one, or a kind of it."""
    for child in children:
        if _is_of(child.kind, disease):
            yield child


@cache
def _is_of(kind: str, disease: str) -> bool:
    knowledge = load_knowledge()
    entry = knowledge.virtual_kinds.get(kind)
    return entry is not None and bool(entry.concept) and knowledge.is_a(entry.concept, disease)


@cache
def is_a(key: str, wider: str) -> bool:
    """Tell whether a drug, class or concept is another one, or a kind of it."""
    return load_knowledge().is_a(key, wider)
