"""Which facts of a rule follow from others: severe acne is acne, a pair of lesions is two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crmo.assess.rules.leaf import Leaf
from crmo.assess.rules.predicates.findings import FindingLeaf, When
from crmo.assess.rules.predicates.lesion_filter import LesionFilter
from crmo.assess.rules.predicates.lesions import LesionCount, PicturesShow, SymmetricLesions
from crmo.knowledge import Knowledge

AT_LEAST = ">="


def implications(leaves: Sequence[Leaf], knowledge: Knowledge) -> Iterator[tuple[int, int]]:
    """Yield pairs of leaves by number: whenever the first is true, so is the second."""
    for first, one in enumerate(leaves):
        for second, other in enumerate(leaves):
            if first != second and implies(one, other, knowledge):
                yield first, second


def implies(one: Leaf, other: Leaf, knowledge: Knowledge) -> bool:
    """Tell whether the truth of one leaf makes another one true, whatever the record."""
    if isinstance(one, FindingLeaf) and isinstance(other, FindingLeaf):
        return _finding_implies(one, other, knowledge)
    if isinstance(one, PicturesShow) and isinstance(other, PicturesShow):
        return is_narrower(one.which, other.which, knowledge)
    n = _fewest(one)
    if n and isinstance(other, LesionCount) and other.operator == AT_LEAST:
        same_count = other.limit == 1 or _separates_alike(one, other)
        return n >= other.limit and same_count and is_narrower(_which(one), other.which, knowledge)
    return False


def is_narrower(one: LesionFilter, other: LesionFilter, knowledge: Knowledge) -> bool:
    """Tell whether every lesion that fits one description fits the other."""
    return (
        one.sites() <= other.sites()
        and (
            not other.modalities or (one.modalities and set(one.modalities) <= {*other.modalities})
        )
        and (one.is_active or not other.is_active)
        and (one.is_latest or not other.is_latest)
        and _is_within(one.within_days, other.within_days)
        and all(_has(one, feature, knowledge) for feature in other.features)
        and _has_any(one, other, knowledge)
    ) is True


def _finding_implies(one: FindingLeaf, other: FindingLeaf, knowledge: Knowledge) -> bool:
    if one.about is not other.about or (other.when is When.LATEST and one.when is When.EVER):
        return False
    if not _is_within(one.within_days, other.within_days):
        return False
    left_out = {kind for concept in other.besides for kind in knowledge.descendants(concept)}
    own_left_out = {kind for concept in one.besides for kind in knowledge.descendants(concept)}
    kinds = knowledge.descendants(one.finding) - own_left_out
    return one.finding in knowledge.descendants(other.finding) and not kinds & left_out


def _fewest(leaf: Leaf) -> int:
    """Return how many separate lesions there are at least when the leaf is true."""
    if isinstance(leaf, SymmetricLesions):
        return 2
    if isinstance(leaf, PicturesShow):
        return 1
    if isinstance(leaf, LesionCount) and leaf.operator in (AT_LEAST, "=="):
        return leaf.limit
    return 0


def _which(leaf: Leaf) -> LesionFilter:
    assert isinstance(leaf, SymmetricLesions | PicturesShow | LesionCount)  # noqa: S101
    return leaf.which


def _separates_alike(one: Leaf, other: LesionCount) -> bool:
    """Whether two lesions for one leaf are two for the other; a mirrored pair is for both."""
    return isinstance(one, SymmetricLesions) or _which(one).by == other.which.by


def _is_within(one: int | None, other: int | None) -> bool:
    return other is None or (one is not None and one <= other)


def _has(one: LesionFilter, feature: str, knowledge: Knowledge) -> bool:
    return any(own in knowledge.descendants(feature) for own in one.features)


def _has_any(one: LesionFilter, other: LesionFilter, knowledge: Knowledge) -> bool:
    if not other.any_feature or any(_has(one, feature, knowledge) for feature in other.any_feature):
        return True
    wanted = {kind for feature in other.any_feature for kind in knowledge.descendants(feature)}
    return bool(one.any_feature) and set(one.any_feature) <= wanted
