"""What to rule out first, raised red flags, and what is worth learning next, on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crmo.assess.assessment import Assessment, Verdict
from crmo.assess.differential import Differential, ExcludingTest, PossibleAnswer, Question, RuleOut
from crmo.knowledge import Knowledge
from crmo.report.as_written import as_written
from crmo.report.html import NOTHING, Html, element
from crmo.report.recognition_words import (
    LEAST_SHOWN,
    answer_words,
    percent,
    percent_with_interval,
    way_words,
)
from crmo.report.sections.frame import Section, nothing, section
from crmo.report.words import capitalised, decimal_words, name_words, say, say_n

SHOWN_DANGERS = 6
SHOWN_QUESTIONS = 5


def rule_out_section(found: Differential, knowledge: Knowledge) -> Section:
    """Return the diseases that must not be missed and that nothing excludes."""
    dangers = found.rule_out_first
    intro = say(
        "Dangerous diseases that nothing in the letter excludes, whatever their rank. Those that "
        "the facts of this child raise come first."
    )
    if not dangers:
        words = say("Nothing on the list of diseases not to be missed is open.")
        return section("rule-out", say("Rule out first"), intro, nothing(words))
    first = [_danger(each, knowledge) for each in dangers[:SHOWN_DANGERS]]
    content = [element("ul", first, class_="dangers")]
    if rest := dangers[SHOWN_DANGERS:]:
        words = say_n("{n} more that is not excluded", "{n} more that are not excluded", len(rest))
        more = [_danger(each, knowledge) for each in rest]
        content.append(
            element("details", element("summary", words), element("ul", more, class_="dangers"))
        )
    return section("rule-out", say("Rule out first"), intro, *content)


def _danger(each: RuleOut, knowledge: Knowledge) -> Html:
    flags = [
        element("span", name_words(knowledge.rule(flag).title), class_="badge error")
        for flag in each.flags
    ]
    return element(
        "li",
        element(
            "h3",
            capitalised(name_words(each.label)),
            element(
                "span",
                percent_with_interval(each.probability, each.low, each.high),
                class_="quiet",
            ),
        ),
        element("p", as_written(each.reason)),
        element("p", flags) if flags else NOTHING,
        element("ul", [_excluding(test) for test in each.would_exclude], class_="excluding"),
        element("p", say("Also: "), as_written("; ".join(each.also)), ".", class_="quiet")
        if each.also
        else NOTHING,
        class_="danger",
    )


def _excluding(test: ExcludingTest) -> Html:
    words = say("Would exclude it: ") if test.is_open else say("Done, and does not exclude it: ")
    way = element("span", f"({way_words(test.learned_by)})", class_="quiet")
    return element("li", words, element("b", as_written(test.label)), " ", way)


def flags_section(flags: Sequence[Assessment]) -> Section:
    """Return the red flags that are raised, and how many nobody looked at in full."""
    raised = [each for each in flags if each.verdict is Verdict.MET]
    n_open = sum(each.verdict is Verdict.CANNOT_TELL for each in flags)
    shown: Html = (
        element("div", [_flag(each) for each in raised], class_="flags")
        if raised
        else nothing(say("None is raised. That is not reassurance."))
    )
    words = say_n(
        "{n} flag could not be fully looked at.", "{n} flags could not be fully looked at.", n_open
    )
    also = element("p", words, class_="quiet") if n_open else NOTHING
    return section("red-flags", say("Red flags"), "", shown, also)


def _flag(each: Assessment) -> Html:
    return element(
        "div",
        element("h3", name_words(each.title)),
        element("p", as_written(capitalised(each.summary))),
        class_="flag",
    )


def questions_section(found: Differential) -> Section:
    """Return what would move the ranking most for its cost, with what each answer would do."""
    labels = {each.disease: name_words(each.label) for each in found.ranking}
    intro = say(
        "Ordered by how much the answer is expected to settle, for what it costs the child. "
        "A question is 1."
    )
    asked = [_question(each, labels) for each in found.next_questions[:SHOWN_QUESTIONS]]
    content = asked or nothing(_nothing_to_ask(found))
    urgent = [_before_all(each) for each in found.rule_out_first if each.disease in found.urgent]
    return section("questions", say("Worth learning next"), intro, element("div", urgent, content))


def _nothing_to_ask(found: Differential) -> str:
    if found.rule_out_first:
        return say(
            "Nothing unknown would change the ranking much; what must be ruled out is still open."
        )
    return say("Nothing unknown would change the ranking much.")


def _before_all(each: RuleOut) -> Html:
    """Return the tests of a danger that is too likely to be left for later."""
    tests = [test.label for test in each.would_exclude if test.is_open]
    return element(
        "p",
        element("b", say("Before any question, for {disease}: ", disease=name_words(each.label))),
        as_written("; ".join((*tests, *each.also))),
        ".",
        class_="before-all",
    )


def _then(answer: PossibleAnswer, labels: Mapping[str, str]) -> str:
    """Return the likeliest diseases after an answer, the first always."""
    shown = [
        f"{labels[key]} {percent(share)}"
        for n, (key, share) in enumerate(answer.top)
        if n == 0 or share >= LEAST_SHOWN
    ]
    return ", ".join(shown)


def _question(question: Question, labels: Mapping[str, str]) -> Html:
    rows = [
        element(
            "tr",
            element("th", answer_words(answer.value), scope="row"),
            element("td", percent(answer.probability)),
            element(
                "td",
                _then(answer, labels),
            ),
        )
        for answer in question.answers
    ]
    head = element(
        "thead",
        element(
            "tr",
            [
                element("th", words, scope="col")
                for words in (say("Answer"), say("How likely now"), say("Then the likeliest"))
            ],
        ),
    )
    cost = say(
        "{way}, cost {cost}",
        way=way_words(question.learned_by),
        cost=decimal_words(f"{question.cost:g}"),
    )
    return element(
        "div",
        element("h3", as_written(question.ask), element("span", cost, class_="quiet")),
        element(
            "div",
            element("table", head, element("tbody", rows), class_="asked-table"),
            class_="scroll",
            tabindex="0",
            role="group",
            aria_label=question.ask,
        ),
        class_="asked",
    )
