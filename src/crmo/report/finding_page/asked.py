"""What was asked: the definition in words, with its reasons and sources."""

from __future__ import annotations

from crmo.find.definition import in_words, index_in_words, role_in_words
from crmo.find.overview import Overview
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import CaseDefinition, Criterion
from crmo.report.html import NOTHING, Html, element, joined
from crmo.report.links import source_anchor
from crmo.report.sections.frame import Section, cautions, section
from crmo.report.words import capitalised, decimal_words, say, say_n


def asked_section(overview: Overview, knowledge: Knowledge) -> Section:
    """Return the section with the definition."""
    definition = overview.definition
    counted = say("Days are counted from {index}.", index=index_in_words(definition))
    own: list[Html] = []
    parts: list[Html] = []
    for each in definition.criteria.values():
        is_part = not each.points and each.id not in (*definition.require, *definition.exclude)
        (parts if is_part else own).append(_criterion(each, definition, knowledge))
    decision = getattr(definition, "decision", "")
    return section(
        "asked",
        say("What was asked"),
        definition.purpose,
        element("p", counted, class_="asked-index"),
        element("ul", own, class_="asked"),
        _folded(parts),
        _bands(definition),
        element("p", decision, class_="quiet") if decision else None,
        cautions(definition.cautions),
        short=say("Asked"),
    )


def _criterion(criterion: Criterion, definition: CaseDefinition, knowledge: Knowledge) -> Html:
    words = in_words(criterion, definition)
    return element(
        "li",
        element("span", role_in_words(criterion, definition), class_="asked-role"),
        element(
            "div",
            element("h3", capitalised(criterion.label)),
            element("p", words) if words != criterion.label else None,
            element("p", criterion.why, " ", _standing(criterion, knowledge), class_="quiet"),
        ),
        id=f"criterion-{criterion.id}",
    )


def _folded(parts: list[Html]) -> Html:
    if not parts:
        return NOTHING
    words = say_n(
        "{n} more criterion, of which others are made",
        "{n} more criteria, of which others are made",
        len(parts),
    )
    return element("details", element("summary", words), element("ul", parts, class_="asked"))


def _standing(criterion: Criterion, knowledge: Knowledge) -> Html:
    if not criterion.source:
        return element("span", say("judgement"), class_="badge note")
    source = knowledge.sources.get(criterion.source)
    words = (source.citation or source.guideline) if source else criterion.source
    link = element("a", _short(words), href=f"#{source_anchor(criterion.source)}")
    grade = element("span", say(str(criterion.grade)), class_="badge note")
    return joined([link, " ", grade])


def _short(citation: str) -> str:
    """Return the beginning of a citation, which names its authors."""
    return citation if len(citation) <= 60 else f"{citation[:58].rsplit(' ', 1)[0]} …"


def _bands(definition: CaseDefinition) -> Html:
    rows = [
        element("tr", element("th", capitalised(band.label), scope="row"),
                element("td", say("{points} points or more",
                                  points=decimal_words(f"{band.at_least:g}"))))
        for band in definition.bands
    ]  # fmt: skip
    return element("table", element("caption", say("Bands")), element("tbody", rows),
                   class_="finding-table narrow") if rows else NOTHING  # fmt: skip


def cited_sources(definition: CaseDefinition) -> tuple[str, ...]:
    """Return ids of the sources that the criteria name, in their order."""
    named = (criterion.source for criterion in definition.criteria.values())
    return tuple(dict.fromkeys(source for source in named if source))
