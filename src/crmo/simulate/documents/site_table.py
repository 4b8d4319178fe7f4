"""Lesions as lines of a table: place, seen or not, what, size."""

from __future__ import annotations

from collections.abc import Sequence

from crmo.record import FactStatus, ImagingStudy, Lesion, LesionStatus
from crmo.simulate.documents.lesions import Told, feature_noun, length, size_in_mm
from crmo.simulate.documents.marked import Key, Marked, Pieces, capitalised
from crmo.simulate.documents.pen import Pen

_SITE_WIDTH = 44
_MOST_ABSENT = 14


def site_table(pen: Pen, study: ImagingStudy, told: Sequence[Told]) -> list[Pieces]:
    """Return a heading and one line for each lesion, in the order of the study."""
    lines: list[Pieces] = [[f"{'Site':<{_SITE_WIDTH}}| Lesion | Signs | Size | Change"]]
    n_absent = 0
    for each in told:
        n_absent += each.lesion.status is LesionStatus.ABSENT
        if each.lesion.status is not LesionStatus.ABSENT or n_absent <= _MOST_ABSENT:
            lines.append(_line(pen, study, each))
    return lines


def _line(pen: Pen, study: ImagingStudy, told: Told) -> Pieces:
    lesion, part = told.lesion, f"lesion:{told.number}"
    keys = (Key(study.id, part, lesion.bone_unit), *told.change.site_keys)
    text = pen.site_wording(lesion.bone_unit).text
    status = Marked(_status(pen, lesion), (Key(study.id, f"{part}:status"),))
    line: Pieces = [Marked(text, keys), " " * max(1, _SITE_WIDTH - len(text)), "| ", status, " | "]
    line += _signs(pen, study, lesion, part)
    line.append(" | ")
    millimetres = size_in_mm(lesion)
    is_sized = millimetres and lesion.status in (LesionStatus.PRESENT, LesionStatus.UNCERTAIN)
    if is_sized:
        size = length(pen, millimetres)
        line.append(Marked(size, (Key(study.id, f"{part}:size", millimetres),)))
    line.append(" | ")
    if told.change.kind == "size":
        line += ["was ", Marked(length(pen, told.change.size_mm), told.change.keys)]
    elif told.change.kind:
        line.append({"new": "new", "same": "unchanged"}[told.change.kind])
    return capitalised(line)


def _status(pen: Pen, lesion: Lesion) -> str:
    if lesion.status is LesionStatus.PRESENT:
        return pen.yes
    return {
        LesionStatus.ABSENT: pen.no,
        LesionStatus.UNCERTAIN: "?",
        LesionStatus.HEALED: "healed",
    }[lesion.status]


def _signs(pen: Pen, study: ImagingStudy, lesion: Lesion, part: str) -> Pieces:
    """Return features that are there, and behind them `no` with those denied."""
    present: list[Pieces] = []
    denied: list[Pieces] = []
    cues: list[Key] = []
    for concept in dict.fromkeys(fact.concept for fact in lesion.features):
        state = lesion.feature(concept)
        noun = feature_noun(pen, study, concept)
        key = Key(study.id, f"{part}:feature:{concept}")
        if state is FactStatus.PRESENT and lesion.status is not LesionStatus.ABSENT:
            present.append([Marked(noun, (key,))])
        elif state is FactStatus.ABSENT:
            cues.append(Key(study.id, f"{part}:feature:{concept}:status"))
            denied.append([Marked(noun.removeprefix("a ").removeprefix("an "), (key,))])
    signs = pen.listed(present) if present else []
    if denied:
        signs += ["; "] if present else []
        signs += [Marked("no", tuple(cues)), " ", *pen.listed(denied, denied=True)]
    return signs
