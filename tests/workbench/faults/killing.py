"""Something is asked of a server, and the server is killed meanwhile."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from tests.workbench.faults.moments import Marks
from tests.workbench.stories.clinic import Clinic

from benchmarks.visitor import Answer, Visitor


def killed_while(
    act: Callable[[], Answer], *, after_s: float, clinic: Clinic, visitor: Visitor, marks: Marks
) -> Answer | None:
    """Kill every process of a server while it works on a request.

    Args:
        act: asks for it.
        after_s: how long after the asking.
        clinic: whose server; closed afterwards.
        visitor: who asks.
        marks: begun anew before.

    Returns:
        The answer if it came before the end, else None.
    """
    answered: list[Answer] = []

    def ask() -> None:
        with suppress(OSError, http.client.HTTPException):
            answered.append(act())

    marks.forget()
    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(after_s)
    clinic.kill()
    asking.join()
    visitor.close()
    return answered[0] if answered else None


def verified(clinic: Clinic) -> None:
    """Demand that both chains are whole."""
    done = clinic.crmo("audit", "verify")
    assert done.returncode == 0, done.stdout + done.stderr
