"""The time axis and how to read it."""

from __future__ import annotations

from crmo.report.case import Case
from crmo.report.html import element
from crmo.report.sections.frame import Section, nothing, section
from crmo.report.time_axis import chart_of, time_axis_html
from crmo.report.words import say

_KEY = (
    ("whole_body", "whole-body scan, with the number of active places"),
    ("part", "scan of a part"),
    ("film", "radiograph or other picture"),
    ("flare-key", "flare"),
    ("silent-key", "silent: seen on a scan, not felt"),
    ("band-key", "reference range"),
    ("high-key", "above the reference range"),
)


def time_section(case: Case) -> Section:
    """Return the section with everything over one calendar."""
    chart = chart_of(case)
    title = say("Everything on one time axis")
    if chart.is_empty:
        return section("time", title, "", nothing(say("Nothing in the record has a date.")))
    key = [
        element("li", element("span", class_=f"key {name}", aria_hidden="true"), say(words))
        for name, words in _KEY
    ]
    intro = say(
        "Dates known only to the month or year are drawn as spans; an end that is not known fades."
    )
    return section(
        "time",
        title,
        intro,
        time_axis_html(chart),
        element("ul", key, class_="legend"),
        short=say("Time axis"),
    )
