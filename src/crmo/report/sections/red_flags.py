"""Red flags: raised ones first, then what was not looked at, then what was looked at and absent."""

from __future__ import annotations

from collections.abc import Sequence

from crmo.assess.assessment import Assessment, Verdict
from crmo.report.anchors import rule_anchor
from crmo.report.as_written import as_written
from crmo.report.case import Case
from crmo.report.html import NOTHING, Html, element
from crmo.report.links import citation, entry_links
from crmo.report.sections.frame import (
    Section,
    cautions,
    common_cautions,
    nothing,
    own_cautions,
    section,
    standing,
)
from crmo.report.words import listed, name_words, say, say_n


def red_flags_section(case: Case) -> Section:
    """Return the section with the red flags in three groups."""
    flags = case.assessment.red_flags
    by_verdict = {v: [flag for flag in flags if flag.verdict is v] for v in Verdict}
    raised = by_verdict[Verdict.MET]
    intro = say(
        "A flag points to something to rule out; it changes no other answer on this page. "
        "That none is raised is no reassurance."
    )
    common = common_cautions(flags)
    shown = element("ul", [_raised(case, flag, common) for flag in raised], class_="flags")
    return section(
        "red-flags",
        say("Red flags"),
        intro,
        cautions(common),
        shown if raised else nothing(say("None of the facts in this record raises a flag.")),
        _group(
            case, say("Not fully looked at"), by_verdict[Verdict.CANNOT_TELL], common, is_open=True
        ),
        _group(case, say("Looked at, absent"), by_verdict[Verdict.NOT_MET], common, is_open=False),
    )


def _raised(case: Case, flag: Assessment, common: Sequence[str]) -> Html:
    return element(
        "li",
        element("h3", element("span", class_="sign is-alert"), name_words(flag.title)),
        _points_to(case, flag),
        _observed(case, flag),
        own_cautions(flag, common),
        element("p", standing(flag), " ", citation(case, flag.sources), class_="foot"),
        class_="flag",
        id=rule_anchor(case, flag),
    )


def _points_to(case: Case, flag: Assessment) -> Html:
    """Return the diseases a flag points to; the rule's sentence when it names none."""
    diseases = flag.details.get("points_to")
    if not isinstance(diseases, tuple | list) or not diseases:
        return element("p", as_written(flag.summary))
    names = listed([case.names.concept_within(str(disease)) for disease in diseases])
    return element("p", say("Points to: {names}", names=names))


def _observed(case: Case, flag: Assessment) -> Html:
    told = [
        element("li", as_written(r.observed or r.label), " ", entry_links(case, r.entries))
        for r in flag.reasons
        if r.verdict is Verdict.MET
    ]
    return element("ul", told, class_="observations") if told else NOTHING


def _group(
    case: Case, heading: str, flags: Sequence[Assessment], common: Sequence[str], *, is_open: bool
) -> Html:
    if not flags:
        return NOTHING
    items = [
        element(
            "li",
            name_words(flag.title),
            " ",
            entry_links(case, flag.entries),
            " ",
            standing(flag),
            own_cautions(flag, common),
            id=rule_anchor(case, flag),
        )
        for flag in flags
    ]
    count = say_n("{n} flag", "{n} flags", len(flags))
    return element(
        "details",
        element("summary", f"{heading} ", element("span", count, class_="quiet")),
        element("ul", items, class_="columns"),
        open=is_open,
        class_="flag-group",
    )
