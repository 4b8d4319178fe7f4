"""Two visits laid side by side: what was asked, measured, found and given on each."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from crmo.assess.facts import Facts
from crmo.assess.visits.drugs import DrugChange, drug_changes
from crmo.assess.visits.places import PlaceActivity, newest_mri, place_activities
from crmo.assess.visits.signs import SignChange, sign_changes
from crmo.assess.visits.values import ValueChange, value_changes
from crmo.errors import InvalidValueError
from crmo.record import PartialDate


@frozen(kw_only=True)
class VisitComparison:
    """Two days and what differs between them.

    Attributes:
        earlier: the earlier day.
        later: the later day.
        values: answers on scales, counts, blood values, growth.
        signs: complaints and signs by place.
        drugs: courses that ran, or may have run.
        places: places active or uncertain on MRI by either day.
        earlier_mri: date of the newest MRI by the earlier day, or None.
        later_mri: date of the newest MRI by the later day, or None.
    """

    earlier: date
    later: date
    values: tuple[ValueChange, ...]
    signs: tuple[SignChange, ...]
    drugs: tuple[DrugChange, ...]
    places: tuple[PlaceActivity, ...]
    earlier_mri: PartialDate | None
    later_mri: PartialDate | None


def compare_visits(facts: Facts, a: date, b: date) -> VisitComparison:
    """Lay two days side by side.

    Only what is dated to just these days is a value of the visit; MRI is the newest by each
    day. A value that one of them lacks is never taken from another day.

    Args:
        facts: the record on a day.
        a: one day.
        b: another day; they are put in order.

    Raises:
        InvalidValueError: the days are the same, or one lies after the day of the facts.
    """
    earlier, later = sorted((a, b))
    if earlier == later or later > facts.on:
        raise InvalidValueError(
            "these are not two days that can be compared.",
            came=(a.isoformat(), b.isoformat()),
            expected="two different days, none after the day of the page",
            todo="Choose two days on which the child was seen.",
        )
    return VisitComparison(
        earlier=earlier,
        later=later,
        values=value_changes(facts, earlier, later),
        signs=sign_changes(facts, earlier, later),
        drugs=drug_changes(facts, earlier, later),
        places=place_activities(facts, earlier, later),
        earlier_mri=newest_mri(facts, earlier),
        later_mri=newest_mri(facts, later),
    )
