"""Who reads the scans: what is seen, doubted, missed and left unsaid at each place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from attrs import define

from crmo.record import Fact, FactStatus, Lesion, LesionStatus
from crmo.simulate.child import Scan
from crmo.simulate.observation import makers
from crmo.simulate.observation.chart import Chart, Visit, absent, is_active, present
from crmo.simulate.observation.lots import deviate
from crmo.simulate.observation.sights import (
    OEDEMA,
    Lesions,
    Picture,
    absent_features,
    seen_features,
)

_DOUBTFUL = Fact(concept=OEDEMA, status=FactStatus.UNKNOWN)
_SPOT_SPREAD = 0.25  # as a share of the size; spots are small and alike


@define(eq=False)
class Look:
    """One place on one scan at which there is something to see.

    Args:
        matter: what its luck is drawn for.
        day: of the scan.
        unit: bone unit.
        begun: positions of the bouts that have begun.
        active: position of the one that is active, or None.
        is_spot: whether the marrow shows no more than a harmless bright spot there.
    """

    matter: int
    day: int
    unit: str
    begun: Sequence[int]
    active: int | None
    is_spot: bool


class Reader:
    """The radiologists of one child, who remember what they saw before.

    Args:
        chart: the record being written.
        lesions: what there is to see.
        looks: all places of all scans, in their order.
    """

    def __init__(self, chart: Chart, lesions: Lesions, looks: Sequence[Look]) -> None:
        self._chart = chart
        self._imaging = chart.practice.imaging
        self._lesions = lesions
        matters, days = [each.matter for each in looks], [each.day for each in looks]
        self._lots = iter(chart.lots_at(matters, days))
        self._spots = dict(zip(chart.child.incidental, chart.spot_lots, strict=True))
        self._known: set[tuple[str, str]] = set()
        self._told_healed: set[tuple[str, str]] = set()

    def lesions(
        self, scan: Scan, picture: Picture, looks: Sequence[Look], visit: Visit | None
    ) -> tuple[Lesion, ...]:
        """Return what the report of one scan says; the scans are asked for in their order.

        Args:
            scan: the study.
            picture: its kind of picture.
            looks: its places.
            visit: the visit whose examination the report or the clinic refers to, or None.
        """
        found = []
        for look in looks:
            lesion = self._lesion(scan, picture, look, next(self._lots), visit)
            if lesion is not None:
                found.append(lesion)
        return tuple(found)

    def _lesion(
        self, scan: Scan, picture: Picture, look: Look, lots: list[float], visit: Visit | None
    ) -> Lesion | None:
        if look.is_spot:
            return self._spot(look.unit, lots)
        if picture.shows_form:
            return self._form(picture, look, lots)
        if look.active is None:
            return self._quiet(picture, look, lots)
        if lots[0] >= self._sensitivity(scan, picture, look.unit):
            return None
        return self._activity(picture, look, look.active, lots, visit)

    def _there(self, look: Look, picture: Picture) -> list[str]:
        return self._lesions.features(look.begun, look.active, picture, look.day)

    def _sensitivity(self, scan: Scan, picture: Picture, unit: str) -> float:
        imaging = self._imaging
        if (picture.name, unit) in self._known:
            return imaging.known_place_seen
        if not scan.whole_body:
            return imaging.place_seen.get(picture.modality.value, 0.0)
        if self._chart.practice.places[unit].is_hand_or_foot:
            return imaging.small_bones_seen_whole_body
        return imaging.place_seen_whole_body.get(picture.modality.value, 0.0)

    def _activity(
        self,
        picture: Picture,
        look: Look,
        active: int,
        lots: list[float],
        visit: Visit | None,
    ) -> Lesion:
        """Return an active lesion as reported."""
        chart, imaging, place = self._chart, self._imaging, (picture.name, look.unit)
        size_mm = chart.bouts[active].size_mm
        is_small = size_mm < imaging.uncertain_below_mm
        doubt = imaging.uncertain_share_small if is_small else imaging.uncertain_share_large
        if lots[1] < doubt and place not in self._known:
            return _uncertain(look.unit)
        self._known.add(place)
        self._told_healed.discard(place)
        there = self._there(look, picture)
        return makers.lesion(
            bone_unit=look.unit,
            status=LesionStatus.PRESENT,
            features=(
                *seen_features(there, picture, lots[2]),
                *absent_features(chart, look.unit, there, picture, lots[3]),
            ),
            size_mm=self._size(size_mm, lots) if picture.shows_marrow else None,
            clinically_active=self._complaint(visit, active, lots[6]),
        )

    def _quiet(self, picture: Picture, look: Look, lots: list[float]) -> Lesion | None:
        """Return what is said of a place that is not active any more.

        It is called healed once; later only the damage is spoken of.
        """
        place = (picture.name, look.unit)
        was_active = place in self._known
        is_healing = was_active and place not in self._told_healed
        if is_healing:
            if lots[4] < self._imaging.healed_told_share:
                self._told_healed.add(place)
            elif not self._chart.complete:
                return None
        elif not picture.shows_marrow:
            return None
        damage = seen_features(self._there(look, picture), picture, lots[2])
        if not damage and not is_healing:
            return None
        status = LesionStatus.HEALED if was_active else LesionStatus.PRESENT
        oedema = (absent(OEDEMA),) if picture.shows_marrow else ()
        return makers.lesion(bone_unit=look.unit, status=status, features=(*oedema, *damage))

    def _form(self, picture: Picture, look: Look, lots: list[float]) -> Lesion | None:
        """Return what a radiograph or CT shows, or None when it looks normal."""
        there = self._there(look, picture)
        seen = seen_features(there, picture, lots[2])
        if not seen:
            return None
        absent = absent_features(self._chart, look.unit, there, picture, lots[3])
        return makers.lesion(
            bone_unit=look.unit, status=LesionStatus.PRESENT, features=(*seen, *absent)
        )

    def _spot(self, unit: str, lots: list[float]) -> Lesion | None:
        """Return a harmless bright spot when the report mentions it."""
        imaging, own = self._imaging, self._spots[unit]
        if lots[0] >= imaging.spot_told_share:
            return None
        if own[0] < imaging.spot_uncertain_share:
            return _uncertain(unit)
        size = imaging.spot_size_mm * (1.0 + _SPOT_SPREAD * deviate(own[1]))
        return makers.lesion(
            bone_unit=unit,
            status=LesionStatus.PRESENT,
            features=(present(OEDEMA),),
            size_mm=self._size(size, lots),
        )

    def _size(self, size_mm: float, lots: list[float]) -> float | None:
        imaging = self._imaging
        if not self._chart.writes(lots[5], imaging.size_told_share):
            return None
        measured = size_mm * (1.0 + imaging.size_error * deviate(lots[7]))
        step = imaging.size_step_mm
        return max(round(measured / step) * step, step)

    def _complaint(self, visit: Visit | None, position: int, lot: float) -> FactStatus:
        """Return whether the place hurt at the visit, if the record says it."""
        chart = self._chart
        if visit is None or not chart.writes(lot, self._imaging.complaint_told_share):
            return FactStatus.UNKNOWN
        if not is_active(chart.bouts[position], visit.day):
            return FactStatus.UNKNOWN
        return FactStatus.PRESENT if position in visit.felt else FactStatus.ABSENT


@lru_cache(maxsize=4096)
def _uncertain(unit: str) -> Lesion:
    return makers.lesion(
        bone_unit=unit,
        status=LesionStatus.UNCERTAIN,
        features=(_DOUBTFUL,),
    )
