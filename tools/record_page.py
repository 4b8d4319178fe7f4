"""The page of the record: every kind of entry with its fields, from the types themselves."""

from __future__ import annotations

import types
import typing
from enum import StrEnum
from inspect import cleandoc
from typing import Any, get_args, get_origin

import attrs

from crmo.record import (
    Comparator,
    Entry,
    Fact,
    FactStatus,
    Finding,
    ImagingStudy,
    Lesion,
    LesionStatus,
    Measurement,
    Modality,
    Patient,
    PatientRecord,
    Quantity,
    Retraction,
    Source,
)
from crmo.record.json_form import ENTRY_KINDS, to_json
from crmo.record.schema import field_descriptions

INTRODUCTION = """\
# The record

A record is all that is known of one child: who, a list of dated statements called *entries*, and
what was taken back. Entries are added, never overwritten. A correction is a new entry that names
the older one in `supersedes`; a retraction names it and says why. Both stay readable.

As JSON or YAML it begins with `schema_version: "1"`. `crmo schema` prints its JSON Schema
(2020-12). A field that equals its default is left out; an unknown field, a wrong type or an
impossible value is refused with its place (`entries[3].severity`).

## The four states

| written | what it means |
|---|---|
| `present` | somebody looked or asked, and it was there |
| `absent` | somebody looked or asked, and it was not there |
| `not_looked_for` | nobody looked |
| `unknown` | it is not known whether anybody looked |

A test that was not done is never a normal test.
The last two leave every rule undecided that asks for the fact.

## Dates

A day (`2024-05-17`), a month (`2024-05`) or a year (`2024`): what is not known is left out.
Comparisons are honest: `2024` is neither before nor after `2024-05`.
`on` is the day a statement is about, `recorded_on` the day it became known.
On any day, crmo can show the record as it was known then.

## Numbers and units

Units are [UCUM](https://ucum.org) codes: `mg/L`, `10*9/L`, `mm/h`, `Cel`.
A value without a unit, or with one that is no UCUM code, is kept as written and not computed with.
`<0.6` is kept as the value 0.6 with the comparator `<`, and counts as anything from 0 to below 0.6.

## Places

Bones are named by [bone units](bone-units.md) such as `femur_distal_metaphysis_left`.
When the report leaves something out, a vaguer place does as well:
`femur_distal`, `tibia_left`, `spine`.
"""

EXAMPLE = PatientRecord(
    patient=Patient(id="child-1", birth_date="2014-03-09"),
    entries=(
        Finding(
            id="pain-1", on="2024-05-17", concept="bone_pain", status=FactStatus.PRESENT,
            site="femur_distal_left", since="2024-02",
        ),
        Measurement(
            id="crp-1", on="2024-05-17", analyte="crp", reference_high=5,
            quantity=Quantity(value=0.6, unit="mg/L", comparator=Comparator.LESS),
        ),
        ImagingStudy(
            id="mri-1", on="2024-05-20", modality=Modality.MRI, whole_body=FactStatus.PRESENT,
            unlisted=FactStatus.ABSENT,
            lesions=(
                Lesion(
                    bone_unit="femur_distal_metaphysis_left",
                    status=LesionStatus.PRESENT,
                    features=(Fact(concept="marrow_oedema", status=FactStatus.PRESENT),),
                ),
            ),
        ),
    ),
)  # fmt: skip


def pages() -> dict[str, str]:
    """Return the page docs/reference/record.md."""
    parts = [INTRODUCTION, "## An example\n", f"```json\n{to_json(EXAMPLE)}\n```"]
    parts += ["## The record itself\n", _table(PatientRecord), "### Patient\n", _table(Patient)]
    parts += ["### Retraction\n", _table(Retraction)]
    parts += ["## Entries\n", "Every entry has these fields, beside its `kind`:\n", _table(Entry)]
    shared = {each.name for each in attrs.fields(Entry)}
    for tag, kind in ENTRY_KINDS.items():
        parts += [f"### `{tag}`\n", _first_lines(kind), "", _table(kind, leave_out=shared)]
    parts.append("## Parts of entries\n")
    for part in (Lesion, Fact, Quantity, Source):
        parts += [f"### {part.__name__}\n", _first_lines(part), "", _table(part)]
    return {"reference/record.md": "\n".join(parts)}


def _first_lines(kind: type[Any]) -> str:
    text = cleandoc(kind.__doc__ or "").split("\nArgs:")[0]
    return " ".join(text.split()).strip()


def _table(kind: type[Any], leave_out: set[str] | None = None) -> str:
    told, hints = field_descriptions(kind), typing.get_type_hints(kind)
    rows = ["| field | what it holds | values |", "|---|---|---|"]
    for each in attrs.fields(kind):
        if each.init and each.name not in (leave_out or set()):
            needed = " (needed)" if each.default is attrs.NOTHING else ""
            words = told.get(each.name, "").replace("|", "\\|")
            rows.append(f"| `{each.name}`{needed} | {words} | {_kind(hints[each.name])} |")
    return "\n".join([*rows, ""])


_PLAIN: dict[Any, str] = {str: "text", float: "number", int: "whole number", Entry: "entries"}


def _kind(hint: Any) -> str:
    if get_origin(hint) in (typing.Union, types.UnionType):
        return " or ".join(_kind(each) for each in get_args(hint) if each is not type(None))
    if get_origin(hint) is tuple:
        return f"list of {_kind(get_args(hint)[0])}"
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return ", ".join(f"`{word}`" for word in hint)
    name: str = hint.__name__
    return _PLAIN.get(hint) or {"PartialDate": "date", "date": "day"}.get(name, name)
