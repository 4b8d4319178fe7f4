"""Which house writes: a hospital keeps to one style and spelling, some departments differ."""

from __future__ import annotations

from attrs import frozen

from crmo.simulate.chance import Luck
from crmo.simulate.documents.house_style import DIALECTS, STYLES, HouseStyle, house_style

_OWN_WAY = 0.25  # a department with a style of its own
_RADIOLOGY = ("structured_report", "prose", "dictated", "bullets", "grid", "terse", "problem_list")


@frozen(kw_only=True)
class Hospital:
    """The habits of the hospital that looks after one child.

    Args:
        seed: seed of the simulation.
        child: number of the child.
        dialect: spelling of the whole hospital.
        notes, reports: style of the clinics and of radiology.
        fixed: a style that everybody must use, or None.
    """

    seed: int
    child: int
    dialect: str
    notes: str
    reports: str
    fixed: str | None = None

    def style_of(self, department: str) -> HouseStyle:
        """Return the style of a clinic; some have their own."""
        name = self.notes
        if self.fixed is None and department:
            luck = Luck(self.seed, f"documents/department/{department}", self.child)
            name = luck.one_of(STYLES) if luck.happens(_OWN_WAY) else name
        return house_style(self.fixed or name, self.dialect)

    @property
    def radiology(self) -> HouseStyle:
        """The style of imaging and laboratory reports."""
        return house_style(self.fixed or self.reports, self.dialect)


def hospital_of(seed: int, child: int, style: str | None) -> Hospital:
    """Return the hospital that luck gives a child.

    Args:
        seed: seed of the simulation.
        child: number of the child.
        style: a style that everybody must use, or None for luck.
    """
    luck = Luck(seed, "documents/hospital", child)
    return Hospital(
        seed=seed,
        child=child,
        dialect=luck.one_of(DIALECTS),
        notes=luck.one_of(STYLES),
        reports=luck.one_of(_RADIOLOGY),
        fixed=style,
    )
