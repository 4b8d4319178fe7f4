"""A clinic that really runs: `crmo serve` as a process, with a data folder of its own."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

from tests.workbench import cluster

ROOT = Path(__file__).resolve().parents[3]
_PATIENCE_S = 60


def environment_of(folder: Path, database: str, **settings: str) -> dict[str, str]:
    """Return the environment of a process of a clinic: nothing of this machine's settings."""
    ours = ("CRMO_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {
        "CRMO_DATA": str(folder),
        "CRMO_DATABASE": database,
        "CRMO_SECOND_FACTOR": "no",
        "CRMO_CLINIC": "Example Children's Hospital",
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        **settings,
    }


class Template:
    """A prepared clinic that others are copied from.

    Args:
        folder: where it is prepared.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "data"
        self._name = f"template_{uuid4().hex}"
        self._address = self._cluster.create(self._name) if cluster.is_asked_for() else ""
        command = [sys.executable, "-m", "tests.workbench.stories.prepared_clinic"]
        done = subprocess.run(
            command, env=environment_of(self.folder, self._address), cwd=folder,
            capture_output=True, text=True, check=False, timeout=110,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def copy(self, folder: Path, **settings: str) -> Clinic:
        """Return a clinic that is not yet open, with a copy of all data."""
        shutil.copytree(self.folder, folder)
        address = ""
        if cluster.is_asked_for():
            address = self._cluster.create(f"clinic_{uuid4().hex}", like=self._name)
        return Clinic(folder, environment_of(folder, address, **settings))

    @property
    def _cluster(self) -> cluster.Cluster:
        return cluster.running_cluster()


class Clinic:
    """A clinic with its own data; `start` opens it.

    Attributes:
        address: of the site, without a slash at its end.
        folder: its data folder.
        children: name of each child of the template -> its key.
        process: the server while it runs.
        trusted: what its certificate is checked with; None for plain HTTP.
    """

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        told = json.loads((folder / "clinic.json").read_text(encoding="utf-8"))
        self.children: dict[str, str] = told["children"]
        self.trusted: ssl.SSLContext | None = None
        self.log = folder.with_name(f"{folder.name}.log")

    def start(self, *options: str, refresh: bool = False) -> Clinic:
        """Open the site and wait until it answers; perhaps with its refresher beside it."""
        command = [sys.executable, "-m", "crmo", "serve", "--port", str(self.port)]
        command += ["--workers", "2", "--refresh" if refresh else "--no-refresh", *options]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, env=self.environment, start_new_session=True,
            )  # fmt: skip
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended: {self.said()}")
            if self.is_open():
                return self
            time.sleep(0.05)
        raise AssertionError(f"the server did not open: {self.said()}")

    def stop(self) -> None:
        """Close the site in order, as systemd does."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End every process of the site at once, as a power cut does."""
        self._end(signal.SIGKILL)

    def is_open(self) -> bool:
        """Whether the site says that it is well."""
        asked = self._connection()
        try:
            asked.request("GET", "/healthz")
            return asked.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asked.close()

    def crmo(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command of crmo on the data of this clinic."""
        return self._run(["-m", "crmo", *words], given)

    def python(self, source: str) -> str:
        """Run Python with the workbench awake on these data; return what it printed."""
        awake = "from crmo.workbench.start import start; start()\n"
        done = self._run(["-c", awake + source], "")
        assert done.returncode == 0, done.stderr
        return done.stdout

    def said(self) -> str:
        """Return what the server wrote."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def _connection(self) -> http.client.HTTPConnection:
        if self.trusted is None:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=10, context=self.trusted)

    def _run(self, words: list[str], given: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words], input=given, env=self.environment, cwd=self.folder.parent,
            capture_output=True, text=True, check=False, timeout=110,
        )  # fmt: skip

    def _end(self, how: signal.Signals) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        try:
            if how is signal.SIGKILL:
                os.killpg(process.pid, how)
            else:
                process.send_signal(how)
            process.wait(timeout=30)
        except ProcessLookupError:
            process.wait()
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
