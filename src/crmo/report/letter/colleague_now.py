"""Findings, imaging, tests and growth as last recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crmo.assess.facts import Measured
from crmo.record import Finding, ImagingStudy, Measurement, Modality, PartialDate, Subject
from crmo.report.case import Case
from crmo.report.entry_words import entry_words
from crmo.report.letter.newest import (
    GROWTH,
    NewestScore,
    last_told,
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
    scores, day = newest_scores(case), last_told(case)
    line = (
        say("Last examined or asked on {date}.", date=date_words(day))
        if day
        else say("No answer on a scale and no finding is on record.")
    )
    items = [*_scores(scores)]
    found = [
        f
        for f in case.of_kind(Finding)
        if f.about is Subject.PATIENT and f.on and f.on.is_day and f.on.earliest == day
    ]
    items += [entry_words(finding, case) for finding in found]
    lacking, after = never_asked(case), []
    if day and not found:
        after.append(say("No examination of that day is recorded."))
    if lacking:
        after.append(say("Never recorded: {what}.", what=listed(lacking)))
    text = text_of(line, items=items, after=after)
    return Paragraph(name="findings", heading=say("Current findings"), text=text)


def _scores(scores: Iterable[NewestScore]) -> Iterator[str]:
    """Yield a line per day on which scales were last answered, the newest day first."""
    by_day: dict[PartialDate, list[NewestScore]] = {}
    for score in scores:
        by_day.setdefault(score.on, []).append(score)
    for day in sorted(by_day, key=lambda each: each.earliest, reverse=True):
        told = [say("{name} {value}", name=s.name, value=s.value) for s in by_day[day]]
        line = say("{date}: {values}", date=date_words(day), values="; ".join(told))
        old = [s.window_days for s in by_day[day] if not s.is_current]
        if old:
            line += say(" (more than {n} days ago, so not current)", n=number_words(max(old)))
        yield line


def imaging_paragraph(case: Case) -> Paragraph:
    """Return what MRI last showed, what changed since the one before, and other pictures."""
    newest = newest_mri(case)
    lines = [*_mri_lines(case, newest)] if newest else [say("No MRI is on record.")]
    items, after = [*_changes(case)], []
    others = [s for s in case.of_kind(ImagingStudy) if s.modality is not Modality.MRI and s.on]
    if others:
        words = say("Other pictures: {scans}.", scans=listed([scan_words(s) for s in others[-4:]]))
        after.append(words)
    text = text_of(*lines, items=items, after=after)
    return Paragraph(name="imaging", heading=say("Imaging"), text=text)


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
        if state in grouped:
            places = [name_words(change.place.label) for change in grouped[state]]
            yield say(
                "Since the {scan}, {change}: {places}",
                scan=since,
                change=say(word),
                places=listed(places),
            )


def labs_paragraph(case: Case) -> Paragraph:
    """Return the newest value of every test, by date, the newest first."""
    by_day: dict[PartialDate | None, list[Measured]] = {}
    for each in newest_tests(case):
        by_day.setdefault(each.entry.on, []).append(each)
    days = sorted(by_day, key=lambda day: day.earliest if day else case.on, reverse=True)
    items = [
        say("{date}: {values}", date=date_words(day), values=_tests(case, by_day[day]))
        for day in days
    ]
    line = say("The newest value of each test:") if items else say("No test is on record.")
    return Paragraph(name="labs", heading=say("Laboratory"), text=text_of(line, items=items))


def _tests(case: Case, tests: Iterable[Measured]) -> str:
    told = (
        say("{name} {value}", name=case.names.short_of(t.entry), value=measured_words(t))
        for t in tests
    )
    return ", ".join(told)


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
