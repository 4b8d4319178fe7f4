"""Values of a letter that came without a unit, read in the only unit that fits their size.

Letters leave out units that everybody in the house knows ("Hb 82, platelets 95"). A reading and
its entries keep what was told; only the facts that a letter is weighed by take the unit, and the
page says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from crmo.knowledge import Knowledge
from crmo.record import Entry, Measurement, PatientRecord


@frozen(kw_only=True)
class TakenUnit:
    """A unit that was not told.

    Args:
        analyte: id of what was measured.
        value: the number as told.
        unit: the UCUM unit it was taken in.
    """

    analyte: str
    value: float
    unit: str


def with_units_taken(
    record: PatientRecord, knowledge: Knowledge
) -> tuple[PatientRecord, tuple[TakenUnit, ...]]:
    """Return the record with the units that are in no doubt, and which they are."""
    taken: dict[str, TakenUnit] = dict(_taken(record, knowledge))
    if not taken:
        return record, ()
    entries = tuple(_in_unit(entry, taken.get(entry.id)) for entry in record.entries)
    return evolve(record, entries=entries), tuple(taken.values())


def _taken(record: PatientRecord, knowledge: Knowledge) -> Iterator[tuple[str, TakenUnit]]:
    for entry in record.entries:
        if not isinstance(entry, Measurement) or entry.quantity is None:
            continue
        analyte = knowledge.analytes.get(entry.analyte)
        if entry.quantity.unit is None and analyte is not None:
            value = entry.quantity.value
            unit = analyte.unit_when_untold(value)
            if unit is not None:
                yield entry.id, TakenUnit(analyte=analyte.id, value=value, unit=unit)


def _in_unit(entry: Entry, taken: TakenUnit | None) -> Entry:
    if taken is None or not isinstance(entry, Measurement) or entry.quantity is None:
        return entry
    return evolve(entry, quantity=evolve(entry.quantity, unit=taken.unit))
