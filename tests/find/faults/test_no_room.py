"""A folder that cannot be written, or a disk that is full: said, and nothing is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.find.faults.disturbed import Undisturbed, digests, run, words


def test_a_folder_that_cannot_be_made_is_named(virtual: Path, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("")
    out = tmp_path / "a-file" / "out"
    asked = words(virtual / "omop", tmp_path / "out")
    asked[asked.index(str(tmp_path / "out"))] = str(out)
    ended = run(asked, out)
    assert ended.code == 2
    assert str(out) in ended.told
    assert "Traceback" not in ended.told
    assert (tmp_path / "a-file").read_text() == ""


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_named(virtual: Path, tmp_path: Path) -> None:
    out = tmp_path / "closed"
    asked = words(virtual / "omop", out)
    out.mkdir(mode=0o555)
    ended = run(asked, out)
    assert ended.code == 2
    assert str(out) in ended.told
    assert list(out.iterdir()) == []


def starved_and_taken_up(
    virtual: Path, tmp_path: Path, undisturbed: Undisturbed, largest_file: int
) -> None:
    """No file may grow beyond a limit, as on a full disk; then the limit is lifted."""
    out = tmp_path / "out"
    asked = words(virtual / "fhir/bulk", out)
    ended = run(asked, out, largest_file=largest_file)
    assert ended.code in (2, 3, 4, 5, 6), ended.told
    assert "fault in crmo" not in ended.told
    assert not (out / "manifest.json").exists()
    assert run(asked, out).code == 0
    assert digests(out) == undisturbed["fhir/bulk"][1]


def test_a_full_disk_is_said_and_the_run_goes_on_when_there_is_room(
    virtual: Path, tmp_path: Path, undisturbed: Undisturbed
) -> None:
    starved_and_taken_up(virtual, tmp_path, undisturbed, 30_000)


@pytest.mark.deep
@pytest.mark.parametrize("largest_file", [1, 3_000, 12_000, 60_000, 120_000, 250_000])
def test_disks_that_are_full_at_many_moments(
    virtual: Path, tmp_path: Path, undisturbed: Undisturbed, largest_file: int
) -> None:
    starved_and_taken_up(virtual, tmp_path, undisturbed, largest_file)
