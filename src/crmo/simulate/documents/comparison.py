"""How a study compares with the one before: new, unchanged, another size."""

from __future__ import annotations

from collections.abc import Sequence

from crmo.record import FactStatus, ImagingStudy, LesionStatus, PartialDate, PatientRecord
from crmo.simulate.documents.lesions import NO_CHANGE, Change, Told, size_in_mm
from crmo.simulate.documents.marked import Key


def study_before(record: PatientRecord, study: ImagingStudy) -> ImagingStudy | None:
    """Return the last study of the same modality that lies wholly before this one."""
    return latest_before(record.of_kind(ImagingStudy), study)


def latest_before(studies: Sequence[ImagingStudy], study: ImagingStudy) -> ImagingStudy | None:
    """Return the last of the studies, earliest first, that lies wholly before this one."""
    if study.on is None:
        return None
    found = None
    for each in studies:
        if each.on is None or each.id == study.id or not each.on.is_before(study.on):
            continue
        if each.modality is study.modality and not _comes_later(each, study.on):
            found = each
    return found


def _comes_later(study: ImagingStudy, day: PartialDate) -> bool:
    return study.recorded_on is not None and study.recorded_on > day.latest


def told_with_changes(study: ImagingStudy, before: ImagingStudy | None) -> list[Told]:
    """Return the lesions of a study, each with how it compares with the study before."""
    if before is None:
        return [Told(number, lesion) for number, lesion in enumerate(study.lesions)]
    return [
        Told(number, lesion, _change(study, number, before))
        for number, lesion in enumerate(study.lesions)
    ]


def _change(study: ImagingStudy, number: int, before: ImagingStudy) -> Change:
    lesion = study.lesions[number]
    if lesion.status is not LesionStatus.PRESENT:
        return NO_CHANGE
    earlier = [
        (place, each)
        for place, each in enumerate(before.lesions)
        if each.bone_unit == lesion.bone_unit
    ]
    if not earlier:
        was_clear = before.whole_body is FactStatus.PRESENT
        return Change("new") if was_clear and before.unlisted is FactStatus.ABSENT else NO_CHANGE
    place, old = earlier[0]
    if old.status is LesionStatus.ABSENT:
        return Change("new")
    if old.status is not LesionStatus.PRESENT or len(earlier) > 1:
        return NO_CHANGE
    now, then = size_in_mm(lesion), size_in_mm(old)
    if now and then and now != then:
        part = f"lesion:{place}"
        keys = (Key(before.id, f"{part}:size", then), Key(before.id, f"{part}:status"))
        return Change("size", keys, (Key(before.id, part, old.bone_unit),), then)
    return Change("same") if not now or now == then else NO_CHANGE
