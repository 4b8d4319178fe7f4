"""Every published quantity can be measured, every measure is used, contradictions are real."""

from __future__ import annotations

import pytest

from crmo.knowledge import load_knowledge
from crmo.knowledge.published_quantities import PublishedQuantity, QuantityKind, Use
from crmo.simulate.agreement import wilson
from crmo.simulate.measures import measures
from crmo.simulate.measures.register import add

QUANTITIES = load_knowledge().published_quantities


def test_each_quantity_is_measured_and_each_measure_used() -> None:
    assert {quantity.measured for quantity in QUANTITIES.values()} == set(measures())


def test_each_measure_says_who_counts() -> None:
    assert [name for name, one in measures().items() if len(one.counts) < 15] == []


def test_a_name_is_given_once() -> None:
    with pytest.raises(ValueError, match="girls"):
        add("girls", "all", measures()["girls"].function)


def _same_measure() -> list[PublishedQuantity]:
    return [
        quantity
        for quantity in QUANTITIES.values()
        if quantity.use is Use.CONTRADICTS
        and quantity.kind is QuantityKind.SHARE
        and quantity.measured == QUANTITIES[quantity.contradicts].measured
    ]


@pytest.mark.parametrize("quantity", _same_measure(), ids=lambda quantity: quantity.id)
def test_shares_that_contradict_lie_outside_each_others_interval(
    quantity: PublishedQuantity,
) -> None:
    other = QUANTITIES[quantity.contradicts]
    for one, value in ((quantity, other.value), (other, quantity.value)):
        count = one.value * one.n if one.numerator is None else one.numerator
        low, high = wilson(count, one.n)
        assert not low <= value <= high
