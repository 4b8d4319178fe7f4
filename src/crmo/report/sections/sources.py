"""The sources that answers on the page follow."""

from __future__ import annotations

from crmo.report.case import Case
from crmo.report.html import Html, element
from crmo.report.links import seen_words, source_anchor, source_links
from crmo.report.sections.frame import Section, nothing, section
from crmo.report.words import plain_id, say


def sources_section(case: Case) -> Section:
    """Return the section with every source named on the page."""
    intro = say("How much of each was read when its rule was written down stands behind it.")
    if not case.cited:
        return section("sources", say("Sources"), "", nothing(say("No source is named.")))
    items = [_item(case, source_id) for source_id in case.cited]
    return section("sources", say("Sources"), intro, element("ul", items, class_="sources"))


def _item(case: Case, source_id: str) -> Html:
    source = case.source(source_id)
    if source is None:
        return element("li", plain_id(source_id), id=source_anchor(source_id))
    return element(
        "li",
        source.citation or source.guideline,
        " ",
        source_links(source),
        " ",
        element("span", say("({seen})", seen=seen_words(source)), class_="quiet"),
        id=source_anchor(source_id),
    )
