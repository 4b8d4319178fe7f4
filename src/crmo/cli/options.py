"""Options that several commands share, and the only place that reads the clock."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

FIRST_YEAR, LAST_YEAR = 1900, 2200

# "-" alone is standard input, not an option.
LetterFile = Annotated[str, Parameter(allow_leading_hyphen=True)]
OutFolder = Annotated[Path, Parameter(name="--out")]
PageLanguage = Annotated[Literal["en", "de"], Parameter(name="--language")]
OnDay = Annotated[str | None, Parameter(name="--on")]
Overlay = Annotated[Path | None, Parameter(name="--knowledge", env_var="CRMO_KNOWLEDGE")]


def day_asked(text: str | None, option: str = "--on") -> date:
    """Return the day that somebody asked for; today if none was.

    Raises:
        UserError: the text is no day, or one outside the years that crmo can assess.
    """
    if text is None:
        return date.today()
    from crmo.errors import UserError

    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UserError(
            f"{option} is not a day.",
            came=text,
            expected="a day written year-month-day, such as 2024-05-17",
        ) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UserError(
            f"{option} lies outside the years crmo can assess.",
            came=text,
            expected=f"a day from {FIRST_YEAR} to {LAST_YEAR}",
        )
    return day


def moment() -> datetime:
    """Return this moment, with its time zone."""
    return datetime.now().astimezone()
