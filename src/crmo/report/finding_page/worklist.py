"""The worklist on the page; only in the report that stays on the machine."""

from __future__ import annotations

from collections.abc import Sequence

from crmo.find.answer import Holds
from crmo.find.candidates.dates import days_words
from crmo.find.worklist.hit import Answer, Hit
from crmo.knowledge.case_definition import CaseDefinition
from crmo.report.finding_page.figures import scrolled
from crmo.report.html import Html, element, joined
from crmo.report.sections.frame import Section, nothing, section
from crmo.report.words import capitalised, decimal_words, say, say_n

_HEADS = ("", "Who", "Band", "Points", "At first event", "What counts")
_MOST = 500
_AT_ONCE = 3


def worklist_section(definition: CaseDefinition, hits: Sequence[Hit]) -> Section:
    """Return the section with one row per person proposed, the highest score first."""
    intro = say(
        "Under pseudonyms; key.csv says who they are. Each links to the record in candidates/, "
        "which crmo open shows as a page."
    )
    if not hits:
        return section("worklist", say("Worklist"), intro, nothing(say("Nobody is proposed.")))
    labels = {band.id: band.label for band in definition.bands}
    head = [element("th", say(word), scope="col") if word else element("td") for word in _HEADS]
    rows = [_row(rank, hit, labels) for rank, hit in enumerate(hits[:_MOST], start=1)]
    more = len(hits) - _MOST
    rest = say_n("{n} more in worklist.csv", "{n} more in worklist.csv", more) if more > 0 else ""
    return section(
        "worklist",
        say("Worklist"),
        intro,
        scrolled(
            element("table", element("thead", element("tr", head)), element("tbody", rows),
                    class_="finding-table worklist"),
            say("Persons proposed"),
        ),
        element("p", rest, class_="quiet") if rest else None,
    )  # fmt: skip


def _row(rank: int, hit: Hit, labels: dict[str, str]) -> Html:
    band = labels.get(hit.band) or say("possibly {band}", band=labels.get(hit.band_possible, ""))
    return element(
        "tr",
        element("td", str(rank), class_="n quiet"),
        element("th", element("a", hit.pseudonym, href=f"candidates/{hit.pseudonym}.json"),
                scope="row"),
        element("td", capitalised(band)),
        element("td", _points(hit), class_="n"),
        element("td", days_words(hit.index_lo, hit.index_hi), element("br"),
                element("span", _who(hit), class_="quiet")),
        element("td", _reasons(hit)),
    )  # fmt: skip


def _reasons(hit: Hit) -> Html:
    """Return what gives points, the most first and the rest folded; and what is against."""
    told = [answer for answer in hit.of(Holds.YES, Holds.POSSIBLE) if answer.criterion.points]
    told.sort(key=lambda answer: -answer.criterion.points)
    speaks = [_reason(answer) for answer in told if answer.criterion.points > 0]
    against = [_reason(answer) for answer in told if answer.criterion.points < 0]
    if len(speaks) <= _AT_ONCE + 1:
        return element("ul", speaks, against)
    more = say_n("{n} more", "{n} more", len(speaks) - _AT_ONCE)
    rest = element("details", element("summary", more), element("ul", speaks[_AT_ONCE:]))
    return joined([element("ul", speaks[:_AT_ONCE], against), rest])


def _reason(answer: Answer) -> Html:
    is_against, words = answer.criterion.points < 0, answer.criterion.label
    if answer.holds is Holds.POSSIBLE:
        words = say("possibly: {what}", what=words)
    if is_against:
        words = say("against: {what}", what=words)
    points = f" {answer.criterion.points:+g}".replace("-", "\N{MINUS SIGN}")
    return element("li", words, element("span", points, class_="quiet"),
                   class_="against" if is_against else None)  # fmt: skip


def _points(hit: Hit) -> str:
    if hit.score_lo == hit.score_hi:
        return decimal_words(f"{hit.score_lo:g}")
    low, high = (decimal_words(f"{score:g}") for score in (hit.score_lo, hit.score_hi))
    return say("{low} to {high}", low=low, high=high)


def _who(hit: Hit) -> str:
    ages = hit.age_years
    if ages is None:
        age = say("age not known")
    elif int(ages[0]) == int(ages[1]):
        age = say("{n} years", n=max(0, int(ages[0])))
    else:
        age = say("{low} to {high} years", low=max(0, int(ages[0])), high=int(ages[1]))
    return age if hit.person.sex == "unknown" else f"{age}, {say(hit.person.sex)}"
