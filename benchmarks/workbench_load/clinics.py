"""Simulated clinics to be loaded: made once, copied for each run, opened by `crmo serve`."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import UUID

from attrs import frozen

from benchmarks.figures import NotMeasuredError
from benchmarks.visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
# Made clinics stay here between runs: making a thousand children takes minutes.
CACHE = Path(os.environ.get("CRMO_BENCH_CACHE", Path(tempfile.gettempdir()) / "crmo-bench"))
_PATIENCE_S = 120
_DATABASE = "crmo.sqlite3"
_MAKE = """
import sys
from pathlib import Path
from crmo.workbench.demo import prepare_demo
prepare_demo(Path(sys.argv[1]), int(sys.argv[2]), years=float(sys.argv[3]))
"""


@frozen(kw_only=True)
class Size:
    """How large a clinic is.

    Args:
        n_children: followed in it.
        years: for which each of them has been followed.
    """

    n_children: int
    years: int

    def __str__(self) -> str:
        return f"{self.n_children:,} children with {self.years} years each"


@frozen(kw_only=True)
class Open:
    """A clinic that is open.

    Args:
        port: on this machine.
        children: keys of all children.
        n_statements: in its ledger.
        pid: of the server.
    """

    port: int
    children: tuple[UUID, ...]
    n_statements: int
    pid: int


@contextmanager
def opened(size: Size, *options: str) -> Iterator[Open]:
    """Open a copy of a clinic on a free port; it is gone afterwards.

    Args:
        size: of the clinic.
        *options: further ones of `crmo serve`.

    Raises:
        NotMeasuredError: the workbench is not installed.
    """
    made = _made(size)
    # Its rows of the worklist are of the day on which it was made; a clinic has those of today.
    subprocess.run([sys.executable, "-m", "crmo", "refresh"], env=_environment(made),
                   stdout=subprocess.DEVNULL, check=True)  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="crmo-load-", dir=CACHE) as folder:
        shutil.copytree(made, folder, dirs_exist_ok=True)
        children, n_statements = _told(Path(folder))
        port = _free_port()
        server = subprocess.Popen(
            [sys.executable, "-m", "crmo", "serve", "--port", str(port), *options],
            env=_environment(Path(folder)), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            _wait(server, port)
            yield Open(port=port, children=children, n_statements=n_statements, pid=server.pid)
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(timeout=60)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


def _made(size: Size) -> Path:
    """Return the folder of a clinic, made if it is not there yet."""
    folder = CACHE / f"{size.n_children}x{size.years}"
    if (folder / "whole").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    print(f"({size} are being made in {folder})", file=sys.stderr, flush=True)
    words = [str(folder), str(size.n_children), str(size.years)]
    done = subprocess.run(
        [sys.executable, "-c", _MAKE, *words], env=_environment(folder),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise NotMeasuredError(f"the clinic could not be made: {done.stderr.strip()[-200:]}")
    (folder / "whole").touch()
    return folder


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CRMO_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    own = {"CRMO_DATA": str(folder), "CRMO_DEMO": "yes", "CRMO_SECOND_FACTOR": "no"}
    return kept | own | {"PYTHONPATH": str(ROOT / "src")}


def _told(folder: Path) -> tuple[tuple[UUID, ...], int]:
    with closing(sqlite3.connect(folder / _DATABASE)) as connection:
        keys = connection.execute("SELECT key FROM workbench_child ORDER BY key").fetchall()
        (n,) = connection.execute("SELECT count(*) FROM workbench_ledgerentry").fetchone()
    return tuple(UUID(key) for (key,) in keys), int(n)


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        if server.poll() is not None:
            raise NotMeasuredError("the server did not start")
        try:
            asked = Visitor(port)
            is_well = json.loads(asked.get("/healthz").text)["status"] == "ok"
            asked.close()
        except OSError:
            is_well = False
        if is_well:
            return
        time.sleep(0.1)
    raise NotMeasuredError("the server did not open")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
