"""Build every bone unit and every group from the YAML files beside this module, once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from attrs import evolve, frozen

from crmo.anatomy.bone_unit import BoneUnit, Side
from crmo.errors import KnowledgeError
from crmo.yaml12 import load


@frozen(slots=True)
class BoneGroup:
    """A set of bone units with a name: `spine`, `foot`, or a study's own list of sites.

    Attributes:
        id: `anterior_chest_wall`.
        label: plain English.
        units: its bone units, head to toe, left before right.
        source: key of the study whose list this is; None for plain anatomy.
        is_verified: False if the study names the region but its bones are our reading.
    """

    id: str
    label: str
    units: tuple[BoneUnit, ...]
    source: str | None
    is_verified: bool


@cache
def all_bone_units() -> tuple[BoneUnit, ...]:
    """Return every bone unit, head to toe, left before right."""
    return _skeleton()[0]


@cache
def bone_units_by_id() -> Mapping[str, BoneUnit]:
    """Return every bone unit under its id, in the order of `all_bone_units`."""
    return MappingProxyType({unit.id: unit for unit in all_bone_units()})


@cache
def groups() -> Mapping[str, BoneGroup]:
    """Return every group under its id."""
    return MappingProxyType(_skeleton()[1])


@cache
def regions() -> Mapping[str, str]:
    """Return the headings of the plain list, head to toe: region id to English."""
    return MappingProxyType(dict(_table("bone_units.yaml")["regions"]))


def mirror(unit: BoneUnit) -> BoneUnit:
    """Return the same piece of bone on the other side; a midline unit is its own mirror."""
    if unit.side is Side.MIDLINE:
        return unit
    return bone_units_by_id()[f"{unit.kind}_{unit.side.opposite}"]


@cache
def _table(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = load(files("crmo.anatomy") / name)
    return loaded


@cache
def _skeleton() -> tuple[tuple[BoneUnit, ...], dict[str, BoneGroup]]:
    table = _table("bone_units.yaml")
    bare = [unit for row in table["bones"] for unit in _units_of(row, table["segments"])]
    members = _group_members(bare)
    units = tuple(
        evolve(unit, groups=frozenset(g for g, ids in members.items() if unit.id in ids))
        for unit in bare
    )
    return units, {
        group_id: BoneGroup(
            id=group_id,
            label=row["label"],
            units=tuple(unit for unit in units if group_id in unit.groups),
            source=row.get("source"),
            is_verified=row.get("status") != "unverified",
        )
        for group_id, row in _table("groups.yaml").items()
    }


def _units_of(row: Mapping[str, Any], segments: Mapping[str, Any]) -> Iterator[BoneUnit]:
    pieces: Mapping[str | None, Any] = (
        segments[row["segments"]] if "segments" in row else {None: {}}
    )
    sides = (Side.LEFT, Side.RIGHT) if row["sides"] == "pair" else (Side.MIDLINE,)
    for number in row.get("numbers", [None]):
        bone = row["bone"] if number is None else f"{row['bone']}_{number}"
        for segment, piece in pieces.items():
            for side in sides:
                yield _unit(row, bone, number, segment, piece, side)


def _unit(
    row: Mapping[str, Any],
    bone: str,
    number: object,
    segment: str | None,
    piece: Mapping[str, str],
    side: Side,
) -> BoneUnit:
    kind = f"{bone}_{segment}" if segment else bone
    unit_id = kind if side is Side.MIDLINE else f"{kind}_{side}"
    site = f"{bone}_{piece['lesion_site']}_{side}" if "lesion_site" in piece else unit_id
    words = {**row, "n": number, "N": str(number).upper()}
    note = row.get("number_notes", {}).get(number)
    name = piece.get("name", "{name}").format(**words).format(**words)
    medical_name = piece.get("medical_name", "{medical_name}").format(**words).format(**words)
    prefix = "" if side is Side.MIDLINE else f"{side} "
    return BoneUnit(
        id=unit_id,
        kind=kind,
        bone=bone,
        segment=segment,
        side=side,
        name=f"{prefix}{name}" + (f" ({note})" if note else ""),
        medical_name=f"{prefix}{medical_name}",
        lesion_site=site,
        region=row["region"],
        groups=frozenset(),
    )


def _group_members(units: Iterable[BoneUnit]) -> dict[str, set[str]]:
    """Return the ids of each group's units; members may name groups that stand above."""
    index: dict[str, set[str]] = {}
    for unit in units:
        family = unit.bone.rsplit("_", 1)[0]
        for word in {unit.bone, unit.kind, f"segment:{unit.segment}", f"family:{family}"}:
            index.setdefault(word, set()).add(unit.id)
    found: dict[str, set[str]] = {}
    for group_id, row in _table("groups.yaml").items():
        found[group_id] = set()
        for word in row["members"]:
            ids = found.get(word, index.get(word))
            if ids is None or word == group_id:
                raise KnowledgeError(
                    f"The member {word!r} is neither a bone nor a group above.",
                    where=f"anatomy/groups.yaml group {group_id}",
                )
            found[group_id] |= ids
    return found
