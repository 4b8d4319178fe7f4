"""Two scans laid side by side in words."""

from __future__ import annotations

from crmo.assess.lesions.comparison import Change, StudyComparison
from crmo.assess.lesions.timeline import LesionState
from crmo.record import FactStatus, ImagingStudy
from crmo.report.html import NOTHING, Html, element
from crmo.report.lesion_map.places import LesionBook
from crmo.report.words import (
    date_words,
    modality_words,
    name_words,
    number_words,
    say,
    say_n,
)

_GROUPS = (
    (LesionState.NEW, "New"),
    (LesionState.RECURRED, "Recurred"),
    (LesionState.PERSISTENT, "Persistent"),
    (LesionState.HEALED, "Healed"),
    (LesionState.UNCERTAIN, "Cannot tell"),
    (LesionState.NOT_COVERED, "Not covered by one of the two"),
)


def comparison_html(book: LesionBook) -> Html:
    """Return the comparison of two scans, with a choice of which two where there is one."""
    newest = book.newest_comparison()
    if newest is None:
        return NOTHING
    shown = (newest.earlier, newest.later)
    blocks = [
        _block(book, comparison, is_shown=pair == shown)
        for pair, comparison in book.comparisons.items()
    ]
    choice = element(
        "p",
        _select(book, "compare-earlier", say("Compare"), newest.earlier),
        " ",
        _select(book, "compare-later", say("with"), newest.later),
        class_="compare-choice scripted-only",
    )
    no_pair = element(
        "p",
        say("These two are not compared: choose an earlier scan first and a later one second."),
        class_="quiet no-pair",
        hidden=True,
    )
    return element(
        "div",
        element("h3", say("Two scans compared")),
        choice,
        element("div", blocks, no_pair, aria_live="polite"),
        class_="compare",
    )


def _select(book: LesionBook, name: str, label: str, chosen: str) -> Html:
    options = [
        element("option", _scan_words(study), value=study.id, selected=study.id == chosen)
        for study in book.scans
    ]
    return element("label", f"{label} ", element("select", options, id=name))


def _scan_words(study: ImagingStudy) -> str:
    is_whole = study.whole_body is FactStatus.PRESENT
    return f"{date_words(study.on)}, {modality_words(study.modality, is_whole_body=is_whole)}"


def _block(book: LesionBook, comparison: StudyComparison, *, is_shown: bool) -> Html:
    by_id = {study.id: study for study in book.scans}
    heading = say(
        "From {earlier} to {later}",
        earlier=_scan_words(by_id[comparison.earlier]),
        later=_scan_words(by_id[comparison.later]),
    )
    return element(
        "div",
        element("p", heading, class_="quiet"),
        _limits(comparison),
        element("dl", [_group(comparison, *group) for group in _GROUPS], class_="changes"),
        class_="comparison",
        data_earlier=comparison.earlier,
        data_later=comparison.later,
        hidden=not is_shown,
    )


def _limits(comparison: StudyComparison) -> Html:
    told = []
    if not comparison.order_is_known:
        told.append(say("Their dates do not tell which was first."))
    if not comparison.same_track:
        told.append(say("Different kinds of picture: nothing is called healed."))
    return element("p", " ".join(told), class_="quiet") if told else NOTHING


def _group(comparison: StudyComparison, state: LesionState, name: str) -> Html:
    changes = [change for change in comparison.changes if change.change is state]
    if not changes:
        return NOTHING
    count = say_n("{n} place", "{n} places", len(changes))
    return element(
        "div",
        element("dt", say(name), " ", element("span", count, class_="quiet")),
        [element("dd", _change_words(change)) for change in changes],
        class_=f"change is-{state}",
    )


def _change_words(change: Change) -> str:
    before, after = change.earlier_size_mm, change.later_size_mm
    if before is not None and after is not None:
        sizes = f"{number_words(before)} → {number_words(after)} mm"
        return f"{name_words(change.place.label)} ({sizes})"
    return name_words(change.place.label)
