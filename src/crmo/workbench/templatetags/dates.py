"""`{% load dates %}`: days and moments as the patient page writes them."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone

from crmo.record import PartialDate
from crmo.report.words import date_words

register = template.Library()


@register.filter
def day(value: date | datetime | PartialDate | str | None) -> str:
    """Return a day in words (`4 Mar 2026`), as exactly as it is known; empty for none."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return date_words(PartialDate.parse(value))


@register.filter
def moment(value: datetime | None) -> str:
    """Return a moment in words, where the clinic stands (`4 Mar 2026, 14:05`); empty for none."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{date_words(local.date())}, {local.strftime('%H:%M')}"
