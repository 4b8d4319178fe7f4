"""What is missing, and what each possible answer would change."""

from __future__ import annotations

from collections.abc import Sequence

from crmo.report.anchors import rule_link
from crmo.report.as_written import as_written, said_if_known
from crmo.report.case import Case
from crmo.report.html import NOTHING, Html, element
from crmo.report.missing_facts import Effect, Gap, gaps_of
from crmo.report.sections.frame import Section, nothing, section, verdict_mark
from crmo.report.words import name_words, say, say_n, verdict_words

_FIRST = 8


def missing_section(case: Case) -> Section:
    """Return the section of facts not in the record, the most telling first."""
    gaps = gaps_of(case.answers)
    telling = [gap for gap in gaps if gap.n_changed]
    others = [gap for gap in gaps if not gap.n_changed]
    intro = say(
        "Each line is a fact the record does not hold, and what the rules would say if it were "
        "known and all else stayed as it is. The facts that could change most come first."
    )
    if not gaps:
        return section("missing", say("What is missing"), intro, nothing(say("Nothing is.")))
    return section(
        "missing",
        say("What is missing, and what it would change"),
        intro,
        _table(telling[:_FIRST]),
        _folded(telling[_FIRST:]),
        _silent(others),
        short=say("Missing"),
    )


def _table(gaps: Sequence[Gap]) -> Html:
    if not gaps:
        return nothing(say("No single missing fact would change an answer by itself."))
    return element("ol", [_row(gap) for gap in gaps], class_="gaps")


def _row(gap: Gap) -> Html:
    changed = [effect for effect in gap.effects if effect.changes]
    return element(
        "li",
        element("h3", as_written(gap.label)),
        element("ul", [_effect(effect) for effect in changed], class_="effects"),
    )


def _effect(effect: Effect) -> Html:
    now = verdict_words(effect.answer.verdict, effect.answer.kind)
    cases = [
        element("span", element("span", said_if_known(case.answer), class_="answer"), " ",
                verdict_mark(case.verdict, effect.answer.kind), class_="what-if")
        for case in effect.missing.what_if
    ]  # fmt: skip
    return element(
        "li",
        element("a", name_words(effect.answer.title), href=rule_link(effect.answer),
                class_="rule-name"),
        " ",
        element("span", say("now: {verdict}", verdict=now), class_="quiet"),
        element("span", cases, class_="what-ifs"),
    )  # fmt: skip


def _folded(gaps: Sequence[Gap]) -> Html:
    if not gaps:
        return NOTHING
    more = say_n("{n} more fact that would change an answer",
                 "{n} more facts that would change an answer", len(gaps))  # fmt: skip
    return element("details", element("summary", more), _table(gaps))


def _silent(gaps: Sequence[Gap]) -> Html:
    if not gaps:
        return NOTHING
    more = say_n("{n} fact is not known either, but would not change an answer by itself",
                 "{n} facts are not known either, but would not change an answer by themselves",
                 len(gaps))  # fmt: skip
    items = element("ul", [element("li", as_written(gap.label)) for gap in gaps], class_="columns")
    return element("details", element("summary", more), items)
