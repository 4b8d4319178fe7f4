"""From what the form sent back to an entry, or to what is wrong at which field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen
from django.utils.translation import gettext as _

from crmo.anatomy import is_site, search
from crmo.anatomy.site import all_sites
from crmo.errors import InvalidValueError
from crmo.record import Entry, Quantity
from crmo.record.json_form import entry_from_dict, entry_to_dict
from crmo.record.units import ucum_from_text
from crmo.report.words import name_words
from crmo.workbench.correcting.kind_form.shapes import FieldShape, Shape, shapes_of


@frozen(kw_only=True)
class Corrected:
    """What a form comes to.

    Args:
        entry: the entry as it should be, or None.
        problems: what is wrong, by name of field; under the empty name what is wrong with none.
    """

    entry: Entry | None = None
    problems: Mapping[str, str] = field(factory=dict)


class _UnreadFieldError(Exception):
    """A field of the form does not hold what it should."""


def read_form(entry: Entry, told: Mapping[str, str]) -> Corrected:
    """Return the entry that a form describes, or what is wrong with it.

    The fields are put into the record's own JSON, so that the record's classes decide.

    Args:
        entry: the version that the form was made from; what the form does not show stays.
        told: values by name, as `form_values` names them.
    """
    plain, problems = dict(entry_to_dict(entry)), {}
    for shape in shapes_of(type(entry)):
        plain.pop(shape.name, None)
        try:
            value = _read(shape, told)
        except _UnreadFieldError as error:
            problems[shape.name] = str(error)
            continue
        if value not in (None, "", []):
            plain[shape.name] = value
        elif not shape.is_optional:
            problems[shape.name] = _("This is needed.")
    if problems:
        return Corrected(problems=problems)
    try:
        return Corrected(entry=entry_from_dict(plain))
    except InvalidValueError as error:
        return Corrected(problems={_field_of(error, entry): _words(error)})


def _field_of(error: InvalidValueError, entry: Entry) -> str:
    names = {shape.name for shape in shapes_of(type(entry))}
    told = error.field or error.where.rsplit(",", 1)[-1].strip()
    name = told.split(".")[0].split("[")[0]
    if name in names:
        return name
    return next((each for each in names if each in error.where), "")


def _words(error: InvalidValueError) -> str:
    said = _(error.problem)
    text = said[:1].upper() + said[1:]
    return (
        f"{text} {_('Expected: %(what)s.') % {'what': error.expected}}" if error.expected else text
    )


def _read(shape: FieldShape, told: Mapping[str, str]) -> Any:
    value = told.get(shape.name, "").replace("\r\n", "\n").strip()
    if shape.shape is Shape.QUANTITY:
        return _quantity(shape.name, told)
    if shape.shape is Shape.FACTS:
        return _facts(shape.name, told)
    if shape.shape is Shape.LESIONS:
        return _lesions(shape.name, told)
    if shape.shape is Shape.NUMBER:
        return _number(value)
    if shape.shape is Shape.SITE:
        return _site(value)
    lines = [line.strip() for line in value.split("\n") if line.strip()]
    if shape.shape is Shape.SITES:
        return [_site(line) for line in lines]
    return lines if shape.shape is Shape.TEXTS else value


def _number(value: str) -> float | None:
    if not value:
        return None
    try:
        found = Quantity.parse(value)
    except InvalidValueError as error:
        raise _UnreadFieldError(_words(error)) from None
    if found.comparator is not None:
        raise _UnreadFieldError(_("A plain number is expected here."))
    return found.value


def _site(value: str) -> str | None:
    """Return the id of a place by its id, its name, or words that mean it."""
    if not value:
        return None
    if is_site(value):
        return value
    wanted = value.casefold()
    for site in all_sites().values():
        if name_words(site.label).casefold() == wanted:
            return site.id
    found = search(value, limit=1)
    if not found:
        message = _("“%(words)s” is not understood as a place in the skeleton.")
        raise _UnreadFieldError(message % {"words": value})
    return found[0].id


def _quantity(name: str, told: Mapping[str, str]) -> dict[str, Any] | None:
    value = told.get(f"{name}.value", "").strip()
    if not value:
        return None
    unit = told.get(f"{name}.unit", "").strip()
    comparator = told.get(f"{name}.comparator", "").strip()
    found: dict[str, Any] = {"value": _number(value)}
    if unit:
        found["unit"] = ucum_from_text(unit) or unit
    return found | ({"comparator": comparator} if comparator else {})


def _rows(name: str, told: Mapping[str, str]) -> list[dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for key, value in told.items():
        parts = key.split(".")
        if len(parts) == 3 and parts[0] == name and parts[1].isdecimal() and len(parts[1]) < 4:
            found.setdefault(int(parts[1]), {})[parts[2]] = value.replace("\r\n", "\n").strip()
    return [row for _n, row in sorted(found.items())]


def _facts(name: str, told: Mapping[str, str]) -> list[dict[str, str]]:
    found = []
    for row in _rows(name, told):
        if concept := row.get("concept", ""):
            text = {"text": row["text"]} if row.get("text") else {}
            found.append({"concept": concept, "status": row.get("status", ""), **text})
    return found


def _lesions(name: str, told: Mapping[str, str]) -> list[dict[str, Any]]:
    found = []
    for row in _rows(name, told):
        site = _site(row.get("site", ""))
        if site is None:
            continue
        lesion: dict[str, Any] = {"bone_unit": site, "status": row.get("status", "")}
        if row.get("size"):
            lesion["size_mm"] = _number(row["size"])
        if row.get("active"):
            lesion["clinically_active"] = row["active"]
        if row.get("note"):
            lesion["note"] = row["note"]
        found.append({**lesion, "features": _features(row.get("features", ""))})
    return found


def _features(told: str) -> list[dict[str, str]]:
    """Read features written one a line: `marrow_oedema: present`."""
    found = []
    for line in told.split("\n"):
        concept, _colon, status = (part.strip() for part in line.partition(":"))
        if concept:
            key = concept.replace(" ", "_").casefold()
            found.append({"concept": key, "status": status.replace(" ", "_") or "present"})
    return found
