"""A large population as OMOP tables, for measuring only: numbers without any medicine in them.

Persons with about fifty events each: conditions, drugs, measurements with their ranges,
procedures and visits, with a few codes that are very common and many that are rare. One person in
CASE_EVERY is given the events that `bone_pain.yaml` asks for. The same seed gives the same rows.

Concept ids above 2,000,000,000 are OMOP's range for local concepts: they mean nothing anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pyarrow as pa
from attrs import frozen
from pyarrow import parquet

PERSONS_AT_ONCE = 50_000
ROWS_PER_GROUP = 131_072
CASE_EVERY = 2_000
LOCAL = 2_000_000_000
FIRST_BIRTH, LAST_BIRTH, LAST_DAY = 0, 18_262, 20_088  # days from 1970: to 2020, to 2024-12-31
_DAY_OF_CHILD_BORN = 10_957  # 2000-01-01: two thirds are born after it

Rows = dict[str, np.ndarray]


@frozen(kw_only=True)
class Domain:
    """One table of events.

    Args:
        table: its name.
        prefix: of its columns.
        per_person: mean number of rows of a person.
        background: number of codes that the definition does not ask for.
        named: code (above LOCAL) to its share among the rows of the table.
        first_code: lowest of its codes (above LOCAL).
    """

    table: str
    prefix: str
    per_person: float
    background: int
    first_code: int
    named: Mapping[int, float]

    @property
    def codes(self) -> np.ndarray:
        """Every code, the named ones first."""
        rest = np.arange(self.first_code + 1_000, self.first_code + 1_000 + self.background)
        return (
            np.concatenate([np.array(sorted(self.named), dtype=np.int64), rest]) + LOCAL
        ).astype(np.int32)

    @property
    def shares(self) -> np.ndarray:
        """The share of each code, growing to 1: common ones and a long tail."""
        named = np.array([self.named[code] for code in sorted(self.named)])
        tail = 1.0 / np.arange(2.0, self.background + 2.0)
        shares = np.concatenate([named, (1.0 - named.sum()) * tail / tail.sum()])
        return np.cumsum(shares)


PAIN, LIMP, OSTEOMYELITIS, MALIGNANCY = (1, 2, 3), (4,), (5,), (6, 7)
ANTIBIOTICS = (20_001, 20_002, 20_003)
WHITE_CELLS, MARKERS = (40_001,), (40_002, 40_003)
IMAGED = (60_001, 60_002, 60_003, 60_004, 60_005, 60_006)
POSITIVE_CULTURE = (40_004,)

DOMAINS: Sequence[Domain] = (
    Domain(
        table="condition_occurrence",
        prefix="condition",
        per_person=10,
        background=400,
        first_code=0,
        named=MappingProxyType(
            dict.fromkeys(PAIN, 0.003) | {4: 0.003, 5: 0.0004, 6: 0.001, 7: 0.001}
        ),
    ),
    Domain(
        table="drug_exposure",
        prefix="drug",
        per_person=8,
        background=400,
        first_code=20_000,
        named=MappingProxyType(dict.fromkeys(ANTIBIOTICS, 0.03)),
    ),
    Domain(
        table="measurement",
        prefix="measurement",
        per_person=18,
        background=200,
        first_code=40_000,
        named=MappingProxyType({40_001: 0.04, 40_002: 0.03, 40_003: 0.02, 40_004: 0.002}),
    ),
    Domain(
        table="procedure_occurrence",
        prefix="procedure",
        per_person=5,
        background=300,
        first_code=60_000,
        named=MappingProxyType(dict.fromkeys(IMAGED, 0.004)),
    ),
    Domain(
        table="visit_occurrence",
        prefix="visit",
        per_person=9,
        background=10,
        first_code=80_000,
        named=MappingProxyType({}),
    ),
)
# What a planted case has: table, code, days after its first event.
PLANTED: Sequence[tuple[str, int, int]] = (
    ("condition_occurrence", 1, 0),
    ("condition_occurrence", 2, 90),
    ("condition_occurrence", 5, 120),
    ("drug_exposure", 20_001, 121),
    ("drug_exposure", 20_002, 180),
    ("measurement", 40_001, 100),
    ("measurement", 40_002, 101),
    ("procedure_occurrence", 60_001, 110),
    ("procedure_occurrence", 60_003, 140),
)


def write_population(folder: Path, *, n: int, seed: int = 1) -> None:
    """Write the OMOP tables of a population as Parquet files.

    Args:
        folder: made if it is not there.
        n: number of persons.
        seed: of everything that is drawn.
    """
    folder.mkdir(parents=True, exist_ok=True)
    writers: dict[str, parquet.ParquetWriter] = {}
    last_ids = {domain.table: 0 for domain in DOMAINS}
    try:
        for first in range(0, n, PERSONS_AT_ONCE):
            chunk = _chunk(first, min(first + PERSONS_AT_ONCE, n), seed, last_ids)
            for table, rows in chunk:
                columns = pa.table(rows)
                if table not in writers:
                    path = folder / f"{table}.parquet"
                    writers[table] = parquet.ParquetWriter(path, columns.schema)
                writers[table].write_table(columns, row_group_size=ROWS_PER_GROUP)
    finally:
        for writer in writers.values():
            writer.close()


def _chunk(
    first: int, end: int, seed: int, last_ids: dict[str, int]
) -> Iterator[tuple[str, dict[str, pa.Array]]]:
    """Yield the tables of some persons; `last_ids` is carried on from one call to the next."""
    chance = np.random.Generator(np.random.PCG64([seed, first]))
    persons = np.arange(first + 1, end + 1, dtype=np.int64)
    born = chance.integers(FIRST_BIRTH, _DAY_OF_CHILD_BORN, persons.size, dtype=np.int32)
    is_child = chance.random(persons.size) < 2 / 3
    late = chance.integers(_DAY_OF_CHILD_BORN, LAST_BIRTH, persons.size, dtype=np.int32)
    is_case = persons % CASE_EVERY == 0
    born = np.where(is_child | is_case, late, born)
    onset = born + chance.integers(1_000, 1_800, persons.size, dtype=np.int32)
    yield "person", _person_columns(persons, born, chance)
    for domain in DOMAINS:
        rows = _drawn(domain, persons, born, chance)
        planted = _planted(domain, persons[is_case], onset[is_case])
        merged = {name: np.concatenate([rows[name], planted[name]]) for name in rows}
        order = np.argsort(merged["person_id"], kind="stable")
        merged = {name: values[order] for name, values in merged.items()}
        ids = last_ids[domain.table] + np.arange(1, order.size + 1, dtype=np.int64)
        last_ids[domain.table] += order.size
        yield domain.table, _event_columns(domain, ids, merged, chance)


def _drawn(
    domain: Domain, persons: np.ndarray, born: np.ndarray, chance: np.random.Generator
) -> Rows:
    counts = chance.poisson(domain.per_person, persons.size)
    n = int(counts.sum())
    births = np.repeat(born, counts)
    picked = np.searchsorted(domain.shares, chance.random(n), side="right")
    span = LAST_DAY - births
    return {
        "person_id": np.repeat(persons, counts),
        "code": domain.codes[np.minimum(picked, domain.codes.size - 1)],
        "day": (births + chance.random(n) * span).astype(np.int32),
    }


def _planted(domain: Domain, persons: np.ndarray, onset: np.ndarray) -> Rows:
    wanted = [(code, days) for table, code, days in PLANTED if table == domain.table]
    codes = np.array([LOCAL + code for code, _ in wanted], dtype=np.int32)
    days = np.array([days for _, days in wanted], dtype=np.int32)
    return {
        "person_id": np.repeat(persons, codes.size),
        "code": np.tile(codes, persons.size),
        "day": (np.repeat(onset, codes.size) + np.tile(days, persons.size)).astype(np.int32),
    }


def _person_columns(
    persons: np.ndarray, born: np.ndarray, chance: np.random.Generator
) -> dict[str, pa.Array]:
    days = born.astype("datetime64[D]")
    years = days.astype("datetime64[Y]")
    months = days.astype("datetime64[M]")
    return {
        "person_id": pa.array(persons),
        "gender_concept_id": pa.array(
            np.where(chance.random(persons.size) < 0.5, 8507, 8532).astype(np.int32)
        ),
        "year_of_birth": pa.array((years.astype(np.int64) + 1970).astype(np.int32)),
        "month_of_birth": pa.array(((months - years).astype(np.int64) + 1).astype(np.int32)),
        "day_of_birth": pa.array(((days - months).astype(np.int64) + 1).astype(np.int32)),
    }


def _event_columns(
    domain: Domain, ids: np.ndarray, rows: Rows, chance: np.random.Generator
) -> dict[str, pa.Array]:
    prefix, days = domain.prefix, rows["day"]
    key = "visit_occurrence_id" if prefix == "visit" else f"{domain.table}_id"
    if prefix in ("measurement", "drug"):
        key = f"{domain.table}_id"
    columns = {
        key: pa.array(ids),
        "person_id": pa.array(rows["person_id"]),
        f"{prefix}_concept_id": pa.array(rows["code"]),
    }
    if prefix == "drug":
        columns["drug_exposure_start_date"] = _dates(days)
        columns["drug_exposure_end_date"] = _dates(days + chance.integers(0, 15, ids.size))
    elif prefix in ("condition", "visit"):
        columns[f"{prefix}_start_date"] = _dates(days)
        columns[f"{prefix}_end_date"] = _dates(days + (prefix == "visit"))
    else:
        columns[f"{prefix}_date"] = _dates(days)
    if prefix == "measurement":
        columns |= _values(rows["code"], chance)
    return columns


def _values(codes: np.ndarray, chance: np.random.Generator) -> dict[str, pa.Array]:
    """Return values with their ranges: every tenth above, every twentieth without a range."""
    values = np.round(chance.gamma(4.0, 2.0, codes.size), 1)
    has_range = chance.random(codes.size) >= 0.05
    low = pa.array(np.full(codes.size, 4.0), mask=~has_range)
    high = pa.array(np.full(codes.size, 13.0), mask=~has_range)
    return {
        "value_as_number": pa.array(values),
        "unit_concept_id": pa.array(np.full(codes.size, 8751, dtype=np.int32)),
        "range_low": low,
        "range_high": high,
    }


def _dates(days: np.ndarray) -> pa.Array:
    return pa.array(days.astype(np.int32)).cast(pa.date32())
