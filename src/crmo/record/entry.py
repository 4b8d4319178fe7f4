"""What all entries share: identity, date, source, correction."""

from __future__ import annotations

from datetime import date
from typing import NoReturn

from attrs import field, frozen

from crmo.anatomy import is_site, resolve_site
from crmo.errors import InvalidValueError
from crmo.record.checked import a_name, place_of, to_day, to_partial_date
from crmo.record.partial_date import PartialDate
from crmo.record.source import Source


@frozen(kw_only=True)
class Entry:
    """One dated statement in a record.

    Args:
        id: unique within the record.
        on: the day, month or year the statement is about; None when undated.
        recorded_on: the day it became known; None when that was not kept, and then it counts
            as known from `on`.
        source: where it was read, or None.
        supersedes: id of the entry that this one corrects, or None.
        note: free text of the person who entered it.

    Raises:
        InvalidValueError: the id is empty, or a value cannot be.
    """

    id: str = field(validator=a_name)
    on: PartialDate | None = field(default=None, converter=to_partial_date)
    recorded_on: date | None = field(default=None, converter=to_day)
    source: Source | None = None
    supersedes: str | None = None
    note: str = ""

    def __attrs_post_init__(self) -> None:
        if self.supersedes == self.id:
            self.refuse(
                "it corrects itself.",
                field="supersedes",
                came=self.id,
                expected="the id of another entry",
            )
        self._check()

    def _check(self) -> None:
        """Refuse impossible values; each kind of entry adds its own."""

    def known_from(self) -> date | None:
        """Return the first day on which this entry can have been known; None if undated."""
        if self.recorded_on is not None:
            return self.recorded_on
        return None if self.on is None else self.on.earliest

    def refuse(
        self,
        problem: str,
        *,
        field: str,
        came: object,
        expected: str,
        todo: str = "Correct the value, or leave it out when it is not known.",
    ) -> NoReturn:
        """Raise the error for a value that cannot stand in this entry."""
        where = place_of(self)
        raise InvalidValueError(
            problem, where=where, field=field, came=came, expected=expected, todo=todo
        )

    def _require_order(self, first: str, last: str) -> None:
        """Refuse two dates of which the second lies wholly before the first."""
        start: PartialDate | None = getattr(self, first)
        end: PartialDate | None = getattr(self, last)
        if start and end and end.is_before(start):
            self.refuse(
                "it ends before it begins.",
                field=last,
                came=f"{start} to {end}",
                expected=f"a date not before `{first}`",
            )


def require_site(instance: object, field_name: str, site: str | None = None) -> None:
    """Refuse a site that anatomy does not know, naming the nearest ones.

    Args:
        instance: the entry, or the lesion, that holds it.
        field_name: its field, which is read when `site` is None; None in it is accepted.
        site: one of several sites in that field.

    Raises:
        InvalidValueError: there is no such site.
    """
    site = getattr(instance, field_name) if site is None else site
    if site is None or is_site(site):
        return
    try:
        resolve_site(site)
    except InvalidValueError as error:
        raise InvalidValueError(
            error.problem,
            where=place_of(instance),
            field=field_name,
            came=site,
            expected=error.expected,
            todo=error.todo,
        ) from None
