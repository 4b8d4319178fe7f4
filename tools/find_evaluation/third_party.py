"""Other people's invented records: every hit in them, alone and with virtual children planted.

Each folder below the one that is named is a source: OMOP tables as CSV, FHIR NDJSON, or FHIR
bundles, which are made into NDJSON first.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from crmo.cli.simulated.run import Job, run
from crmo.find.definition import load_definition
from crmo.find.events import EventTable, build_events
from crmo.knowledge import Knowledge
from crmo.simulate import Plan, mix_of
from tools.find_evaluation.charts import Chart, Recorded, write_charts
from tools.find_evaluation.children import CNO, UNTIL, Child, Population
from tools.find_evaluation.proposed import RECORDED, SHIPPED, bands_of, places, run_on

N_PLANTED, SEED_PLANTED = 60, 7101
_REFERENCE = re.compile(r'"(urn:uuid:[0-9a-fA-F-]{36})"')
_OFFSET = 1_000_000_000  # keeps the ids of planted rows apart
THEIRS = "theirs"


def third_party_results(folder: Path, work: Path, knowledge: Knowledge) -> dict[str, Any]:
    """Return what each shipped definition proposes in each source, alone and with planted children.

    Args:
        folder: a folder for each source.
        work: for files that nobody keeps.
        knowledge: what crmo knows.
    """
    planted = _planted(work, knowledge)
    sources = {}
    for source in sorted(each for each in folder.iterdir() if each.is_dir()):
        ready = _ready(source, work)
        alone = build_events(ready, work / f"{source.name}-events", knowledge, threads=1)
        both = build_events(
            _with_planted(ready, planted, work / f"{source.name}-planted"),
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


def _planted(work: Path, knowledge: Knowledge) -> Path:
    made = work / "planted"
    if not (made / "manifest.json").is_file():
        plan = Plan(n=N_PLANTED, seed=SEED_PLANTED, mix=mix_of(f"{CNO}:1", knowledge), until=UNTIL)
        run(Job(plan=plan, outputs=("truth", "fhir", "omop"), folder=made), workers=1)
    return made


def _ready(source: Path, work: Path) -> Path:
    """Return the folder to read; bundles become files of one type each."""
    bundles = sorted(source.glob("*.json"))
    if not bundles:
        return source
    made = work / f"{source.name}-ndjson"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    lines: dict[str, list[str]] = {}
    for path in bundles:
        for kind, line in _lines(json.loads(path.read_text(encoding="utf-8"))):
            lines.setdefault(kind, []).append(line)
    for kind, those in lines.items():
        (made / f"{kind}.ndjson").write_text("\n".join(those) + "\n", encoding="utf-8")
    return made


def _lines(bundle: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield type and line of each resource, references within the bundle made into type and id."""
    named = {
        entry["fullUrl"]: f"{entry['resource']['resourceType']}/{entry['resource']['id']}"
        for entry in bundle["entry"]
        if "fullUrl" in entry
    }
    for entry in bundle["entry"]:
        text = json.dumps(entry["resource"], ensure_ascii=False)
        told = _REFERENCE.sub(lambda found: f'"{named.get(found[1], found[1])}"', text)
        yield entry["resource"]["resourceType"], told


def _with_planted(source: Path, planted: Path, made: Path) -> Path:
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    if any(source.rglob("*.ndjson")):
        os.symlink(source.resolve(), made / "a", target_is_directory=True)
        for number, folder in enumerate((source, planted / "fhir")):
            for path in sorted(folder.rglob("*.ndjson")):
                (made / str(number)).mkdir(exist_ok=True)
                shutil.copy(path, made / str(number) / path.name)
        (made / "a").unlink()
        return made
    for path in sorted(source.glob("*.csv")):
        table = path.stem.lower()
        own = planted / "omop" / f"{table}.parquet"
        if not own.is_file() or table in {"concept", "vocabulary", "cdm_source"}:
            shutil.copy(path, made / path.name)
            continue
        (made / table).mkdir()
        shutil.copy(path, made / table / f"0-{table}.csv")
        _shifted(own, made / table / f"1-{table}.csv")
    return made


def _shifted(table: Path, out: Path) -> None:
    """Write an OMOP table as CSV with other ids."""
    with duckdb.connect() as connection:
        described = connection.execute("DESCRIBE FROM read_parquet($1)", [str(table)]).fetchall()
        columns = ", ".join(
            f"{row[0]} + {_OFFSET} AS {row[0]}"
            if row[1] == "BIGINT" and row[0].endswith("_id") and "concept" not in row[0]
            else row[0]
            for row in described
        )
        connection.execute(
            f"COPY (SELECT {columns} FROM read_parquet($1)) TO '{out}' (HEADER)", [str(table)]
        )


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
    found = {}
    for asked in (*SHIPPED, RECORDED):
        definition = load_definition(asked, knowledge)
        # The code of CNO is the diagnosis itself: for it alone the charts stay whole.
        searched = table if asked == RECORDED else charted
        cases = run_on(definition, searched, work / f"{name}-{asked}", knowledge)
        kind_of = (
            {child.person_id: child.kind for child in people.children}
            if asked == RECORDED
            else {chart.chart_id: chart.child.kind for chart in charts}
        )
        bands = bands_of(cases)
        hits = Counter((kind_of[person], band) for person, band in bands.items())
        found[asked] = {
            "with_index": cases.attrition["with_index"],
            "theirs": {b: hits[THEIRS, b] for b in places(definition)},
            "planted": {b: hits[CNO, b] for b in places(definition)},
            "why": _why(cases.folder, definition, [p for p in bands if kind_of[p] == THEIRS]),
        }
    return found


def _people(table: EventTable, planted: Path) -> Population:
    truth = dict(_truth(planted))
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


def _truth(planted: Path) -> Iterator[tuple[str, Any]]:
    """Yield the key of each planted child, in FHIR and in OMOP, with the day of its diagnosis."""
    rows = duckdb.execute(
        "SELECT o.person_id, o.person_source_value, t.diagnosed FROM read_parquet($1) t "
        "JOIN read_parquet($2) o ON o.person_source_value LIKE '%-' || t.child",
        [str(planted / "truth" / "children.parquet"), str(planted / "omop" / "person.parquet")],
    ).fetchall()
    for number, told, diagnosed in rows:
        yield str(number + _OFFSET), diagnosed
        yield told, diagnosed


def _why(folder: Path, definition: Any, people: list[int]) -> dict[str, int]:
    """Return criterion -> how many of their hits hold it, with points."""
    names = [each.label for each in definition.criteria.values()]
    rows = duckdb.execute(
        "SELECT criterion, count(*) FROM read_parquet($1) WHERE points <> 0 "
        "AND person_id IN (SELECT unnest($2)) GROUP BY ALL ORDER BY count(*) DESC, criterion",
        [str(folder / "answers.parquet"), people],
    ).fetchall()
    return {names[criterion]: n for criterion, n in rows}
