"""Virtual children planted among other people's invented records, in the form of these."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from crmo.cli.simulated.run import Job, run
from crmo.knowledge import Knowledge
from crmo.simulate import Plan, mix_of
from tools.find_evaluation.children import CNO, UNTIL

N_PLANTED, SEED_PLANTED = 60, 7101
_REFERENCE = re.compile(r'"(urn:uuid:[0-9a-fA-F-]{36})"')
_OFFSET = 1_000_000_000  # keeps the ids of planted rows apart
_THEIR_OWN = frozenset({"concept", "vocabulary", "cdm_source"})


def planted_children(work: Path, knowledge: Knowledge) -> Path:
    """Return the folder with the virtual children: their truth, FHIR and OMOP."""
    made = work / "planted"
    if not (made / "manifest.json").is_file():
        plan = Plan(n=N_PLANTED, seed=SEED_PLANTED, mix=mix_of(f"{CNO}:1", knowledge), until=UNTIL)
        run(Job(plan=plan, outputs=("truth", "fhir", "omop"), folder=made), workers=1)
    return made


def readable(source: Path, work: Path) -> Path:
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


def with_planted(source: Path, planted: Path, made: Path) -> Path:
    """Return a folder with the records of both."""
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    if any(source.rglob("*.ndjson")):
        for number, folder in enumerate((source, planted / "fhir")):
            for path in sorted(folder.rglob("*.ndjson")):
                (made / str(number)).mkdir(exist_ok=True)
                shutil.copy(path, made / str(number) / path.name)
        return made
    for path in sorted(source.glob("*.csv")):
        table = path.stem.lower()
        own = planted / "omop" / f"{table}.parquet"
        if not own.is_file() or table in _THEIR_OWN:
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
        connection.sql(
            f"SELECT {columns} FROM read_parquet('{table}')"  # noqa: S608 -- our own folder
        ).write_csv(str(out))


def diagnosis_days(planted: Path) -> Iterator[tuple[str, date | None]]:
    """Yield the key of each planted child, in FHIR and in OMOP, with the day of its diagnosis."""
    rows = duckdb.execute(
        "SELECT o.person_id, o.person_source_value, t.diagnosed FROM read_parquet($1) t "
        "JOIN read_parquet($2) o "
        "ON string_split(o.person_source_value, '-')[-1] = t.child::VARCHAR",
        [str(planted / "truth" / "children.parquet"), str(planted / "omop" / "person.parquet")],
    ).fetchall()
    for number, told, diagnosed in rows:
        yield str(number + _OFFSET), diagnosed
        yield told, diagnosed
