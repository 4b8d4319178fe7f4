"""Ids under which answers stand on the page."""

from __future__ import annotations

from crmo.assess.assessment import Assessment
from crmo.report.case import Case
from crmo.report.html import anchor


def rule_anchor(case: Case, answer: Assessment) -> str | None:
    """Return the id of an answer's place; None if another answer of its rule has it already."""
    is_first = case.first_of_rule.get(answer.rule) is answer
    return anchor("rule", answer.rule) if is_first else None


def rule_link(answer: Assessment) -> str:
    """Return the link to the place of an answer's rule."""
    return f"#{anchor('rule', answer.rule)}"
