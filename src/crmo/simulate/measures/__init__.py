"""Measures of virtual children, each in the way that a study measured real ones.

`measures()` gives every measure by name; the published quantities name the one that repeats
them. Measures look at the truth about children and decide nothing about it.
"""

from collections.abc import Mapping

from crmo.simulate.measures import (  # each enters its measures when it is imported
    bisphosphonates,
    child_and_blood,
    company,
    course,
    extent,
    others,
    outcome,
    places,
    second_line,
    way,
)
from crmo.simulate.measures.measured import Measured
from crmo.simulate.measures.register import Measure, registered

_PARTS = (
    child_and_blood,
    way,
    places,
    extent,
    company,
    outcome,
    second_line,
    course,
    bisphosphonates,
    others,
)


def measures() -> Mapping[str, Measure]:
    """Return every measure by name."""
    return registered()


__all__ = ["Measure", "Measured", "measures"]
