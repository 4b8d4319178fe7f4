"""What the reader of the file noticed and could not take in as it stood."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from crmo.report.as_written import as_written
from crmo.report.case import Case
from crmo.report.html import Html, element
from crmo.report.sections.frame import Section, section
from crmo.report.words import say, say_n

if TYPE_CHECKING:
    from crmo.exchange.reading import Remark

# By value: importing the readers for three words would make every page slower.
_LEVELS = {
    "error": "could not be taken in",
    "warning": "kept, but not computed with",
    "note": "for information",
}
_MOST = 60


def remarks_section(case: Case) -> Section | None:
    """Return the section with the reader's remarks, the gravest first; nothing if none."""
    return remarks_of_reading(case.remarks) if case.remarks else None


def remarks_of_reading(remarks: Iterable[Remark]) -> Section:
    """Return the section for the remarks of one reading."""
    order = list(_LEVELS)
    ranked = sorted(remarks, key=lambda remark: order.index(remark.level.value))
    more = len(ranked) - _MOST
    rest = say_n("{n} more remark", "{n} more remarks", more) if more > 0 else None
    return section(
        "remarks",
        say("What the reader noticed"),
        say("Nothing is dropped in silence: what could not be understood is listed here."),
        element("ul", [_item(remark) for remark in ranked[:_MOST]], class_="remarks"),
        element("p", rest, class_="quiet") if rest else None,
    )


def _item(remark: Remark) -> Html:
    return element(
        "li",
        element("span", say(_LEVELS[remark.level.value]), class_=f"badge {remark.level}"),
        " ",
        element("span", as_written(remark.message)),
        " ",
        element("span", remark.where, class_="quiet"),
        element("q", remark.came) if remark.came else None,
    )
