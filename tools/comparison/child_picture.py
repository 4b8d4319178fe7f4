"""One virtual child's course: bouts by bone, pain, drugs, visits and scans on one time axis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmo.anatomy import all_bone_units, bone_units_by_id
from crmo.knowledge import load_knowledge
from tools.comparison.svg import (
    BLUE,
    GREEN,
    GRID,
    INK,
    ORANGE,
    QUIET,
    box,
    dot,
    line,
    picture,
    words,
)

_WIDTH, _LEFT, _RIGHT, _TOP = 980.0, 262.0, 950.0, 96.0
_ROW, _PAIN_HEIGHT, _BETWEEN = 21.0, 84.0, 34.0
_SILENT = "#f3d9c4"
_DAYS_A_YEAR = 365.25


def child_picture(child: Mapping[str, Any]) -> str:
    """Return the picture as SVG.

    Args:
        child: plain values, as `example_child` gives them.
    """
    course = _Course(child)
    parts = [*course.lesions(), *course.pain(), *course.drugs(), *course.contacts()]
    frame = course.frame()
    title = "The course of one virtual child"
    return picture(_WIDTH, course.y + 52, title, [*frame, *parts])


class _Course:
    """Draws one part below the other.

    Args:
        child: plain values, as `example_child` gives them.
    """

    def __init__(self, child: Mapping[str, Any]) -> None:
        self.child = child
        self.y = _TOP

    def x(self, day: float) -> float:
        """Return where a day is; days count from the first symptom."""
        end: float = self.child["end"]
        return _LEFT + (_RIGHT - _LEFT) * min(max(day / end, 0.0), 1.0)

    def frame(self) -> list[str]:
        """Return title, years and the line of the diagnosis; drawn when the height is known."""
        sex = {"female": "girl", "male": "boy"}[self.child["sex"]]
        bottom = self.y
        parts = [
            words("One virtual child", 20, 34, size=19, weight=600),
            words(
                f"A {sex}, {self.child['age_years']:.0f} years old at the first symptom. "
                "What truly happened; no doctor knows all of it.",
                20, 56, colour=QUIET,
            ),
        ]  # fmt: skip
        for year in range(int(self.child["end"] / _DAYS_A_YEAR) + 1):
            x = self.x(year * _DAYS_A_YEAR)
            parts.append(line([(x, _TOP - 8), (x, bottom)], colour=GRID))
            parts.append(words(str(year), x, bottom + 18, anchor="middle", colour=QUIET))
        middle = (_LEFT + _RIGHT) / 2
        parts.append(words("years since the first symptom", middle, bottom + 40, anchor="middle"))
        x = self.x(self.child["diagnosed"])
        parts.append(line([(x, _TOP - 12), (x, bottom)], colour=BLUE, width=1.6, dashes="5 3"))
        parts.append(words("diagnosis", x, _TOP - 17, anchor="middle", colour=BLUE))
        return parts

    def lesions(self) -> list[str]:
        """Return a bar for each bout, one row for each bone unit, head to toe."""
        order = {unit.id: place for place, unit in enumerate(all_bone_units())}
        units = sorted({bout[0] for bout in self.child["bouts"]}, key=order.__getitem__)
        parts = [self._heading("Lesions"), *self._key()]
        for unit in units:
            self.y += _ROW
            parts.append(self._label(bone_units_by_id()[unit].medical_name))
            for of, first, last, is_felt in self.child["bouts"]:
                if of == unit:
                    fill = ORANGE if is_felt else _SILENT
                    parts.append(self._bar(first, last, fill, ORANGE))
        self.y += _BETWEEN
        return parts

    def pain(self) -> list[str]:
        """Return pain from 0 to 10 as a line."""
        top, bottom = self.y, self.y + _PAIN_HEIGHT
        parts = [self._heading("Pain")]
        for value in (0, 5, 10):
            y = bottom - (bottom - top) * value / 10
            parts.append(line([(_LEFT, y), (_RIGHT, y)], colour=GRID))
            parts.append(words(str(value), _LEFT - 8, y + 4, anchor="end", size=12, colour=QUIET))
        step = self.child["step_days"]
        points = [
            (self.x(place * step), bottom - (bottom - top) * value / 10)
            for place, value in enumerate(self.child["pain"])
        ]
        parts.append(line(points, colour=INK, width=1.8))
        self.y = bottom + _BETWEEN
        return parts

    def drugs(self) -> list[str]:
        """Return a bar for each course, one row for each drug, in order of the first start."""
        knowledge = load_knowledge()
        parts = [self._heading("Drugs")]
        for drug in dict.fromkeys(course[0] for course in self.child["drugs"]):
            self.y += _ROW
            parts.append(self._label(knowledge.label(drug)))
            for of, start, stop in self.child["drugs"]:
                if of == drug:
                    parts.append(self._bar(start, stop, GREEN, GREEN))
        self.y += _BETWEEN
        return parts

    def contacts(self) -> list[str]:
        """Return a mark for each visit and each MRI."""
        parts = [self._heading("Seen")]
        self.y += _ROW
        parts.append(self._label("visits"))
        for day in self.child["visits"]:
            x = self.x(day)
            parts.append(line([(x, self.y - 5), (x, self.y + 6)], colour=INK, width=1.4))
        self.y += _ROW
        parts.append(self._label("MRI (filled: whole body)"))
        for day, whole_body in self.child["scans"]:
            fill = BLUE if whole_body else "#ffffff"
            parts.append(dot(self.x(day), self.y, 5, fill=fill, stroke=BLUE))
        self.y += _ROW
        return parts

    def _heading(self, text: str) -> str:
        return words(text, 20, self.y + 4, weight=600)

    def _key(self) -> list[str]:
        x, y = 110, self.y
        return [
            box(x, y - 7, 22, 11, fill=ORANGE, radius=2),
            words("felt", x + 28, y + 4, size=13),
            box(x + 66, y - 7, 22, 11, fill=_SILENT, stroke=ORANGE, radius=2),
            words("silent", x + 94, y + 4, size=13),
        ]

    def _label(self, text: str) -> str:
        return words(text, _LEFT - 12, self.y + 5, anchor="end", size=13)

    def _bar(self, first: float, last: float, fill: str, stroke: str) -> str:
        x, end = self.x(first), self.x(last)
        return box(x, self.y - 6, max(end - x, 3), 12, fill=fill, stroke=stroke, radius=2)
