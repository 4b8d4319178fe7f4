"""Which kinds of children are simulated, and in what shares."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from math import isfinite
from types import MappingProxyType
from typing import Any

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from crmo import yaml12
from crmo.errors import UserError
from crmo.knowledge import Knowledge
from crmo.knowledge.immutable import immutable
from crmo.simulate.chance import Integers, Stream

DISEASE = "cno"
_HOW = "a named mix, or kinds with shares such as cno:80,leukaemia:5"


@frozen(kw_only=True)
class Mix:
    """Kinds of children and their shares.

    Args:
        name: name of the mix, or the text that it was made from.
        shares: kind -> share of all children; greater than 0, together 1.
        begins_with_diagnosis: whether a child enters the calendar with its diagnosis, as in a
            disease clinic, and not with its first symptom.
    """

    name: str
    shares: Mapping[str, float] = field(converter=immutable)
    begins_with_diagnosis: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """Ids of the kinds, in the order in which they were named."""
        return tuple(self.shares)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to worker processes, which read-only mappings cannot."""
        return _arrived, (self.name, dict(self.shares), self.begins_with_diagnosis)


def _arrived(name: str, shares: dict[str, float], begins_with_diagnosis: bool) -> Mix:  # noqa: FBT001 -- pickle's way
    return Mix(name=name, shares=shares, begins_with_diagnosis=begins_with_diagnosis)


def mix_of(text: str, knowledge: Knowledge) -> Mix:
    """Return the mix that a text names or spells out.

    Args:
        text: name of a mix (`referrals`), or kinds with relative shares
            (`cno:80,leukaemia:5`); a kind without a share counts 1.
        knowledge: what holds the kinds.

    Raises:
        UserError: a kind is not known or named twice, a share is not a number of 0 or more, or
            nothing is above 0.
    """
    named = named_mixes()
    if text.strip() in named:
        entry = named[text.strip()]
        mix = _mix(text.strip(), _shares_of(entry, knowledge), knowledge)
        return evolve(mix, begins_with_diagnosis=bool(entry.get("begins_with_diagnosis")))
    shares: dict[str, float] = {}
    for part in text.split(","):
        kind, colon, number = (piece.strip() for piece in part.partition(":"))
        if kind in shares:
            raise _refused("A kind is named twice.", kind)
        shares[kind] = _number(number) if colon else 1.0
    return _mix(text.strip(), shares, knowledge)


def kind_of(numbers: Integers, seed: int, mix: Mix) -> NDArray[np.str_]:
    """Return the kind of each child, keyed by its number.

    Each child draws for itself, so that shares are exact in expectation and a child keeps its
    kind whoever else is simulated.

    Args:
        numbers: numbers of the children, shape (n,).
        seed: seed of the simulation.
        mix: the shares.

    Returns:
        Ids of kinds, shape (n,).
    """
    limits, reached = [], 0.0
    for share in mix.shares.values():
        reached += share
        limits.append(reached)
    limits[-1] = 1.0  # what rounding leaves over belongs to the last kind
    luck = Stream(seed, "kind").uniform(numbers)[:, 0]
    chosen: NDArray[np.str_] = np.array(mix.kinds)[np.searchsorted(limits, luck, side="right")]
    return chosen


@cache
def named_mixes() -> Mapping[str, Mapping[str, Any]]:
    """Return the mixes that have a name, as their file gives them."""
    loaded = yaml12.load(files("crmo.simulate") / "mixes.yaml")
    named: Mapping[str, Mapping[str, Any]] = MappingProxyType(immutable(loaded["mixes"]))
    return named


def _shares_of(entry: Mapping[str, Any], knowledge: Knowledge) -> Mapping[str, float]:
    if entry.get("every_kind"):
        return dict.fromkeys(_known(knowledge), 1.0)
    shares: Mapping[str, float] = entry["shares"]
    return shares


def _known(knowledge: Knowledge) -> tuple[str, ...]:
    others = (kind for kind in knowledge.virtual_kinds if kind != DISEASE)
    return (DISEASE, *others)


def _mix(name: str, shares: Mapping[str, float], knowledge: Knowledge) -> Mix:
    known = _known(knowledge)
    total = 0.0
    for kind, share in shares.items():
        if kind not in known:
            near = get_close_matches(kind, [*known, *named_mixes()], n=3)
            raise UserError(
                "There is no such kind of child, and no mix of this name.",
                where="mix",
                came=kind,
                expected=f"one of {', '.join(known)}; or a mix: {', '.join(named_mixes())}",
                todo=f"Perhaps {' or '.join(near)} is meant." if near else "",
            )
        total += share
    if not isfinite(total):
        raise _refused("The shares are too large to be added up.", name)
    if total <= 0:
        raise _refused("No kind has a share above 0.", name)
    kept = {kind: share / total for kind, share in shares.items() if share > 0}
    return Mix(name=name, shares=kept)


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise _refused("A share is not a number.", text) from None
    if not isfinite(number) or number < 0:
        raise _refused("A share is not a number of 0 or more.", text)
    return number


def _refused(problem: str, came: str) -> UserError:
    return UserError(problem, where="mix", came=came, expected=_HOW, todo="Correct the mix.")
