"""A report with one slip, a side or a level, and the addendum that puts it right."""

from __future__ import annotations

from typing import NamedTuple

from attrs import evolve

from crmo.anatomy import Side, all_bone_units, bone_units_by_id, mirror
from crmo.record import ImagingStudy, LesionStatus, PartialDate
from crmo.simulate.chance import Luck
from crmo.simulate.documents.heading import header
from crmo.simulate.documents.layout import Section, laid_out
from crmo.simulate.documents.marked import Key, Pieces
from crmo.simulate.documents.past_imaging import study_name
from crmo.simulate.documents.pen import Pen

_HAPPENS = 0.08


class Slip(NamedTuple):
    """What a report says wrongly.

    Args:
        study: as the report has it.
        number: place of the lesion in the study.
        what: `side` or `level`.
    """

    study: ImagingStudy
    number: int
    what: str


def slip_in(study: ImagingStudy, luck: Luck) -> Slip | None:
    """Return the study with one lesion on the wrong side or level, seldom; else None."""
    if not luck.happens(_HAPPENS):
        return None
    sites = {lesion.bone_unit for lesion in study.lesions}
    possible = []
    for number, lesion in enumerate(study.lesions):
        wrong = _wrong_site(lesion.bone_unit)
        if lesion.status is LesionStatus.PRESENT and wrong and wrong not in sites:
            possible.append((number, wrong))
    if not possible:
        return None
    number, wrong = luck.one_of(possible)
    changed = evolve(study.lesions[number], bone_unit=wrong)
    lesions = (*study.lesions[:number], changed, *study.lesions[number + 1 :])
    what = "level" if wrong.startswith("vertebra_") else "side"
    return Slip(evolve(study, lesions=lesions), number, what)


def _wrong_site(site: str) -> str | None:
    unit = bone_units_by_id().get(site)
    if unit is None:
        return None
    if unit.side is not Side.MIDLINE:
        return mirror(unit).id
    if not site.startswith("vertebra_"):
        return None
    levels = [each.id for each in all_bone_units() if each.id.startswith("vertebra_")]
    place = levels.index(site)
    return levels[place + 1 if place + 1 < len(levels) else place - 1]


def addendum(pen: Pen, study: ImagingStudy, slip: Slip) -> tuple[Pieces, Pieces]:
    """Return the title and the page of an addendum.

    Args:
        pen: of the addendum, with its day.
        study: as it is.
        slip: what the report had said.
    """
    part = f"lesion:{slip.number}"
    right_site = study.lesions[slip.number].bone_unit
    keys = Key(study.id, part, right_site), Key(study.id, f"{part}:status")
    clause = pen.say(
        "addendum",
        what=slip.what,
        study=pen.words.words("modalities", study.modality).say[0],
        right=pen.site(right_site, *keys),
        wrong=pen.site(slip.study.lesions[slip.number].bone_unit),
    )
    title = pen.one_of(pen.style.titles["addendum"]).fill({"modality": study_name(pen, study)})
    if study.on is not None:
        title += [" of ", pen.dated(study.on, (study.id, "on"))]
    body = laid_out(pen, [Section("addendum", [clause], [])])
    return title, [*header(pen, title, PartialDate.parse(pen.day)), *body]
