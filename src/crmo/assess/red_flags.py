"""Red flags: what speaks for another disease. Each raises an alert; none lowers one."""

from __future__ import annotations

from typing import cast

from crmo.assess.assessment import Assessment, Kind
from crmo.assess.facts import Facts
from crmo.assess.rules.evaluate import evaluate
from crmo.knowledge import RuleKind


def red_flags(facts: Facts) -> tuple[Assessment, ...]:
    """Return every red flag, in the order of the knowledge.

    MET means raised; NOT_MET that it was looked at and is absent; CANNOT_TELL that nobody
    looked. Absent flags are no reassurance: serious disease can look quite normal.

    `details["points_to"]` holds the ids of the diseases a flag points to.
    """
    found = facts.cache.get(red_flags)
    if found is None:
        rules = facts.knowledge.rules(RuleKind.RED_FLAG)
        found = facts.cache[red_flags] = tuple(red_flag(rule, facts) for rule in rules)
    return cast("tuple[Assessment, ...]", found)


def red_flag(rule: str, facts: Facts) -> Assessment:
    """Return one red flag.

    Raises:
        KnowledgeError: there is no such rule.
    """
    return evaluate(rule, facts, Kind.RED_FLAG)
