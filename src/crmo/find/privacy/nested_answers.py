"""Which answers lie within which others, as anybody can see who reads the definition.

A criterion made of others (`all_of`, `any_of`) holds for a part of those for whom one of them
holds, or the other way round; and whoever has two events of a selection has one. A difference of
two such counts is a count of persons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crmo.knowledge.case_definition import (
    AllOf,
    AnyOf,
    CaseDefinition,
    Count,
    Criterion,
    Distinct,
    Window,
)

# At least so strong an answer; those of whom not even that is told answer no.
_LEVELS = (("yes",), ("yes", "possible"), ("yes", "possible", "unknown"))
_WORDS = ("yes", "possible", "no", "unknown")


def told_by_nesting(
    definition: CaseDefinition, counts: Mapping[str, int], *, threshold: int
) -> set[str]:
    """Return the names of answers that must not be shown, for a small difference would tell.

    All answers to one of two criteria are left out, and not to the one by which persons are kept
    or dropped, whose count stands in the attrition as well.

    Args:
        definition: what was asked.
        counts: all counts, `answer:<criterion>:<word>` among them.
        threshold: the smallest count that may be shown.
    """
    steps = {*definition.require, *definition.exclude}
    hidden: set[str] = set()
    for inner, outer in sorted(_closed(set(_nested(definition)))):
        if hidden & {inner, outer}:
            continue
        for words in _LEVELS:
            apart = _together(counts, outer, words) - _together(counts, inner, words)
            if 0 < apart < threshold:
                hidden.add(outer if inner in steps and outer not in steps else inner)
    shown_twice = {f"{step}:{each}" for each in hidden & steps for step in ("require", "exclude")}
    return {f"answer:{each}:{word}" for each in hidden for word in _WORDS} | (
        shown_twice & counts.keys()
    )


def _together(counts: Mapping[str, int], criterion: str, words: tuple[str, ...]) -> int:
    return sum(counts[f"answer:{criterion}:{word}"] for word in words)


def _closed(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the pairs with those that follow: what lies in a part lies in the whole."""
    while more := {(a, d) for a, b in pairs for c, d in pairs if b == c and a != d} - pairs:
        pairs |= more
    return pairs


def _nested(definition: CaseDefinition) -> Iterator[tuple[str, str]]:
    """Yield the id of a criterion that holds only where another does, and the id of that one."""
    for criterion in definition.criteria.values():
        if isinstance(criterion, AllOf):
            yield from ((criterion.id, part) for part in criterion.of)
        elif isinstance(criterion, AnyOf):
            yield from ((part, criterion.id) for part in criterion.of)
        for outer in definition.criteria.values():
            if criterion.id != outer.id and _needs_one_of(criterion, outer):
                yield criterion.id, outer.id


def _needs_one_of(inner: Criterion, outer: Criterion) -> bool:
    """Whether a criterion can hold only where a plain count of one event does."""
    if not isinstance(outer, Count) or outer.at_least > 1 or outer.distinct != Distinct.EVENT:
        return False
    asked = [getattr(inner, name, None) for name in ("of", "first", "then", "second")]
    is_of_events = type(inner).__name__ != "Without" and outer.of in asked
    return is_of_events and _lies_within(inner.window, outer.window)


def _lies_within(inner: Window, outer: Window) -> bool:
    begins = outer.from_day is None or (
        inner.from_day is not None and inner.from_day >= outer.from_day
    )
    ends = outer.to_day is None or (inner.to_day is not None and inner.to_day <= outer.to_day)
    return begins and ends
