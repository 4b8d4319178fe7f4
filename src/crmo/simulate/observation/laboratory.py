"""What a virtual hospital's laboratory prints: units, digits, limits, flags."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from crmo.knowledge import Knowledge
from crmo.record import Flag
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
    """

    from_years: float
    middle: float
    spread: float
    low: float | None
    high: float | None

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
        ranges: limits, youngest first.
    """

    analyte: str
    name: str
    column: int
    unit: str
    factor: float
    decimals: int
    lowest_printed: float
    variation: float
    ranges: tuple[Range, ...]

    def range_at(self, age_years: float) -> Range:
        """Return the limits at an age."""
        found = self.ranges[0]
        for each in self.ranges[1:]:
            if each.from_years <= age_years:
                found = each
        return found


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
        ranges=tuple(_range(row, factor, decimals, report, analyte) for row in limits),
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
