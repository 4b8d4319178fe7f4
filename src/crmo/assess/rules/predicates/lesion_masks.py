"""Every lesion of a record as one bit, so that a description of lesions is a few operations.

Rules describe lesions in some twenty ways ("in the spine, with oedema, on MRI"). Each part of a
description is turned into two whole numbers once: the lesions for which it certainly holds, and
those for which it may. Descriptions are then joined by `&` and `|` instead of by loops.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from attrs import frozen

from crmo.assess.facts import Facts, SeenLesion
from crmo.record import FactStatus, ImagingStudy, LesionStatus


@frozen
class Mask:
    """For which lesions something holds.

    Attributes:
        sure: bits of the lesions for which it certainly holds.
        may: bits of the lesions for which it is not ruled out; contains `sure`.
    """

    sure: int
    may: int


class LesionMasks:
    """The lesions of one record, seen, healed or uncertain, and what holds for each.

    Args:
        facts: the record, indexed.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.lesions: tuple[SeenLesion, ...] = tuple(
            seen for seen in facts.lesions if seen.lesion.status is not LesionStatus.ABSENT
        )
        self.everything = (1 << len(self.lesions)) - 1
        self._masks: dict[object, Mask] = {}
        self._present: dict[str, int] = {}
        self._absent: dict[str, int] = {}
        self._places: dict[str, int] = {}
        self._studies: tuple[tuple[ImagingStudy, int], ...] = ()
        self._index_places()
        self._index_features()

    def of(self, key: object, holds: Callable[[SeenLesion], bool | None]) -> Mask:
        """Return for which lesions a part of a description holds, worked out once.

        Args:
            key: names the part.
            holds: tells it for one lesion.
        """
        if key not in self._masks:
            self._masks[key] = _mask((holds(seen), 1 << n) for n, seen in enumerate(self.lesions))
        return self._masks[key]

    def of_study(self, key: object, holds: Callable[[ImagingStudy], bool | None]) -> Mask:
        """Return the same for a part that holds for all lesions of a study or for none."""
        if key not in self._masks:
            self._masks[key] = _mask((holds(study), bits) for study, bits in self._studies)
        return self._masks[key]

    def of_place(self, key: object, holds: Callable[[str], bool | None]) -> Mask:
        """Return the same for a part that rests on the place as reported."""
        if key not in self._masks:
            places = self._places.items()
            self._masks[key] = _mask((holds(place), bits) for place, bits in places)
        return self._masks[key]

    def feature(self, name: str) -> Mask:
        """Return which lesions have a feature; a kind of it counts."""
        present = self._present.get(name, 0)
        return Mask(present, self.everything & ~(self._absent.get(name, 0) & ~present))

    def picked(self, bits: int) -> tuple[SeenLesion, ...]:
        """Return the lesions whose bits are set."""
        found = []
        while bits:
            lowest = bits & -bits
            found.append(self.lesions[lowest.bit_length() - 1])
            bits ^= lowest
        return tuple(found)

    def _index_places(self) -> None:
        studies: dict[str, tuple[ImagingStudy, int]] = {}
        for bit, seen in enumerate(self.lesions):
            study, place = seen.study, seen.lesion.bone_unit
            so_far = studies.get(study.id, (study, 0))[1]
            studies[study.id] = (study, so_far | 1 << bit)
            self._places[place] = self._places.get(place, 0) | 1 << bit
        self._studies = tuple(studies.values())

    def _index_features(self) -> None:
        knowledge = self.facts.knowledge
        for bit, seen in enumerate(self.lesions):
            for fact in seen.lesion.features:
                if fact.status is FactStatus.PRESENT:
                    index, names = self._present, knowledge.ancestors(fact.concept)
                elif fact.status is FactStatus.ABSENT:
                    index, names = self._absent, knowledge.descendants(fact.concept)
                else:
                    continue
                for name in names:
                    index[name] = index.get(name, 0) | 1 << bit


def _mask(parts: Iterable[tuple[bool | None, int]]) -> Mask:
    sure = may = 0
    for truth, bits in parts:
        if truth is not False:
            may |= bits
            if truth:
                sure |= bits
    return Mask(sure, may)


def both(masks: Iterable[Mask]) -> Mask:
    """Return where all masks hold; everywhere when there are none."""
    sure = may = -1
    for mask in masks:
        sure &= mask.sure
        may &= mask.may
    return Mask(sure, may)


def either(masks: Iterable[Mask]) -> Mask:
    """Return where some mask holds."""
    sure = may = 0
    for mask in masks:
        sure |= mask.sure
        may |= mask.may
    return Mask(sure, may)


def lesion_masks(facts: Facts) -> LesionMasks:
    """Return the masks of a record, made once."""
    found = facts.cache.get(LesionMasks)
    if not isinstance(found, LesionMasks):
        found = facts.cache[LesionMasks] = LesionMasks(facts)
    return found
