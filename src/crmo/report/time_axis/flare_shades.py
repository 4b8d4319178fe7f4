"""Flares of the assessment as shaded times."""

from __future__ import annotations

from crmo.assess.assessment import Assessment, Verdict
from crmo.record import PartialDate
from crmo.report.case import Case
from crmo.report.time_axis.values import Shade
from crmo.report.words import date_words, language, name_words, say


def flare_shades(case: Case) -> tuple[Shade, ...]:
    """Return a shaded time for each flare; one that is not known to be over lasts to the day."""
    return tuple(
        _shade(case, flare)
        for flare in case.assessment.flares
        if flare.verdict is Verdict.MET and flare.details.get("start")
    )


def _shade(case: Case, flare: Assessment) -> Shade:
    start = PartialDate.parse(str(flare.details["start"]))
    told_end = flare.details.get("end")
    end = PartialDate.parse(str(told_end)) if told_end else None
    is_silent = flare.details.get("silent") is True
    span = (
        say("{start} to {end}", start=date_words(start), end=date_words(end))
        if end
        else say("since {start}", start=date_words(start))
    )
    # A title cannot hold two languages; the summary stands in its section, marked as English.
    told = f"{name_words(flare.title)}, {span}"
    return Shade(
        start=start.earliest,
        end=end.latest if end else case.on,
        label=say("seen on MRI only") if is_silent else say("flare"),
        words=f"{told}: {flare.summary}" if language() == "en" else told,
        is_silent=is_silent,
    )
