"""Diagnosis, criteria and course, as a colleague wants them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crmo.assess.assessment import Assessment, Verdict
from crmo.record import Diagnosis, PartialDate, Procedure
from crmo.report.case import Case
from crmo.report.entry_words import entry_words
from crmo.report.letter.values import Paragraph, text_of
from crmo.report.words import (
    date_words,
    listed,
    name_words,
    say,
    verdict_words,
    words_of,
)

_ORDER = (
    Verdict.MET,
    Verdict.NOT_MET,
    Verdict.CANNOT_TELL,
    Verdict.NOT_ELIGIBLE,
    Verdict.EXCLUDED,
)
_BIOPSY = "bone_biopsy"


def diagnosis_paragraph(case: Case) -> Paragraph:
    """Return what was diagnosed, suspected and excluded, and what a biopsy showed."""
    newest: dict[str, Diagnosis] = {}
    for diagnosis in case.of_kind(Diagnosis):
        newest[diagnosis.concept] = diagnosis
    items = [
        say(
            "{disease}: {certainty} ({date})",
            disease=case.names.of(each),
            certainty=words_of(each.certainty),
            date=date_words(each.on),
        )
        for each in newest.values()
    ]
    biopsies = [p for p in case.of_kind(Procedure) if p.concept == _BIOPSY]
    items += [
        say("{what} ({date})", what=entry_words(each, case), date=date_words(each.on))
        for each in biopsies
    ]
    lines = [] if newest else [say("No diagnosis is recorded.")]
    if not biopsies:
        lines.append(say("No bone biopsy is recorded."))
    return Paragraph(name="diagnosis", heading=say("Diagnosis"), text=text_of(*lines, items=items))


def criteria_paragraph(case: Case) -> Paragraph | None:
    """Return which sets of criteria are met, not met, and open; None if none was applied."""
    answers = case.assessment.criteria
    if not answers:
        return None
    items = [
        say("{verdict}: {sets}", verdict=verdict_words(verdict).capitalize(), sets=sets)
        for verdict in _ORDER
        if (sets := listed([_set(a) for a in answers if a.verdict is verdict]))
    ]
    lines = [say("Made to compare children in studies, not to diagnose one child.")]
    if any(not answer.is_verified for answer in answers):
        lines.append(say("* The wording of the set was not checked at its source."))
    return Paragraph(name="criteria", heading=say("Criteria"), text=text_of(*lines, items=items))


def _set(answer: Assessment) -> str:
    title = name_words(answer.title)
    return title if answer.is_verified else f"{title}*"


def course_paragraph(case: Case) -> Paragraph:
    """Return since when, which kind of course, and every flare."""
    lines = [*_onset(case)]
    items = [
        say("{rule}: {verdict}", rule=_set(answer), verdict=verdict_words(answer.verdict))
        for answer in case.assessment.course
    ]
    flares = [f for f in case.assessment.flares if f.verdict is Verdict.MET]
    items += [_flare(case, answer) for answer in flares]
    if not flares:
        lines.append(say("No flare is on record by the rules applied."))
    if any(not a.is_verified for a in (*case.assessment.course, *flares)):
        lines.append(say("* Our own rule, or one whose wording was not checked at its source."))
    return Paragraph(name="course", heading=say("Course"), text=text_of(*lines, items=items))


def _onset(case: Case) -> Iterator[str]:
    for answer in case.assessment.course:
        onset = answer.details.get("onset")
        if onset:
            told = date_words(PartialDate.parse(str(onset)))
            yield say("First signs on record: {date}.", date=told)
            return


def _flare(case: Case, answer: Assessment) -> str:
    details = answer.details
    what = say("{rule}, {time}", rule=_set(answer), time=_time(details))
    places = details.get("places")
    if isinstance(places, tuple) and places:
        what += f": {listed([name_words(case.site(str(place))) for place in places])}"
    if details.get("silent") is True:
        what += say("; no complaint told there then")
    return what


def _time(details: Mapping[str, object]) -> str:
    start, end = details.get("start"), details.get("end")
    begun = date_words(PartialDate.parse(str(start))) if start else say("undated")
    if not end:
        return say("since {start}, not known to be over", start=begun)
    over = date_words(PartialDate.parse(str(end)))
    return say("{start} to {end}", start=begun, end=over)
