"""Windows of days as conditions on `after_lo` and `after_hi`: days from the index day, as interval.

`after_lo` is the least and `after_hi` the greatest number of days that the event may lie after the
index day; both are NULL for an event without a date.
"""

from __future__ import annotations

from crmo.knowledge.case_definition import Window


def possibly_within(window: Window, *, undated_too: bool = False) -> str:
    """Return the condition that some reading of both dates lies in the window.

    Args:
        window: days from the index day.
        undated_too: whether an event without a date may lie in a window that has no end.
    """
    conditions = []
    if window.from_day is not None:
        conditions.append(f"after_hi >= {window.from_day}")
    if window.to_day is not None:
        conditions.append(f"after_lo <= {window.to_day}")
    if not conditions:
        return "TRUE" if undated_too else "after_lo IS NOT NULL"
    return " AND ".join(conditions)


def certainly_within(window: Window) -> str:
    """Return the condition that every reading of both dates lies in the window."""
    conditions = []
    if window.from_day is not None:
        conditions.append(f"after_lo >= {window.from_day}")
    if window.to_day is not None:
        conditions.append(f"after_hi <= {window.to_day}")
    return " AND ".join(conditions) or "after_lo IS NOT NULL"


def window_in_words(window: Window) -> str:
    """Return a window as it is told in the comments of the SQL."""
    ends = window.from_day, window.to_day
    match ends:
        case None, None:
            return "at any time"
        case None, last:
            return f"up to day {last} from the index day"
        case first, None:
            return f"from day {first} from the index day on"
        case first, last:
            return f"from day {first} to day {last} from the index day"
