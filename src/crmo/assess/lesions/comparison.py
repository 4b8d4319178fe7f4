"""Two studies laid side by side, place by place."""

from __future__ import annotations

from attrs import frozen

from crmo.assess.lesions.look import Look, StudyView
from crmo.assess.lesions.place import Place, place_of
from crmo.assess.lesions.timeline import LesionState, track_of
from crmo.errors import InvalidValueError
from crmo.record import ImagingStudy, PartialDate, PatientRecord


@frozen(slots=True)
class Change:
    """What became of one place from one study to another.

    Attributes:
        place: where.
        change: new, persistent, recurred, healed (there on the earlier one and gone on the
            later), clear (nothing, or healed, on both), uncertain, not covered (by one of them).
        earlier: what the earlier study says.
        later: what the later study says.
        earlier_size_mm: size then, or None.
        later_size_mm: size now, or None.
    """

    place: Place
    change: LesionState
    earlier: Look
    later: Look
    earlier_size_mm: float | None = None
    later_size_mm: float | None = None


@frozen(slots=True)
class StudyComparison:
    """Two studies and what changed between them.

    Attributes:
        earlier: id of the study that was first.
        later: id of the other.
        order_is_known: False when their dates do not tell which was first; then they stand in
            the order asked for.
        same_track: False when the pictures are of kinds that do not answer one another, such
            as a radiograph after an MRI; then nothing is called healed.
        changes: one per place that either study lists.
    """

    earlier: str
    later: str
    order_is_known: bool
    same_track: bool
    changes: tuple[Change, ...]

    def n(self, change: LesionState) -> int:
        """Return how many places changed in a given way."""
        return sum(each.change is change for each in self.changes)


def compare_studies(record: PatientRecord, a: str, b: str) -> StudyComparison:
    """Lay two studies of a record side by side.

    Only these two are compared: what is `new` here may have been seen on a third study, for
    which there are the timelines.

    Args:
        record: the record that holds both.
        a: id of an imaging study.
        b: id of another one.

    Raises:
        InvalidValueError: an id is not that of a current imaging study.
    """
    first, second = _study(record, a), _study(record, b)
    order_is_known = True
    if first.on is None or second.on is None or first.on.is_before(second.on) is not True:
        order_is_known = False
        if first.on and second.on and second.on.is_before(first.on):
            first, second, order_is_known = second, first, True
    earlier, later = _view(first), _view(second)
    same_track = track_of(first.modality) == track_of(second.modality)
    ids = sorted(earlier.listed.keys() | later.listed.keys())
    changes = (_change(place_of(key), earlier, later, same_track=same_track) for key in ids)
    return StudyComparison(first.id, second.id, order_is_known, same_track, tuple(changes))


def _view(study: ImagingStudy) -> StudyView:
    # Views ask for a date; the comparison itself does not use it.
    return StudyView(study, study.on or PartialDate(1))


def _study(record: PatientRecord, study_id: str) -> ImagingStudy:
    for study in record.of_kind(ImagingStudy):
        if study.id == study_id:
            return study
    raise InvalidValueError(
        "this is not an imaging study of the record.",
        came=study_id,
        expected="the id of a current imaging study",
        todo="Choose one of the record's studies.",
    )


def _change(place: Place, earlier: StudyView, later: StudyView, *, same_track: bool) -> Change:
    before, after = earlier.of(place), later.of(place)
    return Change(
        place=place,
        change=_named(place, before.look, after.look, same_track=same_track),
        earlier=before.look,
        later=after.look,
        earlier_size_mm=before.lesion.size_mm if before.lesion else None,
        later_size_mm=after.lesion.size_mm if after.lesion else None,
    )


def _named(place: Place, before: Look, after: Look, *, same_track: bool) -> LesionState:
    if Look.NOT_COVERED in (before, after):
        return LesionState.NOT_COVERED
    if before is Look.PRESENT and after is Look.PRESENT:
        return LesionState.PERSISTENT if place.is_certain else LesionState.UNCERTAIN
    if not same_track or {before, after} & {Look.UNCERTAIN, Look.NOT_MENTIONED}:
        return LesionState.UNCERTAIN
    if after is Look.PRESENT:
        return LesionState.NEW if before is Look.CLEAR else LesionState.RECURRED
    # Healed between the two is only what was there on the first of them.
    return LesionState.HEALED if before is Look.PRESENT else LesionState.CLEAR
