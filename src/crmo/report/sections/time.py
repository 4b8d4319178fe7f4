"""The time axis and how to read it."""

from __future__ import annotations

from crmo.report.case import Case
from crmo.report.html import NOTHING, Html, element
from crmo.report.sections.frame import Section, nothing, section
from crmo.report.time_axis import Chart, chart_of, time_axis_html
from crmo.report.words import say, say_n

# Class of the sample, and what it stands for.
_KEY = (
    ("whole_body", "whole-body scan, with the number of active places"),
    ("part", "scan of a part"),
    ("film", "radiograph or other picture"),
    ("flare-key", "flare"),
    ("silent-key", "seen on MRI, no complaint told there then"),
    ("band-key", "reference range"),
    ("high-key", "above the reference range"),
    ("limit-key", "only a limit is known: △ at least, ▽ at most"),
)


def time_section(case: Case) -> Section:
    """Return the section with everything over one calendar."""
    chart = chart_of(case)
    title = say("Everything on one time axis")
    if chart.is_empty:
        return section("time", title, "", nothing(say("Nothing in the record has a date.")))
    used = _used(chart)
    key = [
        element("li", element("span", class_=f"key {name}", aria_hidden="true"), say(words))
        for name, words in _KEY
        if name in used
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
        _left_out(chart),
        short=say("Time axis"),
    )


def _left_out(chart: Chart) -> Html:
    if not chart.n_unnamed:
        return NOTHING
    words = say_n(
        "{n} procedure, diagnosis or drug with a code that crmo does not know is not drawn.",
        "{n} procedures, diagnoses and drugs with codes that crmo does not know are not drawn.",
        chart.n_unnamed,
    )
    listed = element("a", say("They are in the list of entries."), href="#entries")
    return element("p", words, " ", listed, class_="quiet")


def _used(chart: Chart) -> set[str]:
    """Return the samples that the key needs for what is drawn."""
    found = {scan.kind for scan in chart.scans}
    found |= {"silent-key" if shade.is_silent else "flare-key" for shade in chart.shades}
    if any(track.band for track in chart.tracks):
        found |= {"band-key", "high-key"}
    if any(not point.value.is_exact for track in chart.tracks for point in track.points):
        found.add("limit-key")
    return found
