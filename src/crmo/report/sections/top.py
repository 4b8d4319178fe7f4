"""The top of the page: who, where things stand, and what the page is not."""

from __future__ import annotations

from crmo.knowledge import OverlayInUse
from crmo.report.as_written import as_written, english_note
from crmo.report.case import Case
from crmo.report.glance import Tile, glance
from crmo.report.html import NOTHING, Html, element
from crmo.report.links import entry_links
from crmo.report.words import age_words, date_words, say, sex_words

INTENDED_USE = (
    "An aid to thinking, not a diagnosis and not a medical device. Criteria were made for "
    "studies. No flag is not reassurance. Nothing here proposes a dose or ranks a treatment."
)


def top_section(case: Case) -> Html:
    """Return the head of the page."""
    return element(
        "header",
        element("p", say("CRMO patient page"), class_="kicker"),
        element("h1", who_words(case)),
        element("p", _particulars(case), class_="particulars"),
        element("p", as_written(case.assessment.headline), class_="headline"),
        _tiles(case, glance(case)),
        element("p", say(INTENDED_USE), class_="intended-use", role="note"),
        english_note(),
        _local_rules(case),
        class_="top",
    )


def _local_rules(case: Case) -> Html:
    """Say which local files were laid over crmo's rules, by whom and why."""
    files = case.knowledge.overlays
    if not files:
        return NOTHING
    lines = [
        element("li", element("b", each.file), ": ", each.summary, ". ", _decided(each))
        for each in files
    ]
    words = say("Local rules were in use for this page:")
    return element("div", element("p", words), element("ul", lines), class_="local-rules")


def _decided(overlay: OverlayInUse) -> str:
    return ", ".join(told for told in (overlay.who, overlay.when, overlay.why) if told)


def who_words(case: Case) -> str:
    """Return the name, or the id when there is no name."""
    patient = case.record.patient
    return patient.name or patient.id


def particulars(case: Case) -> list[str]:
    """Return sex, age, birth date, id and the day of the page."""
    patient = case.record.patient
    age = case.record.age_years(case.on)
    told = [
        sex_words(patient.sex, is_adult=age is not None and age.low >= 18),
        age_words(patient.birth_date, case.on),
    ]
    if patient.birth_date:
        told.append(say("born {date}", date=date_words(patient.birth_date)))
    if patient.name:
        told.append(say("id {id}", id=patient.id))
    return told


def _particulars(case: Case) -> list[Html]:
    told = [element("span", text) for text in particulars(case)]
    known = say("as known on {date}", date=date_words(case.on))
    return [*told, element("span", known, class_="known-on")]


def _tiles(case: Case, tiles: tuple[Tile, ...]) -> Html:
    if not tiles:
        return NOTHING
    return element("ul", [_tile(case, tile) for tile in tiles], class_="tiles")


def _tile(case: Case, tile: Tile) -> Html:
    return element(
        "li",
        element("a", element("span", tile.name, class_="tile-name"),
                element("span", tile.value, class_="tile-value"), href=f"#{tile.leads_to}"),
        element("span", tile.note, " ", entry_links(case, tile.entries), class_="tile-note"),
        class_=f"tile {tile.tone}",
    )  # fmt: skip
