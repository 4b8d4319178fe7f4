"""Scores of the persons proposed, and their age and sex beside everybody's."""

from __future__ import annotations

from collections.abc import Mapping

from crmo.find.overview import Overview
from crmo.find.overview.people import UNKNOWN
from crmo.find.privacy.shown_numbers import ShownNumbers
from crmo.report.finding_page.figures import (
    Column,
    columns,
    count_cell,
    count_words,
    scrolled,
    share_words,
)
from crmo.report.html import NOTHING, Html, element
from crmo.report.sections.frame import Section, nothing, section
from crmo.report.words import capitalised, decimal_words, say

_BAND_HEADS = ("Band", "Points", "For certain", "Possibly only")
_AT_FIRST = "At first event"
_PERSON_HEADS = ("Proposed", "", _AT_FIRST, "Everybody", "")


def scores_section(overview: Overview, numbers: ShownNumbers) -> Section:
    """Return the section with the histogram of scores and the bands."""
    intro = say(
        "By the points that hold for certain. A person below every band is proposed because a "
        "rough date may bring the score into one."
    )
    if not overview.bins:
        return section("scores", say("Scores"), intro, nothing(say("Nobody is proposed.")))
    shades = {band.id: at for at, band in enumerate(overview.definition.bands)}
    shown = [
        Column(
            name=decimal_words(f"{each.low:g}"),
            n=numbers.of("bin", at),
            look=f"band-{min(shades[each.band], 3)}" if each.band else "below",
        )
        for at, each in enumerate(overview.bins)
    ]
    words = say("Number of persons by score; the table below tells the bands.")
    return section(
        "scores",
        say("Scores"),
        intro,
        columns(shown, words),
        element("p", say("Lowest score of each column"), class_="quiet axis-words"),
        scrolled(_bands(overview, numbers), say("Bands")),
    )


def _bands(overview: Overview, numbers: ShownNumbers) -> Html:
    rows = [
        element(
            "tr",
            element("th", element("span", class_=f"key band-{min(at, 3)}"),
                    capitalised(band.label), scope="row"),
            element("td", say("from {points}", points=decimal_words(f"{band.at_least:g}")),
                    class_="n"),
            count_cell(numbers.of("band", band.id, "certain")),
            count_cell(numbers.of("band", band.id, "possible")),
        )
        for at, band in enumerate(overview.bands)
    ]  # fmt: skip
    head = [
        element("th", say(word), scope="col", class_="n" if at else None)
        for at, word in enumerate(_BAND_HEADS)
    ]
    return element("table", element("thead", element("tr", head)), element("tbody", rows),
                   class_="finding-table narrow")  # fmt: skip


def people_section(overview: Overview, numbers: ShownNumbers) -> Section:
    """Return the section with age and sex."""
    return section(
        "people",
        say("Age and sex"),
        say(
            "Of those proposed beside everybody in the records. Age on the last day that the "
            "records know of a person; beside it the age at the first event."
        ),
        element(
            "div",
            _table(say("Sex"), "sex", overview.sex_of_all, numbers, index=False),
            _table(say("Age in years"), "age", overview.age_of_all, numbers, index=True),
            class_="two-tables",
        ),
        short=say("Age and sex"),
    )


def _table(
    title: str, name: str, words: Mapping[str, int], numbers: ShownNumbers, *, index: bool
) -> Html:
    hits, everybody = numbers.of("hits"), numbers.of("persons")
    rows = [
        element(
            "tr",
            element("th", say("not known") if word == UNKNOWN else say(word), scope="row"),
            count_cell(numbers.of(name, "hits", word)),
            _share(numbers.of(name, "hits", word), hits),
            count_cell(numbers.of(name, "index", word)) if index else NOTHING,
            count_cell(numbers.of(name, "all", word)),
            _share(numbers.of(name, "all", word), everybody),
        )
        for word in words
    ]
    heads = [head for head in _PERSON_HEADS if index or head != _AT_FIRST]
    head = [
        element("th", title, scope="col"),
        *(element("th", say(word), scope="col", class_="n") if word else element("td")
          for word in heads),
    ]  # fmt: skip
    table = element("table", element("thead", element("tr", head)), element("tbody", rows),
                    class_="finding-table")  # fmt: skip
    return scrolled(table, title)


def _share(part: int | None, whole: int | None) -> Html:
    return element("td", share_words(part, whole), class_="n quiet")


def band_tiles(overview: Overview, numbers: ShownNumbers) -> Html:
    """Return the tiles of the page's top: who is proposed, and how many in each band."""
    tiles = [
        _tile(
            "left",
            say("Proposed for review"),
            numbers.of("hits"),
            say("of {n}", n=count_words(numbers.of("persons"))),
        )
    ]
    for band in overview.bands:
        certain = numbers.of("band", band.id, "certain")
        possible = numbers.of("band", band.id, "possible")
        note = ""
        if possible:
            note = say("and {n} possibly", n=count_words(possible))
        tiles.append(_tile("scores", capitalised(band.label), certain, note))
    return element("ul", tiles, class_="tiles")


def _tile(leads_to: str, name: str, n: int | None, note: str) -> Html:
    return element(
        "li",
        element("a", element("span", name, class_="tile-name"),
                element("span", say("not shown") if n is None else count_words(n),
                        class_="tile-value"), href=f"#{leads_to}"),
        element("span", note, class_="tile-note"),
        class_="tile",
    )  # fmt: skip
