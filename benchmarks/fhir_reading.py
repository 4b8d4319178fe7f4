"""How fast FHIR is read, beside plain `json.loads` of the same bytes, and in how much memory."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.figures import Figure, NotMeasuredError, seconds
from crmo.exchange.fhir_r4 import read
from crmo.knowledge import load_knowledge

ROOT = Path(__file__).resolve().parent.parent
ARCHIVE = "fhir_r4_synthea/bundles.tar.xz"
BULK_ARCHIVE = "fhir_r4_bulk_10/bulk_10_patients.tar.xz"
TIMES = 5
MOST_TIMES_JSON = 3.0
LARGE_BYTES = 300_000_000

_READ = """
import resource, sys
from pathlib import Path
from crmo.exchange.fhir_r4 import read
from crmo.knowledge import load_knowledge
reading = read(Path(sys.argv[1]), knowledge=load_knowledge())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
_LOAD = """
import json, resource, sys
from pathlib import Path
bundle = json.loads(Path(sys.argv[1]).read_bytes())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def measure() -> Iterator[Figure]:
    """Yield speed and memory of reading the Synthea bundles.

    Raises:
        NotMeasuredError: the bundles are not on this machine.
    """
    with _unpacked(ARCHIVE) as folder:
        bundles = sorted(folder.rglob("*.json"))
        yield from _speed(bundles, bundles, f"{len(bundles)} Synthea bundles")
        yield _memory(bundles)
    with _unpacked(BULK_ARCHIVE) as folder:
        lines = sorted(folder.rglob("*.ndjson"))
        yield from _speed([folder], lines, f"bulk export, {len(lines)} NDJSON files")


@contextmanager
def _unpacked(archive: str) -> Iterator[Path]:
    shared = Path(os.environ.get("CRMO_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not (shared / archive).exists():
        raise NotMeasuredError("the real data are not here; set CRMO_SHARED_DATA")
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(shared / archive) as packed:
            packed.extractall(folder, filter="data")
        yield Path(folder)


def _speed(paths: list[Path], files: list[Path], what: str) -> Iterator[Figure]:
    """Yield how fast paths are read, beside json.loads of the files they hold."""
    knowledge = load_knowledge()

    def plain() -> None:
        for file in files:
            content = file.read_bytes()
            for text in content.splitlines() if file.suffix == ".ndjson" else [content]:
                json.loads(text)

    def ours() -> None:
        for path in paths:
            read(path, knowledge=knowledge)

    plain()
    ours()  # neither the disk nor the loading of knowledge is to be measured
    pairs = [(seconds(plain), seconds(ours)) for _ in range(TIMES)]
    megabytes = sum(file.stat().st_size for file in files) / 1e6
    plain_s, ours_s = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(ours / plain for plain, ours in pairs)
    how = f"{what}, {megabytes:.0f} MB; median of {TIMES} runs, taken in turns"
    yield Figure(name="FHIR to records", value=f"{megabytes / ours_s:.0f} MB/s", how=how)
    yield Figure(name="`json.loads` alone", value=f"{megabytes / plain_s:.0f} MB/s", how=how)
    yield Figure(
        name="FHIR to records, times `json.loads`",
        value=f"{ratio:.2f}",
        goal=f"at most {MOST_TIMES_JSON:g}",
        is_met=ratio <= MOST_TIMES_JSON,
        how=how,
    )


def _memory(files: list[Path]) -> Figure:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.json"
        _write_large(path, files)
        ours, plain = (_peak_mib(code, path) for code in (_READ, _LOAD))
        megabytes = path.stat().st_size / 1e6
    return Figure(
        name=f"Peak memory, one bundle of {megabytes:.0f} MB",
        value=f"{ours} MiB",
        goal="far below the size of the file",
        is_met=ours < megabytes / 2,
        how=f"resident set of a fresh process, records included; `json.loads`: {plain} MiB",
    )


def _write_large(path: Path, files: list[Path]) -> None:
    """Write many bundles as one, their entries as they are."""
    with path.open("wb") as large:
        large.write(b'{"resourceType": "Bundle", "type": "collection", "entry": [\n')
        for number, file in enumerate(files):
            content = file.read_bytes()
            inner = content[content.index(b'"entry"') :]
            large.write(b"," * (number > 0) + inner[inner.index(b"[") + 1 : inner.rindex(b"]")])
            if large.tell() > LARGE_BYTES:
                break
        large.write(b"]}")


def _peak_mib(code: str, path: Path) -> int:
    shown = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    return int(shown.stdout)
