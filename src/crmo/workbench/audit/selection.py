"""Which events an administrator wants to see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from attrs import asdict, evolve, frozen
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crmo.workbench.audit.words import ACTIONS, OUTCOMES
from crmo.workbench.ledger.cards import folded
from crmo.workbench.models import AuditEvent, Card, User

PAGE_ROWS = 100
NOBODY = "nobody"


@frozen(kw_only=True)
class Selection:
    """What is asked for; empty fields ask for everything.

    Args:
        person: id of who did it, or `nobody`.
        action: what was done.
        outcome: how it ended.
        child: key of the child.
        first_day: the first day.
        last_day: the last day, inclusive.
    """

    person: str = ""
    action: str = ""
    outcome: str = ""
    child: UUID | None = None
    first_day: date | None = None
    last_day: date | None = None

    def events(self) -> QuerySet[AuditEvent]:
        """Return the events asked for, the newest first."""
        found = AuditEvent.objects.select_related("actor").order_by("-sequence")
        if self.person == NOBODY:
            found = found.filter(actor=None)
        elif self.person:
            found = found.filter(actor=int(self.person))
        if self.action:
            found = found.filter(action=self.action)
        if self.outcome:
            found = found.filter(outcome=self.outcome)
        if self.child is not None:
            found = found.filter(child=self.child)
        if self.first_day is not None:
            found = found.filter(at__gte=_beginning(self.first_day))
        if self.last_day is not None:
            found = found.filter(at__lt=_beginning(self.last_day + timedelta(days=1)))
        return found

    def query(self, **more: object) -> str:
        """Return this as the query of an address; it names a child by its key only."""
        told = {**asdict(self), **more}
        return urlencode({name: str(value) for name, value in told.items() if value})


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SelectionForm(forms.Form):
    """What an administrator fills in. It goes by POST: a number may not stand in an address."""

    person = forms.ChoiceField(label=_("Person"), required=False)
    action = forms.ChoiceField(label=_("What"), required=False)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    number = forms.CharField(
        label=_("Child's number"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    first_day = forms.DateField(label=_("From"), required=False, widget=_day_input())
    last_day = forms.DateField(label=_("To"), required=False, widget=_day_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = User.objects.order_by("display_name", "username")
        people = [(str(user.pk), user.shown_name()) for user in everybody]
        self._choices("person", [(NOBODY, _("nobody signed in")), *people])
        self._choices("action", [(str(key), words) for key, words in ACTIONS.items()])
        self._choices("outcome", OUTCOMES.items())

    def clean_number(self) -> Card | None:
        """Return the child of a number.

        Raises:
            ValidationError: nobody has it.
        """
        wanted = folded(self.cleaned_data["number"])
        if not wanted:
            return None
        card = Card.objects.filter(number_search=wanted).first()
        if card is None:
            raise forms.ValidationError(_("No child has this number."))
        return card

    def selection(self) -> Selection:
        """Return what a valid form asks for."""
        told = dict(self.cleaned_data)
        card = told.pop("number")
        return Selection(child=card.pk if card else None, **told)

    def _choices(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        field = cast("forms.ChoiceField", self.fields[name])
        field.choices = [("", _("all")), *choices]


def selection_from(query: Mapping[str, str]) -> Selection:
    """Return what an address asks for; what it cannot mean is left out."""
    told = Selection()
    person = query.get("person", "")
    if person == NOBODY or (person.isdecimal() and len(person) < 19):
        told = evolve(told, person=person)
    if query.get("action") in set(ACTIONS):
        told = evolve(told, action=query["action"])
    if query.get("outcome") in OUTCOMES:
        told = evolve(told, outcome=query["outcome"])
    return evolve(
        told,
        child=_uuid(query.get("child", "")),
        first_day=_day(query.get("first_day", "")),
        last_day=_day(query.get("last_day", "")),
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _beginning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
