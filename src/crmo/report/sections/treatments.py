"""Treatments in the order of time, with what was measured before, at the end and after each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmo.assess.assessment import Assessment, Verdict
from crmo.assess.measures import measures
from crmo.record import Interval, PartialDate, TreatmentCourse
from crmo.report.anchors import rule_anchor
from crmo.report.as_written import as_written
from crmo.report.case import Case
from crmo.report.html import NOTHING, Html, element
from crmo.report.links import citation, entry_links
from crmo.report.sections.frame import (
    Section,
    cautions,
    common_cautions,
    nothing,
    own_cautions,
    section,
    standing,
)
from crmo.report.words import (
    capitalised,
    date_words,
    interval_words,
    name_words,
    number_words,
    say,
    unit_words,
    verdict_words,
)

_MOMENTS = (("before", "before"), ("at_end", "at the end, or now"), ("after", "first after it"))


def treatments_section(case: Case) -> Section:
    """Return the section with every course of treatment."""
    courses = case.assessment.treatments
    title, short = say("Treatments, and what happened"), say("Treatments")
    intro = say(
        "In the order of time and never ranked. What followed a drug was not necessarily caused "
        "by it. No dose is checked or proposed."
    )
    if not courses:
        line = nothing(say("The record names no treatment."))
        return section("treatments", title, intro, line, short=short)
    items = element("ol", [_course(case, course) for course in courses], class_="courses")
    first = courses[0]
    foot = element("p", standing(first), " ", citation(case, first.sources), class_="foot")
    said_once = cautions(common_cautions(courses))
    return section("treatments", title, intro, items, said_once, foot, short=short)


def _course(case: Case, course: Assessment) -> Html:
    drug = str(course.details.get("drug", ""))
    now = {Verdict.MET: say("now"), Verdict.CANNOT_TELL: say("end not known")}
    return element(
        "li",
        element(
            "h3",
            _name(case, course),
            " ",
            element("span", case.names.drug_class(drug), class_="quiet"),
            element("span", now[course.verdict], class_="badge running")
            if course.verdict in now
            else None,
        ),
        element("p", as_written(course.summary), " ", _own_links(case, course), class_="summary"),
        _values(case, course.details),
        _pedcno(course.details),
        own_cautions(course, common_cautions(case.assessment.treatments)),
        class_="course",
        id=rule_anchor(case, course),
    )


def _name(case: Case, course: Assessment) -> str:
    entries = (case.by_id.get(entry) for entry in course.entries)
    first = next((e for e in entries if isinstance(e, TreatmentCourse)), None)
    return (
        case.names.of(first)
        if first
        else capitalised(name_words(str(course.details.get("label", ""))))
    )


def _own_links(case: Case, course: Assessment) -> Html:
    """Return links to the entries of the course itself; its values have their own."""
    return entry_links(
        case, (e for e in course.entries if isinstance(case.by_id.get(e), TreatmentCourse))
    )


def _values(case: Case, details: Mapping[str, Any]) -> Html:
    """Return a small table: a column per measure that has a value, a row per moment."""
    known = measures(case.facts)
    columns = [
        key
        for key in known
        if any((details.get(moment) or {}).get(key) for moment, _words in _MOMENTS)
    ]
    if not columns:
        return NOTHING
    heads = [
        element("th", _head(name_words(known[key].label), known[key].unit), scope="col")
        for key in columns
    ]
    rows = [
        element(
            "tr",
            element("th", say(words), scope="row"),
            [_value(case, (details.get(moment) or {}).get(key)) for key in columns],
        )
        for moment, words in _MOMENTS
        if any((details.get(moment) or {}).get(key) for key in columns)
    ]
    table = element(
        "table",
        element("caption", say("Values around the course"), class_="unseen"),
        element("thead", element("tr", element("td"), heads)),
        element("tbody", rows),
        class_="around",
    )
    label = say("Values around the course, scrolls sideways")
    return element("div", table, class_="scroll", tabindex=0, role="group", aria_label=label)


def _head(label: str, unit: str) -> str:
    told = unit_words(unit)
    return f"{capitalised(label)}, {told}" if told else capitalised(label)


def _value(case: Case, value: Mapping[str, Any] | None) -> Html:
    if not value:
        return element("td", element("span", "–", class_="quiet"))
    low, high = float(value["value"]), value["high"]
    possible = Interval(low, float("inf") if high is None else float(high))
    words = number_words(low) if possible.is_exact else interval_words(possible)
    day = date_words(PartialDate.parse(value["on"]))
    return element("td", words, " ", entry_links(case, value["entries"]), title=day)


def _pedcno(details: Mapping[str, Any]) -> Html:
    levels = details.get("pedcno")
    if not levels:
        return NOTHING
    told = [
        f"{level.replace('pedcno', 'PedCNO')}: {_word(verdict)}"
        for level, verdict in levels.items()
    ]
    return element("p", say("From start to end or now: "), ", ".join(told), class_="quiet")


def _word(verdict: object) -> str:
    return verdict_words(Verdict(str(verdict)))
