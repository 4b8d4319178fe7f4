"""What a child brings along: sex, proneness to lesions, to inflammation and to pain."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from crmo.anatomy import groups
from crmo.simulate.chance import Floats, Integers, Stream, exp
from crmo.simulate.onset.blend import blended, happens, standardised
from crmo.simulate.onset.bones import Bones
from crmo.simulate.onset.onset import BONE_UNITS, PATTERNS, SLOTS
from crmo.simulate.onset.parameters import (
    ComorbidityParameters,
    OnsetParameters,
    PatternParameters,
)
from crmo.simulate.onset.patterns import pattern_shares

Yes = NDArray[np.bool_]


@frozen(kw_only=True, eq=False)
class Nature:
    """What children bring along, shape (children,) each.

    Args:
        is_female: sex.
        frailty: as in `Onset`.
        inflammation: as in `Onset`.
        severity: as in `Onset`.
        has_fever: as in `Onset`.
        amplifies_pain: as in `Onset`.
        has_hla_b27: HLA-B27.
        leanings: what associated diseases go with: `proneness`, `skin`, `frailty`,
            `inflammation`, `lesions`, `girl`, `pelvis`, `hla_b27` -> standardised numbers.
    """

    is_female: Yes
    frailty: Floats
    inflammation: Floats
    severity: Floats
    has_fever: Yes
    amplifies_pain: Yes
    has_hla_b27: Yes
    leanings: Mapping[str, Floats]


def draw_nature(
    children: Integers,
    seed: int,
    who: OnsetParameters,
    where: PatternParameters,
    beside: ComorbidityParameters,
    pattern: NDArray[np.int8],
    bones: Bones,
) -> Nature:
    """Return what the children bring along.

    Args:
        children: numbers of the children.
        seed: seed of the simulation.
        who: the group `onset`.
        where: the group `patterns`.
        beside: the group `comorbidity`.
        pattern: pattern of each child.
        bones: places of each child.
    """
    girls = np.array([who.girls_by_pattern[name] for name in PATTERNS])
    is_female = Stream(seed, "onset/girl").uniform(children)[:, 0] < girls[pattern]
    girl = standardised(is_female, _average_share(girls, where))

    def own(matter: str) -> Floats:
        return Stream(seed, f"onset/{matter}").normal(children)[:, 0]

    proneness_to_lesions = blended(own("frailty"), (who.frailty_with_lesions, bones.lesions))
    inflammation = blended(
        own("inflammation"),
        (who.inflammation_with_lesions, bones.lesions),
        (-who.inflammation_with_boys, girl),
    )
    fever = blended(own("fever"), (who.fever_with_inflammation, inflammation))
    amplified = blended(own("amplified_pain"), (who.amplified_pain_with_girls, girl))
    has_hla_b27 = happens(own("hla_b27"), who.hla_b27_share)
    spread = who.frailty_spread
    return Nature(
        is_female=is_female,
        frailty=exp(spread * proneness_to_lesions - spread * spread / 2.0),
        inflammation=inflammation,
        severity=own("severity"),
        has_fever=happens(fever, who.fever_share),
        amplifies_pain=happens(amplified, who.amplified_pain_share),
        has_hla_b27=has_hla_b27,
        leanings={
            "proneness": own("proneness"),
            "skin": own("skin"),
            "frailty": proneness_to_lesions,
            "inflammation": inflammation,
            "lesions": bones.lesions,
            "girl": girl,
            "pelvis": standardised(has_lesion_in(bones, "pelvis"), beside.usual_pelvis_share),
            "hla_b27": standardised(has_hla_b27, who.hla_b27_share),
        },
    )


def has_lesion_in(bones: Bones, group: str) -> Yes:
    """Return who has a lesion of the beginning in a group of bones, shape (children,)."""
    members = {unit.id for unit in groups()[group].units}
    is_member = np.array([unit in members for unit in BONE_UNITS])
    at_first = np.arange(SLOTS) < bones.n_at_onset[:, None]
    found: Yes = np.any(is_member[bones.unit] & at_first, axis=1)
    return found


def _average_share(girls: Floats, where: PatternParameters) -> float:
    share = total = 0.0
    for part, among in zip(pattern_shares(where), girls.tolist(), strict=True):
        share += part * among
        total += part
    return share / total
