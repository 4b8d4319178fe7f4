"""What is to be simulated; with it everything is decided but the luck, which the seed gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from attrs import Attribute, field, frozen

from crmo.errors import UserError
from crmo.simulate.mixes import Mix

BLOCK = 512  # children written at a time; row groups of files depend on it, so it stays
RUN = 8_192  # children whose disease is followed at a time; nothing depends on it but speed
MOST_CHILDREN = 100_000_000
LONGEST_YEARS = 40.0
LARGEST_SEED = 2**63 - 1


def _within(option: str, low: float, high: float) -> Callable[..., None]:
    """Return a validator that names the option of the command line."""

    def validate(_: Any, __: Attribute[Any], value: float) -> None:
        if not low <= value <= high:
            raise UserError(
                f"{option} is out of range.",
                came=value,
                expected=f"a number from {low:,} to {high:,}",
            )

    return validate


@frozen(kw_only=True)
class Plan:
    """One simulation.

    Args:
        n: how many children.
        seed: decides all luck; the same seed gives the same children.
        mix: which kinds of children, in what shares.
        until: day on which the data are cut.
        years: length of the calendar before `until` in which the stories begin.

    Raises:
        UserError: a number is out of range.
    """

    n: int = field(validator=_within("--patients", 1, MOST_CHILDREN))
    seed: int = field(validator=_within("--seed", 0, LARGEST_SEED))
    mix: Mix
    until: date
    years: float = field(default=10.0, validator=_within("--years", 0.25, LONGEST_YEARS))

    @property
    def n_blocks(self) -> int:
        """How many blocks the children are made in."""
        return -(-self.n // BLOCK)

    def block(self, position: int) -> range:
        """Return the numbers of the children of a block."""
        first = position * BLOCK
        return range(first, min(first + BLOCK, self.n))
