"""Random numbers that are the same on every machine and belong to a child and a purpose."""

from crmo.simulate.chance.exact import Floats, exp, log, normal_quantile, power
from crmo.simulate.chance.luck import Luck
from crmo.simulate.chance.stream import Integers, Stream, at_draw, log_normal, to_unit, weibull

__all__ = [
    "Floats",
    "Integers",
    "Luck",
    "Stream",
    "at_draw",
    "exp",
    "log",
    "log_normal",
    "normal_quantile",
    "power",
    "to_unit",
    "weibull",
]
