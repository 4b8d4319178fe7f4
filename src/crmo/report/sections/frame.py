"""The frame that all sections share: a heading, a line of explanation, the content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from crmo.assess.assessment import Assessment, Kind, Verdict
from crmo.report.as_written import as_written
from crmo.report.case import Case
from crmo.report.html import NOTHING, Html, element, joined
from crmo.report.links import citation, entry_links
from crmo.report.words import ALERTS, say, verdict_words


@frozen(kw_only=True)
class Section:
    """A section of the page.

    Args:
        name: its id.
        short: how the list of contents calls it.
        html: the section with its heading.
    """

    name: str
    short: str
    html: Html


def section(name: str, title: str, intro: object, *content: object, short: str = "") -> Section:
    """Return a section of the page under its heading."""
    html = element(
        "section",
        element(
            "header",
            element("h2", title, id=f"{name}-title"),
            element("p", intro, class_="intro") if intro else None,
            class_="section-head",
        ),
        content,
        id=name,
        aria_labelledby=f"{name}-title",
    )
    return Section(name=name, short=short or title, html=html)


def nothing(words: str) -> Html:
    """Return a line that says there is nothing to show, and why that is no reassurance."""
    return element("p", words, class_="nothing")


def verdict_mark(verdict: Verdict, kind: Kind | None = None) -> Html:
    """Return a verdict as a word with its sign, which the style sheet puts before it."""
    is_alert = verdict is Verdict.MET and kind in ALERTS
    look = "alert" if is_alert else verdict
    return element("span", verdict_words(verdict, kind), class_=f"verdict is-{look}")


def verdict_sign(verdict: Verdict) -> Html:
    """Return a verdict as a sign whose word is there for those who listen."""
    return element("span", verdict_words(verdict), class_=f"sign is-{verdict}")


def standing(answer: Assessment) -> Html:
    """Return badges for a rule that is unverified or was changed locally."""
    badges = []
    if not answer.is_verified:
        words = say("not checked against the source text")
        badges.append(element("span", words, class_="badge unverified"))
    if answer.is_overridden:
        badges.append(element("span", say("changed by local rules"), class_="badge local"))
    return joined(badges, " ")


def cautions(limits: Iterable[str]) -> Html:
    """Return the limits that must be shown with an answer."""
    told = [element("li", as_written(text)) for text in limits]
    return element("ul", told, class_="cautions") if told else NOTHING


def common_cautions(answers: Sequence[Assessment]) -> tuple[str, ...]:
    """Return the limits that all of several answers have, so that they are said once."""
    if len(answers) < 2:
        return ()
    return tuple(
        text for text in answers[0].cautions if all(text in other.cautions for other in answers)
    )


def own_cautions(answer: Assessment, common: Sequence[str]) -> Html:
    """Return the limits of an answer that were not said for all."""
    return cautions(text for text in answer.cautions if text not in common)


def foot(case: Case, answer: Assessment) -> Html:
    """Return version, standing and source of a rule, and the entries it used."""
    return element(
        "p",
        element("span", say("version {version}", version=answer.version), class_="quiet"),
        " ",
        standing(answer),
        " ",
        citation(case, answer.sources),
        class_="foot",
    )


def used(case: Case, answer: Assessment) -> Html:
    """Return links to the entries that an answer rests on."""
    links = entry_links(case, answer.entries)
    return element("span", say("from"), " ", links, class_="used") if links else NOTHING
