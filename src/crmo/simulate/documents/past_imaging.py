"""Imaging as reports and notes name it: the study, and what an earlier one had shown."""

from __future__ import annotations

from crmo.record import FactStatus, ImagingStudy, LesionStatus, Modality
from crmo.simulate.documents.lesions import feature_noun
from crmo.simulate.documents.marked import Filling, Key, Marked, Pieces
from crmo.simulate.documents.pen import Pen
from crmo.simulate.documents.places import Spot, named_places, places_listed

_MOST_PLACES = 6


def study_name(pen: Pen, study: ImagingStudy) -> Pieces:
    """Return `whole-body MRI`, `MRI` or `radiograph` with what the words tell."""
    pieces: Pieces = []
    if study.whole_body is FactStatus.PRESENT:
        words = "WB" if pen.style.layout.short else "whole-body"
        joint = "-" if pen.style.layout.short else " "
        pieces = [Marked(words, (Key(study.id, "whole_body"),)), joint]
    return [*pieces, pen.named("modalities", study.modality, Key(study.id, "modality"))]


def scan_name(pen: Pen, modality: Modality) -> str:
    """Return the name of a scan that is only asked for."""
    return pen.noun(pen.words.words("modalities", modality))


def past_study_clause(pen: Pen, study: ImagingStudy) -> Pieces | None:
    """Return what a note says of a study made before it; None when it has nothing to say."""
    if study.on is None:
        return None
    slots: dict[str, Filling] = {
        "study": study_name(pen, study),
        "date": [pen.dated(study.on, (study.id, "on"))],
    }
    lesions = _lesions(pen, study)
    if lesions:
        return pen.say("imaging_past", lesions=lesions, **slots)
    is_clear = all(lesion.status is LesionStatus.ABSENT for lesion in study.lesions)
    if is_clear and study.unlisted is FactStatus.ABSENT:
        clear = pen.say("clear_all", [Key(study.id, "unlisted")])
        return pen.say("imaging_past_clear", clear=clear, **slots)
    return None


def _lesions(pen: Pen, study: ImagingStudy) -> Pieces:
    """Return the first places with a lesion, those with the same features together."""
    alike: dict[tuple[str, ...], list[int]] = {}
    present = [
        number
        for number, lesion in enumerate(study.lesions)
        if lesion.status is LesionStatus.PRESENT
    ]
    for number in present[:_MOST_PLACES]:
        alike.setdefault(_main_features(study, number), []).append(number)
    items = [_alike(pen, study, features, group) for features, group in alike.items()]
    return pen.listed(items) if items else []


def _main_features(study: ImagingStudy, number: int) -> tuple[str, ...]:
    lesion = study.lesions[number]
    found = [f.concept for f in lesion.features if f.status is FactStatus.PRESENT]
    return tuple(each for each in found if lesion.feature(each) is FactStatus.PRESENT)[:1]


def _alike(pen: Pen, study: ImagingStudy, features: tuple[str, ...], numbers: list[int]) -> Pieces:
    parts = [f"lesion:{number}" for number in numbers]
    status = tuple(Key(study.id, f"{part}:status") for part in parts)
    if features:
        keys = tuple(Key(study.id, f"{part}:feature:{features[0]}") for part in parts)
        noun = Marked(feature_noun(pen, study, features[0]), (*keys, *status))
    else:
        noun = Marked("lesions" if len(numbers) > 1 else "a lesion", status)
    spots = [
        Spot(
            study.lesions[n].bone_unit, (Key(study.id, f"lesion:{n}", study.lesions[n].bone_unit),)
        )
        for n in numbers
    ]
    sites, _ = places_listed(pen, named_places(pen, spots))
    return pen.say("past_lesions", features=[noun], sites=sites)
