"""A study done since last time, with what it shows at the places marked on the map."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _

from crmo.anatomy import is_site, search
from crmo.record import FactStatus, ImagingStudy, Lesion, LesionStatus, Modality, PartialDate
from crmo.workbench.visit.entries.places import places_in, signs_at
from crmo.workbench.visit.entries.writing import Writing

# What a place can be marked with on the map.
IMAGE_MARKS: Mapping[str, LesionStatus] = MappingProxyType(
    {
        "active": LesionStatus.PRESENT,
        "healed": LesionStatus.HEALED,
        "clear": LesionStatus.ABSENT,
        "uncertain": LesionStatus.UNCERTAIN,
    }
)
_ABOUT_A_STUDY = ("img_on", "whole_body", "covers", "rest_clear", "contrast", "img_conclusion")


def write_imaging(writing: Writing) -> None:
    """Add the study, if there is one; marks on the map alone are those of an MRI."""
    fields = writing.fields
    marked = {site for site, _mark in fields.about("image")}
    is_told = any(fields.get(name) for name in _ABOUT_A_STUDY)
    told = fields.get("modality") or ("mri" if marked else "")
    if not told:
        if is_told:
            writing.refuse("modality", _("Which kind of imaging was it?"))
        return
    if told not in set(Modality):
        writing.refuse("modality", _("This is not a kind of imaging."))
        return
    on, covers = writing.day("img_on"), _covered(writing)
    if on is None or covers is None:
        return
    writing.add("modality", lambda entry_id: _study(writing, entry_id, Modality(told), on, covers))


def _study(
    writing: Writing, entry_id: str, modality: Modality, on: PartialDate, covers: tuple[str, ...]
) -> ImagingStudy:
    fields = writing.fields
    is_clear = fields.get("rest_clear") == FactStatus.PRESENT
    return ImagingStudy(
        id=entry_id,
        on=on,
        modality=modality,
        whole_body=_state(fields.get("whole_body")),
        covers=covers,
        lesions=_lesions(writing, on),
        unlisted=FactStatus.ABSENT if is_clear else FactStatus.UNKNOWN,
        contrast=_state(fields.get("contrast")),
        conclusion=fields.get("img_conclusion"),
    )


def _lesions(writing: Writing, on: PartialDate) -> tuple[Lesion, ...]:
    return tuple(
        Lesion(
            bone_unit=site,
            status=IMAGE_MARKS[mark],
            clinically_active=_felt(writing, site, on),
        )
        for site in places_in(writing)
        if (mark := writing.fields.get(f"image:{site}")) in IMAGE_MARKS
    )


def _felt(writing: Writing, site: str, on: PartialDate) -> FactStatus:
    """Return whether the place hurts, is tender or swollen; known on the day of the visit only."""
    if on != PartialDate.parse(writing.on):
        return FactStatus.UNKNOWN
    said = set(signs_at(writing, site))
    if FactStatus.PRESENT in said:
        return FactStatus.PRESENT
    return FactStatus.ABSENT if said else FactStatus.UNKNOWN


def _state(told: str) -> FactStatus:
    return FactStatus(told) if told in set(FactStatus) else FactStatus.UNKNOWN


def _covered(writing: Writing) -> tuple[str, ...] | None:
    """Return the places looked at, as typed; None if one of them is not understood."""
    found: list[str] = []
    for words in writing.fields.get("covers").replace("\n", ";").replace(",", ";").split(";"):
        typed = words.strip()
        if not typed:
            continue
        site = place_meant(typed)
        if site is None:
            message = _("“%(words)s” is not understood as a place in the skeleton.")
            writing.refuse("covers", message % {"words": typed})
            return None
        found.append(site)
    return tuple(dict.fromkeys(found))


def place_meant(typed: str) -> str | None:
    """Return the id of the place that words mean best, or None."""
    if is_site(typed):
        return typed
    found = search(typed, limit=1)
    return found[0].id if found else None
