"""What the disease is, what was found, and what changed, for a family."""

from __future__ import annotations

from collections.abc import Iterator

from crmo.assess.assessment import Verdict
from crmo.assess.facts import Measured
from crmo.assess.lesions.comparison import Change
from crmo.assess.measures import is_within_range
from crmo.record import Certainty, Diagnosis, ImagingStudy
from crmo.report.case import Case
from crmo.report.letter.family_words import CHANGES
from crmo.report.letter.newest import NewestScore, newest_scores, newest_tests
from crmo.report.letter.scans import active, by_change, newest_mri, newest_pair, shows_all
from crmo.report.letter.values import Paragraph, text_of
from crmo.report.scan_comparison.maps import reported_sites, scan_words
from crmo.report.words import (
    capitalised,
    date_words,
    listed,
    name_words,
    quantity_words,
    say,
    say_n,
)

_DISEASE = "cno"
# The two blood values that a family hears of; all others are for the colleague.
_TOLD_TESTS = ("crp", "esr")
_TOLD_SCALES = ("pain", "patient_global", "physician_global")


def child_words(case: Case) -> str:
    """Return the child's name as the letter uses it."""
    return case.record.patient.name or say("your child")


def disease_paragraph(case: Case) -> Paragraph:
    """Return what was diagnosed, as certain as it is."""
    found = [d for d in case.of_kind(Diagnosis) if d.concept == _DISEASE]
    known = case.knowledge.concepts.get(_DISEASE)
    disease = name_words(known.plain_label if known else "CRMO")
    child, newest = capitalised(child_words(case)), found[-1] if found else None
    if newest is None:
        line = say("There is no diagnosis of CRMO in the record.")
    elif newest.certainty is Certainty.CONFIRMED:
        line = say("{child} has {disease}.", child=child, disease=disease)
        line += " " + say("The diagnosis was made on {date}.", date=date_words(newest.on))
    elif newest.certainty is Certainty.EXCLUDED:
        line = say("{child} does not have {disease}.", child=child, disease=disease)
    else:
        line = say("It may be {disease}. This is not certain.", disease=disease)
    text = text_of(line, *_chronic(case))
    return Paragraph(name="disease", heading=say("The disease"), text=text)


def _chronic(case: Case) -> Iterator[str]:
    """Say that it came back, where the rule of that says so."""
    for answer in case.assessment.course:
        if answer.rule == "recurrent_course" and answer.verdict is Verdict.MET:
            if answer.details.get("places"):
                yield say("It has come back at a place where it had gone.")
            else:
                yield say("After a quiet time there were signs of it again.")


def found_paragraph(case: Case) -> Paragraph:
    """Return what the newest scan, answers and blood tests showed."""
    lines = [*_scan(case)]
    scores = [score for score in newest_scores(case) if score.id in _TOLD_SCALES]
    if scores:
        lines.append(
            say("How things were rated, from 0 (best) to 10, and what blood tests showed:")
        )
    items = [_score(case, score) for score in scores]
    items += [*_tests(case)]
    after = [*_normal_tests(case), *_open_questions(case)]
    text = text_of(*lines, items=items, after=after)
    return Paragraph(name="found", heading=say("What was found"), text=text)


def _normal_tests(case: Case) -> Iterator[str]:
    """Say that a normal test is no reassurance, where one is told and a source says so."""
    known = case.knowledge.statements.get("normal_bloods")
    if known is None or not known.source:
        return
    if any(is_within_range(each) for each in newest_tests(case) if _is_told(each)):
        yield say("These blood tests can be normal although a child has the disease.")


def _is_told(each: Measured) -> bool:
    return each.entry.analyte in _TOLD_TESTS and each.entry.quantity is not None


def _open_questions(case: Case) -> Iterator[str]:
    """Say that flags are raised; what they may mean is for the doctor to tell."""
    if any(flag.verdict is Verdict.MET for flag in case.assessment.red_flags):
        yield say("Some findings need a closer look. Please ask your doctor about them.")


def _scan(case: Case) -> Iterator[str]:
    newest = newest_mri(case)
    if newest is None:
        yield say("There is no MRI scan in the record.")
        return
    yield say("The newest scan is the {scan}.", scan=scan_words(newest))
    places = active(case)
    current = [case.site(place.site) for place in places if place.is_of_newest]
    older = [case.site(place.site) for place in places if not place.is_of_newest]
    if current:
        yield say_n(
            "It shows the disease at {n} place: {places}."
            if _is_diagnosed(case)
            else "It shows a change at {n} place: {places}.",
            "It shows the disease at {n} places: {places}."
            if _is_diagnosed(case)
            else "It shows a change at {n} places: {places}.",
            len(current),
            places=listed(current),
        )
    elif shows_all(case, newest):
        yield say("It shows no place where the disease is active.")
    else:
        yield say("It names no active place. It did not look at the whole body.")
    if older:
        yield say("Seen on an older scan and not looked at since: {places}.", places=listed(older))


def _is_diagnosed(case: Case) -> bool:
    said = case.facts.diagnoses(_DISEASE)
    return any(d.certainty is Certainty.CONFIRMED for d in said)


def _score(case: Case, score: NewestScore) -> str:
    known = case.knowledge.instruments.get(score.id)
    name = capitalised(name_words(known.plain_label)) if known else score.name
    told = {"name": name, "value": score.value, "date": date_words(score.on)}
    if score.is_current:
        return say("{name}: {value} on {date}.", **told)
    return say("{name}: {value} on {date}. That is some time ago.", **told)


def _tests(case: Case) -> Iterator[str]:
    for each in newest_tests(case):
        entry = each.entry
        known = case.knowledge.analytes.get(entry.analyte)
        if entry.analyte not in _TOLD_TESTS or known is None or entry.quantity is None:
            continue
        name, value = name_words(known.plain_label), quantity_words(entry.quantity)
        told = {"name": name, "value": value, "date": date_words(entry.on)}
        within = is_within_range(each)
        if within is None:
            yield say("{name}: {value} on {date}.", **told)
        elif within:
            yield say("{name}: {value} on {date}. The laboratory calls that normal.", **told)
        else:
            yield say("{name}: {value} on {date}. The laboratory calls that not normal.", **told)


def changed_paragraph(case: Case) -> Paragraph:
    """Return what changed between the two newest scans, and in the newest answers."""
    lines = [*_scan_changes(case)]
    items = [
        say(
            "{name}: {before} on {day}, then {value} on {date}.",
            name=_plain_name(case, score),
            before=score.before,
            day=date_words(score.before_on),
            value=score.value,
            date=date_words(score.on),
        )
        for score in newest_scores(case)
        if score.id in _TOLD_SCALES and score.before
    ]
    return Paragraph(name="changed", heading=say("What changed"), text=text_of(*lines, items=items))


def _plain_place(case: Case, change: Change, study: ImagingStudy) -> str:
    """Return a place in everyday words, as the scan reports it where that is one bone."""
    reported = reported_sites(study, change.place)
    return case.site(reported[0]) if len(reported) == 1 else name_words(change.place.label)


def _plain_name(case: Case, score: NewestScore) -> str:
    known = case.knowledge.instruments.get(score.id)
    return capitalised(name_words(known.plain_label)) if known else score.name


def _scan_changes(case: Case) -> Iterator[str]:
    pair = newest_pair(case)
    if pair is None:
        yield say("There are no two MRI scans to compare.")
        return
    studies = {study.id: study for study in case.of_kind(ImagingStudy)}
    yield say(
        "We compared the {later} with the {earlier}.",
        later=scan_words(studies[pair.later]),
        earlier=scan_words(studies[pair.earlier]),
    )
    grouped = by_change(pair)
    for state, sentence in CHANGES.items():
        if state in grouped:
            places = [_plain_place(case, each, studies[pair.later]) for each in grouped[state]]
            yield say(sentence, places=listed(places))
    if not grouped.keys() & CHANGES.keys():
        yield say("Neither shows the disease.")
