"""Who was left after each step, and what each criterion answered."""

from __future__ import annotations

from crmo.find.overview import Overview
from crmo.find.privacy.shown_numbers import ANSWERS, ShownNumbers
from crmo.knowledge.case_definition import CaseDefinition
from crmo.report.finding_page.figures import (
    Step,
    count_cell,
    count_words,
    funnel,
    scrolled,
    share_words,
    stacked,
)
from crmo.report.html import Html, element
from crmo.report.sections.frame import Section, section
from crmo.report.words import capitalised, say

_ANSWER_WORDS = {"yes": "yes", "possible": "possible", "no": "no", "unknown": "not seen"}


def left_section(overview: Overview, numbers: ShownNumbers) -> Section:
    """Return the section with the attrition as a picture and a table."""
    steps = _steps(overview.definition, numbers)
    table = element(
        "table",
        element("thead", element("tr", _heads("After", "Persons", "Of all"))),
        element("tbody", [_row(step, numbers.of("persons")) for step in steps]),
        class_="finding-table",
    )
    return section(
        "left",
        say("Who was left"),
        say(
            "From everybody in the records down to those proposed. A person is left who fulfils "
            "a step for certain or possibly; bands are told for certain and for the best reading "
            "of what is dated roughly."
        ),
        element("div", funnel(steps), _folded(table), class_="left"),
        short=say("Who was left"),
    )


def _folded(table: Html) -> Html:
    return element("details", element("summary", say("As a table")),
                   scrolled(table, say("Table of who was left")))  # fmt: skip


def _steps(definition: CaseDefinition, numbers: ShownNumbers) -> list[Step]:
    steps = [
        Step(name=say("Everybody in the records"), n=numbers.of("persons"), look="all"),
        Step(name=say("With any event"), n=numbers.of("with_events"), look="all"),
        Step(name=say("With a first event"), n=numbers.of("with_index")),
    ]
    for name in definition.require:
        label = capitalised(definition.criteria[name].label)
        steps.append(Step(name=label, n=numbers.of("require", name)))
    for name in definition.exclude:
        label = say("Not: {what}", what=definition.criteria[name].label)
        steps.append(Step(name=label, n=numbers.of("exclude", name), look="out"))
    for band in reversed(definition.bands):
        steps.append(
            Step(
                name=say("{band} or higher", band=capitalised(band.label))
                if band is not definition.bands[0]
                else capitalised(band.label),
                n=numbers.of("reached", band.id, "certain"),
                possible=numbers.of("reached", band.id, "possible"),
                look="band",
            )
        )
    return steps


def _row(step: Step, whole: int | None) -> Html:
    most = step.n if step.possible is None else step.possible
    possible = ""
    if step.possible is not None and step.n is not None and step.possible != step.n:
        possible = say(" (possibly {n})", n=count_words(step.possible))
    return element(
        "tr",
        element("th", step.name, possible, scope="row"),
        count_cell(step.n),
        element("td", share_words(most, whole), class_="n"),
    )


def answers_section(overview: Overview, numbers: ShownNumbers) -> Section:
    """Return the section with what each criterion answered."""
    definition = overview.definition
    rows = []
    for criterion in definition.criteria.values():
        found = {word: numbers.of("answer", criterion.id, word) for word in ANSWERS}
        told = ", ".join(
            f"{say(_ANSWER_WORDS[word])} {say('not shown') if n is None else n}"
            for word, n in found.items()
        )
        rows.append(
            element(
                "tr",
                element("th", element("a", capitalised(criterion.label),
                                      href=f"#criterion-{criterion.id}"), scope="row"),
                [count_cell(n) for n in found.values()],
                element("td", stacked(list(found.items()), told), class_="bar"),
            )
        )  # fmt: skip
    heads = _heads("Criterion", *(say(_ANSWER_WORDS[word]) for word in ANSWERS), "")
    table = element("table", element("thead", element("tr", heads)), element("tbody", rows),
                    class_="finding-table")  # fmt: skip
    legend = [
        element("li", element("span", class_=f"key is-{word}"), say(_ANSWER_WORDS[word]))
        for word in ANSWERS
    ]
    return section(
        "answers",
        say("What the criteria answered"),
        say(
            "Of the persons with a first event. Possible: it depends on a date that is known "
            "roughly. Not seen: the records hold nothing by which it could be told, which is not "
            "the same as no."
        ),
        element("ul", legend, class_="keys"),
        scrolled(table, say("Answers of the criteria")),
        short=say("Criteria"),
    )


def _heads(*words: str) -> list[Html]:
    return [
        element("th", word, scope="col", class_="n" if at else None) if word else element("td")
        for at, word in enumerate(words)
    ]
