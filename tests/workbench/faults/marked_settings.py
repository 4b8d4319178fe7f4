"""The workbench's settings, and a mark in a file at each step of a request and a transaction.

A process that is killed leaves its last mark behind, so a test knows where it was hit. A mark is
one short write to a file that is open already; nothing else of the process is changed.
"""

from __future__ import annotations

import os
import time
from typing import Any

from django.core.signals import request_started
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from crmo.workbench.settings import *  # noqa: F403

_FILE = os.open(os.environ["FAULTS_MARKS"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
_set_autocommit = BaseDatabaseWrapper.set_autocommit
_commit = BaseDatabaseWrapper.commit
_execute = CursorWrapper.execute


def _mark(word: str) -> None:
    os.write(_FILE, f"{time.monotonic_ns()} {word}\n".encode())


def _marked_begin(self: Any, autocommit: bool, **more: Any) -> None:
    _set_autocommit(self, autocommit, **more)
    if not autocommit:
        _mark("begun")


def _marked_commit(self: Any) -> None:
    _mark("committing")
    _commit(self)
    _mark("committed")


def _marked_execute(self: Any, sql: Any, params: Any = None) -> Any:
    done = _execute(self, sql, params)
    if isinstance(sql, str) and sql.startswith('INSERT INTO "workbench_ledgerentry"'):
        _mark("ledger")
    return done


def _marked_request(**_: Any) -> None:
    _mark("asked")


BaseDatabaseWrapper.set_autocommit = _marked_begin  # type: ignore[method-assign]
BaseDatabaseWrapper.commit = _marked_commit  # type: ignore[method-assign]
CursorWrapper.execute = _marked_execute  # type: ignore[method-assign]
request_started.connect(_marked_request, weak=False)
