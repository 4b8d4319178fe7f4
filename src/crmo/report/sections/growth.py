"""Growth and lasting harm, as far as they were recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crmo.record import Entry, FactStatus, Finding, ImagingStudy, LesionStatus, Measurement, Subject
from crmo.report.case import Case
from crmo.report.html import Html, element
from crmo.report.links import entry_links
from crmo.report.sections.frame import Section, section
from crmo.report.words import date_words, quantity_words, say, words_of

_HEADS = ("What", "Newest", "When", "Before")
_MEASURES = ("height", "weight", "leg_length_difference")
_FINDINGS = ("kyphosis", "scoliosis", "leg_length_difference", "pain_amplification", "fracture")


def growth_section(case: Case) -> Section | None:
    """Return the section with growth and complications; nothing when none is recorded."""
    rows = [*_measures(case), *_findings(case), *_vertebrae(case)]
    if not rows:
        return None
    heads = [element("th", say(head), scope="col") for head in _HEADS]
    table = element(
        "table",
        element("caption", say("Growth and complications"), class_="unseen"),
        element("thead", element("tr", heads)),
        element("tbody", rows),
        class_="growth",
    )
    label = say("Growth and complications, scrolls sideways")
    return section(
        "growth",
        say("Growth and complications"),
        say("As recorded; no growth chart is applied."),
        element("div", table, class_="scroll", tabindex=0, role="group", aria_label=label),
        short=say("Growth"),
    )


def _measures(case: Case) -> Iterator[Html]:
    for analyte in _MEASURES:
        found = [
            entry for entry in case.of_kind(Measurement) if entry.analyte == analyte and entry.on
        ]
        if found:
            told = [quantity_words(e.quantity) if e.quantity else e.text for e in found]
            dated = [
                f"{words} ({date_words(entry.on)})"
                for words, entry in zip(told[:-1], found[:-1], strict=True)
            ]
            yield _row(
                case, case.names.analyte(analyte), told[-1], found, "; ".join(reversed(dated[-4:]))
            )


def _findings(case: Case) -> Iterator[Html]:
    for concept in _FINDINGS:
        found = [
            entry
            for entry in case.of_kind(Finding)
            if entry.concept == concept and entry.about is Subject.PATIENT
        ]
        if found:
            yield _row(case, case.names.concept(concept), words_of(found[-1].status), found, "")


def _vertebrae(case: Case) -> Iterator[Html]:
    """Vertebrae of which some study said that their height is reduced."""
    found: dict[str, list[ImagingStudy]] = {}
    for study in case.of_kind(ImagingStudy):
        for lesion in study.lesions:
            is_there = lesion.status is not LesionStatus.ABSENT
            if is_there and lesion.feature("height_loss") is FactStatus.PRESENT:
                found.setdefault(lesion.bone_unit, []).append(study)
    for site, studies in found.items():
        place = case.site(site)
        yield _row(case, say("Height loss: {place}", place=place), say("present"), studies, "")


def _row(case: Case, what: str, newest: str, entries: Sequence[Entry], before: str) -> Html:
    return element(
        "tr",
        element("th", what, scope="row"),
        element("td", newest, " ", entry_links(case, [entry.id for entry in entries])),
        element("td", date_words(entries[-1].on), class_="when"),
        element("td", before),
    )
