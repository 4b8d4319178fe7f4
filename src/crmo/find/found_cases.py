"""What a run of a definition leaves behind: four files in a folder that belong together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from crmo.errors import UnreadableError

ATTRITION = "attrition.json"
PARTS = ("hits", "answers", "evidence")


@frozen(kw_only=True)
class FoundCases:
    """The answer of a case definition over an event table, as files.

    Args:
        folder: where they are.
        attrition: the counts of attrition.json: how many persons were left after each step.
    """

    folder: Path
    attrition: Mapping[str, Any]

    @classmethod
    def open(cls, folder: Path) -> FoundCases:
        """Return the finished run in a folder.

        Raises:
            UnreadableError: no run was finished there (attrition.json is written last).
        """
        try:
            attrition = json.loads((folder / ATTRITION).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise UnreadableError(
                "no finished run of a case definition is here",
                where=str(folder),
                expected=f"{ATTRITION} beside hits, answers and evidence",
                todo="Run crmo find again; it takes up where it was left.",
            ) from error
        return cls(folder=folder, attrition=attrition)

    @property
    def n_hits(self) -> int:
        """The number of persons proposed."""
        return int(self.attrition["hits"])

    @property
    def hits(self) -> Path:
        """The Parquet file with one row per person proposed."""
        return self.folder / "hits.parquet"

    @property
    def answers(self) -> Path:
        """The Parquet file with one row per person and criterion."""
        return self.folder / "answers.parquet"

    @property
    def evidence(self) -> Path:
        """The Parquet file with one row per event that a criterion rests on."""
        return self.folder / "evidence.parquet"
