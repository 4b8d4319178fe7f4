"""What one wording of a source comes to: the events it makes, and what is remarked on it.

A wording is all of a row that repeats: its codes, unit, coded answer, place, status. What differs
from row to row (person, dates, number) is never seen by Python. Wordings are counted, understood
once each, and joined back.
"""

from __future__ import annotations

from attrs import field, frozen

from crmo.find.vocabulary.code_meaning import Code
from crmo.find.vocabulary.units import AS_TOLD, Conversion


@frozen(kw_only=True)
class Outcome:
    """One event for each row of a wording.

    Args:
        code: what it is.
        state: present, absent, uncertain or unknown.
        conversion: of value and limits.
        has_value: whether the number of the row is its value.
        has_limits: whether the limits of the row are those of the value.
        value: a number told by the wording itself, instead of that of the row.
        ref_lo: lower limit told by the wording itself, in the unit of the value as told.
        ref_hi: upper limit alike.
        flag: low, normal or high, or None.
        value_code: coded value, or None.
        site: bone site, or None.
        is_visit: whether the event is the encounter itself, to which others point.
    """

    code: Code
    state: str = "present"
    conversion: Conversion = AS_TOLD
    has_value: bool = True
    has_limits: bool = True
    value: float | None = None
    ref_lo: float | None = None
    ref_hi: float | None = None
    flag: str | None = None
    value_code: Code | None = None
    site: str | None = None
    is_visit: bool = False


@frozen
class Understood:
    """All that a wording comes to.

    Args:
        outcomes: events for each row; none if it makes no event.
        remarks: kinds of remarks for each row, with the column concerned.
    """

    outcomes: tuple[Outcome, ...] = ()
    remarks: tuple[tuple[str, str], ...] = field(default=())
