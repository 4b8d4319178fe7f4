"""The whole visit: its day, every part of the form, the note and the next appointment."""

from __future__ import annotations

from datetime import date, datetime

from attrs import frozen
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_time
from django.utils.translation import gettext as _

from crmo.record import Encounter, Entry, PartialDate
from crmo.workbench.visit.entries.findings import write_findings
from crmo.workbench.visit.entries.imaging import write_imaging
from crmo.workbench.visit.entries.measured import write_measurements
from crmo.workbench.visit.entries.places import write_places
from crmo.workbench.visit.entries.scores import write_scores
from crmo.workbench.visit.entries.treatments import write_treatments
from crmo.workbench.visit.entries.writing import Setting, Writing
from crmo.workbench.visit.fields import Fields
from crmo.workbench.visit.problems import Problem

CONTACTS = ("visit", "telephone", "video", "admission", "emergency")


@frozen(kw_only=True)
class Visit:
    """What a form comes to.

    Args:
        on: the day of the visit; None while it is not known.
        entries: what would be appended; the visit itself first.
        problems: what stands in the way.
        appointment: the next one, with its time zone, or None.
        appointment_with: whom it is with.
    """

    on: date | None
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    appointment: datetime | None = None
    appointment_with: str = ""

    @property
    def can_be_written(self) -> bool:
        """Whether nothing stands in the way."""
        return self.on is not None and not self.problems


def visit_from(fields: Fields, setting: Setting) -> Visit:
    """Return what a form comes to: entries for all that was said, problems at their fields.

    Args:
        fields: as the form sent them, or a draft kept them.
        setting: what it is written into.
    """
    writing = Writing(fields, setting, setting.today)
    on = _day(writing)
    if on is not None:
        writing.on = on
    writing.add("note", lambda _id: _encounter(writing))
    write_places(writing)
    write_scores(writing)
    write_measurements(writing)
    write_imaging(writing)
    write_treatments(writing)
    write_findings(writing)
    return Visit(
        on=on,
        entries=tuple(writing.entries),
        appointment=_appointment(writing),
        appointment_with=fields.get("next_with"),
        problems=tuple(writing.problems),
    )


def _day(writing: Writing) -> date | None:
    """Return the day of the visit, the one thing that must be told."""
    told = writing.fields.get("on")
    if not told:
        writing.refuse("on", _("The day of the visit is needed."))
        return None
    on = _whole_day(told)
    if on is None:
        writing.refuse("on", _("A whole day is expected, such as 2024-05-17."))
        return None
    if on > writing.setting.today:
        writing.refuse("on", _("This day lies in the future."))
        return None
    born = writing.setting.record.patient.birth_date
    if born is not None and on < born.earliest:
        writing.refuse("on", _("This day lies before the child was born."))
        return None
    return on


def _whole_day(told: str) -> date | None:
    try:
        return parse_date(told)
    except ValueError:  # 31 February
        return None


def _encounter(writing: Writing) -> Encounter:
    fields = writing.fields
    contact = fields.get("contact")
    return Encounter(
        id=writing.setting.visit_id,
        on=PartialDate.parse(writing.on),
        contact=contact if contact in CONTACTS else CONTACTS[0],
        department=fields.get("department"),
        reason=fields.get("reason"),
        note=fields.get("note"),
    )


def _appointment(writing: Writing) -> datetime | None:
    told = writing.fields.get("next_on")
    if not told:
        if writing.fields.get("next_at") or writing.fields.get("next_with"):
            writing.refuse("next_on", _("On which day?"))
        return None
    on = _whole_day(told)
    if on is None:
        writing.refuse("next_on", _("A whole day is expected, such as 2024-05-17."))
        return None
    if on < writing.on:
        writing.refuse("next_on", _("The next appointment lies before this visit."))
        return None
    try:
        at = parse_time(writing.fields.get("next_at"))
    except ValueError:
        at = None
    if at is None:
        writing.refuse("next_at", _("At what time? A time is written 09:30."))
        return None
    return timezone.make_aware(datetime.combine(on, at))
