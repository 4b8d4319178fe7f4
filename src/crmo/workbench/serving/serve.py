"""`crmo serve`: prepare, open the doors, keep the worklist fresh, close without a loss."""

from __future__ import annotations

import http.client
import os
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from crmo.workbench.serving.door import Door

_TARGET = "crmo.workbench.serving.worker:application"
_THREADS = 4
_MOST_WORKERS = 8
_GRACE_S = 20
_PATIENCE_S = 60


def serve(
    door: Door,
    *,
    workers: int = 0,
    migrate: bool = True,
    refresh: bool = True,
    told: Callable[[str], None] = print,
) -> None:
    """Serve the workbench until somebody ends it.

    SIGTERM and Ctrl-C end it: requests that run are answered first.

    Args:
        door: where it is reached.
        workers: processes; two for each processor, at most eight, if 0. One that computes a
            long page then does not hold up the short ones beside it.
        migrate: whether tables may be brought up to date at the start.
        refresh: whether a process beside the server keeps the worklist fresh.
        told: gets the lines for the person who started it.

    Raises:
        UserError: the port, a setting or the database is not fit; nothing was opened.
    """
    if door.certificate is not None:
        os.environ.setdefault("CRMO_HTTPS", "yes")
    from crmo.workbench.start import start

    start()
    from crmo.workbench.serving.preparation import prepare, require_free, require_sensible
    from crmo.workbench.serving.warmth import warm

    require_sensible(door)
    require_free(door)
    prepare(migrate=migrate)
    warm()
    refresher = _refresher() if refresh else None
    threading.Thread(target=_tell_when_open, args=(door, told), daemon=True).start()
    try:
        _granian(door, workers or min(_MOST_WORKERS, 2 * (os.cpu_count() or 1)))
    finally:
        if refresher is not None:
            _end(refresher)


def _granian(door: Door, workers: int) -> None:
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    server = Server(
        _TARGET,
        address=door.host,
        port=door.port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=workers,
        blocking_threads=_THREADS,
        http=HTTPModes.auto,
        log_level=LogLevels.error,
        log_access=False,
        ssl_cert=door.certificate,
        ssl_key=door.key,
        respawn_failed_workers=True,
        workers_kill_timeout=_GRACE_S,
    )
    server.serve()


def _refresher() -> subprocess.Popen[bytes]:
    """Start the process that keeps the worklist fresh; it ends when its input closes."""
    command = [sys.executable, "-P", "-m", "crmo", "refresh", "--every", "20"]
    return subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603  ourselves


def _end(refresher: subprocess.Popen[bytes]) -> None:
    if refresher.stdin is not None:
        refresher.stdin.close()
    try:
        refresher.wait(timeout=_GRACE_S)
    except subprocess.TimeoutExpired:
        refresher.kill()
        refresher.wait()


def _tell_when_open(door: Door, told: Callable[[str], None]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        if _is_open(door):
            told(f"crmo is open at {door.address} (Ctrl-C closes it)")
            return
        time.sleep(0.1)


def _is_open(door: Door) -> bool:
    knocked = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(door.host, door.host)  # noqa: S104
    asked: http.client.HTTPConnection
    if door.certificate is None:
        asked = http.client.HTTPConnection(knocked, door.port, timeout=5)
    else:
        # We look whether our own door is open; whether its certificate fits the name by which
        # people know it is theirs to check.
        unchecked = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
        asked = http.client.HTTPSConnection(knocked, door.port, timeout=5, context=unchecked)
    try:
        asked.request("GET", "/healthz")
        return asked.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()
