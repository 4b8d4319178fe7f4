"""Errors that weigh more than a point of F1: wrong sides, and what the note denies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.notes.scoring_gold import GoldNote

from crmo.anatomy import BoneUnit, Side, all_bone_units, resolve_site

Row = Mapping[str, Any]
Rows = Mapping[str, list[dict[str, Any]]]
Units = frozenset[BoneUnit]

# Kind of a forbidden statement -> rows of the reading it is looked for in.
PLACES = {
    "lesion": "lesions",
    "finding": "findings",
    "lab": "labs",
    "treatment": "treatments",
    "procedure": "procedures",
    "diagnosis": "diagnoses",
}
SAME_STATUS = {"started": "ongoing", "past": "stopped"}


def critical_errors(note: GoldNote, read: Rows) -> Iterator[str]:
    """Yield each critical error of a reading, once.

    A *wrong side*: a lesion where the gold has nothing, while its mirror image is a gold site; or
    a side where the note tells none. *Present where denied*: a lesion or a finding of the child
    that the note calls absent or healed, and nowhere present or uncertain. *Of the family*: a
    finding of the child that the note tells of the family only.
    """
    told: dict[str, None] = {}
    for row in read["lesions"]:
        if _is_wrong_side(note, row["site"], read):
            told[f"wrong side: {row['site']}"] = None
        if row["status"] == "present" and _is_denied(note, row["site"]):
            told[f"present where denied: {row['site']}"] = None
    for row in read["findings"]:
        if row["status"] == "present" and row["about"] == "patient":
            for problem in _finding_problems(note, row["concept"]):
                told[f"{problem}: {row['concept']}"] = None
    yield from told


def _is_wrong_side(note: GoldNote, site: str, read: Rows) -> bool:
    units = _units(site)
    gold = [(one, _units(one)) for row in note.rows("lesions") for one in _any(row, "site")]
    side = resolve_site(site).side
    if side not in {Side.LEFT, Side.RIGHT}:
        return False
    fitting = [one for one, of_gold in gold if units & of_gold]
    if not fitting:
        return any(_mirrored(units) & of_gold for _, of_gold in gold)
    unsided = all(_told_without_side(one) for one in fitting)
    both_read = any(_units(row["site"]) == _mirrored(units) for row in read["lesions"])
    return unsided and not both_read


def _told_without_side(site: str) -> bool:
    """Whether this gold site could be on either side; a group told as a group is not in doubt."""
    return {unit.side for unit in _units(site)} == {Side.LEFT, Side.RIGHT}


def _is_denied(note: GoldNote, site: str) -> bool:
    units = _units(site)
    denied = False
    for row in note.rows("lesions"):
        allowed = {"present", "uncertain"} & set(_any(row, "status"))
        for one in _any(row, "site"):
            if allowed and units & _units(one):
                return False
            if not allowed and not row.get("optional") and units <= _units(one):
                denied = True
    return denied


def _finding_problems(note: GoldNote, concept: str) -> Iterator[str]:
    rows = [row for row in note.rows("findings") if concept in _any(row, "concept")]
    of_child = [row for row in rows if row.get("about", "patient") == "patient"]
    statuses = {status for row in of_child for status in _any(row, "status")}
    if of_child and statuses <= {"absent"} and not all(row.get("optional") for row in of_child):
        yield "present where denied"
    if rows and not of_child:
        yield "of the family, given to the child"


def forbidden_statements(note: GoldNote, read: Rows) -> Iterator[str]:
    """Yield each forbidden statement of the note that came out."""
    for row in note.rows("forbidden"):
        if any(_matches(row, one) for one in read[PLACES[row["kind"]]]):
            yield ", ".join(f"{key} {value}" for key, value in row.items())


def _matches(forbidden: Row, read: Row) -> bool:
    wanted = {key: value for key, value in forbidden.items() if key != "kind"}
    if "result" in wanted:
        status = wanted.pop("status", "present")
        if read["results"].get(wanted.pop("result")) != status:
            return False
    for key, value in wanted.items():
        if SAME_STATUS.get(str(value), value) != SAME_STATUS.get(str(read[key]), read[key]):
            return False
    return True


def _any(row: Row, key: str) -> list[Any]:
    return [row.get(key), *row.get(f"or_{key}", ())]


def _units(site: str) -> Units:
    return frozenset(resolve_site(site).units)


def _mirrored(units: Iterable[BoneUnit]) -> Units:
    wanted = {(unit.kind, unit.side.opposite) for unit in units}
    return frozenset(unit for unit in all_bone_units() if (unit.kind, unit.side) in wanted)
