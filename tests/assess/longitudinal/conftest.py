"""What the tests of this folder share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crmo.knowledge import Knowledge, load_knowledge

HEADER = "overlay: {who: A clinic, when: 2026-01-01, why: local protocol}\n"


@pytest.fixture
def overlaid(tmp_path: Path) -> Callable[[str], Knowledge]:
    """Lay rules over the shipped knowledge."""

    def lay(rules: str) -> Knowledge:
        (tmp_path / "ours.yaml").write_text(f"{HEADER}rules:\n{rules}", encoding="utf-8")
        return load_knowledge(tmp_path)

    return lay
