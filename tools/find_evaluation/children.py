"""Virtual children with their truth, as an event table: made anew from fixed seeds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
from attrs import frozen

from crmo.cli.simulated.run import Job, run
from crmo.find.events import EventTable, build_events
from crmo.knowledge import Knowledge
from crmo.simulate import Plan, mix_of

UNTIL = date(2025, 12, 31)
CNO = "cno"


@frozen(kw_only=True)
class Child:
    """What is true of a virtual child, and the days between which its chart was written.

    Args:
        person_id: its row in the event table.
        kind: `cno`, a mimic, `healthy`.
        onset: day of the first symptom, or None.
        diagnosed: day on which the disease was named, or None if that never happened.
        first_seen: first day of its chart, or None if nothing was written.
        last_seen: last such day.
    """

    person_id: int
    kind: str
    onset: date | None
    diagnosed: date | None
    first_seen: date | None
    last_seen: date | None


@frozen(kw_only=True)
class Population:
    """Virtual children and their event table.

    Args:
        name: what they are for.
        table: their events as a hospital would hold them.
        children: everybody, by person.
    """

    name: str
    table: EventTable
    children: tuple[Child, ...]


def population(
    name: str, mix: str, *, n: int, seed: int, folder: Path, knowledge: Knowledge
) -> Population:
    """Return virtual children, simulated as `crmo simulate --to omop` does and read back.

    Args:
        name: what they are for.
        mix: a mix of `crmo simulate`, or kinds with shares.
        n: how many.
        seed: decides all luck.
        folder: for the files; the same folder made before is used again.
        knowledge: what crmo knows.
    """
    made = folder / name
    if not (made / "manifest.json").is_file():
        plan = Plan(n=n, seed=seed, mix=mix_of(mix, knowledge), until=UNTIL)
        run(Job(plan=plan, outputs=("truth", "omop"), folder=made), workers=1)
    table = build_events(made / "omop", folder / f"{name}-events", knowledge, threads=1)
    return Population(name=name, table=table, children=_children(made, table))


def _children(made: Path, table: EventTable) -> tuple[Child, ...]:
    truth = duckdb.execute(
        "SELECT p.person_id, t.kind, t.onset, t.diagnosed, p.seen_lo, p.seen_hi "
        "FROM read_parquet($1) t "
        "JOIN read_parquet($2) o "
        "ON string_split(o.person_source_value, '-')[-1] = t.child::VARCHAR "
        "JOIN read_parquet($3) p ON p.source_person = o.person_id::VARCHAR ORDER BY p.person_id",
        [
            str(made / "truth" / "children.parquet"),
            str(made / "omop" / "person.parquet"),
            str(table.persons),
        ],
    ).fetchall()
    names = ("person_id", "kind", "onset", "diagnosed", "first_seen", "last_seen")
    return tuple(Child(**dict(zip(names, row, strict=True))) for row in truth)
