"""What is due and overdue, with why and whence the interval."""

from __future__ import annotations

from collections.abc import Sequence

from crmo.report.anchors import rule_anchor
from crmo.report.as_written import as_written
from crmo.report.case import Case
from crmo.report.due_words import STATES, DueRow, due_rows
from crmo.report.html import NOTHING, Html, element
from crmo.report.links import citation, entry_links
from crmo.report.sections.frame import Section, nothing, section, standing
from crmo.report.words import say

_HEADINGS = {
    "overdue": "Overdue",
    "due": "Due now",
    "later": "Later",
    "no_interval": "No source gives an interval",
    "done": "Done",
}
_OPEN = ("overdue", "due")


def due_section(case: Case) -> Section:
    """Return the section with everything that has its time."""
    rows = due_rows(case)
    intro = say(
        "By intervals whose sources are named; a clinic can set its own. What was done elsewhere "
        "and is not on record counts as not done."
    )
    title, short = say("What is due"), say("Due")
    if not rows:
        line = nothing(say("No rule about follow-up applies to this child."))
        return section("due", title, intro, line, short=short)
    groups = [_group(case, s, [row for row in rows if row.state == s]) for s in STATES]
    none_pressing = not any(row.state in _OPEN for row in rows)
    line = nothing(say("Nothing is due on this day.")) if none_pressing else NOTHING
    return section("due", title, intro, line, groups, short=short)


def _group(case: Case, state: str, rows: Sequence[DueRow]) -> Html:
    if not rows:
        return NOTHING
    items = element("ul", [_row(case, row) for row in rows], class_="dues")
    heading = say(_HEADINGS[state])
    if state in _OPEN:
        return element("div", element("h3", heading), items, class_=f"due-group is-{state}")
    summary = element("summary", heading, " ", element("span", str(len(rows)), class_="quiet"))
    return element("details", summary, items)


def _row(case: Case, row: DueRow) -> Html:
    parts = [entry for reason in row.answer.reasons for entry in reason.entries]
    return element(
        "li",
        element("span", row.title, class_="due-what"),
        element("span", as_written(row.words) if row.is_of_rule else row.words, class_="due-when"),
        element("span", row.last, " ", entry_links(case, parts), class_="due-last"),
        element(
            "span",
            as_written(row.why),
            " ",
            entry_links(case, row.answer.entries),
            " ",
            _decision(row),
            standing(row.answer),
            " ",
            citation(case, _sources(row), label=say("Source of the interval")),
            class_="due-why",
        ),
        id=rule_anchor(case, row.answer),
    )


def _decision(row: DueRow) -> Html:
    """Return the reason for an interval that is a decision of ours or of the clinic."""
    words = str(row.answer.details.get("interval_decision") or "")
    return element("span", as_written(words), " ", class_="quiet") if words else NOTHING


def _sources(row: DueRow) -> tuple[str, ...]:
    own = row.answer.details.get("interval_source")
    return tuple(own) if isinstance(own, tuple) and own else row.answer.sources
