"""A build that is stopped goes on, and ends with the same bytes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.find.events.hand_made import built, contents

_BUILD = """
import sys
from pathlib import Path
from crmo.find.events import build_events
from crmo.knowledge import load_knowledge
build_events(sys.argv[1], Path(sys.argv[2]), load_knowledge(), threads=2,
             progress=lambda words, share: print(words, flush=True))
"""


def _killed_after(source: Path, out: Path, n_lines: int, wait_seconds: float) -> bool:
    """Start a build, kill it some time after so many lines; return whether it had finished."""
    with subprocess.Popen(
        [sys.executable, "-c", _BUILD, str(source), str(out)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        for _ in range(n_lines):
            process.stdout.readline()
        time.sleep(wait_seconds)
        process.send_signal(signal.SIGKILL)
        process.stdout.read()
    return (out / "manifest.json").exists()


@pytest.mark.parametrize("form", ["omop", "fhir/bulk"])
def test_a_killed_build_goes_on_and_ends_with_the_same_bytes(
    tmp_path: Path, virtual: Path, form: str
) -> None:
    """Killed while it reads, counts, sorts and finishes, in the same folder one after another."""
    source = virtual / form
    whole = built(source, tmp_path / "whole")
    out = tmp_path / "killed"
    for n_lines, wait_seconds in ((1, 0.02), (3, 0.0), (6, 0.01), (8, 0.02), (9, 0.05)):
        if _killed_after(source, out, n_lines, wait_seconds):
            break
    resumed = built(source, out)
    assert contents(resumed) == contents(whole)
    assert (resumed.folder / "manifest.json").read_bytes() == (
        whole.folder / "manifest.json"
    ).read_bytes()


def test_finished_parts_are_kept(tmp_path: Path, virtual: Path) -> None:
    out = tmp_path / "out"
    assert not _killed_after(virtual / "omop", out, 8, 0.0)
    before = {path.name: path.stat().st_mtime_ns for path in (out / "work").glob("wordings-*")}
    assert before
    _killed_after(virtual / "omop", out, 8, 0.0)
    for name, written_at in before.items():
        assert (out / "work" / name).stat().st_mtime_ns == written_at


def test_a_finished_table_is_left_as_it_is(tmp_path: Path, virtual: Path) -> None:
    first = built(virtual / "omop", tmp_path / "out")
    before = {p: p.stat().st_mtime_ns for p in first.folder.rglob("*")}
    built(virtual / "omop", tmp_path / "out")
    assert {p: p.stat().st_mtime_ns for p in first.folder.rglob("*")} == before


def test_a_changed_source_is_built_anew(tmp_path: Path, virtual: Path) -> None:
    from shutil import copytree

    source = tmp_path / "in"
    copytree(virtual / "omop", source)
    first = built(source, tmp_path / "out").manifest["n_events"]
    (source / "condition_occurrence.parquet").unlink()
    second = built(source, tmp_path / "out").manifest["n_events"]
    assert second < first


def test_the_bytes_do_not_depend_on_the_number_of_threads(tmp_path: Path, virtual: Path) -> None:
    from crmo.find.events import build_events
    from crmo.knowledge import load_knowledge

    knowledge = load_knowledge()
    tables = [
        build_events(virtual / "omop", tmp_path / str(n), knowledge, threads=n) for n in (1, 2, 4)
    ]
    first, *others = [contents(table) for table in tables]
    assert all(other == first for other in others)


def test_nothing_is_left_behind(tmp_path: Path, virtual: Path) -> None:
    table = built(virtual / "omop", tmp_path / "out")
    assert not (table.folder / "work").exists()
    assert [p for p in table.folder.rglob("*") if p.name.endswith(".half")] == []
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
