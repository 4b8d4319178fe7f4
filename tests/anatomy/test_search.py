"""The words people use lead to the site they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo.anatomy import BoneUnit, all_bone_units, all_sites, read_place, search


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("left shin bone", "tibia_left"),
        ("L5", "vertebra_l5"),
        ("T8 vertebral body", "vertebra_t8"),
        ("Th12", "vertebra_t12"),
        ("D4 vertebra", "vertebra_t4"),
        ("8th thoracic vertebra", "vertebra_t8"),
        ("thoracic vertebrae", "thoracic_spine"),
        ("atlas", "vertebra_c1"),
        ("collar bone sternal end right", "clavicle_medial_right"),
        ("left clavicle", "clavicle_left"),
        ("R prox tib metaphysis", "tibia_proximal_metaphysis_right"),
        ("heel bone", "calcaneus"),
        ("os calcis left", "calcaneus_left"),
        ("distal femoral metaphysis", "femur_distal_metaphysis"),
        ("femoral neck, right", "femur_proximal_metaphysis_right"),
        ("tibial plateau", "tibia_proximal_epiphysis"),
        ("sacroiliac joint left", "sacroiliac_left"),
        ("SI joints", "sacroiliac"),
        ("ala of the sacrum, left", "sacral_ala_left"),
        ("jaw", "jaw"),
        ("left lower jaw", "mandible_left"),
        ("acromion", "scapula"),
        ("frontal bone", "frontal"),
        ("7th rib", "rib_7"),
        ("sixth rib right", "rib_6_right"),
        ("MT1", "metatarsal_1"),
        ("second metatarsal left", "metatarsal_2_left"),
        ("big toe right", "foot_phalanges_1_right"),
        ("left thumb", "hand_phalanges_1_left"),
        ("breastbone", "sternum"),
        ("knee", "knee"),
        ("iliac wing", "ilium"),
        ("mid-shaft tibia", "tibia_diaphysis"),
        ("shin bone growth zone near the ankle", "tibia_distal_metaphysis"),
        ("lower leg", "lower_leg"),
        # misspelt, unfinished
        ("colar bone", "clavicle"),
        ("metatarsel 5 left", "metatarsal_5_left"),
        ("femu", "femur"),
        ("calcanius", "calcaneus"),
    ],
)
def test_words_find_their_site(text: str, first: str) -> None:
    assert search(text)[0].id == first


def test_every_unit_is_found_by_its_id_and_its_names() -> None:
    for unit in all_bone_units():
        for words in (unit.id, unit.id.replace("_", " "), unit.name, unit.medical_name):
            assert search(words)[0].id == unit.id, words


def test_every_site_is_found_by_its_id() -> None:
    assert [site_id for site_id in all_sites() if search(site_id)[0].id != site_id] == []


@pytest.mark.parametrize("text", ["", "   ", "left", "proximal", "7", "xyzzy", "of the", "…"])
def test_words_that_name_no_bone_find_nothing(text: str) -> None:
    assert search(text) == []


def test_a_level_that_does_not_exist_is_not_made_up() -> None:
    assert "vertebra" not in {site.units[0].bone.split("_")[0] for site in search("L9")}


def test_the_vaguer_site_stands_before_its_parts() -> None:
    found = [site.id for site in search("left distal femur")]
    assert found[:3] == [
        "femur_distal_left",
        "femur_distal_metaphysis_left",
        "femur_distal_epiphysis_left",
    ]


def test_limit_is_kept() -> None:
    assert len(search("rib", limit=3)) == 3


@given(text=st.text(max_size=40), limit=st.integers(1, 12))
def test_any_text_gives_known_sites_without_repeats(text: str, limit: int) -> None:
    found = [site.id for site in search(text, limit)]
    assert len(found) == len(set(found)) <= limit
    assert all(site_id in all_sites() for site_id in found)


@given(unit=st.sampled_from(all_bone_units()), data=st.data())
def test_order_of_words_does_not_matter(unit: BoneUnit, data: st.DataObject) -> None:
    words = data.draw(st.permutations(unit.id.split("_")))
    if unit.bone in ("skull_base", "sternal_body", "sacral_ala") or "phalanges" in unit.bone:
        return  # two words that belong together
    assert search(" ".join(words))[0].id == unit.id


def test_an_id_made_of_qualifiers_alone_is_still_found() -> None:
    assert [site.id for site in search("epiphyseal")] == ["epiphyseal"]


@pytest.mark.parametrize("text", ["left shin bone", "femur_distal_left", "T8 vertebral body"])
def test_a_reader_is_sure_when_every_word_was_known(text: str) -> None:
    place = read_place(text)
    assert place.is_certain
    assert place.site == search(text)[0]


def test_a_reader_is_told_what_was_guessed_and_what_was_passed_over() -> None:
    misspelt = read_place("left tibiaa")
    assert misspelt.site is not None
    assert (misspelt.site.id, misspelt.guessed) == ("tibia_left", ("tibiaa",))
    unknown = read_place("left tibia xyzzy")
    assert unknown.site is not None
    assert (unknown.site.id, unknown.passed_over) == ("tibia_left", ("xyzzy",))
    assert not misspelt.is_certain
    assert not unknown.is_certain


def test_two_bones_in_one_phrase_are_not_decided_for_the_reader() -> None:
    assert read_place("calcaneus talus").site is None


@pytest.mark.parametrize("text", ["", "left", "xyzzy"])
def test_no_place_is_read_where_none_is_named(text: str) -> None:
    assert read_place(text).site is None
