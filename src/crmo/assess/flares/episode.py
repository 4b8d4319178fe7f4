"""A flare: when it began, when it ended, and the rule that says so."""

from __future__ import annotations

from attrs import frozen

from crmo.record import PartialDate


@frozen(slots=True, kw_only=True)
class Flare:
    """One worsening after better days.

    Attributes:
        rule: id of the rule that made it.
        start: date of the study or visit that showed it.
        end: date of the one that showed it gone, or None while it lasts.
        silent: True when it was seen on MRI alone, False when it was felt, None if not known.
        places: ids of the places concerned, if the rule knows them.
        place_labels: their names.
        entries: ids of the entries it rests on.
        observed: what was seen, in short words.
        felt: what the record tells of complaints around it, as a sentence, or empty.
    """

    rule: str
    start: PartialDate
    end: PartialDate | None
    silent: bool | None
    entries: tuple[str, ...]
    places: tuple[str, ...] = ()
    place_labels: tuple[str, ...] = ()
    observed: str = ""
    felt: str = ""
