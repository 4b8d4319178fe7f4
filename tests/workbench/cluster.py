"""PostgreSQL for the tests: a cluster of their own, reached by a socket, gone with them."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import LiteralString

from psycopg import connect
from psycopg.sql import SQL, Identifier

# What a crash of the machine would lose is of no value here, and nobody waits for the disk.
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


def is_asked_for() -> bool:
    """Whether the tests are to run on PostgreSQL."""
    return os.environ.get("CRMO_TEST_DATABASE") == "postgresql"


class Cluster:
    """A running PostgreSQL server.

    Args:
        folder: for its data and its socket; short, as the path of a socket may not be long.
    """

    def __init__(self, folder: Path) -> None:
        programs = _programs()
        self._folder = folder
        self._as_user = _not_root(folder)
        data = str(folder / "data")
        self._run(programs / "initdb", "-D", data, "-U", "crmo", "-A", "trust", "-N", "-E", "UTF8")
        options = f"-k {folder} -c listen_addresses= {_FAST}"
        self._control: list[str | Path] = [
            programs / "pg_ctl",
            "-D",
            data,
            "-w",
            "-l",
            str(folder / "log"),
        ]
        self._run(*self._control, "-o", options, "start")

    def address(self, name: str) -> str:
        """Return the address of a database, as CRMO_DATABASE has it."""
        return f"postgresql://crmo@/{name}?host={self._folder}"

    def create(self, name: str, *, like: str = "template0") -> str:
        """Make a database, perhaps as a copy of another, and return its address."""
        self._sql("CREATE DATABASE {} TEMPLATE {}", name, like)
        return self.address(name)

    def drop(self, name: str) -> None:
        """Remove a database; whoever is still connected is cut off."""
        self._sql("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def stop(self) -> None:
        """Stop the server and remove all that it had."""
        self._run(*self._control, "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _sql(self, statement: LiteralString, *names: str) -> None:
        with connect(host=str(self._folder), user="crmo", dbname="postgres", autocommit=True) as it:
            it.execute(SQL(statement).format(*map(Identifier, names)))

    def _run(self, *command: str | Path) -> None:
        words = [*self._as_user, *map(str, command)]
        with tempfile.TemporaryFile() as told:  # a pipe would be held open by the server
            done = subprocess.run(words, stdout=told, stderr=subprocess.STDOUT, check=False)
            told.seek(0)
            text = told.read().decode("utf-8", "replace")
        assert done.returncode == 0, f"{words}: {text}"


@cache
def running_cluster() -> Cluster:
    """Return the cluster of this run of the tests; it is started when first asked for."""
    cluster = Cluster(Path(tempfile.mkdtemp(prefix="crmo-pg-", dir="/tmp")))
    atexit.register(cluster.stop)
    return cluster


def _programs() -> Path:
    found = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    assert found or debian, "no PostgreSQL; see tools/install_programs"
    return Path(found).parent if found else debian[-1].parent


def _not_root(folder: Path) -> list[str]:
    """Return how to run the server: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres", "postgres")
    return ["runuser", "-u", "postgres", "--"]
