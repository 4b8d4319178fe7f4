"""Every measure under its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from attrs import frozen

from crmo.simulate.child import VirtualChild
from crmo.simulate.measures.measured import Measured

Children = Sequence[VirtualChild]
Function = Callable[[Children], Measured]


@frozen(kw_only=True)
class Measure:
    """A named way of measuring a cohort of virtual children.

    Args:
        name: as `measured:` has it in the published quantities.
        counts: who counts, on which day, by which definition; a sentence for the reader.
        function: from children of all kinds to the number; it picks those who count.
    """

    name: str
    counts: str
    function: Function

    def __call__(self, children: Children) -> Measured:
        """Measure a cohort."""
        return self.function(children)


_MEASURES: dict[str, Measure] = {}


def measure(name: str, counts: str) -> Callable[[Function], Function]:
    """Return a decorator that enters a function among the measures.

    Args:
        name: as `measured:` has it in the published quantities.
        counts: who counts, on which day, by which definition.
    """

    def enter(function: Function) -> Function:
        add(name, counts, function)
        return function

    return enter


def add(name: str, counts: str, function: Function) -> None:
    """Enter a function among the measures.

    Raises:
        ValueError: there is a measure of that name already.
    """
    if name in _MEASURES:
        raise ValueError(f"two measures are called {name}")
    _MEASURES[name] = Measure(name=name, counts=counts, function=function)


def registered() -> Mapping[str, Measure]:
    """Return every measure entered so far, by name."""
    return MappingProxyType(_MEASURES)
