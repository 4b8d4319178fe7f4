"""How long one child's whole assessment takes."""

from __future__ import annotations

import json
from collections.abc import Iterator

from benchmarks.figures import Figure, median_seconds
from benchmarks.two_hundred_entries import ON, two_hundred_entries
from crmo.assess import assess
from crmo.assess.facts import Facts
from crmo.knowledge import load_knowledge
from crmo.record.json_form import from_json, to_json

GOAL_MS = 5.0
TIMES = 101


def measure() -> Iterator[Figure]:
    """Yield the time of a full assessment beside reading and indexing the same record."""
    record, knowledge = two_hundred_entries(), load_knowledge()
    text = to_json(record)
    assess(record, knowledge, on=ON)  # rules are compiled once per process
    how = f"{len(record.entries)} entries, {len(knowledge.all_rules)} rules; median of {TIMES}"
    whole_ms = 1000 * median_seconds(lambda: assess(record, knowledge, on=ON), times=TIMES)
    yield Figure(
        name="Every rule on one child",
        value=f"{whole_ms:.1f} ms",
        goal=f"at most {GOAL_MS:g} ms",
        is_met=whole_ms <= GOAL_MS,
        how=how,
    )
    for name, work in (
        ("of this, the index of facts", lambda: Facts(record, knowledge, ON)),
        ("for comparison: the record from its JSON", lambda: from_json(text)),
        ("for comparison: `json.loads` of that JSON", lambda: json.loads(text)),
    ):
        yield Figure(name=name, value=f"{1000 * median_seconds(work, times=TIMES):.2f} ms", how=how)
