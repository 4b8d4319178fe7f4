"""Mixes of kinds: named, spelled out, refused, and drawn."""

from __future__ import annotations

import numpy as np
import pytest

from crmo.errors import UserError
from crmo.knowledge import load_knowledge
from crmo.simulate.mixes import Mix, kind_of, mix_of, named_mixes

NUMBERS = np.arange(20_000, dtype=np.uint64)


def mix(text: str) -> Mix:
    return mix_of(text, load_knowledge())


def test_a_text_gives_kinds_and_shares() -> None:
    assert dict(mix("cno:80, leukaemia:5,growing_pains:15").shares) == pytest.approx(
        {"cno": 0.8, "leukaemia": 0.05, "growing_pains": 0.15}
    )


def test_a_kind_alone_is_all_children() -> None:
    assert dict(mix("healthy").shares) == {"healthy": 1.0}


def test_a_share_of_nothing_leaves_the_kind_out() -> None:
    assert mix("cno:1,healthy:0").kinds == ("cno",)


@pytest.mark.parametrize("name", ["clinic", "referrals", "hospital", "population", "differential"])
def test_named_mixes_add_up_to_all_children(name: str) -> None:
    shares = mix(name).shares
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["cno"] > 0


def test_what_the_names_promise() -> None:
    assert dict(mix("clinic").shares) == {"cno": 1}
    assert mix("clinic").begins_with_diagnosis
    assert not mix("referrals").begins_with_diagnosis
    assert mix("population").shares["cno"] == pytest.approx(1 / 20_000)
    hospital = mix("hospital").shares
    without = hospital["healthy"] + hospital["limb_pain_nothing"]
    assert without / hospital["cno"] == pytest.approx(500)
    every = mix("differential")
    assert set(every.kinds) == {"cno", *load_knowledge().virtual_kinds}
    assert len({round(share, 12) for share in every.shares.values()}) == 1


def test_every_named_mix_says_why() -> None:
    assert all(len(entry["decision"]) > 40 for entry in named_mixes().values())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("cno:80,leukemia:5", "Perhaps leukaemia"),
        ("clinics", "clinic"),
        ("", "no such kind"),
        ("cno:many", "not a number"),
        ("cno:-1", "0 or more"),
        ("cno:nan", "0 or more"),
        ("cno:inf", "0 or more"),
        ("cno:0,healthy:0", "above 0"),
        ("cno:1,cno:2", "twice"),
        ("cno:1:2", "not a number"),
    ],
)
def test_a_wrong_text_is_refused(text: str, told: str) -> None:
    with pytest.raises(UserError) as caught:
        mix(text)
    assert told in str(caught.value)


def test_kinds_come_in_their_shares() -> None:
    kinds = kind_of(NUMBERS, 5, mix("cno:1,jia:3"))
    error = (0.25 * 0.75 / len(NUMBERS)) ** 0.5
    assert (kinds == "cno").mean() == pytest.approx(0.25, abs=3 * error)
    assert set(kinds) == {"cno", "jia"}


def test_a_child_keeps_its_kind_whoever_else_is_made() -> None:
    asked = mix("referrals")
    assert (kind_of(NUMBERS[100:200], 5, asked) == kind_of(NUMBERS, 5, asked)[100:200]).all()
    assert (kind_of(NUMBERS, 6, asked) != kind_of(NUMBERS, 5, asked)).any()


def test_many_kinds_of_tiny_share_still_give_every_child_a_kind() -> None:
    asked = Mix(name="thirds", shares={"cno": 1 / 3, "jia": 1 / 3, "scurvy": 1 / 3})
    assert set(kind_of(NUMBERS, 1, asked)) == {"cno", "jia", "scurvy"}
