"""How long a patient page takes to write, and how large it is."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from attrs import evolve

from benchmarks.figures import Figure, seconds
from crmo.assess import assess
from crmo.examples import EXAMPLES
from crmo.knowledge import load_knowledge
from crmo.record import Entry, PartialDate, PatientRecord
from crmo.record.json_form import from_dict
from crmo.report.patient_page import patient_page_html
from crmo.report.pdf import patient_pdf
from crmo.yaml12 import load

N_ENTRIES = 200
_RUNS = 20
_HOW = f"example child with its history repeated to {N_ENTRIES} entries, median of {_RUNS}"


def record_of(n_entries: int) -> PatientRecord:
    """Return the first example child, its entries repeated further back up to a number."""
    record = from_dict(load(EXAMPLES[0].path))
    repeatable = [e for e in record.entries if e.on and not e.supersedes]
    found: list[Entry] = list(record.entries)
    while len(found) < n_entries:
        turn, place = divmod(len(found) - len(record.entries), len(repeatable))
        found.append(_moved(repeatable[place], turn + 1))
    return evolve(record, entries=tuple(found[:n_entries]))


def _moved(entry: Entry, turn: int) -> Entry:
    changed: dict[str, Any] = {"id": f"{entry.id}-{turn}"}
    for name in ("on", "end", "until", "since"):
        day = getattr(entry, name, None)
        if day is not None:
            changed[name] = PartialDate.parse(day.earliest - timedelta(days=61 * turn))
    return evolve(entry, **changed)


def measure() -> Iterator[Figure]:
    """Yield time and size of the page, and the time of the paper form."""
    knowledge, on, record = load_knowledge(), EXAMPLES[0].on, record_of(N_ENTRIES)
    assessment = assess(record, knowledge, on=on)

    def page() -> str:
        return patient_page_html(record, assessment, knowledge, on=on)

    size = len(page().encode())
    times = sorted(seconds(page) for _ in range(_RUNS))
    middle = statistics.median(times)
    yield Figure(name="one page", value=f"{middle * 1000:.0f} ms", goal="150 ms or less",
                 is_met=middle <= 0.150, how=f"{_HOW}, without the assessment")  # fmt: skip
    yield Figure(name="size of the page", value=f"{size / 1000:.0f} kB", goal="less than 500 kB",
                 is_met=size < 500_000, how="the same page, all of it in one file")  # fmt: skip

    def paper() -> bytes:
        return patient_pdf(record, assessment, knowledge, on=on)

    paper()
    middle = statistics.median(seconds(paper) for _ in range(5))
    yield Figure(name="one PDF", value=f"{middle * 1000:.0f} ms",
                 how="the same record, median of 5, fonts loaded")  # fmt: skip
