"""Names and values of an entry's fields, as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

import attrs
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmo.anatomy import is_site, resolve_site
from crmo.knowledge import Knowledge
from crmo.record import Entry, Fact, Lesion, PartialDate, Quantity, Source, Subject
from crmo.report.names import Names
from crmo.report.words import (
    date_words,
    listed,
    name_words,
    number_words,
    plain_id,
    quantity_words,
    words_of,
)

# Set by the ledger and by corrections, never typed.
NOT_SHOWN = frozenset({"id", "recorded_on", "supersedes"})

FIELD_NAMES: Mapping[str, str | Promise] = MappingProxyType(
    {
        "on": gettext_lazy("Date"),
        "concept": gettext_lazy("What"),
        "status": gettext_lazy("Status"),
        "site": gettext_lazy("Place"),
        "site_text": gettext_lazy("Place in words"),
        "since": gettext_lazy("Since"),
        "until": gettext_lazy("Until"),
        "severity": gettext_lazy("Severity, 0 to 10"),
        "about": gettext_lazy("About whom"),
        "analyte": gettext_lazy("What was measured"),
        "quantity": gettext_lazy("Value"),
        "flag": gettext_lazy("Mark of the laboratory"),
        "reference_low": gettext_lazy("Lower limit of the laboratory"),
        "reference_high": gettext_lazy("Upper limit of the laboratory"),
        "text": gettext_lazy("Text"),
        "instrument": gettext_lazy("Scale"),
        "value": gettext_lazy("Answer"),
        "scale_low": gettext_lazy("Lowest answer of the scale"),
        "scale_high": gettext_lazy("Highest answer of the scale"),
        "results": gettext_lazy("Results"),
        "certainty": gettext_lazy("Certainty"),
        "contact": gettext_lazy("Contact"),
        "department": gettext_lazy("Department"),
        "reason": gettext_lazy("Reason"),
        "title": gettext_lazy("Title"),
        "media_type": gettext_lazy("Kind of file"),
        "modality": gettext_lazy("Kind of imaging"),
        "whole_body": gettext_lazy("Whole body"),
        "covers": gettext_lazy("Places looked at"),
        "lesions": gettext_lazy("Lesions"),
        "unlisted": gettext_lazy("A lesion at places looked at and not listed"),
        "sequences": gettext_lazy("Sequences"),
        "contrast": gettext_lazy("Contrast medium"),
        "conclusion": gettext_lazy("Conclusion"),
        "drug": gettext_lazy("Drug"),
        "end": gettext_lazy("End"),
        "ongoing": gettext_lazy("Goes on"),
        "dose": gettext_lazy("Dose, as written"),
        "route": gettext_lazy("Route"),
        "indication": gettext_lazy("Given for"),
        "response": gettext_lazy("Response, as told"),
        "sustained": gettext_lazy("Response lasted"),
        "stop_reason": gettext_lazy("Why it stopped"),
        "adverse_events": gettext_lazy("Adverse events"),
        "note": gettext_lazy("Note"),
        "source": gettext_lazy("Source"),
    }
)
_SITES = frozenset({"site", "bone_unit"})
_NAMED = frozenset({"concept", "analyte", "instrument", "drug", "indication"})


def field_name(name: str) -> str:
    """Return what a field of an entry is called."""
    return str(FIELD_NAMES.get(name, plain_id(name)))


@attrs.frozen(kw_only=True)
class FieldChange:
    """One field that differs between two versions, both values in words."""

    name: str
    before: str
    after: str


def changes(before: Entry, after: Entry, knowledge: Knowledge) -> tuple[FieldChange, ...]:
    """Return the fields in which two versions of an entry differ, in their order."""
    names = [f.name for f in attrs.fields(type(after)) if f.name not in NOT_SHOWN]
    pairs = [(name, getattr(before, name, None), getattr(after, name)) for name in names]
    return tuple(
        FieldChange(
            name=field_name(name),
            before=value_words(name, old, knowledge),
            after=value_words(name, new, knowledge),
        )
        for name, old, new in pairs
        if old != new
    )


def told_fields(entry: Entry, knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """Return the fields of an entry that say something, as name and value in words."""
    found = []
    for each in attrs.fields(type(entry)):
        value = getattr(entry, each.name)
        if each.name not in NOT_SHOWN and value != each.default and value not in (None, "", ()):
            found.append((field_name(each.name), value_words(each.name, value, knowledge)))
    return tuple(found)


def value_words(name: str, value: object, knowledge: Knowledge) -> str:
    """Return the value of a field in words; `nothing` for one that says nothing."""
    if value is None or value in ("", ()):
        return _("nothing")
    if isinstance(value, tuple):
        return listed([value_words(name, each, knowledge) for each in value])
    if isinstance(value, Fact):
        told = f"{Names(knowledge).concept_within(value.concept)}: {words_of(value.status)}"
        return f"{told} ({value.text})" if value.text else told
    if isinstance(value, Lesion):
        return _lesion_words(value, knowledge)
    return _plain_words(name, value, knowledge)


def _plain_words(name: str, value: object, knowledge: Knowledge) -> str:
    if isinstance(value, Subject):
        return _("the patient") if value is Subject.PATIENT else _("the family")
    if isinstance(value, StrEnum):
        return words_of(value)
    if isinstance(value, PartialDate | date):
        return date_words(value)
    if isinstance(value, Quantity):
        return quantity_words(value)
    if isinstance(value, Source):
        return " · ".join(part for part in (value.document, value.locator, value.text) if part)
    if isinstance(value, float | int):
        return number_words(float(value))
    text = str(value)
    if name in _NAMED:
        return _named(text, knowledge)
    is_place = name in (*_SITES, "covers") and is_site(text)
    return name_words(resolve_site(text).label) if is_place else text


def _named(key: str, knowledge: Knowledge) -> str:
    tables: tuple[Mapping[str, object], ...] = (
        knowledge.concepts,
        knowledge.analytes,
        knowledge.instruments,
        knowledge.drugs,
        knowledge.drug_classes,
    )
    found = next((table[key] for table in tables if key in table), None)
    return name_words(str(getattr(found, "label", ""))) if found else plain_id(key)


def _lesion_words(lesion: Lesion, knowledge: Knowledge) -> str:
    told = [words_of(lesion.status)]
    told += [value_words("features", fact, knowledge) for fact in lesion.features]
    if lesion.size_mm is not None:
        told.append(f"{number_words(lesion.size_mm)} mm")
    if lesion.clinically_active.truth is not None:
        felt = words_of(lesion.clinically_active)
        told.append(_("felt on examination: %(state)s") % {"state": felt})
    if lesion.note:
        told.append(lesion.note)
    return f"{name_words(resolve_site(lesion.bone_unit).label)} ({'; '.join(told)})"
