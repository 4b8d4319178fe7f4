"""Faults: a clinic that really runs, and is killed, filled up and crowded."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import LOOPBACK
from tests.workbench.faults.moments import Marks, Spread
from tests.workbench.faults.truth import Truth
from tests.workbench.stories.clinic import Clinic, Template

_HERE = Path(__file__).parent
SEED = 20261121
N_USUAL, N_DEEP = 3, 50


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let these tests reach this machine."""
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


@pytest.fixture(scope="session")
def fault_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The prepared clinic of the stories. Copy it, never open it."""
    return Template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def marks(tmp_path: Path) -> Marks:
    """Where the processes of the clinic leave their marks."""
    return Marks(tmp_path / "marks")


@pytest.fixture
def clinic(fault_template: Template, tmp_path: Path, marks: Marks) -> Iterator[Clinic]:
    """A clinic of the test's own, not yet open, whose processes leave marks."""
    made = fault_template.copy(tmp_path / "clinic", **marks.settings)
    yield made
    made.stop()


@pytest.fixture
def truth(clinic: Clinic) -> Truth:
    """What really stands in its database."""
    return Truth(clinic)


@pytest.fixture
def spread(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Spread]:
    """Counts where kills hit; the counts are printed, and kept beside the test's files."""

    def told(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        (tmp_path / "spread.txt").write_text(line + "\n", encoding="utf-8")

    made = Spread(request.node.name, told)
    yield made
    made.tell()
