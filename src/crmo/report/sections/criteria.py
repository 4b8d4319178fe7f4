"""Criteria sets side by side, each with its verdict, its reasons and its source."""

from __future__ import annotations

import math

from crmo.assess.assessment import Assessment, Reason, Verdict
from crmo.record import Interval
from crmo.report.anchors import rule_anchor
from crmo.report.as_written import as_written
from crmo.report.case import Case
from crmo.report.html import NOTHING, Html, element
from crmo.report.links import citation, entry_links
from crmo.report.score_bar import score_bar, scored_criteria
from crmo.report.sections.frame import (
    Section,
    cautions,
    foot,
    nothing,
    section,
    verdict_mark,
    verdict_sign,
)
from crmo.report.words import interval_words, name_words, say, say_n


def criteria_section(case: Case) -> Section:
    """Return the section with a card for each set of criteria."""
    intro = say(
        "Made to compare children in studies, not to diagnose one child. What was never recorded "
        "counts as unknown, not as normal."
    )
    answers = case.assessment.criteria
    if not answers:
        return section("criteria", say("Criteria"), intro, nothing(say("No set was applied.")))
    cards = [_card(case, answer) for answer in answers]
    unfold = element(
        "button",
        say("Show what was observed"),
        type="button",
        class_="unfold scripted-only",
        data_other=say("Fold it away"),
    )
    return section(
        "criteria",
        say("Criteria, side by side"),
        intro,
        unfold,
        element("div", cards, class_="cards"),
        short=say("Criteria"),
    )


def _card(case: Case, answer: Assessment) -> Html:
    return element(
        "article",
        element(
            "header",
            element("h3", name_words(answer.title)),
            verdict_mark(answer.verdict),
            class_="card-head",
        ),
        score_bar(case, answer),
        _needed(case, answer),
        _reasons(case, answer),
        _next(answer),
        cautions(answer.cautions),
        foot(case, answer),
        class_=f"card is-{answer.verdict}",
        id=rule_anchor(case, answer),
    )


def _next(answer: Assessment) -> Html:
    """Return the one fact that an open answer would gain most from."""
    if answer.verdict is not Verdict.CANNOT_TELL or not answer.missing:
        return NOTHING
    return element(
        "p",
        element("strong", say("Next to know:")),
        " ",
        as_written(answer.missing[0].label),
        class_="next",
    )


def _needed(case: Case, answer: Assessment) -> Html:
    """Return when the set is met, in the words of the knowledge."""
    rule = case.knowledge.all_rules.get(answer.rule)
    words = str(rule.body.get("met_when_words", "")) if rule else ""
    if not words:
        return NOTHING
    return element("p", element("strong", say("Met when:")), " ", as_written(words),
                   class_="met-when")  # fmt: skip


def _reasons(case: Case, answer: Assessment) -> Html:
    if not answer.reasons:
        return (
            element("p", as_written(answer.summary), class_="summary")
            if answer.summary
            else NOTHING
        )
    rows = [_reason(case, answer, reason) for reason in answer.reasons]
    return element(
        "div",
        element("p", _tally(answer), class_="tally"),
        element("ul", rows, class_="reasons"),
    )


def _tally(answer: Assessment) -> str:
    counts = {
        verdict: sum(reason.verdict is verdict for reason in answer.reasons)
        for verdict in (Verdict.MET, Verdict.NOT_MET, Verdict.CANNOT_TELL)
    }
    told = say_n("{n} criterion", "{n} criteria", len(answer.reasons))
    return say(
        "{told}: {met} met, {not_met} not met, {unknown} unknown",
        told=told,
        met=counts[Verdict.MET],
        not_met=counts[Verdict.NOT_MET],
        unknown=counts[Verdict.CANNOT_TELL],
    )


def _reason(case: Case, answer: Assessment, reason: Reason) -> Html:
    """Return a criterion as a line that unfolds to what was observed."""
    points = _points(reason, is_scored=reason.criterion in scored_criteria(case, answer))
    line = (
        verdict_sign(reason.verdict),
        element("span", as_written(reason.label), class_="criterion"),
        element("span", points, class_="points") if points else None,
    )
    links = entry_links(case, reason.entries)
    own_source = bool(reason.source) and reason.source not in answer.sources
    if not (reason.observed or links or own_source):
        return element("li", element("div", line, class_="reason"))
    observed = element(
        "p",
        as_written(reason.observed),
        " ",
        links,
        " ",
        citation(case, (reason.source,)) if own_source else None,
        class_="observed",
    )
    summary = element("summary", line, class_="reason")
    return element("li", element("details", summary, observed))


def _points(reason: Reason, *, is_scored: bool) -> str:
    points = reason.points
    if points is None:
        return say("points not known") if is_scored else ""
    if math.isinf(points.low) and math.isinf(points.high):
        return say("points not known")
    shown = Interval(max(points.low, 0), points.high) if math.isinf(points.low) else points
    if shown.is_exact:
        return say_n("{n} point", "{n} points", round(shown.low))
    return say("{points} points", points=interval_words(points))
