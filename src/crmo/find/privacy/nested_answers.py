"""Which answers lie within which others, as anybody can see who reads the definition.

A criterion made of others (`all_of`, `any_of`) holds for a part of those for whom one of them
holds, or the other way round; and whoever has two events of a selection has one. A difference of
two such counts is a count of persons.
"""

from __future__ import annotations

from collections.abc import Iterator

from crmo.knowledge.case_definition import (
    AllOf,
    AnyOf,
    CaseDefinition,
    Count,
    Criterion,
    Distinct,
    Window,
)

# At least so strong an answer; of "unknown or stronger" the rest, "no", is told.
_LEVELS = (("yes",), ("yes", "possible"))
_NO = ("no",)
Names = tuple[str, ...]


def nested_answers(definition: CaseDefinition) -> Iterator[tuple[Names, Names]]:
    """Yield the names of answers that together lie within others, and of these others.

    Args:
        definition: whose criteria; names are `answer:<criterion>:<word>`.
    """
    for criterion in definition.criteria.values():
        if isinstance(criterion, AllOf | AnyOf):
            yield from _of_parts(criterion)
    for inner in definition.criteria.values():
        for outer in definition.criteria.values():
            if inner.id != outer.id and _needs_one_of(inner, outer):
                for words in _LEVELS:
                    yield _answers(inner.id, words), _answers(outer.id, words)


def _of_parts(criterion: AllOf | AnyOf) -> Iterator[tuple[Names, Names]]:
    is_all = isinstance(criterion, AllOf)
    for part in criterion.of:
        for words in _LEVELS:
            pair = _answers(criterion.id, words), _answers(part, words)
            yield pair if is_all else pair[::-1]
        refused = _answers(part, _NO), _answers(criterion.id, _NO)
        yield refused if is_all else refused[::-1]


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


def _answers(criterion: str, words: Names) -> Names:
    return tuple(f"answer:{criterion}:{word}" for word in words)
