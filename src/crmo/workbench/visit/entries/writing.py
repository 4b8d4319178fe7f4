"""What a visit is written into, and the sheet on which entries and problems gather."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from attrs import define, field, frozen
from django.utils.translation import gettext as _

from crmo.errors import InvalidValueError
from crmo.knowledge import Knowledge
from crmo.record import Entry, PartialDate, PatientRecord, Quantity
from crmo.workbench.ledger.statement import new_entry_id
from crmo.workbench.visit.fields import Fields
from crmo.workbench.visit.problems import Problem, Weight, refused


@frozen(kw_only=True)
class Setting:
    """What a visit is written into.

    Args:
        record: the child's record as it stands.
        knowledge: names, units, scales and limits.
        today: the day on which it is written.
        visit_id: id that the entry of the visit itself gets.
    """

    record: PatientRecord
    knowledge: Knowledge
    today: date
    visit_id: str


@define
class Writing:
    """Entries and problems, gathered field by field.

    Args:
        fields: the form.
        setting: what it is written into.
        on: the day of the visit; today while it is not known.
    """

    fields: Fields
    setting: Setting
    on: date
    entries: list[Entry] = field(factory=list)
    problems: list[Problem] = field(factory=list)

    def add(self, name: str, make: Callable[[str], Entry]) -> None:
        """Add an entry, or the problem that the core has with it.

        Args:
            name: field at which a refusal is said.
            make: returns the entry, given a new id.
        """
        try:
            self.entries.append(make(new_entry_id()))
        except InvalidValueError as error:
            self.problems.append(refused(name, error))

    def refuse(self, name: str, message: str) -> None:
        """Note that a field's value cannot stand."""
        self.problems.append(Problem(field=name, message=message))

    def ask(self, name: str, message: str, value: str) -> None:
        """Ask about an unlikely value, unless `sure:<field>` repeats that very value."""
        if self.fields.get(f"sure:{name}") != value:
            asked = Problem(field=name, message=message, weight=Weight.ASKED, value=value)
            self.problems.append(asked)

    def number(self, name: str) -> float | None:
        """Return a plain number, or None if there is none or it is refused."""
        told = self.fields.get(name)
        if not told:
            return None
        try:
            found = Quantity.parse(told)
        except InvalidValueError as error:
            self.problems.append(refused(name, error))
            return None
        if found.comparator is not None:
            self.refuse(name, _("A plain number is expected here."))
            return None
        return found.value

    def day(self, name: str) -> PartialDate | None:
        """Return a date as exactly as it was told; the visit's own day if none was."""
        told = self.fields.get(name)
        if not told:
            return PartialDate.parse(self.on)
        try:
            found = PartialDate.parse(told)
        except InvalidValueError as error:
            self.problems.append(refused(name, error))
            return None
        if found.earliest > self.setting.today:
            self.refuse(name, _("This day lies in the future."))
            return None
        return found
