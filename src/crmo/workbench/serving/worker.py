"""What each worker of the server runs."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from typing import Any

_PATIENCE_S = 0.5


def application() -> Callable[..., Any]:
    """Return the application; the worker ends when the server that started it is gone.

    A server that was killed outright must leave no worker behind that holds the port and the
    database.
    """
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    from crmo.workbench.serving.warmth import warm
    from crmo.workbench.wsgi import application as workbench

    warm()  # at once where the server did it before
    return workbench


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_PATIENCE_S)
    os._exit(1)
