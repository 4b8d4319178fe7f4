"""Virtual children made by hand, for tests of what is measured in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from crmo.record import Certainty, Sex
from crmo.simulate.child import STEP_DAYS, Belief, Bout, States, VirtualChild

ONSET = 736_000
DIAGNOSED = ONSET + 365
TEN_YEARS = 3652
KNEE = "tibia_proximal_metaphysis_left"
OTHER_KNEE = "tibia_proximal_metaphysis_right"
ANKLE = "tibia_distal_metaphysis_left"
THIGH = "femur_distal_metaphysis_left"
COLLAR_BONE = "clavicle_medial_left"
VERTEBRA = "vertebra_t8"


def bout(
    unit: str,
    first: int = ONSET,
    last: int | None = None,
    *,
    felt: bool = True,
    features: Mapping[str, int] | None = None,
) -> Bout:
    """Return a bout, by default one that hurts from the first symptom on without end."""
    return Bout(
        bone_unit=unit,
        first_day=first,
        last_day=last,
        is_felt=felt,
        size_mm=20.0,
        features=features or {},
    )


def states(first: int = ONSET, **series: Any) -> States:
    """Return states of ten years: a number stands for the same value all the time."""
    steps = TEN_YEARS // STEP_DAYS + 1
    names = {"pain": 0, "patient_global": 0, "physician_global": 0, "chaq": 0, "crp": 1, "esr": 5}
    return States(
        first_day=first,
        values={
            name: value if isinstance(value, tuple) else (float(value),) * steps
            for name, value in {**names, **series}.items()
        },
    )


def child(*bouts: Bout, **changes: Any) -> VirtualChild:
    """Return a child with CNO, diagnosed a year after the first symptom and followed for nine."""
    plain = VirtualChild(
        number=0,
        seed=1,
        kind="cno",
        sex=Sex.FEMALE,
        born=ONSET - 3652,
        onset=ONSET,
        until=ONSET + TEN_YEARS,
        leaves="cut",
        bouts=tuple(sorted(bouts, key=lambda one: one.first_day)),
        states=states(),
        beliefs=(Belief(concept="cno", certainty=Certainty.CONFIRMED, first_day=DIAGNOSED),),
    )
    return evolve(plain, **changes)
