"""The inputs of the form, with the values that stand in them and the choices they offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from attrs import field, frozen
from django.utils.translation import gettext as _

from crmo.anatomy import resolve_site
from crmo.knowledge import Knowledge
from crmo.knowledge.concepts import ConceptKind
from crmo.record import Comparator, Entry, Fact, FactStatus, Lesion, LesionStatus, Quantity, Subject
from crmo.report.words import name_words, words_of
from crmo.workbench.correcting.field_words import field_name
from crmo.workbench.correcting.kind_form.shapes import FieldShape, Shape, shapes_of

Choice = tuple[str, str]
# Rows offered beyond those that are filled in.
_SPARE_ROWS = 2


@frozen(kw_only=True)
class Row:
    """One line of a field that holds several things; values by part."""

    number: int
    values: Mapping[str, str]


@frozen(kw_only=True)
class EntryField:
    """One input.

    Args:
        name: of the field.
        label: for people.
        shape: which input.
        value: as it stands in it; of a field with parts, by part in `parts`.
        choices: (value, words), where it is chosen from a list.
        parts: values of a measured value: comparator, number, unit.
        rows: lines of a field that holds several things.
        problem: what is wrong with it; empty if nothing is.
    """

    name: str
    label: str
    shape: Shape
    value: str = ""
    choices: tuple[Choice, ...] = ()
    parts: Mapping[str, str] = field(factory=dict)
    rows: tuple[Row, ...] = ()
    problem: str = ""


def fields_of(
    entry: Entry,
    knowledge: Knowledge,
    *,
    told: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> tuple[EntryField, ...]:
    """Return the inputs for an entry.

    Args:
        entry: as it counts now.
        knowledge: what can be chosen.
        told: what the form sent, to be shown again instead of the entry's own values.
        problems: what is wrong, by name of field.
    """
    values = told if told is not None else form_values(entry)
    return tuple(
        _input(shape, entry, values, knowledge, (problems or {}).get(shape.name, ""))
        for shape in shapes_of(type(entry))
    )


def _input(
    shape: FieldShape,
    entry: Entry,
    values: Mapping[str, str],
    knowledge: Knowledge,
    problem: str,
) -> EntryField:
    name = shape.name
    return EntryField(
        name=name,
        label=field_name(name),
        shape=shape.shape,
        value=values.get(name, ""),
        choices=_choices(shape, entry, values.get(name, ""), knowledge),
        parts={part: values.get(f"{name}.{part}", "") for part in ("comparator", "value", "unit")},
        rows=_rows(name, values) if shape.shape in (Shape.FACTS, Shape.LESIONS) else (),
        problem=problem,
    )


def form_values(entry: Entry) -> dict[str, str]:
    """Return the values of an entry's inputs, by name: `end`, `quantity.unit`, `lesions.0.site`."""
    found: dict[str, str] = {}
    for shape in shapes_of(type(entry)):
        found |= _values(shape, getattr(entry, shape.name))
    return found


def _values(shape: FieldShape, value: Any) -> dict[str, str]:
    name = shape.name
    if value is None:
        return {}
    if shape.shape is Shape.QUANTITY:
        return _quantity_values(name, value)
    if shape.shape is Shape.FACTS:
        return _numbered(name, [_fact_values(fact) for fact in value])
    if shape.shape is Shape.LESIONS:
        return _numbered(name, [_lesion_values(lesion) for lesion in value])
    if shape.shape is Shape.SITES:
        return {name: "\n".join(_site_label(site) for site in value)}
    if shape.shape is Shape.TEXTS:
        return {name: "\n".join(value)}
    if shape.shape is Shape.SITE:
        return {name: _site_label(value)}
    return {name: f"{value:g}" if isinstance(value, float) else str(value)}


def _site_label(site: str) -> str:
    return name_words(resolve_site(site).label)


def _quantity_values(name: str, value: Quantity) -> dict[str, str]:
    return {
        f"{name}.comparator": str(value.comparator or ""),
        f"{name}.value": f"{value.value:.12g}",
        f"{name}.unit": value.unit or "",
    }


def _fact_values(fact: Fact) -> dict[str, str]:
    return {"concept": fact.concept, "status": str(fact.status), "text": fact.text}


def _lesion_values(lesion: Lesion) -> dict[str, str]:
    return {
        "site": _site_label(lesion.bone_unit),
        "status": str(lesion.status),
        "size": "" if lesion.size_mm is None else f"{lesion.size_mm:g}",
        "active": str(lesion.clinically_active),
        "features": "\n".join(f"{f.concept}: {f.status}" for f in lesion.features),
        "note": lesion.note,
    }


def _numbered(name: str, rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {
        f"{name}.{n}.{part}": value for n, row in enumerate(rows) for part, value in row.items()
    }


def _rows(name: str, values: Mapping[str, str]) -> tuple[Row, ...]:
    found: dict[int, dict[str, str]] = {}
    for key, value in values.items():
        parts = key.split(".")
        if len(parts) == 3 and parts[0] == name and parts[1].isdecimal() and len(parts[1]) < 4:
            found.setdefault(int(parts[1]), {})[parts[2]] = value
    filled = [row for _n, row in sorted(found.items()) if any(row.values())]
    spare: list[dict[str, str]] = [{} for _n in range(_SPARE_ROWS)]
    return tuple(Row(number=n, values=row) for n, row in enumerate([*filled, *spare]))


def _choices(
    shape: FieldShape, entry: Entry, value: str, knowledge: Knowledge
) -> tuple[Choice, ...]:
    if shape.words is not None:
        chosen = tuple((str(each), choice_words(each)) for each in shape.words)
        return (("", _("not said")), *chosen) if shape.is_optional else chosen
    if shape.shape is Shape.FACTS:
        return concept_choices(knowledge, ("result", "event", "finding"))
    if shape.shape is not Shape.NAMED:
        return ()
    found = _named_choices(shape.name, entry, knowledge)
    known = {key for key, _words in found}
    own = ((value, value),) if value and value not in known else ()
    blank = (("", _("not said")),) if shape.is_optional else ()
    return (*blank, *own, *found)


def choice_words(value: StrEnum) -> str:
    """Return a member of a closed list in words."""
    if isinstance(value, Subject):
        return _("the patient") if value is Subject.PATIENT else _("the family")
    return str(value) if isinstance(value, Comparator) else words_of(value)


_KINDS: Mapping[str, tuple[str, ...]] = {
    "Finding": ("finding", "event", "disease"),
    "Procedure": ("procedure",),
    "Diagnosis": ("disease", "finding"),
    "TreatmentCourse": ("disease", "finding"),
}


def _named_choices(name: str, entry: Entry, knowledge: Knowledge) -> tuple[Choice, ...]:
    if name in ("concept", "indication"):
        return concept_choices(knowledge, _KINDS[type(entry).__name__])
    if name == "analyte":
        return _sorted((each.id, each.label) for each in knowledge.analytes.values())
    if name == "instrument":
        return _sorted((each.id, each.label) for each in knowledge.instruments.values())
    drugs = [(each.id, each.label) for each in knowledge.drugs.values()]
    return _sorted([*drugs, *((each.id, each.label) for each in knowledge.drug_classes.values())])


def concept_choices(knowledge: Knowledge, kinds: tuple[str, ...]) -> tuple[Choice, ...]:
    """Return the concepts of some kinds to choose from, by name."""
    wanted = {ConceptKind(kind) for kind in kinds}
    found = (each for each in knowledge.concepts.values() if each.kind in wanted)
    return _sorted((each.id, each.label) for each in found)


def lesion_choices() -> dict[str, tuple[Choice, ...]]:
    """Return what the parts of a lesion are chosen from."""
    return {
        "status": tuple((str(each), words_of(each)) for each in LesionStatus),
        "states": tuple((str(each), words_of(each)) for each in FactStatus),
    }


def _sorted(pairs: Iterable[Choice]) -> tuple[Choice, ...]:
    named = ((key, name_words(label)) for key, label in pairs)
    return tuple(sorted(named, key=lambda pair: pair[1].casefold()))
