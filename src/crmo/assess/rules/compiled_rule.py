"""A rule made ready: its leaves numbered, its expressions built, its criteria in order."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

from crmo.assess.rules.expression import Expression, LeafRef, Not
from crmo.assess.rules.leaf import Leaf
from crmo.assess.rules.score import Domain, Score
from crmo.knowledge import Rule


class Part(StrEnum):
    """What a criterion does in its rule."""

    ELIGIBLE = "eligible"
    EXCLUDED = "excluded"
    CRITERION = "criterion"
    DOMAIN = "domain"


@frozen(kw_only=True)
class Criterion:
    """One line of a rule, with the words and the source it is shown with.

    Args:
        id: unique within the rule.
        label: the criterion in plain words.
        part: what it does in its rule.
        expression: when it holds.
        domain: its points, for a line of a score.
        source: id of its source when it differs from the rule's.
    """

    id: str
    label: str
    part: Part
    expression: Expression
    domain: Domain | None = None
    source: str = ""
    only_leaf: tuple[int, ...] = field(init=False)

    @only_leaf.default
    def _only_leaf(self) -> tuple[int, ...]:
        """The leaf it rests on, where that is always the same one; empty otherwise."""
        inner = self.expression.part if isinstance(self.expression, Not) else self.expression
        return (inner.index,) if isinstance(inner, LeafRef) else ()


@frozen(kw_only=True)
class CompiledRule:
    """A rule ready to be asked.

    Args:
        rule: the rule as it stands in the knowledge.
        leaves: every different question it asks to the record.
        criteria: its lines in order.
        eligible: must hold before the rule applies; None when it always does.
        excluded: must not hold; None when nothing excludes.
        core: when the rule is met.
        score: the score behind `core`, if there is one.
        implications: pairs of leaves; when the first is true, so is the second.
        implied: every leaf of these pairs.
        branches: ids of the criteria that are alternative ways to meet the rule; empty when all
            criteria count alike.
        details: what every answer of the rule carries in `details`.
    """

    rule: Rule
    leaves: tuple[Leaf, ...]
    criteria: tuple[Criterion, ...]
    eligible: Expression | None
    excluded: Expression | None
    core: Expression
    score: Score | None
    implications: tuple[tuple[int, int], ...]
    implied: frozenset[int]
    branches: tuple[str, ...] = ()
    details: Mapping[str, object]
