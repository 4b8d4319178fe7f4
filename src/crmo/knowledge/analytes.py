"""What laboratories and scales measure, and how a value gets to the unit we compute in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import Factory, field, frozen

from crmo.errors import InvalidValueError
from crmo.knowledge.concepts import to_tuple
from crmo.record import Interval, Measurement, Sex
from crmo.record.units import convert

if TYPE_CHECKING:
    from crmo.knowledge.knowledge import Knowledge


@frozen(kw_only=True)
class MolarMass:
    """Mass of one mole, to go between mass and amount.

    Args:
        value: g/mol.
        source: id of the source of the atomic weights.
        formula: chemical formula it was calculated from.
        grade: confirmed or derived.
    """

    value: float
    source: str
    formula: str = ""
    grade: str = ""


@frozen(kw_only=True)
class PlausibleRange:
    """Limits beyond which a slip of unit or typing is likelier than the value.

    Used for remarks only; no value is changed or dropped because of them.
    """

    low: float
    high: float
    unit: str
    decision: str


def _to_sizes(told: Mapping[str, Sequence[float]]) -> Mapping[str, tuple[float, float]]:
    return MappingProxyType({unit: (low, high) for unit, (low, high) in told.items()})


@frozen(kw_only=True)
class UntoldUnits:
    """Units that a value without one may be read in, by size, where no other unit fits.

    Only letters are read so, and the page says it each time; a record keeps what was told.

    Args:
        units: unit -> least value (included) and greatest (excluded).
        decision: why no other unit is meant.
    """

    units: Mapping[str, tuple[float, float]] = field(converter=_to_sizes)
    decision: str


@frozen(kw_only=True)
class ReferenceRange:
    """What is normal at an age, for a sex.

    Args:
        low: lower limit, or None.
        high: upper limit, or None.
        unit: UCUM unit of both.
        source: id of the source.
        sex: `female`, `male`, or empty for both.
        age_from_years: from this age on.
        age_to_years: below this age.
        grade: confirmed, secondary, derived or memory.
    """

    low: float | None = None
    high: float | None = None
    unit: str
    source: str
    sex: str = ""
    age_from_years: float = 0.0
    age_to_years: float = 200.0
    grade: str = ""

    def fits(self, sex: Sex, age_years: float) -> bool:
        """Whether it is meant for this sex and age."""
        return self.sex in ("", sex) and self.age_from_years <= age_years < self.age_to_years


def _to_molar_mass(entry: Mapping[str, Any] | None) -> MolarMass | None:
    return MolarMass(**entry) if entry else None


def _to_plausible(entry: Mapping[str, Any] | None) -> PlausibleRange | None:
    return PlausibleRange(**entry) if entry else None


def _to_untold(entry: Mapping[str, Any] | None) -> UntoldUnits | None:
    return UntoldUnits(**entry) if entry else None


def _to_references(entries: list[Mapping[str, Any]] | None) -> tuple[ReferenceRange, ...]:
    return tuple(ReferenceRange(**entry) for entry in entries or ())


def _to_factors(entries: Mapping[str, Mapping[str, Any]] | None) -> Mapping[str, float]:
    return MappingProxyType({unit: entry["factor"] for unit, entry in (entries or {}).items()})


@frozen(kw_only=True)
class Analyte:
    """Something that is measured.

    Args:
        id: `crp`.
        label: its name.
        plain_label: its name for families.
        ask: the question to put when a record holds no value.
        unit: the UCUM unit we compute in; None for results told in words.
        accepted_units: other UCUM units expected for it.
        only_listed_units: True when no unit but those named here may be converted.
        other_units: unit -> factor to `unit`, where UCUM would not convert but we decided to.
        molar_mass: for going between mass and amount, or None.
        loinc: LOINC codes that were seen.
        unverified_loinc: LOINC codes from memory; only read.
        plausible: limits for remarks, or None.
        when_untold: units of a value that came without one in a letter, or None.
        reference_ranges: by age and sex; empty when none of our sources gives one.
        synonyms: other exact names.
        note: what must be known of it.
    """

    id: str
    label: str
    plain_label: str = Factory(lambda self: self.label, takes_self=True)
    ask: str = ""
    unit: str | None
    accepted_units: tuple[str, ...] = field(default=(), converter=to_tuple)
    only_listed_units: bool = False
    other_units: Mapping[str, float] = field(default=None, converter=_to_factors)
    molar_mass: MolarMass | None = field(default=None, converter=_to_molar_mass)
    loinc: tuple[str, ...] = field(default=(), converter=to_tuple)
    unverified_loinc: tuple[str, ...] = field(default=(), converter=to_tuple)
    plausible: PlausibleRange | None = field(default=None, converter=_to_plausible)
    when_untold: UntoldUnits | None = field(default=None, converter=_to_untold)
    reference_ranges: tuple[ReferenceRange, ...] = field(default=(), converter=_to_references)
    synonyms: tuple[str, ...] = field(default=(), converter=to_tuple)
    note: str = ""

    @property
    def molar_mass_g_per_mol(self) -> float | None:
        """The molar mass in g/mol, or None."""
        return self.molar_mass.value if self.molar_mass else None

    def unit_when_untold(self, value: float) -> str | None:
        """Return the only unit in which a value without one makes sense, or None."""
        if self.when_untold is None:
            return None
        fits = [u for u, (low, high) in self.when_untold.units.items() if low <= value < high]
        return fits[0] if len(fits) == 1 else None

    def reference_for(self, sex: Sex, age_years: float) -> ReferenceRange | None:
        """Return the range for a sex and age, or None when no source gives one."""
        return next((row for row in self.reference_ranges if row.fits(sex, age_years)), None)

    def to_own_unit(self, value: float, unit: str) -> float:
        """Return a value converted to `unit` of this analyte.

        Raises:
            InvalidValueError: the unit cannot be converted, or the analyte has none.
        """
        if unit in self.other_units:
            return value * self.other_units[unit]
        listed = (self.unit, *self.accepted_units)
        if self.unit is None or (self.only_listed_units and unit not in listed):
            raise InvalidValueError(
                f"{unit} is not a unit for {self.label}.",
                expected=f"one of {', '.join(str(name) for name in listed)}",
                todo="Check the unit.",
            )
        return convert(value, unit, self.unit, self.molar_mass_g_per_mol)


class Normalised(NamedTuple):
    """A measurement in the unit we compute in, or why there is none.

    Attributes:
        value: the possible values in the analyte's own unit, or None.
        why: empty when there is a value, else the reason, without any value from the record.
    """

    value: Interval | None
    why: str


def normalised(measurement: Measurement, knowledge: Knowledge) -> Normalised:
    """Return a measurement in its analyte's own unit.

    A value without a unit, or in a unit that cannot be converted, is not computed with.

    Args:
        measurement: from a record.
        knowledge: for the analyte's unit and molar mass.

    Returns:
        The possible values, or None and the reason.
    """
    analyte = knowledge.analytes.get(measurement.analyte)
    if analyte is None:
        return Normalised(None, "crmo does not know this analyte")
    if measurement.quantity is None:
        return Normalised(None, "no number was given")
    if analyte.unit is None:
        return Normalised(None, f"{analyte.label} is told in words, not as a number")
    unit = measurement.quantity.unit
    if unit is None:
        return Normalised(None, "the number came without a unit")
    possible = measurement.quantity.possible
    try:
        low = analyte.to_own_unit(possible.low, unit)
        high = analyte.to_own_unit(possible.high, unit)
    except InvalidValueError:
        return Normalised(None, f"the unit {unit} cannot be converted to {analyte.unit}")
    return Normalised(Interval(low, high, possible.low_open, possible.high_open), "")
