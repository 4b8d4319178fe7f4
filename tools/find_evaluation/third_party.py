"""Other people's invented records: every hit in them, alone and with virtual children planted.

Each folder below the one that is named is a source: OMOP tables as CSV, FHIR NDJSON, or FHIR
bundles, which are made into NDJSON first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
from attrs import evolve

from crmo.find.definition import load_definition
from crmo.find.events import EventTable, build_events
from crmo.find.found_cases import FoundCases
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import CaseDefinition
from tools.find_evaluation.charts import Chart, Recorded, write_charts
from tools.find_evaluation.children import CNO, Child, Population
from tools.find_evaluation.planting import (
    N_PLANTED,
    SEED_PLANTED,
    diagnosis_days,
    planted_children,
    readable,
    with_planted,
)
from tools.find_evaluation.proposed import RECORDED, SHIPPED, bands_of, places, run_on

_OLDEST = 200
THEIRS, ANY_AGE = "theirs", ", any age"


def third_party_results(folder: Path, work: Path, knowledge: Knowledge) -> dict[str, Any]:
    """Return what each shipped definition proposes in each source, alone and with planted children.

    Args:
        folder: a folder for each source.
        work: for files that nobody keeps.
        knowledge: what crmo knows.
    """
    planted = planted_children(work, knowledge)
    sources = {}
    for source in sorted(each for each in folder.iterdir() if each.is_dir()):
        ready = readable(source, work)
        alone = build_events(ready, work / f"{source.name}-events", knowledge, threads=1)
        both = build_events(
            with_planted(ready, planted, work / f"{source.name}-planted"),
            work / f"{source.name}-planted-events",
            knowledge,
            threads=1,
        )
        sources[source.name] = {
            **_counts(alone),
            "alone": _searched(alone, planted, work, source.name, knowledge),
            "planted": _searched(both, planted, work, f"{source.name}-planted", knowledge),
        }
    return {"n_planted": N_PLANTED, "seed": SEED_PLANTED, "sources": sources}


def _counts(table: EventTable) -> dict[str, Any]:
    row = duckdb.execute(
        "SELECT count(*), count(*) FILTER (date_diff('day', birth_lo, seen_lo) < 18 * 365.25), "
        "sum(n_events) FROM read_parquet($1)",
        [str(table.persons)],
    ).fetchall()[0]
    return {
        "persons": row[0],
        "first_seen_below_18": row[1],
        "events": int(row[2]),
        "remarks": dict(table.manifest["remarks"]),
    }


def _searched(
    table: EventTable, planted: Path, work: Path, name: str, knowledge: Knowledge
) -> dict[str, Any]:
    """Return definition -> what is proposed; planted children are cut before their diagnosis."""
    people = _people(table, planted)
    charts = tuple(
        Chart(
            chart_id=number,
            child=child,
            cut=child.diagnosed,
            recorded=Recorded.EVERYTHING,
            lead_days=None,
        )
        for number, child in enumerate(people.children, start=1)
    )
    charted = write_charts(people, charts, work / f"{name}-charts", knowledge)
    kind_of_chart = {chart.chart_id: chart.child.kind for chart in charts}
    kind_of_person = {child.person_id: child.kind for child in people.children}
    found = {}
    for asked in SHIPPED:
        definition = load_definition(asked, knowledge)
        index = evolve(definition.index, max_years=_OLDEST)
        ageless = evolve(definition, index=index)
        for told, each in ((asked, definition), (f"{asked}{ANY_AGE}", ageless)):
            found[told] = _hits(each, charted, kind_of_chart, work / name, knowledge)
    # The code of CNO is the diagnosis itself: for it alone the charts stay whole.
    definition = load_definition(RECORDED, knowledge)
    found[RECORDED] = _hits(definition, table, kind_of_person, work / name, knowledge)
    return found


def _hits(
    definition: CaseDefinition,
    table: EventTable,
    kind_of: Mapping[int, str],
    work: Path,
    knowledge: Knowledge,
) -> dict[str, Any]:
    cases = run_on(definition, table, work / definition.id, knowledge)
    bands = bands_of(cases)
    hits = Counter((kind_of[person], band) for person, band in bands.items())
    return {
        "with_index": cases.attrition["with_index"],
        "theirs": {band: hits[THEIRS, band] for band in places(definition)},
        "planted": {band: hits[CNO, band] for band in places(definition)},
        "why": _why(cases, definition, [p for p in bands if kind_of[p] == THEIRS]),
    }


def _people(table: EventTable, planted: Path) -> Population:
    truth = dict(diagnosis_days(planted))
    rows = duckdb.execute(
        "SELECT person_id, source_person, seen_lo, seen_hi FROM read_parquet($1)",
        [str(table.persons)],
    ).fetchall()
    return Population(
        name="third_party",
        table=table,
        children=tuple(
            Child(
                person_id=person,
                kind=CNO if key in truth else THEIRS,
                onset=None,
                diagnosed=truth.get(key),
                first_seen=first,
                last_seen=last,
            )
            for person, key, first, last in rows
        ),
    )


def _why(cases: FoundCases, definition: CaseDefinition, people: list[int]) -> dict[str, int]:
    """Return criterion -> how many of their hits hold it, with points."""
    names = [each.label for each in definition.criteria.values()]
    rows = duckdb.execute(
        "SELECT criterion, count(*) FROM read_parquet($1) WHERE points <> 0 "
        "AND person_id IN (SELECT unnest($2)) GROUP BY ALL ORDER BY count(*) DESC, criterion",
        [str(cases.answers), people],
    ).fetchall()
    return {names[criterion]: n for criterion, n in rows}
