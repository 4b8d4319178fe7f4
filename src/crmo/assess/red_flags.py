"""Red flags: what speaks for another disease. Each raises an alert; none lowers one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from crmo.assess.assessment import Assessment, Kind, Verdict
from crmo.assess.facts import Facts
from crmo.assess.rules.evaluate import evaluate
from crmo.knowledge import RuleKind
from crmo.record import Entry, PartialDate


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


def newest_fact(flag: Assessment, entries: Iterable[Entry]) -> PartialDate | None:
    """Return the date of the newest fact that raises a flag.

    A flag stays raised however old its facts are, for nothing lowers one; this tells how old
    they are. None when one of the facts has no date: it may be of today.

    Args:
        flag: a flag that is raised.
        entries: the entries of the record.
    """
    used = {e for each in flag.reasons if each.verdict is Verdict.MET for e in each.entries}
    dates = [entry.on for entry in entries if entry.id in used]
    known = [on for on in dates if on is not None]
    if not known or len(known) < len(dates):
        return None
    return max(known, key=lambda on: (on.latest, on.earliest))
