"""Every bone unit and every group is what the rest of crmo takes it for."""

from __future__ import annotations

from collections import Counter

import pytest

from crmo.anatomy import (
    BoneUnit,
    Side,
    all_bone_units,
    bone_unit,
    groups,
    mirror,
    regions,
    skeleton,
)
from crmo.errors import InvalidValueError, KnowledgeError

UNITS = all_bone_units()
COLORADO = [group_id for group_id in groups() if group_id.startswith("colorado_")]


def test_the_skeleton_has_114_kinds_and_197_units() -> None:
    assert len({unit.kind for unit in UNITS}) == 114
    assert len(UNITS) == 197


def test_ids_are_unique() -> None:
    repeated = [unit_id for unit_id, n in Counter(unit.id for unit in UNITS).items() if n > 1]
    assert repeated == []


def test_names_tell_units_apart() -> None:
    for names in ([unit.name for unit in UNITS], [unit.medical_name for unit in UNITS]):
        assert [name for name, n in Counter(names).items() if n > 1] == []


@pytest.mark.parametrize(
    ("unit_id", "name", "medical_name"),
    [
        (
            "femur_distal_metaphysis_left",
            "left thigh bone, growth zone near the knee",
            "left distal femoral metaphysis",
        ),
        (
            "tibia_distal_epiphysis_right",
            "right shin bone, bone end at the ankle",
            "right distal tibial epiphysis",
        ),
        ("vertebra_t8", "chest vertebra T8", "T8 vertebra"),
        ("clavicle_medial_right", "right collar bone, inner end", "right medial clavicle"),
        ("rib_7_left", "left rib 7", "left rib 7"),
        ("metatarsal_1_right", "right mid-foot bone 1 (big toe side)", "right metatarsal 1"),
        ("sacrum", "sacrum, middle part", "sacrum (body)"),
    ],
)
def test_a_unit_is_named_for_families_and_for_doctors(
    unit_id: str, name: str, medical_name: str
) -> None:
    unit = bone_unit(unit_id)
    assert (unit.name, unit.medical_name) == (name, medical_name)


@pytest.mark.parametrize(
    "unit_id",
    ["calcaneus_left", "ilium_right", "acetabulum_left", "sacral_ala_left", "manubrium",
     "sternal_body", "mandible_left", "patella_right", "vertebra_c1", "vertebra_l5",
     "rib_12_right", "foot_phalanges_5_left", "hand_phalanges_1_right", "skull_base"],
)  # fmt: skip
def test_ids_that_others_rely_on_exist(unit_id: str) -> None:
    assert bone_unit(unit_id).id == unit_id


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.id)
def test_id_is_bone_segment_and_side(unit: BoneUnit) -> None:
    kind = f"{unit.bone}_{unit.segment}" if unit.segment else unit.bone
    assert unit.kind == kind
    assert unit.id == (kind if unit.side is Side.MIDLINE else f"{kind}_{unit.side}")


@pytest.mark.parametrize("bone", ["humerus", "radius", "ulna", "femur", "tibia", "fibula"])
def test_a_long_bone_has_five_segments_on_each_side(bone: str) -> None:
    found = Counter((unit.side, unit.segment) for unit in UNITS if unit.bone == bone)
    segments = {"proximal_epiphysis", "proximal_metaphysis", "diaphysis",
                "distal_metaphysis", "distal_epiphysis"}  # fmt: skip
    assert found == Counter((side, seg) for side in (Side.LEFT, Side.RIGHT) for seg in segments)


def test_a_lesion_across_the_growth_plate_is_one_lesion_site() -> None:
    metaphysis = bone_unit("femur_distal_metaphysis_left")
    epiphysis = bone_unit("femur_distal_epiphysis_left")
    assert metaphysis.lesion_site == epiphysis.lesion_site == "femur_distal_left"
    assert bone_unit("femur_diaphysis_left").lesion_site == "femur_diaphysis_left"
    assert bone_unit("femur_proximal_metaphysis_left").lesion_site == "femur_proximal_left"


def test_only_growth_plates_merge_lesion_sites() -> None:
    shared = Counter(unit.lesion_site for unit in UNITS)
    assert set(shared.values()) == {1, 2}
    assert sum(n == 2 for n in shared.values()) == 24  # 6 bones, 2 ends, 2 sides


def test_mirror_is_its_own_inverse_and_changes_the_side_alone() -> None:
    for unit in UNITS:
        other = mirror(unit)
        assert mirror(other) == unit
        assert other.kind == unit.kind
        assert (other == unit) == (unit.side is Side.MIDLINE)


def test_mirrored_units_share_their_groups() -> None:
    assert [unit.id for unit in UNITS if mirror(unit).groups != unit.groups] == []


def test_every_unit_is_either_axial_or_appendicular() -> None:
    assert [u.id for u in UNITS if len({"axial", "appendicular"} & u.groups) != 1] == []


def test_every_unit_is_in_exactly_one_colorado_region() -> None:
    assert len(COLORADO) == 6
    assert [u.id for u in UNITS if len(u.groups.intersection(COLORADO)) != 1] == []


def test_no_group_is_empty_and_membership_agrees_both_ways() -> None:
    for group in groups().values():
        assert group.units, group.id
        assert group.units == tuple(u for u in UNITS if group.id in u.groups)


@pytest.mark.parametrize(
    ("group_id", "n_units"),
    [("vertebral", 24), ("cervical_spine", 7), ("thoracic_spine", 12), ("lumbar_spine", 5),
     ("rib", 24), ("sternum", 2), ("jaw", 4), ("long_bone", 60), ("metaphyseal", 24),
     ("epiphyseal", 24), ("diaphyseal", 12), ("metaphysis_or_epiphysis", 48),
     ("sacroiliac", 4), ("metatarsal", 10), ("tarsal", 10), ("foot", 30), ("hand", 22),
     ("carra_typical_sites", 54), ("jansson_2009_sites", 32)],
)  # fmt: skip
def test_groups_have_the_size_anatomy_gives_them(group_id: str, n_units: int) -> None:
    assert len(groups()[group_id].units) == n_units


@pytest.mark.parametrize(
    ("unit_id", "inside", "outside"),
    [
        # The trap of each: what it is, and what it is easily mistaken for.
        ("clavicle_medial_left", "appendicular", "long_bone"),
        ("clavicle_medial_left", "carra_typical_sites", "metaphyseal"),
        ("femur_diaphysis_left", "tubular", "carra_typical_sites"),
        ("sacral_ala_left", "sacroiliac", "spine"),
        ("sacrum", "spine", "vertebral"),
        ("sacrum", "pelvis", "jansson_2009_sites"),
        ("mandible_left", "skull", "neurocranium"),
        ("patella_left", "knee", "long_bone"),
        ("metatarsal_1_left", "tubular", "metaphyseal"),
        ("rib_1_left", "axial", "anterior_chest_wall"),
        ("scapula_left", "colorado_upper_torso", "upper_extremity"),
        ("ilium_left", "appendicular", "lower_extremity"),
    ],
)
def test_known_traps(unit_id: str, inside: str, outside: str) -> None:
    assert inside in bone_unit(unit_id).groups
    assert outside not in bone_unit(unit_id).groups


def test_a_study_list_names_its_source() -> None:
    assert groups()["carra_typical_sites"].source == "zhao_2018"
    assert groups()["jansson_2009_sites"].source == "jansson_2009"
    assert groups()["spine"].source is None


def test_a_region_whose_bones_are_our_reading_says_so() -> None:
    assert [g.id for g in groups().values() if not g.is_verified] == COLORADO


def test_every_unit_stands_under_a_heading_of_the_list() -> None:
    assert {unit.region for unit in UNITS} == set(regions())


def test_an_unknown_unit_is_refused_without_telling_its_value() -> None:
    with pytest.raises(InvalidValueError) as caught:
        bone_unit("femur_distal_metaphysis_lft")
    assert "femur_distal_metaphysis_left" in caught.value.todo
    assert "metaphysis_lft" not in str(caught.value)
    assert "metaphysis_lft" in caught.value.explain()


def test_a_group_of_unknown_bones_is_refused_with_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        skeleton, "_table", lambda name: {"leg_bones": {"label": "legs", "members": ["femurr"]}}
    )
    with pytest.raises(KnowledgeError, match="femurr") as caught:
        skeleton._group_members(UNITS)
    assert caught.value.where == "anatomy/groups.yaml group leg_bones"
