"""The whole comparison: a sentence, and a table in groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from crmo.assess.visits import Direction, VisitComparison, compare_visits
from crmo.report.case import Case
from crmo.report.html import NOTHING, Html, element
from crmo.report.visit_comparison.other_rows import (
    drug_change_words,
    drug_name,
    drug_rows,
    place_rows,
    sign_rows,
)
from crmo.report.visit_comparison.row import Row
from crmo.report.visit_comparison.value_rows import (
    GROWTH,
    change_words,
    is_scale,
    value_name,
    value_rows,
)
from crmo.report.words import date_words, listed, say, say_n

_DAYS_PER_MONTH = 30.4375
_DAYS_TOLD_UP_TO = 59


def visit_comparison(case: Case, earlier: date, later: date) -> Html:
    """Return two visits side by side.

    Args:
        case: the record on a day.
        earlier: the day of one visit; the workbench chooses from `assess.visits.visit_days`.
        later: the day of another; they are put in order.

    Raises:
        InvalidValueError: the days are the same, or one is after the day of the case.
    """
    compared = compare_visits(case.facts, earlier, later)
    title = say(
        "{earlier} and {later}",
        earlier=date_words(compared.earlier),
        later=date_words(compared.later),
    )
    return element(
        "section",
        element("h2", title, id="visits-title"),
        element("p", headline_words(case, compared), class_="headline"),
        element("p", say(
            "Values are those of just these two days. No size of change is taken for better or "
            "worse: a difference may be chance. What one day does not record stays open."
        ), class_="intro"),
        _table(case, compared),
        class_="visit-comparison",
        aria_labelledby="visits-title",
    )  # fmt: skip


def headline_words(case: Case, compared: VisitComparison) -> str:
    """Return how far apart the visits are and what went up, down, started and stopped."""
    moved = [
        say("{what} {change}", what=value_name(case, each), change=change_words(each))
        for each in compared.values
        if each.is_measure and each.direction in (Direction.ROSE, Direction.FELL)
    ]
    for drug in compared.drugs:
        words, way = drug_change_words(drug)
        if way in ("began", "ended"):
            moved.append(say("{what} {change}", what=drug_name(case, drug), change=words))
    apart = _apart(compared)
    if not moved:
        return say("{apart}. Nothing recorded on both went up or down.", apart=apart)
    return say("{apart}. {changes}.", apart=apart, changes="; ".join(moved))


def _apart(compared: VisitComparison) -> str:
    days = (compared.later - compared.earlier).days
    if days <= _DAYS_TOLD_UP_TO:
        return say_n("{n} day apart", "{n} days apart", days)
    months = round(days / _DAYS_PER_MONTH)
    return say_n("About {n} month apart", "About {n} months apart", months)


def _table(case: Case, compared: VisitComparison) -> Html:
    heads = [
        element("th", say("What"), scope="col"),
        element("th", date_words(compared.earlier), scope="col"),
        element("th", date_words(compared.later), scope="col"),
        element("th", say("Change"), scope="col"),
    ]
    groups = _groups(case, compared)
    bodies = [_group(case, name, rows, compared) for name, rows in groups]
    table = element(
        "table",
        element("caption", say("Two visits compared"), class_="unseen"),
        element("thead", element("tr", heads)),
        bodies,
        class_="visit-changes",
    )
    label = say("Table of two visits, scrolls sideways")
    return element("div", table, class_="scroll", tabindex=0, role="group", aria_label=label)


def _groups(case: Case, compared: VisitComparison) -> list[tuple[str, list[Row]]]:
    scales = [each for each in compared.values if is_scale(case, each)]
    growth = [each for each in compared.values if each.id in GROWTH]
    tests = [each for each in compared.values if each not in scales and each not in growth]
    return [
        (say("How the child is"), value_rows(case, scales)),
        (say("What hurts or is found at a place"), sign_rows(case, compared.signs)),
        (say("Treatment"), drug_rows(case, compared.drugs)),
        (_mri_heading(compared), place_rows(compared.places)),
        (say("Blood and other tests"), value_rows(case, tests)),
        (say("Growth"), value_rows(case, growth)),
    ]


def _mri_heading(compared: VisitComparison) -> str:
    before, after = compared.earlier_mri, compared.later_mri
    if after is None:
        return say("Active on MRI: no MRI by either day")
    if before is None:
        return say("Active on MRI: newest of {later}, none by the earlier day",
                   later=date_words(after))  # fmt: skip
    if before == after:
        return say("Active on MRI: the newest by both days is of {date}", date=date_words(after))
    return say(
        "Active on MRI: the newest of {earlier} and of {later}",
        earlier=date_words(before),
        later=date_words(after),
    )


def _group(case: Case, name: str, rows: Sequence[Row], compared: VisitComparison) -> Html:
    """Return one group; what neither day recorded is named in one line below it."""
    shown = [row for row in rows if not row.is_silent]
    silent = [row.what for row in rows if row.is_silent]
    told = [_line(case, row, compared) for row in shown]
    if silent:
        words = say("Recorded on neither day: {what}.", what=listed(silent))
        told.append(_whole_line(words))
    elif not told:
        told.append(_whole_line(say("Nothing is recorded on either day.")))
    head = element("tr", element("th", name, scope="colgroup", colspan=4), class_="group")
    return element("tbody", head, told)


def _whole_line(words: str) -> Html:
    return element("tr", element("td", words, colspan=4, class_="quiet"))


def _line(case: Case, row: Row, compared: VisitComparison) -> Html:
    note = element("span", row.note, class_="quiet row-note") if row.note else NOTHING
    sign = element("span", row.change, class_=f"moved is-{row.way or 'open'}")
    return element(
        "tr",
        element("th", row.what, " ", note, scope="row"),
        _cell(row.earlier, "", date_words(compared.earlier)),
        _cell(row.later, row.later_note, date_words(compared.later)),
        element("td", sign, " ", _links(case, row.entries)),
    )


def _cell(words: str, note: str, day: str) -> Html:
    told = words or element("span", say("not recorded"), class_="quiet")
    more = element("span", note, class_="quiet row-note") if note else None
    return element("td", told, " ", more, data_day=day)


def _links(case: Case, entries: Iterable[str]) -> Html:
    """Return links to the entries on a page that has histories; elsewhere they lead nowhere."""
    if case.entry_link is None:
        return NOTHING
    known = [entry for entry in entries if entry in case.number_of]
    links = [
        element("a", str(case.number_of[entry]), href=case.entry_link(entry)) for entry in known
    ]
    return element("span", links, class_="refs") if links else NOTHING
