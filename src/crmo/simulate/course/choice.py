"""Which drug of the second line: by what the clinician sees, by the coin, or always the same."""

from __future__ import annotations

import numpy as np
from attrs import field, frozen, validators
from numpy.typing import NDArray

from crmo.simulate.chance import Floats
from crmo.simulate.course.clinic_numbers import SecondLineNumbers
from crmo.simulate.course.drug_numbers import CLASSES, SECOND_LINE

_POLICIES = ("by_indication", "randomised", "always")
Seen = NDArray[np.bool_]


@frozen(kw_only=True)
class ClinicPolicy:
    """How the second line is chosen.

    Args:
        rule: `by_indication`: as clinicians do, so that those who get a drug differ from those
            who get another before it does anything; `randomised`: with equal chances among
            `among`, whatever the child has; `always`: the first of `among`, to ask what would
            have become of the same child, with the same luck, under another drug.
        among: classes of drugs that are chosen from.
    """

    rule: str = field(default="by_indication", validator=validators.in_(_POLICIES))
    among: tuple[str, ...] = field(
        default=tuple(CLASSES[k] for k in SECOND_LINE),
        validator=validators.deep_iterable(
            validators.in_(tuple(CLASSES[k] for k in SECOND_LINE)), validators.min_len(1)
        ),
    )


@frozen(kw_only=True, eq=False)
class Indication:
    """What a clinician sees that speaks for one class or another; k children.

    Args:
        spine: a vertebra was seen to be active.
        joints: arthritis, sacroiliitis or enthesitis.
        bowel: inflammatory bowel disease.
        tired: fatigue.
    """

    spine: Seen
    joints: Seen
    bowel: Seen
    tired: Seen


def chosen_class(
    policy: ClinicPolicy,
    numbers: SecondLineNumbers,
    indication: Indication,
    tried: NDArray[np.bool_],
    luck: Floats,
) -> NDArray[np.int64]:
    """Return the class chosen for each child, as a place in `CLASSES`.

    A class that was tried is not chosen again while another is left.

    Args:
        policy: how.
        numbers: weights of the classes and what moves them.
        indication: what is seen.
        tried: which of `SECOND_LINE` were tried, shape (4, k).
        luck: uniform, shape (k,).
    """
    allowed = np.array([CLASSES[k] in policy.among for k in SECOND_LINE])[:, None]
    if policy.rule == "always":
        only = CLASSES.index(policy.among[0])
        return np.full(len(luck), only, dtype=np.int64)
    left = allowed & ~tried
    left |= allowed & ~left.any(axis=0)
    weights = _weights(numbers, indication) if policy.rule == "by_indication" else np.ones((4, 1))
    return _drawn(weights * left, luck)


def _weights(numbers: SecondLineNumbers, seen: Indication) -> Floats:
    mtx = np.where(seen.joints, numbers.methotrexate_if_joints, 1.0) * numbers.weight_methotrexate
    ssz = np.where(seen.bowel, numbers.sulfasalazine_if_bowel, 1.0) * numbers.weight_sulfasalazine
    tnf = np.where(seen.joints, numbers.tnf_inhibitor_if_joints, 1.0)
    tnf *= np.where(seen.bowel, numbers.tnf_inhibitor_if_bowel, 1.0)
    tnf *= np.where(seen.tired, numbers.tnf_inhibitor_if_tired, 1.0)
    tnf *= numbers.weight_tnf_inhibitor
    bis = np.where(seen.spine, numbers.bisphosphonate_if_spine, 1.0) * numbers.weight_bisphosphonate
    bis *= np.where(seen.bowel, numbers.bisphosphonate_if_bowel, 1.0)
    return np.stack((mtx, ssz, tnf, bis))


def _drawn(weights: Floats, luck: Floats) -> NDArray[np.int64]:
    total = weights[0] + weights[1] + weights[2] + weights[3]
    rest = luck * total
    drawn = np.full(len(luck), SECOND_LINE[-1])
    reached = np.zeros(len(luck), dtype=np.bool_)
    below = np.zeros(len(luck))
    for place, drug_class in enumerate(SECOND_LINE):
        below = below + weights[place]
        here = ~reached & (rest < below)
        drawn[here] = drug_class
        reached |= here
    return drawn
