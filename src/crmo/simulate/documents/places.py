"""Several places named together: vertebral ranges, both sides, two ends of one limb."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from crmo.anatomy import BoneUnit, Side, all_bone_units, bone_units_by_id
from crmo.simulate.documents.house_style import words_file
from crmo.simulate.documents.marked import Key, Marked, Pieces
from crmo.simulate.documents.pen import Pen
from crmo.simulate.documents.site_words import site_words


class Spot(NamedTuple):
    """A place and what naming it tells."""

    site: str
    keys: tuple[Key, ...]


class Named(NamedTuple):
    """Places in words, and whether they need a verb in the plural."""

    pieces: Pieces
    is_plural: bool


def named_places(pen: Pen, spots: Sequence[Spot]) -> list[Named]:
    """Return the places in words; neighbours and pairs are drawn together if luck will."""
    rest = list(spots)
    found: list[Named] = []
    if len(rest) > 1:
        found += _ranges(pen, rest)
        found += _pairs(pen, rest)
        found += _same_limb(pen, rest)
    for spot in rest:
        wording = pen.site_wording(spot.site)
        pieces: Pieces = [pen.article(wording), Marked(wording.text, spot.keys)]
        found.append(Named(pieces, wording.is_plural))
    return found


def places_listed(pen: Pen, named: list[Named]) -> tuple[Pieces, bool]:
    """Return places as a list, and whether the verb is in the plural."""
    is_plural = len(named) > 1 or named[0].is_plural
    return pen.listed([each.pieces for each in named]), is_plural


def _ranges(pen: Pen, rest: list[Spot]) -> list[Named]:
    """Take runs of neighbouring vertebrae out of the rest and name each as a range."""
    order = _vertebrae()
    by_level = {order[spot.site]: spot for spot in rest if spot.site in order}
    found: list[Named] = []
    run: list[int] = []
    for level in [*sorted(by_level), -1]:
        if run and level != run[-1] + 1:
            if len(run) > 1 and pen.luck.happens(0.85):
                spots = [by_level[each] for each in run]
                found.append(_range(pen, spots))
                for spot in spots:
                    rest.remove(spot)
            run = []
        run.append(level)
    return found


def _range(pen: Pen, spots: Sequence[Spot]) -> Named:
    first, last = (spot.site.rpartition("_")[2].upper() for spot in (spots[0], spots[-1]))
    same_letter = first[0] == last[0]
    if len(spots) == 2:
        forms = [f"{first} and {last}", f"{first}/{last}"]
        forms += [f"{first}/{last[1:]}"] if same_letter else []
    else:
        forms = [f"{first}-{last}", f"{first} to {last}", f"{first}–{last}"]
        forms += [f"{first}-{last[1:]}"] if same_letter else []
        forms += [f"{first} through {last}"] if pen.style.dialect == "en_US" else []
    return Named([Marked(pen.one_of(forms), _keys(spots))], is_plural=True)


def _pairs(pen: Pen, rest: list[Spot]) -> list[Named]:
    """Take places that stand on both sides out of the rest."""
    found: list[Named] = []
    for spot in list(rest):
        if not spot.site.endswith("_left"):
            continue
        other_id = spot.site.removesuffix("_left") + "_right"
        other = next((each for each in rest if each.site == other_id), None)
        wordings = site_words(spot.site).pair
        if spot not in rest or other is None or not wordings or not pen.luck.happens(0.75):
            continue
        wording = pen.one_of(wordings)
        article = pen.article(wording)
        found.append(
            Named([article, Marked(wording.text, (*spot.keys, *other.keys))], is_plural=True)
        )
        rest.remove(spot)
        rest.remove(other)
    return found


def _same_limb(pen: Pen, rest: list[Spot]) -> list[Named]:
    """Take two metaphyses (or epiphyses) of one side out: left distal femoral and ... ."""
    found: list[Named] = []
    if pen.style.layout.short or pen.style.layout.table:
        return found
    for at, spot in enumerate(rest[:-1]):
        other = rest[at + 1]
        text = _together(bone_units_by_id().get(spot.site), bone_units_by_id().get(other.site))
        if text and pen.luck.happens(0.4):
            found.append(Named(["the ", Marked(text, (*spot.keys, *other.keys))], is_plural=True))
            rest.remove(spot)
            rest.remove(other)
            break
    return found


def _together(first: BoneUnit | None, second: BoneUnit | None) -> str:
    """Return two ends in one phrase; empty unless they are of one side and one kind."""
    if first is None or second is None:
        return ""
    ends = [unit.segment.partition("_") for unit in (first, second) if unit.segment]
    if first.side is not second.side or first.side is Side.MIDLINE or len(ends) < 2:
        return ""
    (end, _, part), (other_end, _, other_part) = ends
    if part != other_part or not part or first.bone == second.bone:
        return ""
    bones = words_file("sites")["long_bones"]
    one, other = bones[first.bone]["adjective"], bones[second.bone]["adjective"]
    return f"{first.side} {end} {one} and {other_end} {other} {part.removesuffix('is')}es"


def _keys(spots: Sequence[Spot]) -> tuple[Key, ...]:
    return tuple(key for spot in spots for key in spot.keys)


@cache
def _vertebrae() -> dict[str, int]:
    levels = (unit.id for unit in all_bone_units() if unit.id.startswith("vertebra_"))
    return {unit_id: level for level, unit_id in enumerate(levels)}
