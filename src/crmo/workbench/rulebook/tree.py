"""Any piece of knowledge as a nested list: every number with its unit, source and grade."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from crmo.knowledge import Knowledge
from crmo.report.as_written import said_if_known
from crmo.report.html import Html, element, joined
from crmo.report.rule_words import GRADES

_ORIGIN = ("source", "sources", "decision", "grade")


def tree(value: Any, knowledge: Knowledge) -> Html:
    """Return a value of the knowledge as nested lists.

    Sources become links to their pages; a number that is not known says so.

    Args:
        value: plain YAML values.
        knowledge: for the sources.
    """
    if isinstance(value, Mapping):
        return _mapping(value, knowledge)
    if isinstance(value, list | tuple):
        return _list(value, knowledge)
    return _leaf(value)


def _mapping(value: Mapping[str, Any], knowledge: Knowledge) -> Html:
    rows = [
        element(
            "div",
            element("dt", str(key).replace("_", " "), lang="en"),
            element("dd", tree(inner, knowledge)),
            class_="is-flat" if not isinstance(inner, Mapping | list | tuple) else None,
        )
        for key, inner in value.items()
        if key not in _ORIGIN
    ]
    origin = _origin(value, knowledge)
    return element("div", element("dl", rows, class_="knowledge-tree") if rows else None, origin)


def _list(value: list[Any] | tuple[Any, ...], knowledge: Knowledge) -> Html:
    if not any(isinstance(each, Mapping | list | tuple) for each in value):
        return joined((_leaf(each) for each in value), ", ")
    items = [element("li", tree(each, knowledge)) for each in value]
    return element("ol", items, class_="knowledge-list")


def _leaf(value: Any) -> Html:
    if value is None:
        return element("span", _("not known to us"), class_="chip tone-due")
    if isinstance(value, bool):
        return element("span", _("yes") if value else _("no"))
    if isinstance(value, int | float):
        return element("b", f"{value:g}", class_="numbers", lang=None)
    return element("span", " ".join(str(value).split()), lang="en")


def _origin(value: Mapping[str, Any], knowledge: Knowledge) -> Html | None:
    parts: list[Html] = []
    sources = value.get("source") or value.get("sources") or ()
    for source in (sources,) if isinstance(sources, str) else sources:
        parts.append(source_link(str(source), knowledge))
    if value.get("grade"):
        grade = str(value["grade"])
        tone = "tone-due" if grade in ("memory", "unknown") else "tone-quiet"
        words = said_if_known(GRADES.get(grade, grade))
        parts.append(element("span", words, class_=f"chip {tone}"))
    if value.get("decision"):
        words = " ".join(str(value["decision"]).split())
        parts.append(element("span", words, class_="small soft", lang="en"))
    return element("p", joined(parts, " "), class_="knowledge-origin") if parts else None


def source_link(source: str, knowledge: Knowledge) -> Html:
    """Return a link to a source's page."""
    known = knowledge.sources.get(source)
    words = known.citation.split(".")[0] if known and known.citation else source
    address = reverse("knowledge_source", kwargs={"source": source})
    return element("a", words, href=address, class_="small", lang="en")
