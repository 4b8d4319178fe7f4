"""Virtual children to be searched while something goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.find.faults.disturbed import FORMS, Undisturbed, digests, run, words

from crmo.cli import main


@pytest.fixture(scope="session")
def virtual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with 40 virtual children as `omop` and as `fhir/bulk`, with notes."""
    folder = tmp_path_factory.mktemp("virtual") / "children"
    asked = [
        "simulate",
        "-n",
        "40",
        "--seed",
        "9",
        "--mix",
        "cno:3,jia:1,bacterial_osteomyelitis:1",
    ]
    code = main([*asked, "--to", "fhir,omop,notes", "--workers", "1", "--out", str(folder)])
    assert code == 0
    return folder


@pytest.fixture(scope="session")
def undisturbed(virtual: Path, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """Return form -> how an undisturbed run ended, and the digests of its files."""
    found = {}
    for form in FORMS:
        out = tmp_path_factory.mktemp("whole") / "out"
        ended = run(words(virtual / form, out), out)
        assert ended.code == 0, ended.told
        found[form] = ended, digests(out)
    return found
