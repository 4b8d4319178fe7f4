"""Diagnosis, criteria and course, as a colleague wants them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crmo.assess.assessment import Assessment, Verdict
from crmo.assess.lesions.place import place_of
from crmo.record import Certainty, Diagnosis, FactStatus, PartialDate, Procedure
from crmo.report.case import Case
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
_BIOPSY, _DISEASE = "bone_biopsy", "cno"
# What the rule that names courses calls them, in the clinic and on MRI.
COURSES = {
    "clinic": {
        "persistent": "never quiet in the clinic",
        "relapsing": "quiet and active again in the clinic",
        "single": "one episode so far in the clinic",
    },
    "mri": {
        "persistent": "never clear on MRI",
        "relapsing": "clear and active again on MRI",
        "single": "clear on whole-body MRI since",
    },
}


def diagnosis_paragraph(case: Case) -> Paragraph:
    """Return what was diagnosed, suspected and excluded, and what a biopsy showed."""
    newest: dict[str, Diagnosis] = {}
    for diagnosis in case.of_kind(Diagnosis):
        newest[diagnosis.concept] = diagnosis
    order = list(Certainty)
    told = sorted(newest.values(), key=lambda each: order.index(each.certainty))
    items = [
        say(
            "{disease}: {certainty} ({date})",
            disease=case.names.of(each),
            certainty=words_of(each.certainty),
            date=date_words(each.on),
        )
        for each in told
    ]
    biopsies = [p for p in case.of_kind(Procedure) if p.concept == _BIOPSY]
    items += [_biopsy(case, each) for each in biopsies]
    after = [] if biopsies else [say("No bone biopsy is recorded.")]
    if not case.facts.diagnoses(_DISEASE):
        after.insert(0, say("No diagnosis of CNO is recorded."))
    text = text_of(items=items, after=after)
    return Paragraph(name="diagnosis", heading=say("Diagnosis"), text=text)


def _biopsy(case: Case, biopsy: Procedure) -> str:
    """Return which questions a biopsy answered yes and no, and which it leaves open."""
    by_status: dict[FactStatus, list[str]] = {}
    for fact in biopsy.results:
        by_status.setdefault(fact.status, []).append(case.names.concept_within(fact.concept))
    found = by_status.pop(FactStatus.PRESENT, [])
    absent = by_status.pop(FactStatus.ABSENT, [])
    parts = [
        say("Bone biopsy ({date})", date=date_words(biopsy.on)),
        name_words(place_of(biopsy.site).label) if biopsy.site else "",
        say("yes: {what}", what=listed(found)) if found else "",
        say("no: {what}", what=listed(absent)) if absent else "",
        *(say("not known: {what}", what=listed(open_ones)) for open_ones in by_status.values()),
    ]
    return "; ".join(part for part in parts if part)


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
    line, after = say("Made to compare children in studies, not to diagnose one child."), []
    if any(not answer.is_verified for answer in answers):
        after.append(say("* The wording of the set was not checked at its source."))
    text = text_of(line, items=items, after=after)
    return Paragraph(name="criteria", heading=say("Criteria"), text=text)


def _set(answer: Assessment) -> str:
    title = name_words(answer.title)
    return title if answer.is_verified else f"{title}*"


def course_paragraph(case: Case) -> Paragraph:
    """Return since when, which kind of course, and every flare."""
    lines = [*_onset(case)]
    items = [line for answer in case.assessment.course for line in _course(answer)]
    flares = [f for f in case.assessment.flares if f.verdict is Verdict.MET]
    items += [_flare(answer) for answer in flares]
    after = [] if flares else [say("No flare is on record by the rules applied.")]
    if any(not a.is_verified for a in (*case.assessment.course, *flares)):
        after.append(say("* Our own rule, or one whose wording was not checked at its source."))
    text = text_of(*lines, items=items, after=after)
    return Paragraph(name="course", heading=say("Course"), text=text)


def _course(answer: Assessment) -> Iterator[str]:
    """Yield a rule's answer; where the rule names a course, what it names."""
    named = [
        say(words)
        for track, courses in COURSES.items()
        if (words := courses.get(str(answer.details.get(track, ""))))
    ]
    told = listed(named) or verdict_words(answer.verdict)
    yield say("{rule}: {verdict}", rule=_set(answer), verdict=told)


def _onset(case: Case) -> Iterator[str]:
    for answer in case.assessment.course:
        onset = answer.details.get("onset")
        if onset:
            told = date_words(PartialDate.parse(str(onset)))
            yield say("First signs on record: {date}.", date=told)
            return


def _flare(answer: Assessment) -> str:
    details = answer.details
    what = say("{rule}, {time}", rule=_set(answer), time=_time(details))
    places = details.get("places")
    if isinstance(places, tuple) and places:
        what += f": {listed([name_words(place_of(str(place)).label) for place in places])}"
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
