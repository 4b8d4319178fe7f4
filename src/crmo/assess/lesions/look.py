"""What one imaging study says of one place."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen

from crmo.assess.lesions.place import Place, place_of, units_looked_at
from crmo.record import FactStatus, ImagingStudy, Lesion, LesionStatus, Modality, PartialDate


class Look(StrEnum):
    """What a study says of a place, before it is compared with other studies.

    `not_mentioned`: the study covered the place and its report neither lists it nor says that
    the rest is clear. `not_covered`: it did not look there, or does not say that it did.
    """

    PRESENT = "present"
    HEALED = "healed"
    CLEAR = "clear"
    UNCERTAIN = "uncertain"
    NOT_MENTIONED = "not_mentioned"
    NOT_COVERED = "not_covered"


@frozen(slots=True)
class Seen:
    """One study's word on one place.

    Attributes:
        look: what it says.
        lesion: the lesion it lists there, or None.
        may_be: ids of other places whose lesion in this study may be this one.
    """

    look: Look
    lesion: Lesion | None = None
    may_be: tuple[str, ...] = ()


_SILENT = {look: Seen(look) for look in (Look.CLEAR, Look.NOT_MENTIONED, Look.NOT_COVERED)}
# A study may list metaphysis and epiphysis of one lesion site apart: the gravest word counts.
_GRAVITY = (Look.PRESENT, Look.UNCERTAIN, Look.HEALED, Look.CLEAR)
_BY_STATUS = {
    LesionStatus.PRESENT: Look.PRESENT,
    LesionStatus.ABSENT: Look.CLEAR,
    LesionStatus.UNCERTAIN: Look.UNCERTAIN,
    LesionStatus.HEALED: Look.HEALED,
}


class StudyView:
    """One study, arranged so that any place can be asked about quickly.

    Args:
        study: a dated study.
        on: its date.

    Attributes:
        study: the study.
        on: its date.
        listed: places it lists, with the lesion that counts for each.
        covers_all: whether the whole skeleton was looked at.
    """

    def __init__(self, study: ImagingStudy, on: PartialDate) -> None:
        self.study = study
        self.on = on
        self.covers_all = study.whole_body is FactStatus.PRESENT
        self.listed: dict[str, Seen] = {}
        self._vague: list[tuple[Place, Look]] = []
        self._clear_units: set[str] = set()
        self._covered: set[str] | None = None
        for lesion in study.lesions:
            self._add(lesion)

    def _add(self, lesion: Lesion) -> None:
        place = place_of(lesion.bone_unit)
        look = self._look_of(lesion)
        if look is Look.CLEAR:
            self._clear_units |= units_looked_at(lesion.bone_unit)
            if not place.is_certain:
                return
        elif not place.is_certain:
            self._vague.append((place, look))
        known = self.listed.get(place.id)
        if known is None or _order(look, lesion) < _order(known.look, known.lesion):
            self.listed[place.id] = Seen(look, lesion)

    def _look_of(self, lesion: Lesion) -> Look:
        """On MRI, what is still visible without marrow oedema is no longer an active lesion."""
        look = _BY_STATUS[lesion.status]
        if (
            look is Look.PRESENT
            and self.study.modality is Modality.MRI
            and lesion.feature("marrow_oedema") is FactStatus.ABSENT
        ):
            return Look.HEALED
        return look

    def of(self, place: Place) -> Seen:
        """Return what the study says of a place."""
        seen = self.listed.get(place.id)
        if seen is not None:
            return seen
        if self.listed or self._vague:
            may_be = self._may_be(place)
            if may_be:
                return Seen(Look.UNCERTAIN, None, may_be)
        if self._clear_units and place.units <= self._clear_units:
            return _SILENT[Look.CLEAR]
        if not self.covers(place):
            return _SILENT[Look.NOT_COVERED]
        is_clear = self.study.unlisted is FactStatus.ABSENT
        return _SILENT[Look.CLEAR if is_clear else Look.NOT_MENTIONED]

    def _may_be(self, place: Place) -> tuple[str, ...]:
        """Return ids of listed places that may be this one and are not said to be clear."""
        if place.is_certain:
            others = [other for other, _look in self._vague]
        else:
            others = [
                place_of(other)
                for other, seen in self.listed.items()
                if seen.look is not Look.CLEAR
            ]
        return tuple(sorted({o.id for o in others if o.id != place.id and o.may_be(place)}))

    def covers(self, place: Place) -> bool:
        """Whether the study certainly looked at the whole of a place."""
        if self.covers_all:
            return True
        if self._covered is None:
            self._covered = set().union(*map(units_looked_at, self.study.covers))
        return place.units <= self._covered


def _order(look: Look, lesion: Lesion | None) -> tuple[int, str, str]:
    # Unit and note break ties, so that the order of listing never matters.
    return (_GRAVITY.index(look), lesion.bone_unit if lesion else "", repr(lesion))
