"""Changing what the rules read, by a click: status, place, date, value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from attrs import evolve, frozen
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crmo.anatomy import is_site, read_place
from crmo.errors import InvalidValueError
from crmo.record import (
    Certainty,
    Diagnosis,
    Entry,
    FactStatus,
    Finding,
    ImagingStudy,
    LesionStatus,
    Measurement,
    PartialDate,
    Procedure,
    Quantity,
    Score,
    TreatmentCourse,
)
from crmo.report.words import words_of
from crmo.workbench import clock
from crmo.workbench.reading_in.naming import naming

_LONGEST = 200
Word = TypeVar("Word", bound=StrEnum)
_GIVEN, _ENDED = "given", "ended"


@frozen(kw_only=True)
class EditField:
    """One field of a reading that can be changed.

    Args:
        name: what the form sends.
        label: what it is called.
        value: as it stands.
        options: values with words, for a choice; empty for a text.
        hint: how to write it.
        is_place: whether it names a place of the skeleton.
    """

    name: str
    label: str | Promise
    value: str
    options: tuple[tuple[str, str], ...] = ()
    hint: str | Promise = ""
    is_place: bool = False


def edit_fields(entry: Entry, lesion: int | None = None) -> list[EditField]:
    """Return what can be changed of a reading, or of one place of a scan.

    Args:
        entry: as it stands.
        lesion: number of the place, or None for the entry itself.
    """
    if lesion is not None and isinstance(entry, ImagingStudy):
        place = entry.lesions[lesion]
        return [_status(place.status, LesionStatus), _place(place.bone_unit)]
    found: list[EditField] = []
    if isinstance(entry, Finding | Procedure):
        found += [_status(entry.status, FactStatus), _place(entry.site or "")]
    elif isinstance(entry, Diagnosis):
        found.append(_status(entry.certainty, Certainty))
    elif isinstance(entry, TreatmentCourse):
        found.append(_course_status(entry))
    elif isinstance(entry, Measurement):
        found += _value_fields(entry)
    elif isinstance(entry, Score):
        found.append(EditField(name="value", label=_("Value"), value=f"{entry.value:g}"))
    return [*found, *_dates(entry)]


def _status(value: StrEnum, words: type[StrEnum]) -> EditField:
    options = tuple((str(each), words_of(each)) for each in words)
    return EditField(name="status", label=_("Status"), value=str(value), options=options)


def _course_status(entry: TreatmentCourse) -> EditField:
    is_over = entry.end is not None or entry.ongoing.truth is False
    return EditField(
        name="status",
        label=_("Status"),
        value=_ENDED if is_over else _GIVEN,
        options=((_GIVEN, gettext("given now")), (_ENDED, gettext("ended"))),
    )


def _place(site: str) -> EditField:
    words = naming().site(site) if site else ""
    return EditField(
        name="site",
        label=_("Place"),
        value=words,
        hint=_("as one would say it: left distal femur"),
        is_place=True,
    )


def _value_fields(entry: Measurement) -> list[EditField]:
    told = entry.quantity
    value = f"{told.comparator or ''}{told.value:g}" if told else ""
    return [
        EditField(name="value", label=_("Value"), value=value),
        EditField(name="unit", label=_("Unit"), value=(told.unit or "") if told else ""),
    ]


def _dates(entry: Entry) -> list[EditField]:
    hint = _("2024-05-17, 2024-05 or 2024")
    is_course = isinstance(entry, TreatmentCourse)
    label = _("Start") if is_course else _("Date")
    found = [EditField(name="on", label=label, value=_text(entry.on), hint=hint)]
    if isinstance(entry, TreatmentCourse):
        found.append(EditField(name="end", label=_("End"), value=_text(entry.end), hint=hint))
    return found


def _text(value: object) -> str:
    return "" if value is None else str(value)


# taking a change in ----------------------------------------------------------------------------


def changed(entry: Entry, form: Mapping[str, str], lesion: int | None = None) -> Entry:
    """Return an entry with what a form says of it.

    Args:
        entry: as it stands.
        form: `status`, `site`, `on`, `end`, `value`, `unit`; those that are not there stay.
        lesion: number of the place of a scan that is meant, or None.

    Raises:
        InvalidValueError: what the form says cannot be; the message is for the person.
    """
    if any(len(value) > _LONGEST for value in form.values()):
        raise InvalidValueError(gettext("this is too long."), expected=gettext("a few words"))
    if lesion is not None and isinstance(entry, ImagingStudy):
        return _with_lesion(entry, lesion, form)
    new: dict[str, Any] = {}
    if "on" in form:
        new["on"] = _day(form["on"])
    new |= _own_changes(entry, form)
    return evolve(entry, **new)


def _own_changes(entry: Entry, form: Mapping[str, str]) -> dict[str, Any]:
    new: dict[str, Any] = {}
    status = form.get("status")
    if isinstance(entry, Finding | Procedure):
        new |= {"status": _word(status, FactStatus)} if status else {}
        new |= {"site": _site(form["site"])} if "site" in form else {}
        return new
    if isinstance(entry, Diagnosis):
        return {"certainty": _word(status, Certainty)} if status else {}
    if isinstance(entry, TreatmentCourse):
        return _course(entry, form)
    if isinstance(entry, Measurement) and "value" in form:
        return _value(form)
    if isinstance(entry, Score) and "value" in form:
        return {"value": Quantity.parse(form["value"]).value}
    return new


def _course(entry: TreatmentCourse, form: Mapping[str, str]) -> dict[str, Any]:
    end = _day(form["end"]) if "end" in form else entry.end
    if form.get("status") == _ENDED or end is not None:
        return {"end": end, "ongoing": FactStatus.ABSENT}
    if form.get("status") == _GIVEN:
        return {"end": None, "ongoing": FactStatus.PRESENT}
    return {"end": end}


def _value(form: Mapping[str, str]) -> dict[str, Any]:
    if not form["value"].strip():
        return {"quantity": None}
    return {"quantity": Quantity.parse(form["value"], form.get("unit") or None)}


def _with_lesion(entry: ImagingStudy, number: int, form: Mapping[str, str]) -> ImagingStudy:
    lesion = entry.lesions[number]
    if form.get("status"):
        lesion = evolve(lesion, status=_word(form["status"], LesionStatus))
    if "site" in form:
        site = _site(form["site"])
        if site is None:
            raise InvalidValueError(
                gettext("a place of a scan cannot be empty."),
                expected=gettext("a bone"),
                todo=gettext("Throw the place away instead."),
            )
        lesion = evolve(lesion, bone_unit=site)
    lesions = [*entry.lesions[:number], lesion, *entry.lesions[number + 1 :]]
    return evolve(entry, lesions=lesions)


def _word(value: str | None, words: type[Word]) -> Word:
    try:
        return words(value or "")
    except ValueError:
        raise InvalidValueError(
            gettext("this is not one of the words it can be."), expected=", ".join(words)
        ) from None


def _site(text: str) -> str | None:
    """Return the place that words mean.

    Raises:
        InvalidValueError: they mean none, or more than one.
    """
    words = text.strip()
    if not words:
        return None
    by_name = _sites_by_name().get(words.casefold())
    if by_name:
        return by_name
    found = read_place(words)
    if found.site is not None and not found.passed_over:
        return found.site.id
    nearest = ", ".join(naming().site(each.id) for each in found.rivals[:4])
    raise InvalidValueError(
        gettext("this is no place of the skeleton that crmo knows."),
        came=words,
        expected=nearest or gettext("a bone, its side and its part"),
        todo=gettext("Choose one of the list."),
    )


def _sites_by_name() -> dict[str, str]:
    return {words.casefold(): site for site, words in place_names()}


def place_names() -> list[tuple[str, str]]:
    """Return every place of the skeleton with its name in the language of the page."""
    from crmo.anatomy import all_bone_units, all_sites

    units = [unit.id for unit in all_bone_units()]
    others = [site for site in all_sites() if site not in set(units)]
    return [(site, naming().site(site)) for site in (*units, *others) if is_site(site)]


def _day(text: str) -> PartialDate | None:
    if not text.strip():
        return None
    day = PartialDate.parse(text.strip())
    today: date = clock.today()
    if day.earliest > today:
        raise InvalidValueError(
            gettext("this date lies in the future."), expected=gettext("today or earlier")
        )
    return day
