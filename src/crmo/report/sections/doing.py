"""What the disease is doing: activity, flares, response, course and spread, rule by rule."""

from __future__ import annotations

from collections.abc import Sequence

from crmo.assess.assessment import Assessment, Verdict
from crmo.record import PartialDate
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
    verdict_mark,
)
from crmo.report.words import date_words, name_words, say, say_n


def doing_section(case: Case) -> Section:
    """Return the section with every answer about activity, flares, response and course."""
    every = case.assessment
    groups = (
        (say("Activity"), every.activity),
        (say("Flares"), every.flares),
        (say("Response"), every.response),
        (say("Course"), every.course),
        (say("Spread"), every.lesions),
    )
    title, short = say("What the disease is doing"), say("Activity and course")
    intro = say(
        "Examination and MRI are kept apart: a place can be seen without being felt, and hurt "
        "without being seen."
    )
    shown = [_group(case, name, answers) for name, answers in groups if answers]
    if not shown:
        return section("doing", title, intro, nothing(say("No rule was applied.")), short=short)
    return section("doing", title, intro, shown, short=short)


def _group(case: Case, name: str, answers: Sequence[Assessment]) -> Html:
    """Return a group's answers, those that cannot tell folded away but for the first."""
    is_shown = [a.verdict is not Verdict.CANNOT_TELL or n == 0 for n, a in enumerate(answers)]
    telling = [a for a, shown in zip(answers, is_shown, strict=True) if shown]
    open_ones = [a for a, shown in zip(answers, is_shown, strict=True) if not shown]
    common = common_cautions(answers)
    more = say_n("{n} rule cannot tell", "{n} rules cannot tell", len(open_ones))
    folded = (
        element("details", element("summary", more), _answers(case, open_ones, common))
        if open_ones
        else NOTHING
    )
    return element(
        "div",
        element("h3", name),
        element("div", _answers(case, telling, common), folded, cautions(common)),
        class_="answer-group",
    )


def _answers(case: Case, answers: Sequence[Assessment], common: Sequence[str]) -> Html:
    items = [_answer(case, answer, common) for answer in answers]
    return element("ul", items, class_="answers")


def _answer(case: Case, answer: Assessment, common: Sequence[str]) -> Html:
    return element(
        "li",
        verdict_mark(answer.verdict, answer.kind),
        element(
            "div",
            element(
                "p",
                element("strong", name_words(answer.title)),
                _since(answer),
                " ",
                standing(answer),
            ),
            element(
                "p",
                as_written(answer.summary),
                " ",
                entry_links(case, answer.entries),
                " ",
                citation(case, answer.sources),
            ),
            own_cautions(answer, common),
        ),
        id=rule_anchor(case, answer),
    )


def _since(answer: Assessment) -> Html:
    """Return the two days that a response compares."""
    baseline, until = answer.details.get("baseline"), answer.details.get("until")
    if not baseline or not until:
        return NOTHING
    days = say(
        "{start} to {end}",
        start=date_words(PartialDate.parse(str(baseline))),
        end=date_words(PartialDate.parse(str(until))),
    )
    return element("span", " ", days, class_="quiet")
