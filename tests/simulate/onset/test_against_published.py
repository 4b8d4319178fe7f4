"""The beginning agrees with what is published, before the course has changed anything.

A published share stands for its 95 % interval (Wilson), since small cohorts promise no more.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.simulate.onset.blocks import affected, has, many, members, mirrored

from crmo.anatomy import bone_units_by_id
from crmo.knowledge import load_knowledge
from crmo.simulate.onset import BONE_UNITS, COMORBIDITIES, SLOTS, Onset

SITES = {
    unit: number
    for number, unit in enumerate(
        dict.fromkeys(unit.lesion_site for unit in bone_units_by_id().values())
    )
}


def lesion_sites(onset: Onset, *, only_felt: bool = False) -> np.ndarray:
    """Return how many lesion sites each child has: across a growth plate counts once."""
    found = affected(onset, only_felt=only_felt)
    by_site = np.zeros((onset.n, len(SITES)), dtype=np.bool_)
    for index, unit in enumerate(BONE_UNITS):
        by_site[:, SITES[bone_units_by_id()[unit].lesion_site]] |= found[:, index]
    return by_site.sum(axis=1)


def by_two_years_after(onset: Onset, *names: str) -> np.ndarray:
    late = (onset.diagnosed + 730)[:, None]
    chosen = onset.comorbidity_day[:, [COMORBIDITIES.index(name) for name in names]]
    return (chosen <= late).any(axis=1)


def lies_in(share: float, value: float, n: int) -> bool:
    z = 1.96
    centre = (value + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(value * (1 - value) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return centre - half <= share <= centre + half


def shares(onset: Onset) -> dict[str, np.ndarray]:
    skin = ("palmoplantar_pustulosis", "psoriasis", "severe_acne")
    clavicle, tibia = has(onset, "clavicle"), has(onset, "tibia")
    return {
        "nprd_girls": onset.is_female,
        "nprd_hla_b27": onset.traits["hla_b27_positive"],
        "munich_ana": onset.traits["ana_positive"],
        "munich_family": np.stack(list(onset.family.values())).any(axis=0),
        "multinational_fever": onset.has_fever,
        "rome_mri_tibia": tibia,
        "rome_mri_femur": has(onset, "femur"),
        "rome_mri_pelvis": has(onset, "pelvis"),
        "stuttgart_mri_spine": has(onset, "vertebral"),
        "map_mri_clavicle": clavicle,
        "paris_mandible": has(onset, "mandible"),
        "petersburg_sternum": has(onset, "sternum"),
        "petersburg_foot": has(onset, "foot"),
        "uk_distal_tibia": has(onset, "tibia_distal_metaphysis"),
        "rome_unifocal_mri": lesion_sites(onset) == 1,
        "france_unifocal_clinical": lesion_sites(onset, only_felt=True) == 1,
        "stuttgart_symmetric": mirrored(onset),
        "map_tibio_appendicular": tibia & ~clavicle,
        "map_claviculo_spinal": clavicle & ~tibia,
        "map_clavicle_and_tibia": clavicle & tibia,
        "dresden_arthritis": by_two_years_after(onset, "arthritis"),
        "dresden_bowel": by_two_years_after(onset, "inflammatory_bowel_disease"),
        "prague_sacroiliitis": by_two_years_after(onset, "sacroiliitis"),
        "ireland_skin": by_two_years_after(onset, *skin),
        "munich_autoimmune": by_two_years_after(
            onset, *skin, "inflammatory_bowel_disease", "uveitis", "other_autoimmune_disease"
        ),
        "turkey_uveitis": by_two_years_after(onset, "uveitis"),
        "turkey_acne": by_two_years_after(onset, "severe_acne"),
    }


@pytest.mark.parametrize("quantity", sorted(shares(many())))
def test_a_share_lies_in_the_published_interval(quantity: str) -> None:
    published = load_knowledge().published_quantities[quantity]
    share = float(shares(many())[quantity].mean())
    assert lies_in(share, published.value, published.n), (share, published.value)


def test_number_of_places_on_whole_body_mri() -> None:
    sites = lesion_sites(many())
    assert 5 <= np.median(sites) <= 7
    assert 7.5 <= sites.mean() <= 10.5
    assert 25 <= sites.max() <= SLOTS


def test_number_of_places_by_examination() -> None:
    felt = lesion_sites(many(), only_felt=True)
    assert felt[felt > 1].mean() == pytest.approx(3.4, abs=0.35)
    assert np.median(felt) in (2, 3)


def test_where_lesions_lie_within_long_bones() -> None:
    found = affected(many())
    metaphysis, epiphysis = (found[:, members(g)].sum() for g in ("metaphyseal", "epiphyseal"))
    assert 0.57 < metaphysis / (metaphysis + epiphysis) < 0.73


def test_fibulae_are_mostly_affected_on_both_sides() -> None:
    found = affected(many())
    sides = [
        found[:, [u for u in members("fibula") if BONE_UNITS[u].endswith(side)]].any(axis=1)
        for side in ("left", "right")
    ]
    assert (sides[0] & sides[1]).sum() > 0.6 * (sides[0] | sides[1]).sum()


def test_time_to_the_diagnosis() -> None:
    months = (many().diagnosed - many().onset) / 30.4375
    assert months.mean() == pytest.approx(18, abs=2)
    assert months.std() == pytest.approx(25.5, abs=5)
    assert np.median(months) == pytest.approx(10.4, abs=1)


def test_age_at_the_first_symptom() -> None:
    quartiles = np.quantile((many().onset - many().born) / 365.25, [0.25, 0.5, 0.75])
    assert quartiles == pytest.approx([7.7, 9.6, 11.5], abs=0.4)
