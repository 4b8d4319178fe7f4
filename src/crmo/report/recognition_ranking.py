"""The ranking on the page of a recognition: each disease with its interval and its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from crmo.assess.differential import Argument, Candidate, Differential
from crmo.notes.statement import Statement
from crmo.report.as_written import as_written, said_if_known
from crmo.report.html import NOTHING, Html, element, joined
from crmo.report.recognition_words import percent, percent_interval
from crmo.report.sections.frame import Section, section
from crmo.report.words import capitalised, decimal_words, name_words, say

SHOWN_DISEASES = 8
LEAST_LISTED = 0.01
SHOWN_ARGUMENTS = 8
ALWAYS_SHOWN = 4
_WIDTH, _MIDDLE, _HEIGHT = 200.0, 9.0, 18.0


@frozen
class Evidence:
    """Where the reasons of an answer are found on the page.

    Args:
        statements: number of the first statement made of each entry, by id of the entry.
        sources: number of each source in the list of sources, by its id.
    """

    statements: Mapping[str, int]
    sources: Mapping[str, int]

    @staticmethod
    def of(told: Sequence[Statement], shown: Sequence[Candidate]) -> Evidence:
        """Number the statements of a letter, and the sources of the reasons that are shown."""
        first: dict[str, int] = {}
        for number, statement in enumerate(told):
            first.setdefault(statement.entry, number)
        reasons = [r for each in shown for r in (*_first(each.supports), *_first(each.against))]
        named = dict.fromkeys(reason.source for reason in reasons if reason.source)
        return Evidence(first, {key: n for n, key in enumerate(named, start=1)})


def shown_candidates(found: Differential) -> list[Candidate]:
    """Return the diseases that the page shows with their reasons: always the first four."""
    return [
        each
        for n, each in enumerate(found.ranking[:SHOWN_DISEASES])
        if n < ALWAYS_SHOWN or each.probability >= LEAST_LISTED
    ]


def _first(arguments: Sequence[Argument]) -> Sequence[Argument]:
    return arguments[:SHOWN_ARGUMENTS]


def ranking_section(
    found: Differential, evidence: Evidence, elsewhere: Sequence[str] = ()
) -> Section:
    """Return the ranking, likeliest first; a click opens the reasons of a disease.

    Args:
        found: the differential.
        evidence: where the reasons are found.
        elsewhere: per other setting, what the same facts would make likeliest there.
    """
    shown = shown_candidates(found)
    rest = [name_words(each.label) for each in found.ranking if each not in shown]
    intro = say(
        "Among children with pain of bones or limbs seen in {setting}. The line is the 95 % "
        "interval; it leaves out the doubt about the model itself. Open a disease to see why.",
        setting=say(found.setting.replace("_", " ")),
    )
    rows = [_candidate(each, evidence, is_open=n == 0) for n, each in enumerate(shown)]
    also = element(
        "p", say("Weighed, and less likely: "), ", ".join(rest), ".", class_="quiet also"
    )
    there = element(
        "div",
        element("p", say("The same facts in a child seen elsewhere:"), class_="quiet"),
        element("ul", [element("li", each) for each in elsewhere], class_="quiet"),
        class_="elsewhere",
    )
    return section(
        "ranking",
        say("What it could be"),
        intro,
        element("div", rows),
        also,
        there if elsewhere else NOTHING,
    )


def _candidate(each: Candidate, evidence: Evidence, *, is_open: bool) -> Html:
    summary = element(
        "summary",
        element("span", capitalised(name_words(each.label)), class_="could-name"),
        interval_bar(each.probability, each.low, each.high),
        element(
            "span",
            element("b", percent(each.probability)),
            element("span", f"({percent_interval(each.low, each.high)})", class_="quiet"),
            class_="could-share",
        ),
        class_="could-head",
    )
    columns = (
        _arguments(say("For"), each.supports, evidence, "supports"),
        _arguments(say("Against"), each.against, evidence, "against"),
        _unknown(each),
    )
    return element(
        "details",
        summary,
        element("div", columns, class_="why"),
        class_="could",
        open=is_open,
    )


def interval_bar(share: float, low: float, high: float) -> Html:
    """Return a probability as a dot on its interval, from 0 to 100 %."""
    x = [_WIDTH * each for each in (low, high, share)]
    return element(
        "svg",
        element("line", x1=0, x2=_WIDTH, y1=_MIDDLE, y2=_MIDDLE, class_="bar-axis"),
        element("line", x1=x[0], x2=x[1], y1=_MIDDLE, y2=_MIDDLE, class_="bar-interval"),
        element("circle", cx=min(max(x[2], 5), _WIDTH - 5), cy=_MIDDLE, r=5, class_="bar-value"),
        viewBox=f"0 0 {_WIDTH:g} {_HEIGHT:g}",
        class_="bar",
        aria_hidden="true",
        focusable="false",
    )


def _arguments(heading: str, arguments: Sequence[Argument], evidence: Evidence, look: str) -> Html:
    if not arguments:
        content = element("p", say("Nothing known."), class_="quiet")
    else:
        content = element("ul", [_argument(each, evidence) for each in _first(arguments)])
    return element("div", element("h3", heading), content, class_=f"why-{look}")


def _argument(each: Argument, evidence: Evidence) -> Html:
    numbers = dict.fromkeys(
        evidence.statements[entry] for entry in each.entries if entry in evidence.statements
    )
    links = [
        element("a", say("in the letter") if n == 0 else str(n + 1), href=f"#statement-{number}")
        for n, number in enumerate(list(numbers)[:3])
    ]
    source = evidence.sources.get(each.source)
    basis = [
        as_written(each.basis),
        element("a", f"[{source}]", href=f"#source-{source}") if source else "",
    ]
    return element(
        "li",
        element("span", capitalised(name_words(each.label)), ": ", said_if_known(each.value)),
        element("span", times_words(each.ratio), class_="odds"),
        element(
            "span",
            joined([*joined_by(basis, " ")]),
            *([" · ", joined(links, " ")] if links else []),
            class_="quiet",
        ),
    )


def joined_by(parts: Sequence[object], separator: str) -> list[object]:
    """Return the parts that are not empty, with a separator between them."""
    kept = [part for part in parts if part]
    return [piece for part in kept for piece in (separator, part)][1:]


def times_words(ratio: float) -> str:
    """Return a factor of the odds in words."""
    if ratio >= 1:
        return say("odds × {n}", n=decimal_words(f"{ratio:.2g}"))
    return say("odds ÷ {n}", n=decimal_words(f"{1 / ratio:.2g}"))


def _unknown(each: Candidate) -> Html:
    if not each.unknown:
        return NOTHING
    asks = [element("li", as_written(fact.ask)) for fact in each.unknown]
    return element(
        "div", element("h3", say("Not known")), element("ul", asks), class_="why-unknown"
    )
