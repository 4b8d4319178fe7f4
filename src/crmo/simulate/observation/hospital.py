"""The virtual hospitals: whose units, limits and habits a child's record has."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from crmo.simulate.chance import Luck
from crmo.simulate.child import VirtualChild
from crmo.simulate.observation.parameters import Limits
from crmo.simulate.parameters import Parameters


@frozen(kw_only=True)
class Hospital:
    """A hospital of the virtual world.

    Args:
        id: `northmoor`; the source of its entries names it.
        label: its name.
        country: `GB` or `US`: units of laboratory values, spelling of documents.
        weight: share of children it looks after, beside the other weights.
        pain_scale: upper end of its scale for pain and globals, 10 or 100.
        pain_step: pain is marked in steps of this, on that scale.
        global_step: globals likewise.
        flags: which laboratory values bear a flag: `none`, `abnormal` or `all`.
        lowest: analyte -> lowest value that its laboratory prints, in the canonical unit.
        limits: reference limits that differ from the common ones.
        says_rest_is_clear: share of its reports that say so of what they do not list.
        sequences: MRI sequences its reports name.
    """

    id: str
    label: str
    country: str
    weight: float
    pain_scale: float
    pain_step: float
    global_step: float
    flags: str
    lowest: Mapping[str, float]
    limits: Mapping[str, Limits]
    says_rest_is_clear: float
    sequences: tuple[str, ...]


def hospitals(parameters: Parameters) -> tuple[Hospital, ...]:
    """Return all virtual hospitals, in the order of the knowledge."""
    group = parameters.values["hospitals"]
    return tuple(Hospital(id=name, **habits) for name, habits in group.items())


def hospital_of(child: VirtualChild, parameters: Parameters) -> Hospital:
    """Return the hospital that looks after a child; the same for the same seed and number."""
    return chosen(hospitals(parameters), child)


def chosen(among: tuple[Hospital, ...], child: VirtualChild) -> Hospital:
    """Return the child's hospital among those given."""
    luck = Luck(child.seed, "hospital", child.number)
    place = luck.weighted({position: each.weight for position, each in enumerate(among)})
    return among[place]
