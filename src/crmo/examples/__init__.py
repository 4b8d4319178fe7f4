"""Invented children, for the demonstration and the tests; none is, or resembles, a real one."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path

from attrs import frozen


@frozen(kw_only=True)
class Example:
    """One invented child.

    Args:
        name: file stem.
        about: what it shows, in one line.
        on: the day on which its page is made, so that the page never changes by itself.
    """

    name: str
    about: str
    on: date

    @property
    def path(self) -> Path:
        """The example's file."""
        return Path(str(files(__package__) / f"{self.name}.yaml"))


EXAMPLES = (
    Example(
        name="relapsing",
        about="seven studies in three and a half years, three drugs, a relapse seen on MRI alone",
        on=date(2026, 6, 15),
    ),
    Example(
        name="undiagnosed",
        about="three months of pain, antibiotics, and red flags nobody has followed up",
        on=date(2026, 6, 15),
    ),
)
