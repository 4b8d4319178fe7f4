"""What drugs do, in numbers: by class on lesions and on pain, and who responds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.simulate.chance import Floats, exp, log

CLASSES = (
    "nsaid",
    "glucocorticoid",
    "methotrexate",
    "sulfasalazine",
    "tnf_inhibitor",
    "bisphosphonate",
)
NSAID, STEROID, METHOTREXATE, SULFASALAZINE, TNF_INHIBITOR, BISPHOSPHONATE = range(len(CLASSES))
SECOND_LINE = (METHOTREXATE, SULFASALAZINE, TNF_INHIBITOR, BISPHOSPHONATE)

_ByClass = Mapping[str, float]
_WEEKS_PER_STEP = 4


@frozen(kw_only=True)
class DrugNumbers:
    """The group `drug_effects` of the natural history; what each number means stands there."""

    drugs_nsaid: Mapping[str, float]
    drugs_glucocorticoid: Mapping[str, float]
    drugs_methotrexate: Mapping[str, float]
    drugs_sulfasalazine: Mapping[str, float]
    drugs_tnf_inhibitor: Mapping[str, float]
    drugs_bisphosphonate: Mapping[str, float]
    avoided_if_bowel: Mapping[str, float]
    responder_share: _ByClass
    nonresponder_effect: float
    healing_gain: _ByClass
    flare_brake: _ByClass
    pain_relief: _ByClass
    onset_half_weeks: _ByClass
    offset_half_weeks: _ByClass
    pain_onset_half_weeks: _ByClass
    pain_offset_half_weeks: _ByClass
    stopped_for_adverse_event: _ByClass
    flu_like_reaction: Mapping[str, float]
    infusion_reaction: Mapping[str, float]
    hypocalcaemia: Mapping[str, float]
    hypophosphataemia: Mapping[str, float]
    nausea: Mapping[str, float]
    gastritis: Mapping[str, float]
    raised_transaminases: Mapping[str, float]
    weight_gain: Mapping[str, float]
    injection_site_reaction: Mapping[str, float]
    paradoxical_psoriasis: Mapping[str, float]


ADVERSE_EVENTS = (
    "flu_like_reaction",
    "infusion_reaction",
    "hypocalcaemia",
    "hypophosphataemia",
    "nausea",
    "gastritis",
    "raised_transaminases",
    "weight_gain",
    "injection_site_reaction",
    "paradoxical_psoriasis",
)


@frozen(kw_only=True, eq=False)
class Formulary:
    """The drugs of the knowledge that the clinic uses, class by class.

    Args:
        drugs: ids in the knowledge, those of one class together.
        first: for each class the place of its first drug in `drugs`.
        reach: for each class the shares of its drugs, added up, all but the last; filled up
            with 1, shape (classes, most drugs in a class less one).
        sizes: for each class how many drugs it has.
        avoided_if_bowel: for each class, one bit per drug: whether it is avoided in bowel disease.
    """

    drugs: tuple[str, ...]
    first: NDArray[np.int64]
    reach: Floats
    sizes: NDArray[np.int64]
    avoided_if_bowel: NDArray[np.int64]

    def pick(
        self, classes: NDArray[np.int64], luck: Floats, barred: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Return the places in `drugs` that uniform numbers choose within classes.

        Args:
            classes: places in `CLASSES`.
            luck: uniform numbers.
            barred: one bit per drug of the class that must not be given; the next one in the
                class is taken instead. Where all are barred the last one tried is returned.
        """
        beyond: NDArray[np.int64] = (self.reach[classes] <= luck[:, None]).sum(axis=1)
        for _ in range(self.reach.shape[1]):
            is_barred = (barred >> beyond) & 1 == 1
            if not is_barred.any():
                break
            beyond = np.where(is_barred, (beyond + 1) % self.sizes[classes], beyond)
        return self.first[classes] + beyond


def formulary(numbers: DrugNumbers) -> Formulary:
    """Return the drugs that the numbers name, with their shares within each class."""
    drugs: list[str] = []
    first, reach = [], []
    most = max(len(getattr(numbers, f"drugs_{name}")) for name in CLASSES)
    for name in CLASSES:
        shares: Mapping[str, float] = getattr(numbers, f"drugs_{name}")
        first.append(len(drugs))
        drugs.extend(shares)
        reach.append(_added_up(shares, most - 1))
    starts = np.array(first)
    sizes = np.diff(np.array([*first, len(drugs)]))
    avoided = [
        _bits(drugs[start : start + size], numbers.avoided_if_bowel)
        for start, size in zip(starts.tolist(), sizes.tolist(), strict=True)
    ]
    return Formulary(
        drugs=tuple(drugs),
        first=starts,
        reach=np.array(reach),
        sizes=sizes,
        avoided_if_bowel=np.array(avoided),
    )


def _bits(drugs: list[str], avoided: Mapping[str, float]) -> int:
    """Return one bit per drug: whether it is among those avoided."""
    bits = 0
    for place, drug in enumerate(drugs):
        bits |= int(avoided.get(drug, 0.0) > 0) << place
    return bits


def _added_up(shares: Mapping[str, float], length: int) -> list[float]:
    """Return running totals without the last, so that what is left over falls to the last."""
    total, totals = 0.0, []
    for share in shares.values():
        total += share
        totals.append(total)
    return totals[:-1] + [1.0] * (length - len(totals) + 1)


def by_class(values: _ByClass) -> Floats:
    """Return the values in the order of `CLASSES`; a class not named has 0."""
    return np.array([float(values.get(name, 0.0)) for name in CLASSES])


def approach_per_step(half_weeks: _ByClass) -> Floats:
    """Return for each class which share of the way to its full effect is gone in one step."""
    return 1.0 - exp(-(log(2.0) * _WEEKS_PER_STEP) / by_class(half_weeks))
