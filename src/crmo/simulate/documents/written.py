"""What is written about a child, and where in the text each statement stands."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from attrs import frozen


class Statement(NamedTuple):
    """That some words of a text tell some part of an entry.

    Parts: `on`, `concept`, `status`, `about`, `site`, `site_text`, `since`, `until`, `severity`,
    `analyte`, `value`, `unit`, `comparator`, `flag`, `text`, `reference_low`, `reference_high`,
    `instrument`, `scale`, `drug`, `end`, `ongoing`, `dose`, `route`, `indication`, `response`,
    `sustained`, `stop_reason`, `adverse:<concept>`, `result:<concept>`, `certainty`, `contact`,
    `department`, `reason`, `modality`, `whole_body`, `covers:<site>`, `sequence:<name>`,
    `contrast`, `unlisted`, `conclusion`, and of the lesion in place n `lesion:<n>` (its site),
    `lesion:<n>:status`, `lesion:<n>:size`, `lesion:<n>:active`, `lesion:<n>:feature:<concept>`.
    A part with `:status` behind it (`result:blasts:status`) marks the words that affirm or deny.
    The patient's own parts are `id`, `sex` and `birth_date`.

    Args:
        entry: id of the entry; empty for the patient.
        part: what of it, as above.
        start: first character of the words.
        end: character after the last.
        told: what the words stand for where the entry cannot say it: a date or a site told less
            exactly, a value in another unit, a side given wrongly. Dates as in records, numbers
            with a point, sites and units by id. Empty when it is what the entry holds.
    """

    entry: str
    part: str
    start: int
    end: int
    told: str = ""


@frozen(kw_only=True)
class WrittenDocument:
    """One note or report.

    Args:
        id: unique among the documents of the child.
        on: day it is dated; the last possible day where the text names only a month or year.
        kind: `clinic_note`, `imaging_report`, `pathology_report`, `addendum`.
        style: house style it is written in.
        dialect: `en_GB` or `en_US`.
        title: its heading.
        text: all of it, heading included.
        statements: what it tells, in the order of the text.
        amends: id of the report that an addendum corrects, or empty.
    """

    id: str
    on: date
    kind: str
    style: str
    dialect: str
    title: str
    text: str
    statements: tuple[Statement, ...]
    amends: str = ""
