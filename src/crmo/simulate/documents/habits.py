"""How a house writes: one style and spelling for a child, some departments with their own."""

from __future__ import annotations

from attrs import frozen

from crmo.knowledge import Knowledge
from crmo.record import PatientRecord
from crmo.simulate.chance import Luck
from crmo.simulate.child import VIRTUAL_HOSPITAL
from crmo.simulate.documents.house_style import DIALECTS, STYLES, HouseStyle, house_style

_OWN_WAY = 0.25  # a department with a style of its own
_RADIOLOGY = ("structured_report", "prose", "dictated", "bullets", "grid", "terse", "problem_list")


@frozen(kw_only=True)
class WritingHabits:
    """How the hospital that looks after one child writes.

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


def writing_habits(
    record: PatientRecord, knowledge: Knowledge, *, seed: int, child: int, style: str | None
) -> WritingHabits:
    """Return how the child's hospital writes: spelling by its country, style by luck.

    Args:
        record: its entries name the virtual hospital they come from; if they do not, luck
            chooses the spelling.
        knowledge: has the countries of the virtual hospitals.
        seed: seed of the simulation.
        child: number of the child.
        style: a style that everybody must use, or None for luck.
    """
    luck = Luck(seed, "documents/hospital", child)
    by_luck = luck.one_of(DIALECTS)
    return WritingHabits(
        seed=seed,
        child=child,
        dialect=_dialect(record, knowledge) or by_luck,
        notes=luck.one_of(STYLES),
        reports=luck.one_of(_RADIOLOGY),
        fixed=style,
    )


def _dialect(record: PatientRecord, knowledge: Knowledge) -> str | None:
    """Return the spelling of the country of the virtual hospital, or None for another record."""
    source = record.entries[0].source if record.entries else None
    if source is None or not source.document.startswith(VIRTUAL_HOSPITAL):
        return None
    hospitals = knowledge.natural_history["hospitals"].parameters
    hospital = hospitals.get(source.document.removeprefix(VIRTUAL_HOSPITAL))
    return None if hospital is None else f"en_{hospital.value['country']}"
