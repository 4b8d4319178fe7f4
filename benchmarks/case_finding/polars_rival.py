"""The same definition written by hand in polars, straight on OMOP: for measuring only.

All days of the population are exact, so that yes and no are all there is. It gives the same hits
and the same number of rows of evidence, which is checked.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from benchmarks.case_finding.population import (
    ANTIBIOTICS,
    IMAGED,
    LIMP,
    LOCAL,
    MALIGNANCY,
    MARKERS,
    OSTEOMYELITIS,
    PAIN,
    POSITIVE_CULTURE,
    WHITE_CELLS,
)
from benchmarks.case_finding.straight_on_omop import TABLES


def run(folder: Path) -> dict[str, int]:
    """Return how many hits and rows of evidence there are."""
    index = _index(folder).collect(engine="streaming").lazy()
    chart = {prefix: _chart(folder, prefix, index) for _, _, prefix, _ in TABLES}
    pain = _within(chart["condition"], PAIN, 0, 1825)
    again = _again(pain, 42, 730)
    bone = _within(chart["condition"], OSTEOMYELITIS, 0, 1825)
    courses = _within(chart["drug"], ANTIBIOTICS, -30, 1825)
    twice = _two_episodes(courses, 14)
    germ = _within(chart["measurement"], POSITIVE_CULTURE, -30, 1825)
    white = _within(chart["measurement"], WHITE_CELLS, -365, 1825).filter(_in_range())
    marker = _within(chart["measurement"], MARKERS, -365, 1825).filter(_above())
    quiet = _paired(white, marker, 3)
    imaged = _within(chart["procedure"], IMAGED, -365, 1825)
    two = imaged.group_by("person_id").agg(n=pl.col("code").n_unique()).filter(pl.col("n") >= 2)
    malignancy = chart["condition"].filter(
        pl.col("code").is_in(_ids(MALIGNANCY)) & (pl.col("after") <= 365)
    )
    answers = index.select("person_id")
    for name, found in {
        "again": again,
        "bone": bone,
        "twice": twice,
        "germ": germ,
        "quiet": quiet,
        "two": two,
        "malignancy": malignancy,
    }.items():
        holds = found.select("person_id").unique().with_columns(pl.lit(value=True).alias(name))
        answers = answers.join(holds, on="person_id", how="left")
    untreated = pl.col("bone") & pl.col("twice") & pl.col("germ").is_null()
    score = (
        2 * pl.col("again").fill_null(value=False).cast(pl.Int32)
        + 3 * untreated.fill_null(value=False).cast(pl.Int32)
        + 2 * pl.col("quiet").fill_null(value=False).cast(pl.Int32)
        + pl.col("two").fill_null(value=False).cast(pl.Int32)
    )
    hits = answers.filter(pl.col("malignancy").is_null() & (score >= 2))
    parts = [
        index.select("person_id"),
        again,
        bone,
        courses.join(twice, on="person_id", how="semi"),
        germ,
        quiet,
        imaged.join(two, on="person_id", how="semi"),
    ]
    hits = hits.collect(engine="streaming").lazy()
    rows = [part.join(hits, on="person_id", how="semi").select(pl.len()) for part in parts]
    counts = pl.collect_all([hits.select(pl.len()), *rows], engine="streaming")
    numbers = [int(each.item()) for each in counts]
    return {"hits": numbers[0], "evidence": sum(numbers[1:])}


def _ids(codes: tuple[int, ...]) -> list[int]:
    return [LOCAL + code for code in codes]


def _index(folder: Path) -> pl.LazyFrame:
    persons = pl.scan_parquet(folder / "person.parquet").select(
        "person_id", born=pl.date("year_of_birth", "month_of_birth", "day_of_birth")
    )
    start = pl.scan_parquet(folder / "condition_occurrence.parquet").filter(
        pl.col("condition_concept_id").is_in(_ids((*PAIN, *LIMP, *OSTEOMYELITIS)))
    )
    age = (pl.col("condition_start_date") - pl.col("born")).dt.total_days()
    return (
        start.join(persons, on="person_id")
        .filter((age >= 0) & (age < 18 * 365.25))
        .group_by("person_id")
        .agg(first=pl.col("condition_start_date").min())
    )


def _chart(folder: Path, prefix: str, index: pl.LazyFrame) -> pl.LazyFrame:
    table, key, _, day = next(each for each in TABLES if each[2] == prefix)
    asked = {
        "condition": (*PAIN, *OSTEOMYELITIS, *MALIGNANCY),
        "drug": ANTIBIOTICS,
        "measurement": (*WHITE_CELLS, *MARKERS, *POSITIVE_CULTURE),
        "procedure": IMAGED,
    }[prefix]
    rows = pl.scan_parquet(folder / f"{table}.parquet").filter(
        pl.col(f"{prefix}_concept_id").is_in(_ids(asked))
    )
    wanted = [
        pl.col("person_id"),
        pl.col(key).alias("event_id"),
        pl.col(f"{prefix}_concept_id").alias("code"),
        pl.col(day).alias("day"),
    ]
    if prefix == "drug":
        wanted.append(pl.col("drug_exposure_end_date").alias("end"))
    if prefix == "measurement":
        wanted += [pl.col("value_as_number"), pl.col("range_low"), pl.col("range_high")]
    joined = rows.select(wanted).join(index, on="person_id")
    after = (pl.col("day") - pl.col("first")).dt.total_days().alias("after")
    return joined.with_columns(after).collect(engine="streaming").lazy()


def _within(chart: pl.LazyFrame, codes: tuple[int, ...], first: int, last: int) -> pl.LazyFrame:
    return chart.filter(pl.col("code").is_in(_ids(codes)) & pl.col("after").is_between(first, last))


def _again(events: pl.LazyFrame, least: int, most: int) -> pl.LazyFrame:
    gap = (pl.col("day_right") - pl.col("day")).dt.total_days().abs()
    return (
        events.join(events.select("person_id", "day", "event_id"), on="person_id")
        .filter(gap.is_between(least, most) & (pl.col("event_id") != pl.col("event_id_right")))
        .select("person_id", "event_id")
        .unique()
    )


def _paired(one: pl.LazyFrame, other: pl.LazyFrame, days: int) -> pl.LazyFrame:
    gap = (pl.col("day_right") - pl.col("day")).dt.total_days().abs()
    columns = ["person_id", "day", "event_id"]
    pairs = one.select(columns).join(other.select(columns), on="person_id").filter(gap <= days)
    return pl.concat(
        [
            pairs.select("person_id", "event_id").unique(),
            pairs.select("person_id", event_id="event_id_right").unique(),
        ]
    )


def _two_episodes(events: pl.LazyFrame, gap_days: int) -> pl.LazyFrame:
    end = pl.max_horizontal("day", "end").cum_max().shift(1).over("person_id")
    begins = (pl.col("day") - end).dt.total_days() > gap_days
    return (
        events.sort("person_id", "day", "event_id")
        .with_columns(begins=begins.fill_null(value=True))
        .group_by("person_id")
        .agg(n=pl.col("begins").sum())
        .filter(pl.col("n") >= 2)
        .select("person_id")
    )


def _in_range() -> pl.Expr:
    value = pl.col("value_as_number")
    return (value >= pl.col("range_low")) & (value <= pl.col("range_high"))


def _above() -> pl.Expr:
    return pl.col("value_as_number") > pl.col("range_high")
