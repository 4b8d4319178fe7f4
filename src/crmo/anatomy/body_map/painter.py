"""Write single paths and words of the map, with CSS or with attributes of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

from crmo.anatomy.body_map.colour_scale import Category, ColourScale
from crmo.anatomy.body_map.drawing import Shape
from crmo.anatomy.body_map.mark import UnitMark
from crmo.anatomy.body_map.piece import Role
from crmo.anatomy.body_map.style import (
    BONE_LINE,
    CANDIDATE_DASHES,
    CANDIDATE_INK,
    CANDIDATE_WIDTH,
    ROLE_LOOKS,
    TEXT_INK,
    fill_of,
    in_path_units,
    in_path_units_each,
)
from crmo.anatomy.skeleton import bone_units_by_id


class Painter:
    """Writes single paths and words, with CSS or with attributes of their own."""

    def __init__(
        self,
        marks: Mapping[str, UnitMark],
        scale: ColourScale,
        prefix: str,
        *,
        is_static: bool,
        is_focusable: bool,
        say: Callable[[str], str] = str,
    ) -> None:
        self.marks = marks
        self.scale = scale
        self.prefix = prefix
        self.say = say
        self.is_static = is_static
        self.is_focusable = is_focusable and not is_static
        self._reached: set[str] = set()

    def path(self, shape: Shape, view: str) -> str:
        """Return one path; a bone unit with its name, status and place in the tab order."""
        if shape.unit_id is None:
            return f'<path {self.role_look(shape.role)} d="{shape.d}"/>'
        unit = bone_units_by_id()[shape.unit_id]
        mark = self.marks.get(unit.id)
        status = f": {mark.text}" if mark else ""
        label = escape(self.say(unit.name) + status)
        if self.is_static:
            look = self._unit_look(mark)
            return f'<path {look} d="{shape.d}"><title>{label}</title></path>'
        return (
            f'<path id="{self.prefix}{view}-{unit.id}" data-unit="{unit.id}"{self._state(mark)} '
            f'role="img"{self._tab(unit.id)} aria-label="{label}" d="{shape.d}">'
            f"<title>{escape(self.say(unit.medical_name) + status)}</title></path>"
        )

    def words(self, text: str, x: float, y: float, kind: str, anchor: str = "middle") -> str:
        """Return a line of text of the sheet."""
        look = f'class="{kind}"'
        if self.is_static:
            size = {"side": 24, "small": 13}.get(kind, 15)
            weight = 400 if kind == "small" else 600
            font = f'font-family="sans-serif" font-size="{size}" font-weight="{weight}"'
            look = f'{font} fill="{TEXT_INK}"'
        return f'<text {look} x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(text)}</text>'

    def role_look(self, role: Role) -> str:
        """Return the attributes that give a path the look of what is no bone unit."""
        return _attributes(*ROLE_LOOKS[role]) if self.is_static else f'class="{role}"'

    def look(self, category: Category) -> str:
        """Return the attributes that give a path the look of a category."""
        if not self.is_static:
            return f'data-{self.scale.id}="{category.id}"'
        fill = fill_of(category, self.scale, self.prefix)
        return _attributes(fill, category.ink, category.outline_width, category.dashes)

    def candidate_look(self) -> str:
        """Return the attributes of a unit that a vague report may mean."""
        if not self.is_static:
            return 'data-candidate=""'
        fill = f"url(#{self.prefix}candidate)"
        return _attributes(fill, CANDIDATE_INK, CANDIDATE_WIDTH, CANDIDATE_DASHES)

    def _unit_look(self, mark: UnitMark | None) -> str:
        if mark is None:
            return _attributes(f"url(#{self.prefix}bone)", BONE_LINE, ROLE_LOOKS[Role.UNIT][2])
        return self.candidate_look() if mark.is_candidate else self.look(mark.look)

    def _state(self, mark: UnitMark | None) -> str:
        if mark is None:
            return ""
        candidate = ' data-candidate=""' if mark.is_candidate else ""
        return f' data-{self.scale.id}="{mark.look.id}"{candidate}'

    def _tab(self, unit_id: str) -> str:
        if not self.is_focusable:
            return ""
        place = -1 if unit_id in self._reached else 0
        self._reached.add(unit_id)
        return f' tabindex="{place}"'


def _attributes(fill: str, stroke: str, width: float, dashes: str = "") -> str:
    line = f' stroke="{stroke}" stroke-width="{in_path_units(width)}"' if width else ""
    dashed = f' stroke-dasharray="{in_path_units_each(dashes)}"' if dashes else ""
    return f'fill="{fill}"{line}{dashed} stroke-linejoin="round"'
