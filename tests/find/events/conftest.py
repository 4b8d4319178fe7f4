"""Virtual children in every form, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmo.cli import main


@pytest.fixture(scope="session")
def virtual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with 60 virtual children as `omop` and as `fhir/bulk`."""
    folder = tmp_path_factory.mktemp("virtual") / "children"
    asked = ["simulate", "-n", "60", "--seed", "5", "--mix", "differential"]
    code = main([*asked, "--to", "fhir,omop,notes", "--workers", "1", "--out", str(folder)])
    assert code == 0
    return folder
