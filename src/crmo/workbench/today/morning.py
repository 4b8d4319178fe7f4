"""The day and the rules for which a list is shown, looked up once for a request."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from crmo.workbench import clock
from crmo.workbench.rulebook.in_force import knowledge_version


@frozen(kw_only=True)
class Morning:
    """What decides whether a card still holds.

    Args:
        today: the day it is.
        version: version of the knowledge in force.
    """

    today: date
    version: str

    @classmethod
    def now(cls) -> Morning:
        """Return the day it is and the version in force."""
        return cls(today=clock.today(), version=knowledge_version())
