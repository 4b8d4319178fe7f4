"""The published quantities: printed numbers fit together, and contradictions are named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from crmo.errors import InvalidValueError
from crmo.knowledge import load_knowledge
from crmo.knowledge.published_quantities import PublishedQuantity, QuantityKind, Use

QUANTITIES = load_knowledge().published_quantities
ALL = pytest.mark.parametrize("quantity", QUANTITIES.values(), ids=QUANTITIES)
_PRINTED_TO = 0.0055  # shares are printed in whole percents at worst


def _words(**changes: Any) -> dict[str, Any]:
    plain = {"id": "made_up", "label": "Made up", "topic": "child", "kind": "share", "value": 0.4}
    rest = {"n": 50, "source": "x", "grade": "confirmed", "use": "checked", "measured": "girls"}
    return {**plain, **rest, "setting": "nowhere", **changes}


def test_there_are_enough_of_them() -> None:
    assert sum(quantity.is_counted for quantity in QUANTITIES.values()) >= 30


@ALL
def test_a_count_gives_the_share_that_was_printed(quantity: PublishedQuantity) -> None:
    if quantity.numerator is not None:
        assert quantity.value == pytest.approx(quantity.numerator / quantity.n, abs=_PRINTED_TO)


@ALL
def test_lesions_come_from_fewer_children_than_there_are_lesions(
    quantity: PublishedQuantity,
) -> None:
    assert (quantity.of == "children") == (quantity.n_children is None)
    assert quantity.independent_n <= quantity.n


@ALL
def test_what_an_interval_needs_is_there(quantity: PublishedQuantity) -> None:
    if quantity.kind is QuantityKind.ODDS_RATIO:
        assert quantity.p_value or (quantity.lower and quantity.upper)
    assert (quantity.lower_quartile is None) == (quantity.upper_quartile is None)
    assert quantity.independent_n >= 8  # Student's t is expanded from there on


@ALL
def test_a_contradiction_names_a_counted_quantity_of_another_study(
    quantity: PublishedQuantity,
) -> None:
    if quantity.use is Use.CONTRADICTS:
        other = QUANTITIES[quantity.contradicts]
        assert other.is_counted
        assert other.source != quantity.source


@ALL
def test_quantities_that_say_the_same_are_counted_once(quantity: PublishedQuantity) -> None:
    if quantity.is_counted:
        same = [
            q.id for q in QUANTITIES.values() if q.is_counted and q.measured == quantity.measured
        ]
        assert same == [quantity.id]


def test_a_contradiction_must_say_what_it_contradicts() -> None:
    with pytest.raises(InvalidValueError, match="contradicts"):
        PublishedQuantity(**_words(use="contradicts"))
    with pytest.raises(InvalidValueError, match="contradicts"):
        PublishedQuantity(**_words(contradicts="something"))


def test_a_share_is_no_percentage() -> None:
    with pytest.raises(InvalidValueError, match="0 to 1"):
        PublishedQuantity(**_words(value=40))


def test_fitted_is_what_a_parameter_was_fitted_to_or_taken_from() -> None:
    knowledge = load_knowledge()
    parameters = [
        parameter
        for group in knowledge.natural_history.values()
        for parameter in group.parameters.values()
    ]
    named = {key for parameter in parameters for key in parameter.fitted_to}
    fitted = {quantity.id for quantity in QUANTITIES.values() if quantity.use is Use.FITTED}
    assert named <= fitted
    kinds = [dict(_leaves(kind.profile)) for kind in knowledge.virtual_kinds.values()]
    taken_from = {parameter.source for parameter in parameters} | {
        str(source) for leaves in kinds for source in leaves.values()
    }
    assert {QUANTITIES[key].source for key in fitted - named} <= taken_from


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield what lies at the ends of a nested mapping, with the way there."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}/{key}")
    else:
        yield path, value
