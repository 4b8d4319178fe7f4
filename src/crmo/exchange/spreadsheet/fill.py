"""Entries of a record as cells of the sheets: what the reader does, backwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from crmo.anatomy import resolve_site
from crmo.exchange.spreadsheet.columns import Column, Sheet, sheets
from crmo.exchange.spreadsheet.entries import CLEAR
from crmo.exchange.spreadsheet.lookups import Lookups
from crmo.record import (
    Diagnosis,
    Document,
    Encounter,
    Entry,
    Fact,
    FactStatus,
    Finding,
    ImagingStudy,
    Lesion,
    Measurement,
    Patient,
    Procedure,
    Quantity,
    Score,
    TreatmentCourse,
)

Cell = str | float
Cells = dict[str, Cell]

SHEET_OF: Mapping[type[Entry], str] = MappingProxyType(
    {
        Encounter: "visits",
        Finding: "findings",
        Measurement: "labs",
        ImagingStudy: "imaging",
        TreatmentCourse: "treatments",
        Score: "scores",
        Procedure: "procedures",
        Diagnosis: "diagnoses",
        Document: "documents",
    }
)
_STATES = {
    FactStatus.PRESENT: "yes",
    FactStatus.ABSENT: "no",
    FactStatus.NOT_LOOKED_FOR: "not looked for",
    FactStatus.UNKNOWN: "unknown",
}
_LOOKED_UP = ("analyte", "drug", "finding", "disease", "procedure", "scale")


def patient_row(patient: Patient) -> Cells:
    """Return the row of a child on the sheet `patients`."""
    birth_date = "" if patient.birth_date is None else str(patient.birth_date)
    return {
        "patient_id": patient.id,
        "name": patient.name,
        "birth_date": birth_date,
        "sex": patient.sex.value,
    }


def says_nothing(entry: Entry) -> bool:
    """Whether this is a measurement without any result, or a document without any word."""
    if isinstance(entry, Measurement):
        return not (entry.quantity or entry.flag or entry.text.strip())
    return isinstance(entry, Document) and not (entry.title.strip() or entry.text.strip())


def rows_of(entry: Entry, patient_id: str, lookups: Lookups) -> Iterator[tuple[str, Cells]]:
    """Yield the rows of an entry, each with its sheet; none for a kind that has no sheet."""
    name = SHEET_OF.get(type(entry))
    if name is None or says_nothing(entry):
        return
    yield name, _row(sheets()[name], entry, patient_id, lookups)
    if isinstance(entry, ImagingStudy):
        for lesion in entry.lesions:
            yield (
                "lesions",
                {
                    **_row(sheets()["lesions"], lesion, patient_id, lookups),
                    "imaging_id": entry.id,
                    "date": "" if entry.on is None else str(entry.on),
                    "modality": entry.modality.value,
                },
            )


def _row(sheet: Sheet, entry: Entry | Lesion, patient_id: str, lookups: Lookups) -> Cells:
    cells: Cells = {
        column.name: _cell(column, entry, lookups)
        for column in sheet.columns
        if column.kind not in {"site", "part", "side", "feature", "result", "facts", "unit"}
    }
    cells |= {"patient_id": patient_id} | _place(entry) | _facts(sheet, entry, lookups)
    quantity = getattr(entry, "quantity", None)
    if isinstance(quantity, Quantity):
        cells["unit"] = quantity.unit or ""
    return {name: value for name, value in cells.items() if value != ""}


def _cell(column: Column, entry: Entry | Lesion, lookups: Lookups) -> Cell:
    value = getattr(entry, column.field, None)
    if value is None:
        return ""
    return _FORMS.get(column.kind, _plain)(value, column, lookups)


def _plain(value: object, _: Column, __: Lookups) -> Cell:
    return value if isinstance(value, int | float) else str(value)


def _state(value: object, column: Column, _: Lookups) -> Cell:
    status = FactStatus(str(value))
    is_default = status is FactStatus.UNKNOWN and column.field != "status"
    return "" if is_default else _STATES[status]


def _clear(value: object, column: Column, lookups: Lookups) -> Cell:
    return _state(CLEAR[FactStatus(str(value))], column, lookups)


def _listed(value: object, _: Column, __: Lookups) -> Cell:
    return "; ".join(map(str, value)) if isinstance(value, Sequence) else str(value)


def _quantity(value: object, _: Column, __: Lookups) -> Cell:
    if not isinstance(value, Quantity):
        return ""
    return value.value if value.comparator is None else f"{value.comparator}{value.value!r}"


def _name(value: object, column: Column, lookups: Lookups) -> Cell:
    return _name_of(str(value), column.kind, lookups)


def _name_of(key: str, kind: str, lookups: Lookups) -> str:
    """Return a name that the reader finds again, the id itself if there is none."""
    meaning = lookups.meaning(kind, key)
    if not meaning.is_known:
        return key
    label = lookups.knowledge.label(meaning.id)
    return label if lookups.meaning(kind, label).id == key else key


_FORMS: Mapping[str, Callable[[object, Column, Lookups], Cell]] = MappingProxyType(
    {
        "four_state": _state,
        "clear": _clear,
        "texts": _listed,
        "places": _listed,
        "quantity": _quantity,
        **dict.fromkeys(_LOOKED_UP, _name),
    }
)


def _place(entry: Entry | Lesion) -> Cells:
    site_id = getattr(entry, "bone_unit", None) or getattr(entry, "site", None)
    if site_id is None:
        return {}
    site = resolve_site(site_id)
    side = str(site.side) if site_id.endswith(("_left", "_right")) else ""
    bone = site_id.removesuffix(f"_{side}")
    part = site.unit.segment if site.unit is not None and site.unit.segment else ""
    if part and bone.endswith(f"_{part}"):
        bone = bone.removesuffix(f"_{part}")
        return {"bone": bone, "part": part.replace("_", " "), "side": side}
    return {"bone": bone, "side": side}


def _facts(sheet: Sheet, entry: Entry | Lesion, lookups: Lookups) -> Cells:
    cells: Cells = {}
    own = {column.field: column.name for column in sheet.columns if column.kind in _FACT_COLUMNS}
    rest: list[str] = []
    for fact in facts_of(entry):
        name = own.get(fact.concept)
        if name is not None and name not in cells:
            cells[name] = _STATES[fact.status]
        else:
            told = _name_of(fact.concept, "finding", lookups)
            rest.append(f"{told}: {_STATES[fact.status]}")
    column = next((each for each in sheet.columns if each.kind == "facts"), None)
    if column is not None:
        cells[column.name] = "; ".join(rest)
    return cells


_FACT_COLUMNS = ("feature", "result")


def facts_of(entry: Entry | Lesion) -> tuple[Fact, ...]:
    """Return the small facts inside an entry: features, results, adverse events."""
    if isinstance(entry, Lesion):
        return entry.features
    if isinstance(entry, Procedure):
        return entry.results
    return entry.adverse_events if isinstance(entry, TreatmentCourse) else ()
