"""Lesions and pictures in short words."""

from __future__ import annotations

from collections.abc import Iterable

from crmo.anatomy import groups, resolve_site
from crmo.assess.facts import SeenLesion
from crmo.assess.rules.words import MODALITY_WORDS, listed, on_day
from crmo.record import FactStatus, ImagingStudy, LesionStatus

_STATUS = {
    LesionStatus.PRESENT: "",
    LesionStatus.UNCERTAIN: " uncertain",
    LesionStatus.HEALED: " healed",
    LesionStatus.ABSENT: " clear",
}


def study_words(study: ImagingStudy) -> str:
    """Return `MRI on 2024-05-03`."""
    return f"{MODALITY_WORDS[study.modality]}{on_day(study)}"


def lesion_words(seen: SeenLesion) -> str:
    """Return the place, how certain it is, and the picture that shows it."""
    return f"{seen.site.label}{_STATUS[seen.lesion.status]} ({study_words(seen.study)})"


def place_words(lesions: Iterable[SeenLesion]) -> str:
    """Return the first few places, each with the latest study that shows it."""
    latest = {seen.lesion.bone_unit: seen for seen in lesions}
    return listed(latest.values(), lesion_words) if latest else ""


def site_label(site: str) -> str:
    """Return a bone or a group of bones in words, as a rule names it."""
    return groups()[site].label if site in groups() else resolve_site(site).label.partition(",")[0]


def says_something(study: ImagingStudy) -> bool:
    """Whether a report names a place or says that the rest is clear."""
    return study.unlisted is FactStatus.ABSENT or bool(study.lesions)


def entry_ids(ids: Iterable[str]) -> tuple[str, ...]:
    """Return ids once each, in their order."""
    return tuple(dict.fromkeys(ids))
