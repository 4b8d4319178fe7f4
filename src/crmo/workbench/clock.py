"""The only place of the workbench that asks what time it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from django.utils import timezone

_stopped: list[datetime] = []


def now() -> datetime:
    """Return this moment in UTC, or the one at which a test has stopped the clock."""
    return _stopped[-1] if _stopped else datetime.now(tz=UTC)


def today() -> date:
    """Return the day it is where the clinic stands."""
    return timezone.localtime(now()).date()


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at one moment in every thread; for tests.

    Args:
        moment: with its time zone.
    """
    _stopped.append(moment)
    try:
        yield
    finally:
        _stopped.pop()
