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
_GONE = frozenset({Look.HEALED, Look.CLEAR})
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
    seen = [view.of(place) for view in views]
    by_look = dict.fromkeys(_TELLING, 0)
    for index, word in enumerate(seen):
        if word.look in _TELLING:
            by_look[word.look] |= 1 << index
    states = tuple(
        _state(place, view, word, _Past(index, by_look, seen, order))
        for index, (view, word) in enumerate(zip(views, seen, strict=True))
    )
    with_lesion = [state for state in states if state.is_present]
    return PlaceTimeline(
        place,
        states,
        with_lesion[0] if with_lesion else None,
        with_lesion[-1] if with_lesion else None,
    )


def _state(place: Place, view: StudyView, seen: Seen, past: _Past) -> PlaceState:
    state = _compared(place, seen.look, past)
    lesion = seen.lesion
    return PlaceState(
        study=view.study.id,
        on=view.on,
        modality=view.study.modality,
        track=past.track,
        state=state,
        look=seen.look,
        after_clear=state is LesionState.NEW and past.last == {Look.CLEAR},
        clinically_active=lesion.clinically_active if lesion else FactStatus.UNKNOWN,
        size_mm=lesion.size_mm if lesion else None,
        bone_unit=lesion.bone_unit if lesion else "",
        may_be=seen.may_be or (past.may_be() if state is LesionState.UNCERTAIN else ()),
    )


class _Past:
    """What may be known of a place before one study, from its own track where that can tell."""

    def __init__(
        self, index: int, by_look: dict[Look, int], seen: Sequence[Seen], order: StudyOrder
    ) -> None:
        self.track = order.tracks[index]
        self._seen = seen
        self._by_look = by_look
        telling = by_look[Look.PRESENT] | by_look[Look.HEALED]
        telling |= by_look[Look.CLEAR] | by_look[Look.UNCERTAIN]
        of_track = order.of_track[self.track]
        own = order.before[index] & telling & of_track
        own_maybe = order.maybe_before[index] & telling & of_track
        # What another kind of picture saw counts as seen; what it did not see, for nothing.
        others = order.before[index] & ~of_track & by_look[Look.PRESENT]
        self._last_studies = order.last_of(own, own_maybe)
        self.last: set[Look | None] = {
            look for look, studies in by_look.items() if studies & self._last_studies
        }
        others_maybe = order.maybe_before[index] & ~of_track & by_look[Look.PRESENT]
        if not own and (others or others_maybe):
            self.last.add(Look.PRESENT)
        if not own and not others:
            self.last.add(None)
        # MRI can say that what a radiograph showed is gone; a radiograph cannot do that for MRI.
        is_mri = self.track == MRI_TRACK
        self._certain = own | others if is_mri else own
        self._possible = own_maybe | others_maybe if is_mri else own_maybe

    def was_seen(self) -> bool | None:
        """Whether a lesion was there before; None when a doubtful study or date leaves it open."""
        lesion = self._by_look[Look.PRESENT] | self._by_look[Look.HEALED]
        if self._certain & lesion:
            return True
        doubtful = lesion | self._by_look[Look.UNCERTAIN]
        return None if (self._certain | self._possible) & doubtful else False

    def may_be(self) -> tuple[str, ...]:
        """Return the places that the last studies could not tell from this one."""
        ids: set[str] = set()
        for index, word in enumerate(self._seen):
            if word.may_be and self._last_studies >> index & 1:
                ids.update(word.may_be)
        return tuple(sorted(ids))


def _compared(place: Place, look: Look, past: _Past) -> LesionState:
    if look is Look.NOT_COVERED:
        return LesionState.NOT_COVERED
    if look in (Look.NOT_MENTIONED, Look.UNCERTAIN):
        return LesionState.UNCERTAIN
    if look in _GONE:
        is_healed = look is Look.HEALED or past.was_seen() is True
        return LesionState.HEALED if is_healed else LesionState.CLEAR
    labels = {_label(last, past) for last in past.last}
    # Two reports of "left femur" may be two lesions: only the first can be called new.
    if len(labels) > 1 or not (place.is_certain or labels == {LesionState.NEW}):
        return LesionState.UNCERTAIN
    return labels.pop()


def _label(last: Look | None, past: _Past) -> LesionState:
    if last is Look.PRESENT:
        return LesionState.PERSISTENT
    if last is Look.UNCERTAIN:
        return LesionState.UNCERTAIN
    was_seen = past.was_seen()
    if last is Look.HEALED or (last is Look.CLEAR and was_seen):
        return LesionState.RECURRED
    return LesionState.UNCERTAIN if was_seen is None else LesionState.NEW
