"""Short words made from values, for reasons and questions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import islice
from typing import TypeVar

from crmo.knowledge import Knowledge
from crmo.record import Entry, Interval, Modality, Quantity

Item = TypeVar("Item")

MODALITY_WORDS = {
    Modality.RADIOGRAPH: "radiograph",
    Modality.MRI: "MRI",
    Modality.CT: "CT",
    Modality.BONE_SCAN: "bone scan",
    Modality.PET: "PET",
    Modality.ULTRASOUND: "ultrasound",
    Modality.DXA: "bone density scan",
    Modality.OTHER: "examination",
}

MAX_SHOWN = 3  # a reason names a few entries in words; all of them stay linked by id


def concept_label(knowledge: Knowledge, concept: str) -> str:
    """Return a concept's plain label; its id in words when it is not known."""
    known = knowledge.concepts.get(concept)
    return known.label if known is not None else concept.replace("_", " ")


def concept_question(knowledge: Knowledge, concept: str) -> str:
    """Return the question that asks for a concept in plain words."""
    known = knowledge.concepts.get(concept)
    if known is not None and known.ask:
        return known.ask
    return f"{sentence(concept_label(knowledge, concept))}?"


def analyte_label(knowledge: Knowledge, analyte: str) -> str:
    """Return an analyte's label; its id in words when it is not known."""
    known = knowledge.analytes.get(analyte)
    return known.label if known is not None else analyte.replace("_", " ")


def sentence(text: str) -> str:
    """Return a text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def on_day(entry: Entry) -> str:
    """Return ` on 2024-05-03`, or nothing for an undated entry."""
    return f" on {entry.on}" if entry.on else ""


def number(value: float) -> str:
    """Return a number without needless digits."""
    return f"{value:g}"


def quantity_words(quantity: Quantity) -> str:
    """Return a quantity as written: `<5 mg/L`."""
    sign = quantity.comparator.value if quantity.comparator else ""
    unit = f" {quantity.unit}" if quantity.unit and quantity.unit != "1" else ""
    return f"{sign}{quantity.value:g}{unit}"


def interval_words(value: Interval, unit: str = "") -> str:
    """Return an interval in words: `12`, `10 to 20 mg/L`, `2 or more`, `not known`."""
    tail = f" {unit}" if unit else ""
    if value.is_exact:
        return f"{number(value.low)}{tail}"
    has_low, has_high = value.low != float("-inf"), value.high != float("inf")
    if has_low and has_high:
        return f"{number(value.low)} to {number(value.high)}{tail}"
    if has_low:
        return f"{number(value.low)}{tail} or more"
    return f"{number(value.high)}{tail} or less" if has_high else "not known"


def listed(items: Collection[Item], words: Callable[[Item], str]) -> str:
    """Return the first few items in words, joined by commas, and how many more there are.

    Only the items shown are put into words.
    """
    if len(items) == 1:
        return words(next(iter(items)))
    shown = dict.fromkeys([words(item) for item in islice(items, MAX_SHOWN)])
    rest = len(items) - MAX_SHOWN
    return f"{', '.join(shown)} and {rest} more" if rest > 0 else ", ".join(shown)


def joined(parts: Sequence[str], word: str) -> str:
    """Return `a, b or c`."""
    if len(parts) <= 1:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"
