"""A real Spark cluster on this machine: one master and workers, each a process, on loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

LOOPBACK = "127.0.0.1"
PATIENCE_SECONDS = 60


@contextmanager
def standalone_cluster(n_workers: int) -> Iterator[str]:
    """Start a master and its workers; give the address of the master; end them by their ids."""
    with TemporaryDirectory() as folder:
        processes: list[subprocess.Popen[bytes]] = []
        port, web = free_port(), free_port()
        master = f"spark://{LOOPBACK}:{port}"
        logs = Path(folder)
        try:
            deploy = "org.apache.spark.deploy"
            where = ["--host", LOOPBACK, "--port", str(port), "--webui-port", str(web)]
            processes.append(start(f"{deploy}.master.Master", where, logs / "master.log"))
            wait_for(logs / "master.log", "I have been elected leader", times=1)
            for number in range(n_workers):
                given = ["--host", LOOPBACK, "--webui-port", str(free_port()), "--cores", "1"]
                given += ["--memory", "1g", "--work-dir", str(logs / f"work{number}"), master]
                log = logs / f"worker{number}.log"
                processes.append(start(f"{deploy}.worker.Worker", given, log))
            wait_for(logs / "master.log", "Registering worker", times=n_workers)
            yield master
        finally:
            for process in reversed(processes):
                process.terminate()
                process.wait(timeout=PATIENCE_SECONDS)


def start(name: str, arguments: list[str], log: Path) -> subprocess.Popen[bytes]:
    import pyspark

    home = Path(pyspark.__file__).parent
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": LOOPBACK,
        "SPARK_DAEMON_MEMORY": "256m",
        "PYSPARK_PYTHON": sys.executable,
    }
    with log.open("wb") as file:
        return subprocess.Popen(
            [str(home / "bin" / "spark-class"), name, *arguments],
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
        )


def wait_for(log: Path, words: str, *, times: int) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while log.read_text(errors="replace").count(words) < times:
        assert time.monotonic() < end, log.read_text(errors="replace")[-2000:]
        time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
