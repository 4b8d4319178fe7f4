"""When a process is killed, and where that hit it."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path


class Stage(StrEnum):
    """How far a write had come when its process was killed."""

    BEFORE = "before its transaction"
    BEGUN = "in its transaction, before the ledger"
    WRITTEN = "in its transaction, ledger written"
    COMMITTING = "while committing"
    COMMITTED = "committed, not answered"
    ANSWERED = "answered"


# Of these nothing may be found afterwards; of those everything must be. Between them, either.
NOTHING = (Stage.BEFORE, Stage.BEGUN, Stage.WRITTEN)
EVERYTHING = (Stage.COMMITTED, Stage.ANSWERED)


def moments(n: int, *, seed: int, last: float = 1.15) -> Iterator[float]:
    """Yield random moments, one within each of n equal parts of a write's usual duration.

    Args:
        n: how many.
        seed: of the generator.
        last: end of the last part, in durations; above 1, as some writes take longer.
    """
    chance = random.Random(seed)
    parts = [(part + chance.random()) * last / n for part in range(n)]
    chance.shuffle(parts)
    yield from parts


class Marks:
    """The file in which the processes of a clinic leave their marks.

    Args:
        path: of the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.path.touch()

    @property
    def settings(self) -> dict[str, str]:
        """What the environment of those processes needs."""
        return {
            "DJANGO_SETTINGS_MODULE": "tests.workbench.faults.marked_settings",
            "FAULTS_MARKS": str(self.path),
        }

    def forget(self) -> None:
        """Begin anew."""
        os.truncate(self.path, 0)

    def words(self) -> list[str]:
        """Return the marks left so far, in order."""
        lines = self.path.read_text(encoding="ascii").splitlines()
        return [line.split()[1] for line in lines if " " in line]

    def stage(self, *, is_answered: bool) -> Stage:
        """Return how far the one write came that was begun since."""
        if is_answered:
            return Stage.ANSWERED
        words = self.words()
        if "ledger" not in words:
            open_now = words.count("begun") > words.count("committed")
            return Stage.BEGUN if open_now else Stage.BEFORE
        after = words[words.index("ledger") :]
        if "committed" in after:
            return Stage.COMMITTED
        return Stage.COMMITTING if "committing" in after else Stage.WRITTEN


class Spread:
    """Counts where the kills hit, and says so at the end."""

    def __init__(self, what: str, told: Callable[[str], None]) -> None:
        self.stages: Counter[str] = Counter()
        self._what, self._told = what, told

    def add(self, stage: str) -> None:
        """Count one kill."""
        self.stages[stage] += 1

    def tell(self) -> None:
        """Say how the kills were spread."""
        told = ", ".join(f"{n} {stage}" for stage, n in sorted(self.stages.items()))
        self._told(f"{self._what}: {self.stages.total()} kills: {told}")
