"""Whether a child in a file is one already known, and why."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from enum import StrEnum
from typing import Generic, TypeVar

from attrs import frozen

from crmo.record.demographics import dates_can_agree
from crmo.record.names import folded_names
from crmo.record.patient_record import Patient, Sex

Key = TypeVar("Key", bound=Hashable)
# Nobody looks through more namesakes than these.
_MOST_CANDIDATES = 20


class Match(StrEnum):
    """How sure it is that two are one child, from the surest on."""

    SAME_NUMBER = "same_number"
    CONTRADICTS = "contradicts"
    LIKELY = "likely"
    NONE = "none"


class MatchReason(StrEnum):
    """What speaks for or against two being one child."""

    NUMBER_SAME = "number_same"
    NAME_SAME = "name_same"
    NAME_DIFFERS = "name_differs"
    BIRTH_DATE_SAME = "birth_date_same"
    BIRTH_DATE_CAN_AGREE = "birth_date_can_agree"
    BIRTH_DATE_DIFFERS = "birth_date_differs"
    SEX_SAME = "sex_same"
    SEX_DIFFERS = "sex_differs"


@frozen(kw_only=True)
class ChildMatch(Generic[Key]):
    """A known child that the incoming one may be.

    Args:
        key: of the known child.
        match: SAME_NUMBER, CONTRADICTS (the same number, but another birth date or sex), or
            LIKELY (the same name and birth date under another number).
        reasons: what agrees and what does not.
    """

    key: Key
    match: Match
    reasons: tuple[MatchReason, ...]


@frozen(kw_only=True)
class ChildMatches(Generic[Key]):
    """Every known child that an incoming one may be.

    Args:
        match: of the first candidate; NONE without any.
        candidates: the surest first; at most twenty.
    """

    match: Match
    candidates: tuple[ChildMatch[Key], ...] = ()


class KnownChildren(Generic[Key]):
    """The children known, found by number and by name.

    Args:
        children: each with a key of the caller's own and who it is. Two with the same number
            are both found.
    """

    def __init__(self, children: Iterable[tuple[Key, Patient]]) -> None:
        self._by_number: dict[str, list[tuple[Key, Patient]]] = {}
        self._by_name: dict[str, list[tuple[Key, Patient]]] = {}
        for key, patient in children:
            self._by_number.setdefault(patient.id.strip(), []).append((key, patient))
            for name in folded_names(patient.name):
                self._by_name.setdefault(name, []).append((key, patient))

    def match(self, incoming: Patient) -> ChildMatches[Key]:
        """Return the known children that an incoming one may be.

        The same number is the same child unless birth date or sex contradict, which a person
        must look at: numbers are mistyped, and two hospitals give the same. Under another
        number, the same name (whatever its accents, case and order) makes a child likely if
        the birth dates are equal, or can be as far as they are told. A name alone, or a birth
        date alone, is nothing: many share one.
        """
        found: dict[Key, ChildMatch[Key]] = {}
        for candidate in (*self._of_number(incoming), *self._of_name(incoming)):
            found.setdefault(candidate.key, candidate)
        order = tuple(Match)
        candidates = sorted(found.values(), key=lambda each: order.index(each.match))
        best = candidates[0].match if candidates else Match.NONE
        return ChildMatches(match=best, candidates=tuple(candidates[:_MOST_CANDIDATES]))

    def _of_number(self, incoming: Patient) -> Iterator[ChildMatch[Key]]:
        for key, patient in self._by_number.get(incoming.id.strip(), ()):
            reasons = (MatchReason.NUMBER_SAME, *_compared(patient, incoming))
            against = {MatchReason.BIRTH_DATE_DIFFERS, MatchReason.SEX_DIFFERS}
            match = Match.CONTRADICTS if against & {*reasons} else Match.SAME_NUMBER
            yield ChildMatch(key=key, match=match, reasons=reasons)

    def _of_name(self, incoming: Patient) -> Iterator[ChildMatch[Key]]:
        wanted = {MatchReason.BIRTH_DATE_SAME, MatchReason.BIRTH_DATE_CAN_AGREE}
        for name in sorted(folded_names(incoming.name)):
            for key, patient in self._by_name.get(name, ()):
                reasons = tuple(_compared(patient, incoming))
                if wanted & {*reasons}:
                    yield ChildMatch(key=key, match=Match.LIKELY, reasons=reasons)


def _compared(known: Patient, incoming: Patient) -> Iterator[MatchReason]:
    """Yield what agrees and what does not; what one of them does not tell is neither."""
    names = (folded_names(known.name), folded_names(incoming.name))
    if all(names):
        is_same = bool(names[0] & names[1])
        yield MatchReason.NAME_SAME if is_same else MatchReason.NAME_DIFFERS
    born, told = known.birth_date, incoming.birth_date
    if born is not None and told is not None:
        if born == told and born.is_day:
            yield MatchReason.BIRTH_DATE_SAME
        elif dates_can_agree(born, told):
            yield MatchReason.BIRTH_DATE_CAN_AGREE
        else:
            yield MatchReason.BIRTH_DATE_DIFFERS
    if Sex.UNKNOWN not in (known.sex, incoming.sex):
        yield MatchReason.SEX_SAME if known.sex is incoming.sex else MatchReason.SEX_DIFFERS
