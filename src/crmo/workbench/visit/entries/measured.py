"""Blood values and body measures, with their units."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from crmo.errors import InvalidValueError
from crmo.exchange.plausible import DOES_NOT_FIT, IMPLAUSIBLE, NEGATIVE, Sizes
from crmo.knowledge.analytes import Analyte, normalised
from crmo.record import Measurement, PartialDate, Quantity
from crmo.record.units import ucum_from_text
from crmo.workbench.visit.entries.writing import Writing
from crmo.workbench.visit.problems import refused

# Measured by the clinic itself on the day of the visit, not by the laboratory.
BODY = ("height", "weight", "leg_length_difference", "body_temperature")
_RANGE = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(?:-|–|to|bis)\s*(\d+(?:[.,]\d+)?)\s*\Z")
_LIMIT = re.compile(r"\s*(<|<=|≤|up to|>|>=|≥)?\s*(\d+(?:[.,]\d+)?)\s*\Z")


def write_measurements(writing: Writing) -> None:
    """Add a measurement for each value."""
    sizes = Sizes(writing.setting.knowledge)
    for key, told in writing.fields.about("lab"):
        analyte = writing.setting.knowledge.analytes.get(key)
        if analyte is None:
            writing.refuse(f"lab:{key}", _("There is no such laboratory value."))
        elif analyte.unit is None:
            _write_words(writing, analyte, told)
        else:
            _write_number(writing, sizes, analyte, told)


def unit_of(writing: Writing, analyte: Analyte) -> str | None:
    """Return the unit chosen for a value; its own unit if none was."""
    told = writing.fields.get(f"unit:{analyte.id}")
    return (ucum_from_text(told) or told) if told else analyte.unit


def _day(writing: Writing, analyte: Analyte) -> PartialDate | None:
    return writing.day("body_on" if analyte.id in BODY else "lab_on")


def _write_words(writing: Writing, analyte: Analyte, told: str) -> None:
    on = _day(writing, analyte)
    if on is None:
        return
    writing.add(
        f"lab:{analyte.id}",
        lambda entry_id: Measurement(id=entry_id, on=on, analyte=analyte.id, text=told),
    )


def _write_number(writing: Writing, sizes: Sizes, analyte: Analyte, told: str) -> None:
    name, unit = f"lab:{analyte.id}", unit_of(writing, analyte)
    on, limits = _day(writing, analyte), _limits(writing, analyte.id)
    try:
        quantity = Quantity.parse(told, unit)
    except InvalidValueError as error:
        writing.problems.append(refused(name, error))
        return
    if on is None or limits is None or not _can_be(writing, sizes, analyte, quantity):
        return
    writing.add(
        name,
        lambda entry_id: Measurement(
            id=entry_id,
            on=on,
            analyte=analyte.id,
            quantity=quantity,
            reference_low=limits[0],
            reference_high=limits[1],
        ),
    )


def _can_be(writing: Writing, sizes: Sizes, analyte: Analyte, quantity: Quantity) -> bool:
    """Return whether a value can be; what is hardly possible is asked about and still can."""
    name = f"lab:{analyte.id}"
    code = sizes.problem(analyte.id, quantity.value, quantity.unit)
    if code == NEGATIVE:
        writing.refuse(name, _("This cannot be negative."))
        return False
    if code == DOES_NOT_FIT:
        writing.refuse(name, _("What is measured here is not told in this unit."))
        return False
    if code == IMPLAUSIBLE:
        message = _("Hardly possible in %(unit)s. Check the value and its unit.")
        writing.ask(name, message % {"unit": quantity.unit}, f"{quantity.value:g} {quantity.unit}")
    elif analyte.id == "height":
        _ask_about_shrinking(writing, quantity)
    return True


def _ask_about_shrinking(writing: Writing, quantity: Quantity) -> None:
    """Ask when a child is smaller than it was."""
    now = Measurement(id="now", analyte="height", quantity=quantity)
    new = normalised(now, writing.setting.knowledge).value
    before = [
        known.value
        for entry in writing.setting.record.of_kind(Measurement)
        if entry.analyte == "height" and entry.on and entry.on.latest < writing.on
        if (known := normalised(entry, writing.setting.knowledge)).value is not None
    ]
    last = before[-1] if before else None
    if new is not None and last is not None and new.high < last.low:
        message = _("Smaller than last time. Check the height.")
        writing.ask("lab:height", message, f"{quantity.value:g} {quantity.unit}")


def _limits(writing: Writing, analyte_id: str) -> tuple[float | None, float | None] | None:
    """Return the laboratory's range as typed: `115-150`, `<5`, `5` (an upper limit), `>30`.

    None if it is not understood.
    """
    told = writing.fields.get(f"ref:{analyte_id}")
    if not told:
        return None, None
    if both := _RANGE.match(told):
        return _float(both[1]), _float(both[2])
    if one := _LIMIT.match(told):
        is_low = (one[1] or "").startswith((">", "≥"))
        return (_float(one[2]), None) if is_low else (None, _float(one[2]))
    writing.refuse(f"ref:{analyte_id}", _("A range is written 115-150, <5 or >30."))
    return None


def _float(text: str) -> float:
    return float(text.replace(",", "."))
