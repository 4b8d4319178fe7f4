"""Safety gates: what stands in the way of a class of drugs, never advice to give one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmo.assess.assessment import Assessment, Verdict
from crmo.report.anchors import rule_anchor
from crmo.report.as_written import as_written, named_if_known
from crmo.report.case import Case
from crmo.report.html import NOTHING, Html, element
from crmo.report.links import citation, entry_links
from crmo.report.sections.frame import Section, cautions, foot, nothing, section, verdict_mark
from crmo.report.words import name_words, say

_GROUPS = (
    (Verdict.MET, "hard_stop", "Stands in the way"),
    (Verdict.MET, "caution", "To weigh"),
    (Verdict.CANNOT_TELL, "", "Not checked"),
    (Verdict.NOT_MET, "", "Checked, clear"),
)


def safety_section(case: Case) -> Section:
    """Return the section with the gates of each class of drugs, those in use first."""
    answers = case.assessment.safety
    title, short = say("Before and during a drug"), say("Safety")
    intro = say(
        "What to look at before a drug of a class, whether or not the child takes one. It never "
        "says that a drug is right, and never names a dose."
    )
    if not answers:
        return section("safety", title, intro, nothing(say("No gate was applied.")), short=short)
    in_use = [a for a in answers if a.details.get("in_use") is not False]
    others = [a for a in answers if a.details.get("in_use") is False]
    return section("safety", title, intro, _cards(case, in_use), _cards(case, others), short=short)


def _cards(case: Case, answers: Sequence[Assessment]) -> Html:
    return element("div", [_card(case, answer) for answer in answers]) if answers else NOTHING


def _card(case: Case, answer: Assessment) -> Html:
    is_used = answer.details.get("in_use")
    use = say("in use") if is_used else say("perhaps in use") if is_used is None else ""
    heading = element(
        "summary",
        element("strong", name_words(answer.title)),
        " ",
        element("span", use, class_="badge running") if use else None,
        " ",
        verdict_mark(answer.verdict, answer.kind),
        " ",
        element("span", _tally(answer.details), class_="quiet"),
    )
    return element(
        "details",
        heading,
        [_group(case, answer, *group) for group in _GROUPS],
        cautions(answer.cautions),
        foot(case, answer),
        class_="gates",
        open=is_used is True,
        id=rule_anchor(case, answer),
    )


def _tally(details: Mapping[str, Any]) -> str:
    counts = (
        (details.get("hard_stops", ()), say("{n} in the way")),
        (details.get("weigh", ()), say("{n} to weigh")),
        (details.get("not_known", ()), say("{n} not checked")),
    )
    return ", ".join(words.format(n=len(labels)) for labels, words in counts if labels)


def _group(case: Case, answer: Assessment, verdict: Verdict, severity: str, name: str) -> Html:
    every: Sequence[Mapping[str, Any]] = answer.details.get("gates", ())  # type: ignore[assignment]
    gates = [g for g in every if g["verdict"] == verdict and severity in ("", g["severity"])]
    if not gates:
        return NOTHING
    alert = " is-alert" if verdict is Verdict.MET else ""
    return element(
        "div",
        element("h3", say(name), " ", element("span", str(len(gates)), class_="quiet")),
        element("ul", [_gate(case, gate, verdict) for gate in gates]),
        class_=f"gate-group{alert}",
    )  # fmt: skip


def _gate(case: Case, gate: Mapping[str, Any], verdict: Verdict) -> Html:
    told = gate["ask"] if verdict is Verdict.CANNOT_TELL and gate["ask"] else gate["observed"]
    unchecked = None
    if not gate.get("is_verified", True):
        unchecked = element("span", say("not checked against the source text"),
                            class_="badge unverified")  # fmt: skip
    return element(
        "li",
        element("span", named_if_known(gate["label"]), class_="gate-name"),
        element("span", as_written(told), " ", entry_links(case, gate["entries"]),
                class_="observed-here"),
        element("span", as_written(gate["why"]), " ", unchecked, " ",
                citation(case, gate["source"]), class_="gate-why"),
    )  # fmt: skip
