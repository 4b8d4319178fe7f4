"""Verdicts are kept, blinded and summed up."""

from __future__ import annotations

import random
import stat
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from attrs import evolve

from crmo.find.review.chosen import Candidate, Chosen, in_blinded_order
from crmo.find.review.summary import summary_of
from crmo.find.review.verdict import Given, Kept, Verdict, append_verdict, kept_verdicts

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ANNA = Given(pseudonym="p1", verdict=Verdict.LIKELY, reviewer="Anna", at=NOON, definition="d 1")


def test_a_verdict_comes_back_as_it_was_given(tmp_path: Path) -> None:
    given = evolve(ANNA, remark="Ünklar: siehe\nBrief")
    append_verdict(tmp_path, given)
    assert kept_verdicts(tmp_path) == Kept(given=(given,))


def test_verdicts_are_for_their_owner_alone(tmp_path: Path) -> None:
    append_verdict(tmp_path, ANNA)
    (path,) = (tmp_path / "reviews").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_later_verdict_takes_the_place_of_an_earlier_one_which_stays_in_the_file(
    tmp_path: Path,
) -> None:
    append_verdict(tmp_path, ANNA)
    append_verdict(tmp_path, evolve(ANNA, verdict=Verdict.NO))
    assert [each.verdict for each in kept_verdicts(tmp_path).given] == [Verdict.NO]
    (path,) = (tmp_path / "reviews").iterdir()
    assert len(path.read_text().splitlines()) == 2


def test_reviewers_of_similar_names_do_not_share_a_file(tmp_path: Path) -> None:
    append_verdict(tmp_path, ANNA)
    append_verdict(tmp_path, evolve(ANNA, reviewer="anna "))
    append_verdict(tmp_path, evolve(ANNA, reviewer="../anna"))
    assert len(list((tmp_path / "reviews").iterdir())) == 3
    assert len(kept_verdicts(tmp_path).given) == 3


def test_whatever_a_crash_cuts_off_no_other_verdict_is_lost(tmp_path: Path) -> None:
    """Cut at every byte of the last line; the next verdict still arrives whole."""
    append_verdict(tmp_path, ANNA)
    (path,) = (tmp_path / "reviews").iterdir()
    first = path.read_bytes()
    append_verdict(tmp_path, evolve(ANNA, pseudonym="p2"))
    second = path.read_bytes()[len(first) :]
    for cut in range(len(second)):
        path.write_bytes(first + second[:cut])
        append_verdict(tmp_path, evolve(ANNA, pseudonym="p3"))
        kept = kept_verdicts(tmp_path)
        whole = {"p1", "p3"} | ({"p2"} if cut == len(second) - 1 else set())
        assert {each.pseudonym for each in kept.given} == whole
        assert kept.n_broken == (0 if cut in (0, len(second) - 1) else 1)


def candidates(**groups: int) -> list[Candidate]:
    return [
        Candidate(pseudonym=f"{name}{at}", stratum=name, is_hit=name != "others")
        for name, n in groups.items()
        for at in range(n)
    ]


def test_the_order_does_not_depend_on_how_the_worklist_was_sorted() -> None:
    listed = candidates(high=10, low=20, others=15)
    mixed = listed[:]
    random.Random(3).shuffle(mixed)
    assert in_blinded_order(mixed) == in_blinded_order(listed)


def test_every_beginning_of_the_order_holds_every_group_alike() -> None:
    order = in_blinded_order(candidates(high=10, low=20, others=15))
    for end in (3, 6, 15, 30):
        counted = Counter(each.stratum for each in order[:end])
        assert max(counted.values()) - min(counted.values()) <= 1


def test_the_place_in_a_block_does_not_tell_the_group() -> None:
    order = in_blinded_order(candidates(high=300, low=300))
    first_of_block = Counter(each.stratum for each in order[::2])
    assert 100 < first_of_block["high"] < 200


def given(**verdicts: str) -> list[Given]:
    """`anna="high0 likely, low1 no"`."""
    return [
        evolve(ANNA, reviewer=who, pseudonym=word.split()[0], verdict=Verdict(word.split()[1]))
        for who, told in verdicts.items()
        for word in told.split(",")
    ]


def chosen(*, others: int = 0, of_others: int = 0, **groups: int) -> Chosen:
    drawn = {"others": others} if of_others else {}
    return Chosen(
        candidates=in_blinded_order(candidates(**groups, **drawn)),
        proposed=groups,
        others={"others": of_others} if of_others else {},
    )


def test_ppv_is_told_band_by_band_and_counts_who_was_known() -> None:
    told = given(anna="high0 likely,high1 already_known,high2 no,low0 cannot_tell,low1 possible")
    found = summary_of(chosen(high=10, low=90), Kept(given=tuple(told)))
    high, low = found.bands
    assert (high.stratum, high.n, high.n_cases, high.n_new) == ("high", 3, 2, 1)
    assert (low.stratum, low.n, low.n_cases, low.n_cannot_tell, low.n_possible) == (
        "low", 2, 0, 1, 1,
    )  # fmt: skip
    assert found.ppv is not None
    assert abs(found.ppv.estimate - (10 * 2 / 3 + 90 * 0) / 100) < 1e-12
    assert found.new_per_1000 is not None
    assert abs(found.new_per_1000.estimate - 1000 * (10 / 3) / 100) < 1e-9


def test_sensitivity_cannot_be_told_without_a_sample_of_the_others() -> None:
    found = summary_of(chosen(high=1), Kept(given=tuple(given(anna="high0 likely"))))
    assert found.sensitivity is None
    assert "--sample-others" in found.why_not


def test_sensitivity_is_told_when_every_group_was_looked_at() -> None:
    told = given(anna="high0 likely,high1 likely,others0 no,others1 no")
    run = chosen(high=2, others=2, of_others=500)
    found = summary_of(run, Kept(given=tuple(told)))
    assert found.sensitivity is not None
    assert found.sensitivity.estimate == 1.0
    assert found.sensitivity.low < 0.05


def test_sensitivity_cannot_be_told_while_a_group_is_missing() -> None:
    run = chosen(high=2, others=2, of_others=500)
    found = summary_of(run, Kept(given=tuple(given(anna="high0 likely"))))
    assert found.sensitivity is None
    assert "others" in found.why_not


def test_disagreements_are_listed_and_no_case_until_they_are_settled() -> None:
    told = given(anna="high0 likely,high1 no", bela="high0 no,high1 no")
    found = summary_of(chosen(high=2), Kept(given=tuple(told)))
    assert [each.pseudonym for each in found.disagreements] == ["high0"]
    assert found.n_unsettled == 1
    assert found.bands[0].n_cases == 0

    settled = evolve(
        told[0], is_settled=True, at=NOON + timedelta(days=1), verdict=Verdict.ALREADY_KNOWN
    )
    after = summary_of(chosen(high=2), Kept(given=(*told, settled)))
    assert after.n_unsettled == 0
    assert after.bands[0].n_cases == 1
    # What was said apart is what agreement is told of.
    assert after.kappa == found.kappa


def test_two_who_both_see_a_case_agree_that_it_is_one() -> None:
    told = given(anna="high0 likely", bela="high0 already_known")
    found = summary_of(chosen(high=1), Kept(given=tuple(told)))
    assert (found.bands[0].n_cases, found.bands[0].n_new) == (1, 0)
    assert len(found.disagreements) == 1


def test_what_was_settled_last_counts_whoever_wrote_it_down() -> None:
    told = given(anna="high0 likely", bela="high0 no")
    settled = [
        evolve(told[0], reviewer="zoe", is_settled=True, verdict=Verdict.NO),
        evolve(
            told[0], reviewer="both", is_settled=True, verdict=Verdict.LIKELY,
            at=told[0].at + timedelta(days=1),
        ),
    ]  # fmt: skip
    found = summary_of(chosen(high=1), Kept(given=(*told, *settled)))
    assert found.bands[0].n_cases == 1
    assert [each.settled for each in found.disagreements] == [Verdict.LIKELY]


def test_verdicts_on_somebody_else_are_counted_and_not_used() -> None:
    found = summary_of(chosen(high=1), Kept(given=tuple(given(anna="stranger likely"))))
    assert found.n_stray == 1
    assert found.bands[0].n == 0


def test_a_case_that_was_known_is_not_missed_by_who_looks_for_new_ones() -> None:
    told = given(anna="high0 likely,high1 no,others0 already_known,others1 no")
    run = chosen(high=2, others=2, of_others=2)
    found = summary_of(run, Kept(given=tuple(told)))
    assert found.sensitivity is not None
    assert found.sensitivity_new is not None
    assert found.sensitivity.estimate == 0.5
    assert found.sensitivity_new.estimate == 1.0
