"""The same lesion followed across studies: new, persistent, healed, recurred, clear."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from attrs import frozen

from crmo.assess.lesions.look import Look, Seen, StudyView
from crmo.assess.lesions.place import Place, place_of
from crmo.record import FactStatus, ImagingStudy, Modality, PartialDate


class LesionState(StrEnum):
    """What a study makes of a place in the light of the studies before it.

    `new`: a lesion seen there for the first time. `persistent`: seen before and still there.
    `healed`: seen before, or said to be healed, and gone. `recurred`: back after having gone.
    `clear`: looked at, nothing there, nothing certain before. `uncertain`: the study cannot
    tell, or its date cannot be placed before or after another one. `not_covered`: it says
    nothing of the place.
    """

    NEW = "new"
    PERSISTENT = "persistent"
    HEALED = "healed"
    RECURRED = "recurred"
    CLEAR = "clear"
    UNCERTAIN = "uncertain"
    NOT_COVERED = "not_covered"


@frozen(slots=True, kw_only=True)
class PlaceState:
    """One study's state of one place.

    Attributes:
        study: id of the study.
        on: its date.
        modality: how the picture was made.
        track: studies are compared within a track (`mri`, `radiograph`, …).
        state: new, persistent, healed, recurred, clear, uncertain, not covered.
        look: what the study itself says.
        after_clear: for new lesions, whether an earlier study of the track had looked there
            and found nothing; without that, the lesion may be old.
        clinically_active: whether the place hurt, was tender, warm or swollen.
        size_mm: size in millimetres, or None.
        bone_unit: the unit or partial site as reported, or empty.
        may_be: ids of places whose lesion may be the same one.
    """

    study: str
    on: PartialDate
    modality: Modality
    track: str
    state: LesionState
    look: Look
    after_clear: bool = False
    clinically_active: FactStatus = FactStatus.UNKNOWN
    size_mm: float | None = None
    bone_unit: str = ""
    may_be: tuple[str, ...] = ()

    @property
    def is_present(self) -> bool:
        """Whether the study says that a lesion is there."""
        return self.look is Look.PRESENT


@frozen(slots=True)
class PlaceTimeline:
    """A place and its state in every dated study, earliest first.

    Attributes:
        place: where.
        states: one per study.
        first_seen: the first state with a lesion, or None.
        last_seen: the last one with a lesion, or None.
    """

    place: Place
    states: tuple[PlaceState, ...]
    first_seen: PlaceState | None
    last_seen: PlaceState | None

    def latest(self, track: str) -> PlaceState | None:
        """Return the last state in a track that says something definite, or None."""
        for state in reversed(self.states):
            if state.track == track and state.look in _TELLING:
                return state
        return None


_TELLING = frozenset({Look.PRESENT, Look.HEALED, Look.CLEAR, Look.UNCERTAIN})
MRI_TRACK = "mri"
_TRACKS = {
    Modality.MRI: MRI_TRACK,
    Modality.RADIOGRAPH: "radiograph",
    Modality.CT: "radiograph",
    Modality.BONE_SCAN: "nuclear",
    Modality.PET: "nuclear",
    Modality.ULTRASOUND: "ultrasound",
    Modality.DXA: "dxa",
    Modality.OTHER: "other",
}


def track_of(modality: Modality) -> str:
    """Return the track of a modality: what one kind of picture denies, another may show.

    A normal radiograph never says that a lesion seen on MRI has healed.
    """
    return _TRACKS[modality]


def place_timelines(views: Sequence[StudyView]) -> tuple[PlaceTimeline, ...]:
    """Follow every place that any of the studies lists.

    Args:
        views: dated studies, earliest first, as `views_in_order` returns them.

    Returns:
        One timeline per place at which a lesion was present, uncertain or healed in some
        study, by date of that study and then by id.
    """
    order = StudyOrder(views)
    places: dict[str, Place] = {}
    for view in views:
        for place_id, seen in sorted(view.listed.items()):
            if seen.look is not Look.CLEAR and place_id not in places:
                places[place_id] = place_of(place_id)
    return tuple(_timeline(place, views, order) for place in places.values())


def views_in_order(studies: Iterable[ImagingStudy]) -> list[StudyView]:
    """Return views of the dated studies, earliest first; undated ones have no place in it."""
    dated = [(study.on, study) for study in studies if study.on is not None]
    dated.sort(key=lambda pair: (pair[0].earliest, pair[0].latest, pair[1].id))
    return [StudyView(study, on) for on, study in dated]


class StudyOrder:
    """Which studies come before which, as far as their dates tell.

    Sets of studies are kept as bits of an integer, bit i for the i-th study, because every
    state of every place asks for some of them.
    """

    def __init__(self, views: Sequence[StudyView]) -> None:
        dates = [view.on for view in views]
        self.before = [0] * len(dates)
        self.maybe_before = [0] * len(dates)
        for index, this in enumerate(dates):
            for other_index, other in enumerate(dates):
                if other.latest < this.earliest:
                    self.before[index] |= 1 << other_index
                elif other_index != index and other.earliest < this.latest:
                    self.maybe_before[index] |= 1 << other_index
        self.tracks = [track_of(view.study.modality) for view in views]
        self.of_track = dict.fromkeys(self.tracks, 0)
        for index, track in enumerate(self.tracks):
            self.of_track[track] |= 1 << index

    def last_of(self, certain: int, possible: int) -> int:
        """Return the studies of either set that no certain one is known to follow."""
        if not certain:
            return possible
        # Studies are sorted by earliest day, so the highest bit starts last.
        return (certain | possible) & ~self.before[certain.bit_length() - 1]


def _timeline(place: Place, views: Sequence[StudyView], order: StudyOrder) -> PlaceTimeline:
    history = _PlaceHistory(place, [view.of(place) for view in views], order)
    states = tuple(history.state(index, view) for index, view in enumerate(views))
    with_lesion = [state for state in states if state.look is Look.PRESENT]
    return PlaceTimeline(
        place,
        states,
        with_lesion[0] if with_lesion else None,
        with_lesion[-1] if with_lesion else None,
    )


class _PlaceHistory:
    """What all studies say of one place; sets of studies as bits, see `StudyOrder`."""

    def __init__(self, place: Place, seen: Sequence[Seen], order: StudyOrder) -> None:
        self._place = place
        self._seen = seen
        self._order = order
        self._present = _bits(seen, Look.PRESENT)
        self._healed = _bits(seen, Look.HEALED)
        self._clear = _bits(seen, Look.CLEAR)
        self._doubtful = _bits(seen, Look.UNCERTAIN)
        self._telling = self._present | self._healed | self._clear | self._doubtful

    def state(self, index: int, view: StudyView) -> PlaceState:
        """Return what one study makes of the place."""
        seen = self._seen[index]
        lesion = seen.lesion
        state, after_clear, may_be = self._compared(index, seen)
        return PlaceState(
            study=view.study.id,
            on=view.on,
            modality=view.study.modality,
            track=self._order.tracks[index],
            state=state,
            look=seen.look,
            after_clear=after_clear,
            clinically_active=lesion.clinically_active if lesion else FactStatus.UNKNOWN,
            size_mm=lesion.size_mm if lesion else None,
            bone_unit=lesion.bone_unit if lesion else "",
            may_be=may_be,
        )

    def _compared(self, index: int, seen: Seen) -> tuple[LesionState, bool, tuple[str, ...]]:
        """Return state, whether a new lesion came after clear, and what else it may be."""
        look = seen.look
        if look is Look.PRESENT:
            return self._lesion_state(index)
        if look is Look.CLEAR:
            was_seen = self._was_seen(index)
            return LesionState.HEALED if was_seen else LesionState.CLEAR, False, ()
        return _PLAIN[look], False, seen.may_be

    def _lesion_state(self, index: int) -> tuple[LesionState, bool, tuple[str, ...]]:
        last_studies, last = self._last(index)
        labels = {self._label(look, index) for look in last}
        # Two reports of "left femur" may be two lesions: only the first can be called new.
        if len(labels) > 1 or not (self._place.is_certain or labels == {LesionState.NEW}):
            return LesionState.UNCERTAIN, False, self._may_be(last_studies)
        state = labels.pop()
        if state is LesionState.UNCERTAIN:
            return state, False, self._may_be(last_studies)
        return state, state is LesionState.NEW and last == [Look.CLEAR], ()

    def _last(self, index: int) -> tuple[int, list[Look | None]]:
        """Return the studies that may be the last ones before, and what the last one may say.

        A study is compared with those of its own track. Where there is none, what another kind
        of picture saw counts as seen; what it did not see counts for nothing.
        """
        order, of_track = self._order, self._order.of_track[self._order.tracks[index]]
        own = order.before[index] & self._telling & of_track
        studies = order.last_of(own, order.maybe_before[index] & self._telling & of_track)
        others = order.before[index] & ~of_track & self._present
        others_maybe = order.maybe_before[index] & ~of_track & self._present
        last: list[Look | None] = []
        if studies & self._present or (not own and (others or others_maybe)):
            last.append(Look.PRESENT)
        if studies & self._healed:
            last.append(Look.HEALED)
        if studies & self._clear:
            last.append(Look.CLEAR)
        if studies & self._doubtful:
            last.append(Look.UNCERTAIN)
        if not own and not others:
            last.append(None)
        return studies, last

    def _label(self, last: Look | None, index: int) -> LesionState:
        """Name a lesion that is there, given what the study before it said."""
        if last is Look.PRESENT:
            return LesionState.PERSISTENT
        if last is Look.UNCERTAIN:
            return LesionState.UNCERTAIN
        was_seen = self._was_seen(index)
        if last is Look.HEALED or (last is Look.CLEAR and was_seen):
            return LesionState.RECURRED
        return LesionState.UNCERTAIN if was_seen is None else LesionState.NEW

    def _was_seen(self, index: int) -> bool | None:
        """Whether a lesion was there before; None when doubt or vague dates leave it open."""
        order, track = self._order, self._order.tracks[index]
        # MRI can say that what a radiograph showed is gone; a radiograph cannot do that for MRI.
        comparable = order.of_track[track]
        if track == MRI_TRACK:
            comparable |= self._present
        lesion = (self._present | self._healed) & comparable
        if order.before[index] & lesion:
            return True
        doubtful = lesion | (self._doubtful & comparable)
        return None if (order.before[index] | order.maybe_before[index]) & doubtful else False

    def _may_be(self, studies: int) -> tuple[str, ...]:
        """Return the places that these studies could not tell from this one."""
        found: set[str] = set()
        for index, seen in enumerate(self._seen):
            if seen.may_be and studies >> index & 1:
                found.update(seen.may_be)
        return tuple(sorted(found))


_PLAIN = {
    Look.HEALED: LesionState.HEALED,
    Look.UNCERTAIN: LesionState.UNCERTAIN,
    Look.NOT_MENTIONED: LesionState.UNCERTAIN,
    Look.NOT_COVERED: LesionState.NOT_COVERED,
}


def _bits(seen: Sequence[Seen], look: Look) -> int:
    return sum(1 << index for index, word in enumerate(seen) if word.look is look)
