"""What words mean as a place, and what had to be guessed or passed over for it."""

from __future__ import annotations

import pytest

from crmo.anatomy import all_bone_units, all_sites, read_place


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("femur_distal_left", "femur_distal_left"),
        ("left shin bone", "tibia_left"),
        ("prox tib L", "tibia_proximal_left"),
        ("T8", "vertebra_t8"),
        ("left 5th rib", "rib_5_left"),
        ("linke Tibia", "tibia_left"),
        ("rechter Femur", "femur_right"),
    ],
)
def test_known_words_are_certain(text: str, site: str) -> None:
    place = read_place(text)
    assert place.site is not None
    assert (place.site.id, place.is_certain) == (site, True)


def test_every_name_of_a_bone_unit_means_that_unit() -> None:
    names = [
        (unit.id, name) for unit in all_bone_units() for name in (unit.name, unit.medical_name)
    ]
    found = [(unit_id, name, read_place(name)) for unit_id, name in names]
    wrong = [
        name for unit_id, name, p in found if p.site != all_sites()[unit_id] or not p.is_certain
    ]
    assert wrong == []


def test_a_misspelt_word_is_a_guess() -> None:
    place = read_place("femurr")
    assert place.site is not None
    assert (place.site.id, place.guessed, place.is_certain) == ("femur", ("femurr",), False)


def test_a_word_that_adds_nothing_is_told() -> None:
    place = read_place("femur liver")
    assert (place.passed_over, place.is_certain) == (("liver",), False)


@pytest.mark.parametrize("text", ["vertebra", "femur tibia"])
def test_what_can_be_several_places_is_none(text: str) -> None:
    assert read_place(text).site is None


@pytest.mark.parametrize("text", ["", "left", "liver", "distal"])
def test_what_names_no_bone_is_none(text: str) -> None:
    place = read_place(text)
    assert (place.site, place.rivals) == (None, ())
