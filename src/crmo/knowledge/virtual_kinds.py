"""Kinds of virtual children: the disease itself, its mimics, and children who have nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from crmo.knowledge.immutable import immutable


@frozen(kw_only=True)
class VirtualKind:
    """What makes a virtual child one of a kind.

    Args:
        id: `leukaemia`, `growing_pains`, `healthy`.
        label: the kind in words.
        concept: id of the disease in the concepts, or empty for children without one.
        profile: what its children have, by the words that `crmo.simulate` understands; every
            number with its source, or the decision behind it.
        note: what to bear in mind.
    """

    id: str
    label: str
    concept: str = ""
    profile: Mapping[str, Any] = field(factory=dict, converter=immutable)
    note: str = ""
