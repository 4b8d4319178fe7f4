"""Reading without a process of its own: a second less for each test that is not about limits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from crmo.workbench.reading_in import bounded_reader, reader_process


def _run(job: Mapping[str, Any]) -> None:
    plain = json.loads(json.dumps(job))
    answer = reader_process._answer(plain, Path(plain["folder"]))
    (Path(plain["folder"]) / reader_process.ANSWER).write_text(json.dumps(answer))


@pytest.fixture
def reads_in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_reader, "_run", _run)
