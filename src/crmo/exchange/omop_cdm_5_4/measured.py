"""Laboratory values, body measures and answers on scales: measurements."""

from __future__ import annotations

from crmo.exchange.omop_cdm_5_4.child import Child, Link, When
from crmo.record import Measurement, Quantity, Score
from crmo.terminology.omop_concepts import Mapped, fixed_words

_OPERATORS = fixed_words("operator")
_MILLIMETRE = "mm"


def add_measurement(child: Child, measurement: Measurement, when: When) -> Link:
    """Add a laboratory value with operator, unit, limits and the result as written."""
    quantity, flag = measurement.quantity, measurement.flag
    unit = quantity.unit if quantity else None
    found = child.concepts.analytes[measurement.analyte, unit]
    known = child.concepts.units[unit] if unit else None
    if not when.is_told:
        return child.history(when, measurement.analyte, found, _in_words(measurement))
    event_id = child.next_id()
    link = child.link("measurement", event_id, when)
    written = _written(measurement)
    child.rows["measurement"].append(
        (
            event_id,
            child.person_id,
            found.concept_id,
            when.day,
            _OPERATORS[quantity.comparator] if quantity and quantity.comparator else None,
            quantity.value if quantity else None,
            child.concepts.flags[flag] if flag else None,
            known.concept_id if known else None,
            measurement.reference_low,
            measurement.reference_high,
            when.visit,
            child.short(measurement.analyte, link, "measurement_source_value"),
            found.source_concept_id,
            child.short(unit, link, "unit_source_value") if unit else None,
            known.source_concept_id if known else None,
            child.short(written, link, "value_source_value") if written else None,
            None,
            None,
        )
    )
    return link


def add_score(child: Child, score: Score, when: When) -> Link:
    """Add an answer on a scale; the ends of the scale stand as its range."""
    low, high = score.scale_low, score.scale_high
    found = child.concepts.instruments[score.instrument, low, high]
    written = f"{score.value!r} on {low!r} to {high!r}"
    if when.is_told:
        link = _score_row(child, score, when, found, written)
    else:
        link = child.history(when, score.instrument, found, written)
    if score.site:
        concept = child.concepts.sites[score.site]
        child.detail(link, "site", score.site, value_concept=concept)
    return link


def _score_row(child: Child, score: Score, when: When, found: Mapped, written: str) -> Link:
    low, high = score.scale_low, score.scale_high
    event_id = child.next_id()
    link = child.link("measurement", event_id, when)
    word = child.short(score.instrument, link, "measurement_source_value")
    head = (event_id, child.person_id, found.concept_id, when.day, None, score.value, None, None)
    tail = (None, None, child.short(written, link, "value_source_value"), None, None)
    child.rows["measurement"].append(
        (*head, low, high, when.visit, word, found.source_concept_id, *tail)
    )
    return link


def add_size(child: Child, size_mm: float, lesion: Link) -> None:
    """Add the largest diameter of a lesion."""
    event_id = child.next_id()
    unit = child.concepts.units[_MILLIMETRE]
    when = lesion.when
    head = (event_id, child.person_id, 0, when.day, None, size_mm, None, unit.concept_id)
    word = ("lesion_size", child.concepts.local["detail:lesion_size"])
    told = (_MILLIMETRE, unit.source_concept_id, repr(size_mm))
    link = (lesion.event_id, lesion.field_concept_id)
    child.rows["measurement"].append((*head, None, None, when.visit, *word, *told, *link))


def _written(measurement: Measurement) -> str:
    """Return the result as written: the number, the laboratory's mark, the words."""
    number = _number(measurement.quantity) if measurement.quantity else ""
    if measurement.flag is None and not measurement.text:
        return number
    mark = f"[{measurement.flag}]" if measurement.flag else ""
    return " ".join(part for part in (number, mark, measurement.text) if part)


def _in_words(measurement: Measurement) -> str:
    """Return result, unit and limits in one text."""
    quantity, low, high = (
        measurement.quantity,
        measurement.reference_low,
        measurement.reference_high,
    )
    unit = quantity.unit if quantity and quantity.unit else ""
    limits = "" if low is None and high is None else f"({low} to {high})"
    return " ".join(part for part in (_written(measurement), unit, limits) if part)


def _number(quantity: Quantity) -> str:
    number = repr(quantity.value)
    return number if quantity.comparator is None else f"{quantity.comparator}{number}"
