"""A leaf of a rule: one question to the record, and what the record answers."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Protocol, cast

from attrs import frozen

from crmo.assess.facts import Facts
from crmo.record import Interval

YES_OR_NO = ("yes", "no")


@frozen(kw_only=True)
class ChoiceQuestion:
    """A fact not known that has a few possible answers.

    Args:
        key: what makes two leaves ask the same thing within one rule.
        fact: id of the fact for people and programs (`fever`).
        label: the question in plain words.
        options: every possible answer, in words.
        means_yes: the answers that make the leaf true.
    """

    key: Hashable
    fact: str
    label: str
    options: tuple[str, ...] = YES_OR_NO
    means_yes: frozenset[str] = frozenset({"yes"})


@frozen(kw_only=True)
class NumberQuestion:
    """A number not known, or known only within limits that include a cut-off.

    Args:
        key: what makes two leaves ask for the same number within one rule.
        fact: id of the fact (`crp`).
        label: the question in plain words.
        operator: `<`, `<=`, `>`, `>=` or `==`.
        limit: the cut-off.
        possible: the values the record leaves possible.
        unit: unit of the number in words; empty for a count.
        is_count: whether only whole numbers are possible.
        is_undefined_at_limit: whether nothing is decided by a value exactly at the cut-off.
    """

    key: Hashable
    fact: str
    label: str
    operator: str
    limit: float
    possible: Interval
    unit: str = ""
    is_count: bool = False
    is_undefined_at_limit: bool = False


Question = ChoiceQuestion | NumberQuestion


@frozen(kw_only=True)
class Seen:
    """What the record says to one leaf.

    Args:
        truth: True, False, or None when the record cannot tell.
        entries: ids of the entries that say so.
        observed: what was seen, in short words made from values; empty if nothing was.
        question: what would have to be known; None when the truth is known, or when no
            single fact could settle it.
    """

    truth: bool | None
    entries: tuple[str, ...] = ()
    observed: str = ""
    question: Question | None = None


class Leaf(Protocol):
    """One question to the record; frozen and hashable, so that rules can share answers."""

    def look(self, facts: Facts) -> Seen:
        """Return what the record says."""
        ...


@frozen(cache_hash=True)
class Unknowable:
    """A criterion whose wording or weight we do not have: no fact can settle it.

    Args:
        reason: why, in plain words.
    """

    reason: str

    def look(self, facts: Facts) -> Seen:  # noqa: ARG002 - every leaf is asked the same way
        """Return that it cannot be told."""
        return Seen(truth=None, observed=self.reason)


def seen(leaf: Leaf, facts: Facts) -> Seen:
    """Return what the record says to a leaf, looked up once for all rules."""
    found = facts.cache.get(leaf)
    if found is None:
        found = facts.cache[leaf] = leaf.look(facts)
    return cast("Seen", found)
