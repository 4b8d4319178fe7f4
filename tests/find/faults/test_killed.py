"""A run that is killed, or stopped with Ctrl-C, goes on and ends with the same bytes."""

from __future__ import annotations

import signal
from pathlib import Path
from random import Random

import pytest
from tests.find.faults.disturbed import FORMS, Undisturbed, digests, run, words

SEED = 20261121
INTERRUPTED = 130


def moments(n: int) -> list[tuple[str, str, float]]:
    """Return form, what tells the moment, and the share of the run that lies before it."""
    chance = Random(SEED)
    return [
        (FORMS[number % 2], ("step", "clock")[number // 2 % 2], chance.uniform(0.05, 0.98))
        for number in range(n)
    ]


def killed_and_taken_up(
    virtual: Path, tmp_path: Path, undisturbed: Undisturbed, form: str, by: str, share: float
) -> None:
    whole, expected = undisturbed[form]
    out = tmp_path / "out"
    asked = words(virtual / form, out)
    if by == "step":
        ended = run(asked, out, stop_at_step=1 + int(share * (whole.n_steps - 1)))
        assert ended.code == -signal.SIGKILL
    else:
        run(asked, out, signal_after_seconds=share * whole.seconds)
    again = run(asked, out)
    assert again.code == 0, again.told
    assert digests(out) == expected


@pytest.mark.parametrize(("form", "by", "share"), moments(4))
def test_a_killed_run_ends_with_the_same_bytes(
    virtual: Path, tmp_path: Path, undisturbed: Undisturbed, form: str, by: str, share: float
) -> None:
    killed_and_taken_up(virtual, tmp_path, undisturbed, form, by, share)


@pytest.mark.deep
@pytest.mark.parametrize(("form", "by", "share"), moments(30)[4:])
def test_runs_killed_at_many_moments_end_with_the_same_bytes(
    virtual: Path, tmp_path: Path, undisturbed: Undisturbed, form: str, by: str, share: float
) -> None:
    killed_and_taken_up(virtual, tmp_path, undisturbed, form, by, share)


def test_a_run_killed_again_and_again_in_one_folder_ends_with_the_same_bytes(
    virtual: Path, tmp_path: Path, undisturbed: Undisturbed
) -> None:
    whole, expected = undisturbed["omop"]
    out = tmp_path / "out"
    asked = words(virtual / "omop", out)
    for share in (0.2, 0.5, 0.8):
        run(asked, out, stop_at_step=int(share * whole.n_steps))
    assert run(asked, out).code == 0
    assert digests(out) == expected


def test_ctrl_c_says_that_it_is_unfinished_and_the_next_run_goes_on(
    virtual: Path, tmp_path: Path, undisturbed: Undisturbed
) -> None:
    whole, expected = undisturbed["fhir/bulk"]
    out = tmp_path / "out"
    asked = words(virtual / "fhir/bulk", out)
    ended = run(asked, out, signal_after_seconds=0.6 * whole.seconds, signal_number=signal.SIGINT)
    if ended.code != 0:  # else it was quicker than the first one
        assert ended.code == INTERRUPTED
        assert "unfinished" in ended.told
        assert "Traceback" not in ended.told
        assert not (out / "manifest.json").exists()
    assert run(asked, out).code == 0
    assert digests(out) == expected
