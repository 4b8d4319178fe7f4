"""The whole report."""

from __future__ import annotations

from collections.abc import Sequence

from crmo.find.overview import Overview
from crmo.find.privacy.shown_numbers import ShownNumbers
from crmo.find.worklist.hit import Hit
from crmo.knowledge import Knowledge
from crmo.report.as_written import english_note
from crmo.report.document import document
from crmo.report.finding_page.asked import asked_section, cited_sources
from crmo.report.finding_page.figures import count_words
from crmo.report.finding_page.left import answers_section, left_section
from crmo.report.finding_page.people import band_tiles, people_section, scores_section
from crmo.report.finding_page.sight import not_understood_section, sight_section
from crmo.report.finding_page.worklist import worklist_section
from crmo.report.html import NOTHING, Html, element
from crmo.report.links import seen_words, source_anchor, source_links
from crmo.report.sections.frame import Section, nothing, section
from crmo.report.words import capitalised, date_words, say

NOT_A_DIAGNOSIS = (
    "A proposal for review, not a diagnosis. A child on the list need not have CRMO; a child who "
    "is not on it may have it. Whoever looks at the record decides."
)


def finding_page_html(
    overview: Overview,
    numbers: ShownNumbers,
    knowledge: Knowledge,
    *,
    hits: Sequence[Hit] | None = None,
    nonce: str = "",
) -> str:
    """Return the report of a run as one HTML file that asks for nothing from outside.

    Args:
        overview: what was found.
        numbers: the counts to show; with a threshold, it is the report to be shared: nothing in
            it is about one person, and no code or name of the hospital's own.
        knowledge: for the sources.
        hits: the worklist, or None to leave it out; left out of what is shared in any case.
        nonce: for style and script, as for the patient page.
    """
    is_shared = numbers.threshold is not None
    definition = overview.definition
    sections = [
        left_section(overview, numbers),
        *([worklist_section(definition, hits)] if hits is not None and not is_shared else []),
        asked_section(overview, knowledge),
        answers_section(overview, numbers),
        scores_section(overview, numbers),
        people_section(overview, numbers),
        sight_section(overview, numbers),
        not_understood_section(overview, numbers),
        _sources(cited_sources(definition), knowledge),
    ]
    return document(
        title=say("Case finding: {label}", label=definition.label),
        top=_top(overview, numbers),
        sections=sections,
        nonce=nonce,
        styles=("finding.css",),
        skip=(say("Skip to who was left"), "left"),
    )


def _top(overview: Overview, numbers: ShownNumbers) -> Html:
    definition, shared = overview.definition, numbers.threshold is not None
    told = [
        date_words(overview.on),
        *([] if shared else [overview.source]),
        say("definition {id}, version {version}", id=definition.id, version=definition.version),
        say("crmo {version}, {engine}", version=overview.version, engine=overview.engine),
    ]
    return element(
        "header",
        element("p", say("Case finding"), class_="kicker"),
        element("h1", capitalised(definition.label)),
        element("p", [element("span", text) for text in told], class_="particulars"),
        element("p", _headline(numbers), class_="headline"),
        band_tiles(overview, numbers),
        element("p", say(NOT_A_DIAGNOSIS), class_="intended-use", role="note"),
        english_note(),
        _local_rules(overview, numbers),
        class_="top",
    )


def _headline(numbers: ShownNumbers) -> str:
    hits, persons = numbers.of("hits"), numbers.of("persons")
    if hits is None or persons is None:
        return say("How many are proposed is not shown: it would tell of a handful of persons.")
    if not hits:
        return say("Nobody of {n} persons is proposed for review.", n=count_words(persons))
    one = say("1 of {n} persons is proposed for review.", n=count_words(persons))
    many = say(
        "{hits} of {n} persons are proposed for review.",
        hits=count_words(hits),
        n=count_words(persons),
    )
    return one if hits == 1 else many


def _local_rules(overview: Overview, numbers: ShownNumbers) -> Html:
    del overview
    if numbers.threshold is None:
        words = say(
            "This report stays on this machine: it lists persons, under pseudonyms. What may be "
            "passed on is in the folder share, made with --share."
        )
    else:
        words = say(
            "Sums only. Counts from 1 to {most} are not shown, nor what would give them away.",
            most=numbers.threshold - 1,
        )
    return element("p", words, class_="local-rules")


def _sources(ids: Sequence[str], knowledge: Knowledge) -> Section:
    items = [_source(source_id, knowledge) for source_id in ids]
    content = element("ul", items, class_="sources") if items else nothing(
        say("The definition rests on judgement and names no source.")
    )  # fmt: skip
    return section("sources", say("Sources"), "", content)


def _source(source_id: str, knowledge: Knowledge) -> Html:
    source = knowledge.sources.get(source_id)
    if source is None:
        return element("li", source_id, id=source_anchor(source_id))
    return element(
        "li",
        source.citation or source.guideline,
        " ",
        source_links(source) or NOTHING,
        " ",
        element("span", f"({seen_words(source)})", class_="quiet"),
        id=source_anchor(source_id),
    )
