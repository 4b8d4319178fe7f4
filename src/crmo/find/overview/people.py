"""Age and sex of the persons proposed beside those of everybody in the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from crmo.find.candidates.chart import Table
from crmo.find.duckdb_engine.run_definition import parquet_of
from crmo.record.age import DAYS_PER_YEAR

# Groups of display, in completed years; no clinical limit.
AGE_GROUPS = (0, 3, 6, 9, 12, 15, 18)
UNKNOWN = "unknown"
SEXES = ("female", "male", UNKNOWN)


def age_group_names() -> tuple[str, ...]:
    """Return the names of the age groups, youngest first."""
    pairs = pairwise(AGE_GROUPS)
    return (*(f"{low} to {high - 1}" for low, high in pairs), f"{AGE_GROUPS[-1]} or more", UNKNOWN)


def sexes_of_all(connection: Any, table: Table) -> Mapping[str, int]:
    """Return how many persons there are of each sex."""
    rows = connection.execute(
        f"SELECT sex, count(*) FROM {parquet_of(table.persons)} GROUP BY sex"
    ).fetchall()
    return counted(SEXES, dict(rows), rest=UNKNOWN)


def ages_of_all(connection: Any, table: Table) -> Mapping[str, int]:
    """Return how many persons there are of each age on the last day that the data know of them."""
    years = f"(date_diff('day', birth_hi, seen_hi) / {DAYS_PER_YEAR})"
    cases = " ".join(
        f"WHEN {years} < {high} THEN '{name}'"
        for name, high in zip(age_group_names(), AGE_GROUPS[1:], strict=False)
    )
    last = age_group_names()[-2]
    rows = connection.execute(
        f"SELECT CASE WHEN birth_hi IS NULL OR seen_hi IS NULL OR {years} < 0 THEN '{UNKNOWN}' "
        f"{cases} ELSE '{last}' END, count(*) FROM {parquet_of(table.persons)} GROUP BY 1"
    ).fetchall()
    return counted(age_group_names(), dict(rows), rest=UNKNOWN)


def age_group(born: date | None, on: date | None) -> str:
    """Return the age group of a person on a day."""
    if born is None or on is None or on < born:
        return UNKNOWN
    return group_of_years((on - born).days / DAYS_PER_YEAR)


def group_of_years(years: float | None) -> str:
    """Return the age group of an age."""
    if years is None or years < 0:
        return UNKNOWN
    at = max(number for number, low in enumerate(AGE_GROUPS) if years >= low)
    return age_group_names()[at]


def counted(
    names: Iterable[str], told: Mapping[str, int], *, rest: str | None = None
) -> Mapping[str, int]:
    """Return a count for each name, in their order; what has another name goes to `rest`."""
    found = {name: told.get(name, 0) for name in names}
    if rest is not None:
        found[rest] += sum(n for name, n in told.items() if name not in found)
    return found
