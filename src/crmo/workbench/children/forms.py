"""Forms for who a child is and when it comes."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crmo.errors import InvalidValueError
from crmo.record import PartialDate, Patient, Sex
from crmo.workbench import clock

_DAY_FIRST = re.compile(r"(?:(\d{1,2})\.)?(\d{1,2})\.(\d{4})\Z", re.ASCII)
_LONGEST = 200
MOMENT = "%Y-%m-%dT%H:%M"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class PartialDateField(forms.CharField):
    """A date of which the day or the month may be unknown: 2015, 2015-03, 17.3.2015."""

    default_error_messages = {
        "not_a_date": _("This is not a date. Write it as 2015-03-17, 17.03.2015, 2015-03 or 2015."),
        "in_future": _("This day has not come yet."),
    }

    def to_python(self, value: Any) -> PartialDate | None:  # type: ignore[override]
        """Return the date, or None if nothing was written.

        Raises:
            ValidationError: it is no date, or lies in the future.
        """
        text = str(super().to_python(value) or "").strip()
        if not text:
            return None
        try:
            day = PartialDate.parse(_year_first(text))
        except InvalidValueError:
            raise ValidationError(self.error_messages["not_a_date"], "not_a_date") from None
        if day.earliest > clock.today():
            raise ValidationError(self.error_messages["in_future"], "in_future")
        return day


def _year_first(text: str) -> str:
    found = _DAY_FIRST.match(text)
    if not found:
        return text
    day, month, year = found.groups()
    return f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if day else "")


class PlainField(forms.CharField):
    """One line of text without control characters, which would change how the rest is read."""

    def to_python(self, value: Any) -> str:
        """Return the text with single blanks."""
        return " ".join(_CONTROL.sub(" ", str(super().to_python(value) or "")).split())


class WhoForm(forms.Form):
    """Who a child is."""

    number = PlainField(
        label=_("Number"),
        max_length=_LONGEST,
        help_text=_("The hospital's number of this child; no other child has it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    name = PlainField(
        label=_("Name"),
        required=False,
        max_length=_LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    birth_date = PartialDateField(
        label=_("Birth date"),
        required=False,
        help_text=_("As exactly as it is known: 2015-03-17, 17.03.2015, 2015-03 or 2015."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        initial=Sex.UNKNOWN.value,
        choices=[
            (Sex.FEMALE.value, _("girl")),
            (Sex.MALE.value, _("boy")),
            (Sex.OTHER.value, _("other")),
            (Sex.UNKNOWN.value, _("not recorded")),
        ],
    )

    def patient(self) -> Patient:
        """Return who it is; the form must be valid."""
        told = self.cleaned_data
        return Patient(
            id=told["number"],
            name=told["name"],
            birth_date=told["birth_date"],
            sex=Sex(told["sex"]),
        )


class CorrectWhoForm(WhoForm):
    """Who a child is, said anew with a reason."""

    reason = PlainField(
        label=_("Why it is changed"), max_length=500, help_text=_("It stays in the history.")
    )
    expected = forms.IntegerField(widget=forms.HiddenInput)


class AppointmentForm(forms.Form):
    """When a child comes."""

    at = forms.DateTimeField(
        label=_("Day and time"),
        input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    with_whom = PlainField(label=_("With whom"), required=False, max_length=_LONGEST)

    def clean_at(self) -> datetime:
        """Return the moment.

        Raises:
            ValidationError: its day is over.
        """
        at: datetime = self.cleaned_data["at"]
        if timezone.localtime(at).date() < clock.today():
            raise ValidationError(_("This day is over."), "past")
        return at


class CancelForm(forms.Form):
    """Why a child does not come."""

    reason = PlainField(label=_("Why it is cancelled"), max_length=500)
