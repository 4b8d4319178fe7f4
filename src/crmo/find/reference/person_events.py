"""One person of the event table, as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from math import isnan
from typing import Any

from attrs import field, fields, frozen


def _events(values: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(values)


def _number(value: float | None) -> float | None:
    """A NaN is no value."""
    return None if value is None or isnan(value) else float(value)


@frozen(kw_only=True)
class Event:
    """One row of the events; see `crmo.find.events.table` for what the columns hold.

    Args:
        event_id: unique.
        code_id: its code.
        state: present, absent, uncertain or unknown.
        d_lo: first day on which it may have been; None (with `d_hi`) if undated.
        d_hi: last such day.
        e_hi: last day of what lasts, or None.
        value: number, or None; NaN is None.
        unit: UCUM unit of the value, or None.
        ref_lo: lower reference limit that came with it, or None.
        ref_hi: upper such limit, or None.
        flag: low, normal or high, or None.
        value_code_id: coded value, or None.
        site: site id, or None.
    """

    event_id: int
    code_id: int
    state: str = "present"
    d_lo: date | None = None
    d_hi: date | None = None
    e_hi: date | None = None
    value: float | None = field(default=None, converter=_number)
    unit: str | None = None
    ref_lo: float | None = field(default=None, converter=_number)
    ref_hi: float | None = field(default=None, converter=_number)
    flag: str | None = None
    value_code_id: int | None = None
    site: str | None = None

    @property
    def is_dated(self) -> bool:
        """Whether it has a date, if only a partial one."""
        return self.d_lo is not None and self.d_hi is not None

    @property
    def is_exact(self) -> bool:
        """Whether its day is known."""
        return self.is_dated and self.d_lo == self.d_hi

    @property
    def dates(self) -> tuple[int, int]:
        """First and last possible day, as day numbers; only for a dated event."""
        if self.d_lo is None or self.d_hi is None:
            raise ValueError("an undated event has no days")
        return self.d_lo.toordinal(), self.d_hi.toordinal()

    @property
    def last_day(self) -> int:
        """Last day that it may reach: of its date, or of its end if that is later."""
        last = self.dates[1]
        return last if self.e_hi is None else max(last, self.e_hi.toordinal())

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Event:
        """Return the event of a row; columns that no criterion reads are left out."""
        return cls(**{name: row[name] for name in _COLUMNS if name in row})


_COLUMNS = tuple(each.name for each in fields(Event))


@frozen(kw_only=True)
class PersonEvents:
    """A person and all its events.

    Args:
        person_id: row of the persons.
        birth_lo: first possible day of birth, or None.
        birth_hi: last possible day of birth, or None.
        events: in any order.
    """

    person_id: int
    birth_lo: date | None = None
    birth_hi: date | None = None
    events: tuple[Event, ...] = field(default=(), converter=_events)
