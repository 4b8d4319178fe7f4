"""Invented names of many origins, because accents and apostrophes are where programs break."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from crmo.record import Sex
from crmo.simulate.chance import Luck
from crmo.yaml12 import load

# Shares of our own choosing: family names of another origin, hospital numbers that look random.
_MIXED = 0.1
_FIRST_NUMBER, _NUMBERS, _STEP = 100_000, 900_000, 7_919


def invented_name(seed: int, number: int, sex: Sex) -> str:
    """Return a name; the same for the same seed and number.

    Args:
        seed: of the simulation.
        number: of the child.
        sex: a first name that goes with it.
    """
    luck = Luck(seed, "name", number)
    origins = _origins()
    weights = {name: float(origin["weight"]) for name, origin in origins.items()}
    own = luck.weighted(weights)
    family = luck.weighted(weights) if luck.happens(_MIXED) else own
    key = "male" if sex is Sex.MALE else "female"
    return f"{luck.one_of(origins[own][key])} {luck.one_of(origins[family]['family'])}"


def hospital_number(number: int) -> str:
    """Return the child's number in the clinic, which says that the child is simulated.

    No two of the first 900,000 children share one.
    """
    return f"SIM-{_FIRST_NUMBER + number * _STEP % _NUMBERS}"


@cache
def _origins() -> Mapping[str, Mapping[str, Any]]:
    origins: Mapping[str, Mapping[str, Any]] = load(files("crmo.workbench.demo") / "names.yaml")[
        "origins"
    ]
    return origins
