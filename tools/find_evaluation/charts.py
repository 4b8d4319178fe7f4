"""Charts of the children as they stood on a day, and as little of them as a place may record.

No criterion of a definition looks at another person, so that many charts of one child can stand
side by side in one event table, each as a person of its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import IntEnum
from hashlib import sha256
from pathlib import Path

import duckdb
import pyarrow as pa
from attrs import frozen

from crmo.find.events import EventTable
from crmo.knowledge import Knowledge
from crmo.knowledge.concepts import ConceptKind
from tools.find_evaluation.children import CNO, Child, Population

LEAD_DAYS = (0, 30, 60, 90, 120, 180, 270, 365, 545, 730)
HEALTHY = ("healthy", "limb_pain_nothing")
_MOST_CHARTS = 64
_COMPLAINTS = (
    "bone_pain", "limb_pain", "back_pain", "neck_pain", "hip_pain", "joint_pain", "jaw_pain",
    "chest_wall_pain", "limp", "refusal_to_bear_weight",
)  # fmt: skip


class Recorded(IntEnum):
    """How much of a chart is recorded; each holds what the one before it holds."""

    DIAGNOSES = 1
    TREATED = 2
    IMAGED = 3
    EVERYTHING = 4


@frozen(kw_only=True)
class Chart:
    """One child on one day, as far as it is recorded.

    Args:
        chart_id: the person that it is in the table of charts.
        child: whose it is.
        cut: day from which on everything is taken away, or None for the whole chart.
        recorded: how much of it is there.
        lead_days: days between the cut and the diagnosis (0: only the diagnosis and what came
            later is gone), or None if the chart is not counted back from a diagnosis.
    """

    chart_id: int
    child: Child
    cut: date | None
    recorded: Recorded
    lead_days: int | None


def charts_of(
    population: Population, recorded: Sequence[Recorded] = tuple(Recorded), *, lead: bool = True
) -> tuple[Chart, ...]:
    """Return the charts that the children are looked for in.

    A child with CNO: before the day of its diagnosis and at each of `LEAD_DAYS` before it; whole if
    it was never named. A healthy child: whole. Any other: before its diagnosis or at a day of its
    chart, as luck has it, the same luck on every machine.

    Args:
        population: the children.
        recorded: how much may be recorded; one chart for each.
        lead: whether charts long before the diagnosis are wanted.
    """
    found: list[Chart] = []
    for child in population.children:
        for cut, days in _cuts(child, lead=lead):
            for amount in recorded:
                number = len(found) + 1
                found.append(Chart(
                    chart_id=number, child=child, cut=cut, recorded=amount, lead_days=days
                ))  # fmt: skip
    return tuple(found)


def whole_charts(population: Population) -> tuple[Chart, ...]:
    """Return everybody's chart to its last day, with everything that was recorded."""
    return tuple(
        Chart(chart_id=number, child=child, cut=None, recorded=Recorded.EVERYTHING, lead_days=None)
        for number, child in enumerate(population.children, start=1)
    )


def _cuts(child: Child, *, lead: bool) -> Iterator[tuple[date | None, int | None]]:
    if child.kind == CNO:
        if child.diagnosed is None:
            yield None, None
            return
        for days in LEAD_DAYS if lead else (0,):
            yield child.diagnosed - timedelta(days=days), days
    elif child.kind in HEALTHY:
        yield None, None
    else:
        yield _mimic_cut(child), None


def _mimic_cut(child: Child) -> date | None:
    if child.first_seen is None or child.last_seen is None:
        return child.diagnosed
    if child.diagnosed is not None and _luck(child, "which") < 1 / 2:
        return child.diagnosed
    span = (child.last_seen - child.first_seen).days
    return child.first_seen + timedelta(days=1 + int(_luck(child, "day") * (span + 1)))


def _luck(child: Child, purpose: str) -> float:
    """Return a number from 0 to below 1 that belongs to a child and a purpose."""
    told = f"{child.kind} {child.person_id} {purpose}".encode()
    return float(int.from_bytes(sha256(told).digest()[:6], "big") / 2**48)


def write_charts(
    population: Population, charts: Iterable[Chart], folder: Path, knowledge: Knowledge
) -> EventTable:
    """Write the charts as an event table, a person for each chart; return it.

    What may have been on the day of the cut or later is gone, and so is what has no date, where
    there is a cut.
    """
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "events").mkdir(parents=True)
    source, made = population.table, EventTable(folder)
    shutil.copy(source.codes, made.codes)
    shutil.copy(source.remarks, made.remarks)
    shutil.copy(source.ancestors, made.ancestors)
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.register("charts", _as_table(charts))
        _register(connection, source, knowledge)
        connection.execute(_EVENTS, [str(made.events / "events-00000.parquet")])
        connection.execute(_PERSONS, [str(made.persons)])
    shutil.copy(source.folder / "manifest.json", folder / "manifest.json")
    return made


def _as_table(charts: Iterable[Chart]) -> pa.Table:
    rows = [
        {
            "chart_id": chart.chart_id,
            "person_id": chart.child.person_id,
            "cut": chart.cut,
            "recorded": int(chart.recorded),
        }
        for chart in charts
    ]
    return pa.Table.from_pylist(
        rows,
        schema=pa.schema({
            "chart_id": pa.int64(), "person_id": pa.int64(), "cut": pa.date32(),
            "recorded": pa.int32(),
        }),
    )  # fmt: skip


def _register(
    connection: duckdb.DuckDBPyConnection, source: EventTable, knowledge: Knowledge
) -> None:
    """Name the files, and what kind of thing each concept is."""
    kinds = {each.id: str(each.kind) for each in knowledge.concepts.values()}
    connection.register(
        "concepts", pa.table({"concept": list(kinds), "concept_is": list(kinds.values())})
    )
    connection.execute(
        "CREATE VIEW event AS FROM read_parquet([{}])".format(
            ", ".join(f"'{path}'" for path in source.event_files)
        )
    )
    connection.execute(f"CREATE VIEW person AS FROM '{source.persons}'")
    connection.execute(f"CREATE VIEW code AS FROM '{source.codes}'")
    connection.execute(_LEVELS)


_LEVELS = f"""
CREATE TABLE levelled AS
WITH told AS (
  SELECT e.*, k.kind, k.concept, k.concept_kind, k.code, coalesce(n.concept_is, '') AS concept_is
  FROM event e JOIN code k USING (code_id) LEFT JOIN concepts n ON n.concept = k.concept
),
complaints AS (
  SELECT event_id, row_number() OVER (
    PARTITION BY person_id, d_lo ORDER BY md5(person_id || ' ' || d_lo || ' ' || code_id), event_id
  ) AS place
  FROM told
  WHERE source_table = 'condition_occurrence' AND kind = 'finding' AND state = 'present'
    AND concept IN {_COMPLAINTS}
)
SELECT t.* EXCLUDE (kind, concept, concept_kind, code, concept_is),
  row_number() OVER (ORDER BY t.person_id, t.event_id) AS number,
  c.place IS NOT NULL AND c.place = 1 AS is_the_complaint,
  CASE
    WHEN source_table = 'visit_occurrence' OR c.place = 1 THEN {Recorded.DIAGNOSES}
    WHEN kind = 'condition' AND source_table = 'condition_occurrence' THEN {Recorded.DIAGNOSES}
    WHEN kind IN ('drug', 'procedure') OR concept_kind = 'analyte'
      OR concept_is = '{ConceptKind.RESULT}' THEN {Recorded.TREATED}
    WHEN kind = 'imaging' OR concept_is = '{ConceptKind.FEATURE}' OR code = 'detail:lesion'
      THEN {Recorded.IMAGED}
    ELSE {Recorded.EVERYTHING}
  END AS level
FROM told t LEFT JOIN complaints c USING (event_id)
"""  # noqa: S608 -- constants only

_EVENTS = f"""
COPY (
  SELECT c.chart_id AS person_id,
    e.number * {_MOST_CHARTS} + c.chart_number AS event_id,
    e.code_id, e.state, e.d_lo, e.d_hi,
    CASE WHEN e.e_hi >= c.cut THEN c.cut - 1 ELSE e.e_hi END AS e_hi,
    e.value, e.unit, e.ref_lo, e.ref_hi, e.flag, e.value_code_id,
    CASE WHEN e.is_the_complaint AND c.recorded < {Recorded.EVERYTHING} THEN NULL
      ELSE e.site END AS site,
    NULL::BIGINT AS visit_id, e.source_table, e.source_id
  FROM levelled e JOIN (
    SELECT *, row_number() OVER (PARTITION BY person_id ORDER BY chart_id) - 1 AS chart_number
    FROM charts
  ) c ON c.person_id = e.person_id
  WHERE e.level <= c.recorded AND (c.cut IS NULL OR e.d_hi < c.cut)
  ORDER BY code_id, person_id, d_lo, event_id
) TO $1 (FORMAT parquet)
"""  # noqa: S608 -- constants only

_PERSONS = """
COPY (
  SELECT c.chart_id AS person_id, c.chart_id::VARCHAR AS source_person, p.sex, p.birth_lo,
    p.birth_hi, p.seen_lo, p.seen_hi, p.n_events
  FROM charts c JOIN person p ON p.person_id = c.person_id ORDER BY c.chart_id
) TO $1 (FORMAT parquet)
"""
