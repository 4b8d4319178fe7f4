"""Days that are known only as intervals: what holds for every reading, and what for some."""

from __future__ import annotations

from attrs import frozen

from crmo.find.reference.person_events import Event
from crmo.knowledge.case_definition import Window

DAYS_OF_A_YEAR = 365.25


@frozen(kw_only=True)
class Fit:
    """Whether something holds for some reading of the dates, and whether for every one.

    Args:
        is_possible: for some reading.
        is_certain: for every reading.
    """

    is_possible: bool
    is_certain: bool


NEVER = Fit(is_possible=False, is_certain=False)
POSSIBLY = Fit(is_possible=True, is_certain=False)


def difference_fit(
    first: tuple[int, int], second: tuple[int, int], lowest: float | None, highest: float | None
) -> Fit:
    """Decide whether `second - first` lies within limits, both included.

    The two days are read independently of each other.

    Args:
        first: first and last possible day.
        second: first and last possible day.
        lowest: smallest difference in days, or None for any.
        highest: greatest difference in days, or None for any.
    """
    low, high = second[0] - first[1], second[1] - first[0]
    lowest = float("-inf") if lowest is None else lowest
    highest = float("inf") if highest is None else highest
    return Fit(
        is_possible=high >= lowest and low <= highest,
        is_certain=low >= lowest and high <= highest,
    )


def window_fit(event: Event, index: Event, window: Window) -> Fit:
    """Decide whether an event lies in a window of days from the index event.

    An undated event lies in no window, but possibly in one without any limit. The index event
    itself may be asked for like any other; its own partial date is read twice.

    Args:
        event: the event.
        index: the index event, dated.
        window: days from the index day.
    """
    is_unlimited = window.from_day is None and window.to_day is None
    if not event.is_dated:
        return POSSIBLY if is_unlimited else NEVER
    return difference_fit(index.dates, event.dates, window.from_day, window.to_day)


def age_fit(
    birth: tuple[int, int] | None, day: tuple[int, int], min_years: float, max_years: float
) -> Fit:
    """Decide whether an age is at least `min_years` and below `max_years`.

    A year has 365.25 days; an unknown birth fits possibly.

    Args:
        birth: first and last possible day of birth, or None.
        day: first and last possible day on which the age is asked for.
        min_years: included.
        max_years: excluded.
    """
    if birth is None:
        return POSSIBLY
    lowest, limit = min_years * DAYS_OF_A_YEAR, max_years * DAYS_OF_A_YEAR
    young, old = day[0] - birth[1], day[1] - birth[0]
    return Fit(
        is_possible=old >= lowest and young < limit,
        is_certain=young >= lowest and old < limit,
    )
