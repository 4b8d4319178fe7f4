"""Findings, imaging, tests and growth as last recorded."""

from __future__ import annotations

from collections.abc import Iterator

from crmo.assess.lesions.timeline import LesionState
from crmo.record import Finding, ImagingStudy, Measurement, Modality, Subject
from crmo.report.case import Case
from crmo.report.entry_words import entry_words
from crmo.report.letter.newest import (
    GROWTH,
    NewestScore,
    last_visit,
    measured_words,
    never_asked,
    newest_scores,
    newest_tests,
)
from crmo.report.letter.scans import active, by_change, newest_mri, newest_pair, shows_all
from crmo.report.letter.values import Paragraph, text_of
from crmo.report.scan_comparison.figure import STATES
from crmo.report.scan_comparison.maps import coverage_words, scan_words
from crmo.report.words import (
    capitalised,
    date_words,
    listed,
    name_words,
    number_words,
    quantity_words,
    say,
)


def findings_paragraph(case: Case) -> Paragraph:
    """Return the newest answers on scales, and the findings of the newest visit."""
    scores = newest_scores(case)
    items = [_score(score) for score in scores]
    day, lines = last_visit(case), []
    lines.append(
        say("Last visit on record: {date}.", date=date_words(day))
        if day
        else say("No visit is on record.")
    )
    found = [
        f
        for f in case.of_kind(Finding)
        if f.about is Subject.PATIENT and f.on and f.on.is_day and f.on.earliest == day
    ]
    items += [entry_words(finding, case) for finding in found]
    if day and not found:
        lines.append(say("No examination of that day is recorded."))
    lacking = never_asked(case)
    if lacking:
        lines.append(say("Never recorded: {what}.", what=listed(lacking)))
    return Paragraph(
        name="findings", heading=say("Current findings"), text=text_of(*lines, items=items)
    )


def _score(score: NewestScore) -> str:
    told = say(
        "{name}: {value} ({date})", name=score.name, value=score.value, date=date_words(score.on)
    )
    return told if score.is_current else say("{told}, not current", told=told)


def imaging_paragraph(case: Case) -> Paragraph:
    """Return what MRI last showed, what changed since the one before, and other pictures."""
    newest = newest_mri(case)
    lines = [*_mri_lines(case, newest)] if newest else [say("No MRI is on record.")]
    items = [*_changes(case)]
    others = [s for s in case.of_kind(ImagingStudy) if s.modality is not Modality.MRI and s.on]
    if others:
        words = say("Other pictures: {scans}.", scans=listed([scan_words(s) for s in others[-4:]]))
        lines.append(words)
    return Paragraph(name="imaging", heading=say("Imaging"), text=text_of(*lines, items=items))


def _mri_lines(case: Case, newest: ImagingStudy) -> Iterator[str]:
    yield f"{capitalised(scan_words(newest))}. {coverage_words(newest)}"
    places = active(case)
    current = [_place(p.label, p.state.size_mm) for p in places if p.is_of_newest]
    older = [
        say("{place} ({date})", place=name_words(p.label), date=date_words(p.state.on))
        for p in places
        if not p.is_of_newest
    ]
    if current:
        yield say("It shows a lesion at: {places}.", places=listed(current))
    elif shows_all(case, newest):
        yield say("It shows no lesion.")
    else:
        yield say("It lists no lesion, and does not settle the whole skeleton.")
    if older:
        yield say("Last seen active and not looked at since: {places}.", places=listed(older))


def _place(label: str, size_mm: float | None) -> str:
    name = name_words(label)
    if size_mm is None:
        return name
    return say("{place}, {size} mm", place=name, size=number_words(size_mm))


def _changes(case: Case) -> Iterator[str]:
    pair = newest_pair(case)
    if pair is None:
        return
    studies = {study.id: study for study in case.of_kind(ImagingStudy)}
    since = scan_words(studies[pair.earlier])
    grouped = by_change(pair)
    for state, word in STATES.items():
        if state in grouped and state is not LesionState.CLEAR:
            places = [name_words(change.place.label) for change in grouped[state]]
            yield say(
                "Since the {scan}, {change}: {places}",
                scan=since,
                change=say(word),
                places=listed(places),
            )


def labs_paragraph(case: Case) -> Paragraph:
    """Return the newest value of every test, each with its date."""
    tests = newest_tests(case)
    items = [
        say("{name}: {value}", name=case.names.of(each.entry), value=measured_words(each))
        for each in tests
    ]
    lines = say("The newest value of each test:") if tests else say("No blood value is on record.")
    return Paragraph(name="labs", heading=say("Laboratory"), text=text_of(lines, items=items))


def growth_paragraph(case: Case) -> Paragraph | None:
    """Return the newest height and weight; None if neither was ever recorded."""
    items = []
    for analyte in GROWTH:
        found = [m for m in case.of_kind(Measurement) if m.analyte == analyte and m.on]
        if found:
            newest = found[-1]
            value = quantity_words(newest.quantity) if newest.quantity else newest.text
            items.append(
                say(
                    "{name}: {value} ({date})",
                    name=case.names.analyte(analyte),
                    value=value,
                    date=date_words(newest.on),
                )
            )
    if not items:
        return None
    line = say("As recorded; no growth chart is applied.")
    return Paragraph(name="growth", heading=say("Growth"), text=text_of(line, items=items))
