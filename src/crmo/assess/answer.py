"""Assessments made from a rule and what was found, and small words that all of them share."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import Any, TypeVar

from crmo.assess.assessment import Assessment, Kind, MissingFact, Reason, Verdict
from crmo.assess.facts import Facts
from crmo.knowledge import Rule
from crmo.record import Entry, Interval, PartialDate

Answer = TypeVar("Answer")

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def answer(
    rule: Rule,
    on: date,
    verdict: Verdict,
    summary: str,
    *,
    value: Interval | None = None,
    unit: str = "",
    reasons: tuple[Reason, ...] = (),
    missing: tuple[MissingFact, ...] = (),
    entries: Iterable[str] = (),
    details: dict[str, object] | None = None,
    cautions: tuple[str, ...] = (),
) -> Assessment:
    """Return a rule's answer; id, title, version, status and sources come from the rule.

    Args:
        rule: the rule that answers.
        on: the day of the answer.
        verdict: what it says.
        summary: one plain sentence.
        value: score or measure, if any.
        unit: its unit.
        reasons: one per criterion.
        missing: facts not known; those that could change the verdict are put first.
        entries: ids of the entries used, beside those of the reasons.
        details: further values of the kind.
        cautions: limits beside those of the rule.
    """
    used = dict.fromkeys((*entries, *chain.from_iterable(r.entries for r in reasons)))
    return Assessment(
        kind=Kind(rule.kind.value),
        rule=rule.id,
        title=rule.title,
        version=rule.version,
        is_verified=rule.is_verified,
        is_overridden=rule.is_overridden,
        sources=rule.sources,
        on=on,
        verdict=verdict,
        summary=summary,
        value=value,
        unit=unit,
        reasons=reasons,
        missing=_most_telling_first(missing, verdict),
        entries=tuple(used),
        details=MappingProxyType(details or {}),
        cautions=(*rule.cautions, *cautions) if cautions else rule.cautions,
    )


def _most_telling_first(
    missing: tuple[MissingFact, ...], verdict: Verdict
) -> tuple[MissingFact, ...]:
    if len(missing) < 2:
        return missing
    return tuple(sorted(missing, key=lambda fact: not fact.could_change(verdict)))


def remembered(facts: Facts, make: Callable[[Facts], Answer]) -> Answer:
    """Return what was made of these facts before, or make it now and keep it.

    Args:
        facts: the record on a day.
        make: a function of the module, which is its own key; called once per facts.
    """
    try:
        return facts.cache[make]  # type: ignore[return-value]  # each maker has its own key
    except KeyError:
        made = facts.cache[make] = make(facts)
        return made


def number(stated: Mapping[str, Any] | None) -> float | None:
    """Return the `value` of a number in a rule's body; None when the rule leaves it open."""
    value = None if stated is None else stated.get("value")
    return None if value is None else float(value)


def verdict_of(truth: bool | None) -> Verdict:  # noqa: FBT001 - three-valued, not a switch
    """Return MET for True, NOT_MET for False, CANNOT_TELL for None."""
    if truth is None:
        return Verdict.CANNOT_TELL
    return Verdict.MET if truth else Verdict.NOT_MET


def missing_cutoff(rule: Rule, component: str) -> MissingFact:
    """Return what a local overlay must fill in for a rule to answer."""
    words = component.replace("_", " ")
    return MissingFact(
        fact=f"{rule.id}.{component}",
        label=f"The cut-off for {words}, in a local overlay of the rule {rule.id}",
    )


def any_of(truths: Iterable[bool | None]) -> bool | None:
    """Return whether any is true, in three values: False for none at all."""
    unknown = False
    for truth in truths:
        if truth:
            return True
        unknown = unknown or truth is None
    return None if unknown else False


def all_of(truths: Iterable[bool | None]) -> bool | None:
    """Return whether all are true, in three values: True for none at all."""
    found = set(truths)
    return False if False in found else (None if None in found else True)


def ids(entries: Iterable[Entry]) -> tuple[str, ...]:
    """Return the ids of entries, each once, in their order."""
    return tuple(dict.fromkeys(entry.id for entry in entries))


@lru_cache(maxsize=4096)
def spoken(day: PartialDate | date) -> str:
    """Return a date as a sentence has it: "3 May 2024", "May 2024" or "2024"."""
    partial = PartialDate.parse(day)
    if partial.month is None:
        return str(partial.year)
    month = f"{MONTHS[partial.month - 1]} {partial.year}"
    return month if partial.day is None else f"{partial.day} {month}"


def told(value: Interval, unit: str = "") -> str:
    """Return an interval in words: "12 mg/L", "below 3 mg/L", "at least 2", "1 to 3"."""
    tail = f" {shown_unit(unit)}" if unit and unit != "1" else ""
    if value.is_exact:
        return f"{value.low:g}{tail}"
    if math.isinf(value.high):
        return f"{'above' if value.low_open else 'at least'} {value.low:g}{tail}"
    if value.high_open and value.low <= 0:
        return f"below {value.high:g}{tail}"
    return f"{value.low:g} to {value.high:g}{tail}"


_SHOWN_UNITS = {
    "{1.73_m2}": "1.73 m²",
    "10*9/": "×10⁹/",
    "10*12/": "×10¹²/",
    "umol": "µmol",
    "ug/": "µg/",
}


@lru_cache(maxsize=256)
def shown_unit(unit: str) -> str:
    """Return a UCUM unit as people write it."""
    for code, shown in _SHOWN_UNITS.items():
        unit = unit.replace(code, shown)
    return unit


def counted(n: float, one: str, many: str = "") -> str:
    """Return "1 place", "3 places"."""
    return f"{n:g} {one if n == 1 else many or one + 's'}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return "a, b and c"; with semicolons where a word has a comma of its own."""
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    if any("," in word for word in found):
        return f"{'; '.join(found[:-1])}; {last} {found[-1]}"
    return f"{', '.join(found[:-1])} {last} {found[-1]}"


def capitalised(words: str) -> str:
    """Return the words with a capital first letter."""
    return words[:1].upper() + words[1:]
