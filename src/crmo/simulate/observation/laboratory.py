"""What a virtual hospital's laboratory prints: units, digits, limits, flags."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from attrs import field, frozen

from crmo.knowledge import Knowledge
from crmo.record import Comparator, Flag, Quantity
from crmo.record.units import convert
from crmo.simulate.observation.hospital import Hospital
from crmo.simulate.observation.parameters import LaboratoryReport


@frozen(kw_only=True, eq=False)
class Range:
    """Reference limits from an age on.

    Args:
        from_years: age from which they hold.
        middle: middle of healthy values, in the canonical unit.
        spread: standard deviation of healthy values, in the canonical unit.
        low: lower limit as printed, or None.
        high: upper limit as printed, or None.
        printed: what was printed so far, by number: reports repeat the same few.
    """

    from_years: float
    middle: float
    spread: float
    low: float | None
    high: float | None
    printed: dict[float, tuple[Quantity, Flag | None]] = field(factory=dict, init=False)

    def flag_of(self, value: float) -> Flag:
        """Return the flag of a printed value."""
        if self.low is not None and value < self.low:
            return Flag.LOW
        return Flag.HIGH if self.high is not None and value > self.high else Flag.NORMAL


@frozen(kw_only=True, eq=False)
class Assay:
    """One analyte in one laboratory.

    Args:
        analyte: id in the knowledge.
        name: beginning of the ids of its entries.
        column: of the lot of its error in those of a visit.
        unit: as printed (UCUM).
        factor: printed value per canonical one.
        decimals: digits after the point.
        lowest_printed: lowest value that is printed, in its unit; below it stands `<`.
        variation: coefficient of variation of the method.
        flags: which values bear a flag: `none`, `abnormal` or `all`.
        ranges: limits, youngest first.
        later_from_years: ages from which all of them but the first hold.
    """

    analyte: str
    name: str
    column: int
    unit: str
    factor: float
    decimals: int
    lowest_printed: float
    variation: float
    flags: str
    ranges: tuple[Range, ...]
    later_from_years: tuple[float, ...]

    def range_at(self, age_years: float) -> Range:
        """Return the limits at an age."""
        return self.ranges[bisect_right(self.later_from_years, age_years)]

    def printed(self, value: float, limits: Range) -> tuple[Quantity, Flag | None]:
        """Return a value as printed and its flag, by the habit of the hospital.

        Args:
            value: in the canonical unit; none is below 0.
            limits: those of the child's age.
        """
        number = round(value * self.factor, self.decimals) if value > 0.0 else 0.0
        found = limits.printed.get(number)
        if found is None:
            found = limits.printed[number] = self._printed(number, limits)
        return found

    def _printed(self, number: float, limits: Range) -> tuple[Quantity, Flag | None]:
        if number < self.lowest_printed:
            less = Comparator.LESS
            shown = Quantity(value=self.lowest_printed, unit=self.unit, comparator=less)
            flag = Flag.NORMAL
        else:
            shown, flag = Quantity(value=number, unit=self.unit), limits.flag_of(number)
        is_flagged = self.flags == "all" or (self.flags == "abnormal" and flag is not Flag.NORMAL)
        return shown, flag if is_flagged else None


def assays(
    hospital: Hospital,
    report: LaboratoryReport,
    knowledge: Knowledge,
    columns: Mapping[str, int],
) -> tuple[Assay, ...]:
    """Return what a hospital's laboratory measures, panel by panel.

    Args:
        hospital: whose laboratory.
        report: what is common to all.
        knowledge: units and molar masses of the analytes.
        columns: of the lots of a visit, by name.
    """
    return tuple(
        _assay(analyte, hospital, report, knowledge, columns[f"method/{analyte}"])
        for panel in report.panels.values()
        for analyte in panel
    )


def _assay(
    analyte: str, hospital: Hospital, report: LaboratoryReport, knowledge: Knowledge, column: int
) -> Assay:
    known = knowledge.analytes[analyte]
    canonical = known.unit or ""
    is_us = hospital.country == "US"
    unit = report.units_us.get(analyte, canonical) if is_us else canonical
    decimals = report.decimals[analyte]
    if is_us:
        decimals = report.decimals_us.get(analyte, decimals)
    factor = convert(1.0, canonical, unit, known.molar_mass_g_per_mol)
    limits = hospital.limits.get(analyte, report.limits[analyte])
    return Assay(
        analyte=analyte,
        name=analyte.replace("_", "-"),
        column=column,
        unit=unit,
        factor=factor,
        decimals=decimals,
        lowest_printed=round(hospital.lowest.get(analyte, 0.0) * factor, decimals),
        variation=report.method_variation.get(analyte, 0.0),
        flags=hospital.flags,
        ranges=tuple(_range(row, factor, decimals, report, analyte) for row in limits),
        later_from_years=tuple(row[0] for row in limits[1:]),
    )


def _range(
    row: tuple[float, float | None, float | None],
    factor: float,
    decimals: int,
    report: LaboratoryReport,
    analyte: str,
) -> Range:
    years, low, high = row
    if low is not None and high is not None:
        middle, distance = (low + high) / 2, high - low
    elif high is not None:
        middle, distance = high / 2, high / 2
    else:
        middle = distance = report.without_limit_middle[analyte]
    digits = decimals + 1
    return Range(
        from_years=years,
        middle=middle,
        spread=report.normal_spread_share * distance,
        low=None if low is None else round(low * factor, digits),
        high=None if high is None else round(high * factor, digits),
    )
