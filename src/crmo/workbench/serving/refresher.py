"""The quiet process beside the server: fresh cards for the worklist, and tidying up."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from datetime import timedelta

from django.core.management import call_command
from django.db import Error, close_old_connections

from crmo.workbench import clock
from crmo.workbench.care.erased import note_erased
from crmo.workbench.models import Draft
from crmo.workbench.serving.logs import place

log = logging.getLogger(__name__)

_BATCH = 50
_NICENESS = 10
# What is kept for taking something back, or was read in and never accepted. Unfinished visits
# and letters are somebody's work and stay until that person discards them.
_KEPT = {
    Draft.Kind.SECOND_THOUGHT: timedelta(days=1),
    Draft.Kind.READING_IN: timedelta(days=30),
    Draft.Kind.LETTER_IN: timedelta(days=30),
}


def refresh_all(is_over: threading.Event | None = None) -> int:
    """Compute every card of the worklist that is not of today, and tidy up.

    Args:
        is_over: set when there is no time for the next batch.

    Returns:
        How many cards were computed.
    """
    from crmo.workbench.today.refresh import refresh_stale

    n = 0
    while done := refresh_stale(limit=_BATCH):
        n += done
        if is_over is not None and is_over.is_set():
            break
    tidy()
    return n


def tidy() -> int:
    """Delete sessions that have run out and leftovers that nobody will miss.

    Returns:
        How many leftovers were deleted; sessions not counted.
    """
    call_command("clearsessions", verbosity=0)
    n = 0
    for kind, kept in _KEPT.items():
        old = Draft.objects.filter(kind=kind, updated_at__lt=clock.now() - kept)
        n += old.delete()[0]
    # Begun in the very moment of an erasure.
    n += Draft.objects.filter(child__erased_at__isnull=False).delete()[0]
    note_erased()
    return n


def refresh_every(seconds: float) -> None:
    """Refresh again and again until standard input closes.

    The server holds the other end, so this process ends with it, however that ended.

    Args:
        seconds: between two rounds.
    """
    if hasattr(os, "nice"):
        os.nice(_NICENESS)  # people who wait for a page come first
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the server, and that ends us
    is_over = threading.Event()
    threading.Thread(target=_wait_for_end, args=(is_over,), daemon=True).start()
    while not is_over.is_set():
        try:
            refresh_all(is_over)
        except Error as error:
            # The database is away or busy: the next round will do.
            log.warning("the worklist was not refreshed: %s", place(type(error), None))
        close_old_connections()
        is_over.wait(seconds)


def _wait_for_end(is_over: threading.Event) -> None:
    sys.stdin.buffer.read()
    is_over.set()
