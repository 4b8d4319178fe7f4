"""`crmo backup` is killed: the older backup stands, and what is unfinished is no backup."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.workbench.faults.conftest import N_DEEP, N_USUAL, SEED
from tests.workbench.faults.killing import verified
from tests.workbench.faults.moments import Spread, moments
from tests.workbench.faults.truth import Truth
from tests.workbench.stories.clinic import Clinic

WORDS = "six plain words for this test"
_PATIENCE_S = 60


class Scene:
    """A clinic that is backed up to one and the same file again and again.

    Args:
        clinic: whose data.
        file: the backup.
    """

    def __init__(self, clinic: Clinic, file: Path) -> None:
        self.clinic, self.file = clinic, file
        self.unfinished = file.with_name(f".{file.name}.unfinished")
        clinic.environment["CRMO_BACKUP_PASSPHRASE"] = WORDS
        self.duration_s = statistics.median(self._writing_seconds() for _ in range(2))
        self.known = self.file.read_bytes()
        self.rehearse()

    def round(self, part: float) -> str:
        """Begin a backup, kill it while it writes, and look at what is there."""
        process = self._begun()
        time.sleep(part * self.duration_s)
        os.killpg(process.pid, signal.SIGKILL)
        is_over = process.wait(timeout=_PATIENCE_S) == 0
        found = self.file.read_bytes()
        is_new = found != self.known
        left = self.unfinished.exists()
        if is_new:
            self.known = found
            self.rehearse()  # only a whole one may take the place of the older one
        if left:
            self._require_no_backup(self.unfinished)
        seen = [path.name for path in self.file.parent.iterdir() if path.name[0] != "."]
        assert seen == [self.file.name]
        assert is_new or left, "one of the two is there"
        if is_over:
            return "answered"
        return "whole file in its place, not answered" if is_new else "while writing"

    def rehearse(self) -> None:
        """Demand that the backup can be restored."""
        done = self.clinic.crmo("restore", str(self.file), "--rehearse")
        assert done.returncode == 0, done.stderr

    def _require_no_backup(self, path: Path) -> None:
        done = self.clinic.crmo("restore", str(path), "--rehearse")
        assert done.returncode != 0, "an unfinished file was taken for a backup"
        assert "Traceback" not in done.stderr

    def _begun(self) -> subprocess.Popen[bytes]:
        """Begin a backup and wait until it writes."""
        self.unfinished.unlink(missing_ok=True)
        process = subprocess.Popen(
            [sys.executable, "-m", "crmo", "backup", str(self.file)],
            env=self.clinic.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        end = time.monotonic() + _PATIENCE_S
        while not self.unfinished.exists() and time.monotonic() < end:
            assert process.poll() is None, "it ended before it began to write"
            time.sleep(0.001)
        return process

    def _writing_seconds(self) -> float:
        process = self._begun()
        begun = time.perf_counter()
        assert process.wait(timeout=_PATIENCE_S) == 0
        return time.perf_counter() - begun


def all_rounds(clinic: Clinic, truth: Truth, spread: Spread, n: int, seed: int) -> None:
    folder = clinic.folder.with_name("backups")
    folder.mkdir()
    scene, before = Scene(clinic, folder / "clinic.crmo"), truth.n_statements()
    for part in moments(n, seed=seed):
        spread.add(scene.round(part))
        assert truth.n_statements() == before, "a backup changes nothing of the record"
        verified(clinic)
    scene.rehearse()
    done = clinic.crmo("backup", str(scene.file))
    assert done.returncode == 0, done.stderr
    assert not scene.unfinished.exists(), "the next backup clears away what was left"
    scene.rehearse()


@pytest.mark.timeout(900)
def test_a_killed_backup_leaves_the_older_one(clinic: Clinic, truth: Truth, spread: Spread) -> None:
    all_rounds(clinic, truth, spread, N_USUAL, SEED)


@pytest.mark.deep
@pytest.mark.timeout(3000)
def test_fifty_times(clinic: Clinic, truth: Truth, spread: Spread) -> None:
    all_rounds(clinic, truth, spread, N_DEEP, SEED + 1)
    assert spread.stages["while writing"] > 0
