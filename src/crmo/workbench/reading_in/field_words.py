"""The fields of an entry, by name and value, for two entries side by side."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from attrs import frozen
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crmo.anatomy import is_site
from crmo.record import (
    Comparator,
    Entry,
    Fact,
    Lesion,
    Modality,
    PartialDate,
    Quantity,
    Subject,
    TreatmentCourse,
)
from crmo.report.words import (
    capitalised,
    date_words,
    listed,
    modality_words,
    number_words,
    plain_id,
    quantity_words,
    words_of,
)
from crmo.workbench.reading_in.naming import naming

_FIELDS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "on": _("Date"),
        "note": _("Note"),
        "concept": _("What"),
        "status": _("Status"),
        "site": _("Place"),
        "site_text": _("Place in words"),
        "since": _("Since"),
        "until": _("Until"),
        "severity": _("Severity"),
        "about": _("About whom"),
        "analyte": _("Test"),
        "quantity": _("Value"),
        "flag": _("Mark of the laboratory"),
        "reference_low": _("Reference from"),
        "reference_high": _("Reference up to"),
        "text": _("Text"),
        "instrument": _("Scale"),
        "value": _("Value"),
        "scale_low": _("Lowest of the scale"),
        "scale_high": _("Highest of the scale"),
        "results": _("Results"),
        "certainty": _("Certainty"),
        "contact": _("Contact"),
        "department": _("Department"),
        "reason": _("Reason"),
        "title": _("Title"),
        "media_type": _("Kind of text"),
        "modality": _("Kind of picture"),
        "whole_body": _("Whole body"),
        "covers": _("Places covered"),
        "lesions": _("Places"),
        "unlisted": _("Places not listed"),
        "sequences": _("Sequences"),
        "contrast": _("Contrast medium"),
        "conclusion": _("Conclusion"),
        "drug": _("Drug"),
        "end": _("End"),
        "ongoing": _("Goes on"),
        "dose": _("Dose"),
        "route": _("Route"),
        "indication": _("Given for"),
        "response": _("Response told"),
        "sustained": _("Response lasted"),
        "stop_reason": _("Why it ended"),
        "adverse_events": _("Adverse events"),
    }
)
_PEOPLE = {Subject.PATIENT: _("the child"), Subject.FAMILY: _("the family")}
_NOTHING = "–"
_LONGEST = 300


@frozen(kw_only=True)
class FieldBeside:
    """One field of a known entry and of one that came in.

    Args:
        name: what the field is called.
        known: what is known.
        incoming: what came.
        differs: whether the two say something else.
    """

    name: str | Promise
    known: str
    incoming: str
    differs: bool


def fields_beside(known: Entry, incoming: Entry, differing: frozenset[str]) -> list[FieldBeside]:
    """Return the fields of two entries that either of them fills, in their order.

    Args:
        known: what is known.
        incoming: what came; of the same kind.
        differing: names of the fields that differ.
    """
    shown = []
    for name in _FIELDS:
        if not hasattr(known, name) and not hasattr(incoming, name):
            continue
        words = [_words(name, getattr(each, name, None)) for each in (known, incoming)]
        if name in differing or any(word != _NOTHING for word in words):
            shown.append(
                FieldBeside(
                    name=_name(name, incoming),
                    known=words[0],
                    incoming=words[1],
                    differs=name in differing,
                )
            )
    return shown


def _name(field: str, entry: Entry) -> str | Promise:
    return _("Start") if field == "on" and isinstance(entry, TreatmentCourse) else _FIELDS[field]


def _words(field: str, value: Any) -> str:
    if value is None or value in ("", ()) or str(value) == "unknown":
        return _NOTHING
    if field in ("concept", "indication"):
        return naming().names.concept(value)
    if field == "site":
        return naming().site(value)
    if field == "analyte":
        return naming().names.analyte(value)
    if field == "instrument":
        return naming().names.instrument(value)
    if field == "drug":
        drugs = naming().knowledge.drugs
        return capitalised(drugs[value].label if value in drugs else plain_id(value))
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return listed([_plain(each) for each in value])
    if isinstance(value, PartialDate):
        return date_words(value)
    if isinstance(value, Quantity):
        return quantity_words(value)
    if isinstance(value, Fact):
        told = f"{naming().names.concept_within(value.concept)}: {words_of(value.status)}"
        return f"{told} ({value.text})" if value.text else told
    if isinstance(value, Lesion):
        return _lesion(value)
    return _simple(value)


def _simple(value: Any) -> str:
    if isinstance(value, Subject):
        return str(_PEOPLE[value])
    if isinstance(value, Modality):
        return modality_words(value, is_whole_body=False)
    if isinstance(value, StrEnum) and not isinstance(value, Comparator):
        return words_of(value)
    if isinstance(value, float | int):
        return number_words(float(value))
    text = naming().site(value) if is_site(value) else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _lesion(lesion: Lesion) -> str:
    told = [words_of(lesion.status), *(_plain(fact) for fact in lesion.features)]
    if lesion.size_mm is not None:
        told.append(f"{number_words(lesion.size_mm)} mm")
    return f"{naming().site(lesion.bone_unit)} ({', '.join(told)})"
