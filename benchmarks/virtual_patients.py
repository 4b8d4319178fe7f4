"""How quickly virtual children are made, what each stage costs, and that memory stays flat.

Times are CPU times of one process, so that other work on the machine counts little; what is left
of it shows in the speed of a plain loop, which stands beside the figures.
"""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import numpy as np
import psutil

from benchmarks.figures import Figure, median_cpu_seconds
from crmo.exchange.fhir_r4 import json_lines, record_to_resources
from crmo.exchange.omop_cdm_5_4 import OmopRows, omop_rows
from crmo.exchange.spreadsheet import write as write_spreadsheet
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import PatientRecord
from crmo.record.json_form import to_json
from crmo.simulate import (
    Parameters,
    Plan,
    VirtualChild,
    mix_of,
    observe,
    simulate_children,
    truth_batches,
    write_documents,
)
from crmo.simulate.course import children_of, run_course
from crmo.simulate.incidental import incidental_spots
from crmo.simulate.observation.hospital_record import STAGES, chart_of, record_of
from crmo.simulate.onset import draw_onset
from crmo.simulate.pathway import ways_to_diagnosis
from crmo.simulate.plan import RUN

GOAL_YEARS_PER_SECOND = 50_000
GOAL_RECORDS_PER_SECOND = 500
GOAL_GIB = 2.0
TIMES = 5
TEN_YEARS = 3_652
CHILDREN = 100
UNTIL = date(2025, 12, 31)
SEED = 1
SIZES = (2_000, 20_000, 100_000)
MILLION = 1_000_000
FULL = "CRMO_BENCH_MILLION"  # set it, and a million children are made: that takes long
LONG = "CRMO_BENCH_LONG"  # set it, and the largest of SIZES is made too
_LOOP = 1_000_000
_MIB = 2**20


def measure() -> Iterator[Figure]:
    """Yield the speed of the natural history, of complete records, and of each output."""
    with _without_looking_for_cycles():
        yield from _natural_history()
        children = _ten_year_children()
        yield from _records(children)
        yield from _outputs(children)
    yield from _memory()


@contextmanager
def _without_looking_for_cycles() -> Iterator[None]:
    """Leave out the collector of cycles, as `crmo simulate` does while it makes a block."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


# The natural history -----------------------------------------------------------------------------


def _natural_history() -> Iterator[Figure]:
    """Yield patient-years a second of the course, beginnings included."""
    parameters = Parameters.of(load_knowledge())
    numbers, begins, until = _ten_years(RUN)

    def work() -> None:
        onset = draw_onset(numbers, SEED, parameters, onset_days=begins)
        run_course(onset, until, SEED, parameters)

    work()
    onset = draw_onset(numbers, SEED, parameters, onset_days=begins)
    course = run_course(onset, until, SEED, parameters)
    years = int((course.until - onset.onset).sum()) / 365.25
    speed = years / median_cpu_seconds(work, times=3)
    yield Figure(
        name="natural history with treatment",
        value=f"{speed:,.0f} patient-years/s",
        goal=f"at least {GOAL_YEARS_PER_SECOND:,}",
        is_met=speed >= GOAL_YEARS_PER_SECOND,
        how=f"{RUN:,} children with CNO, {years:,.0f} years; one core, median of 3",
    )


def _ten_years(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the numbers of children, their first days and the day the data are cut."""
    last = UNTIL.toordinal()
    days = np.full(n, last - TEN_YEARS, dtype=np.int64)
    return np.arange(n, dtype=np.uint64), days, np.full(n, last, dtype=np.int64)


# Records of ten years ----------------------------------------------------------------------------


def _ten_year_children() -> list[VirtualChild]:
    """Return children with CNO whose story is ten years long."""
    plan = Plan(n=RUN, seed=SEED, mix=mix_of("cno", load_knowledge()), until=UNTIL, years=12.0)
    chosen = []
    for child in simulate_children(plan, load_knowledge()):
        if TEN_YEARS <= child.until - child.onset < TEN_YEARS + 365:
            chosen.append(child)
        if len(chosen) == CHILDREN:
            break
    return chosen


def _records(children: Sequence[VirtualChild]) -> Iterator[Figure]:
    """Yield the speed from nothing to the record a hospital would hold, and each stage of it."""
    knowledge = load_knowledge()
    parameters = Parameters.of(knowledge)
    records = [observe(child, parameters, knowledge) for child in children]
    n_entries = sum(len(record.entries) for record in records) / len(records)
    stages = {**_truth_stages(), **_record_stages(children)}
    each_s = 0.0
    for stage_s in stages.values():
        each_s += stage_s
    speed, loop_s = 1.0 / each_s, _loop_s()
    yield Figure(
        name="truth and record of ten years",
        value=f"{speed:,.0f} children/s",
        goal=f"at least {GOAL_RECORDS_PER_SECOND}",
        is_met=speed >= GOAL_RECORDS_PER_SECOND,
        how=(
            f"{len(children)} children with CNO, {n_entries:.0f} entries each; one core; "
            f"{speed * loop_s:.1f} children in the time of a plain loop of a million additions, "
            f"which took {1000 * loop_s:.0f} ms"
        ),
    )
    for name, stage_s in stages.items():
        share = f"{stage_s / each_s:.0%} of the whole"
        yield Figure(name=f"of this, {name}", value=f"{1e6 * stage_s:,.0f} µs/child", how=share)


def _truth_stages() -> dict[str, float]:
    """Return the CPU seconds of each stage of the truth, per child with ten years to go."""
    parameters = Parameters.of(load_knowledge())
    numbers, begins, until = _ten_years(RUN)
    onset = draw_onset(numbers, SEED, parameters, onset_days=begins)
    course = run_course(onset, until, SEED, parameters)
    ways = ways_to_diagnosis(onset, course.until, SEED, parameters)
    ages = onset.onset - onset.born
    spots = incidental_spots(numbers, ages, SEED, parameters)
    stages: dict[str, Callable[[], object]] = {
        "onset": lambda: draw_onset(numbers, SEED, parameters, onset_days=begins),
        "course": lambda: run_course(onset, until, SEED, parameters),
        "way to the diagnosis": lambda: ways_to_diagnosis(onset, course.until, SEED, parameters),
        "assembling": lambda: children_of(onset, course, pathways=ways, spots=spots),
    }
    return {name: median_cpu_seconds(work, times=3) / RUN for name, work in stages.items()}


def _record_stages(children: Sequence[VirtualChild]) -> dict[str, float]:
    """Return the CPU seconds of the stages of the record, per child."""
    knowledge = load_knowledge()
    parameters = Parameters.of(knowledge)
    rounds: list[dict[str, float]] = []
    for _ in range(TIMES):
        seconds = dict.fromkeys(("visits and luck", *_SPOKEN.values(), "the rest"), 0.0)
        for child in children:
            _add_stages(child, parameters, knowledge, seconds)
        rounds.append(seconds)
    return {
        f"record: {name}": statistics.median(each[name] for each in rounds) / len(children)
        for name in rounds[0]
    }


_SPOKEN = {
    "write_findings": "findings",
    "write_measurements": "laboratory values",
    "write_imaging": "imaging",
    "write_scores": "scores",
    "write_growth": "growth",
    "write_treatments": "treatments",
}


def _add_stages(
    child: VirtualChild, parameters: Parameters, knowledge: Knowledge, seconds: dict[str, float]
) -> None:
    """Add the time of each stage of one record to the seconds so far."""
    start = time.process_time()
    chart = chart_of(child, parameters, knowledge, complete=False)
    end = time.process_time()
    seconds["visits and luck"] += end - start
    for write in STAGES:
        start = end
        write(chart)
        end = time.process_time()
        seconds[_SPOKEN.get(write.__name__, "the rest")] += end - start
    record_of(chart)
    seconds["the rest"] += time.process_time() - end


def _loop_s() -> float:
    """Return the CPU seconds of a plain loop: how fast the machine is at this moment."""

    def loop() -> None:
        total = 0
        for number in range(_LOOP):
            total += number & 7

    return median_cpu_seconds(loop, times=TIMES)


# Outputs -----------------------------------------------------------------------------------------


def _outputs(children: Sequence[VirtualChild]) -> Iterator[Figure]:
    """Yield the speed of each form in which the same children are written."""
    knowledge = load_knowledge()
    parameters = Parameters.of(knowledge)
    records = [observe(child, parameters, knowledge) for child in children]

    def omop() -> None:
        OmopRows.joined(
            omop_rows(record, knowledge, person) for person, record in enumerate(records, 1)
        ).to_batches()

    def documents() -> None:
        for child, record in zip(children, records, strict=True):
            write_documents(record, knowledge, seed=SEED, child=child.number)

    forms: dict[str, Callable[[], object]] = {
        "JSON": lambda: [to_json(record, indent=None) for record in records],
        "FHIR": lambda: [json_lines(record_to_resources(each, knowledge)) for each in records],
        "OMOP columns": omop,
        "notes and reports": documents,
        "spreadsheet": lambda: _workbook(records, knowledge),
        "tables of the truth": lambda: truth_batches(tuple(children)),
    }
    for name, work in forms.items():
        work()
        speed = len(children) / median_cpu_seconds(work, times=3)
        yield Figure(
            name=f"the same children as {name}",
            value=f"{speed:,.0f} children/s",
            how="records already made; in memory, one core",
        )


def _workbook(records: Sequence[PatientRecord], knowledge: Knowledge) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_spreadsheet(records, Path(folder) / "clinic.xlsx", knowledge=knowledge)


# Memory ------------------------------------------------------------------------------------------


def _memory() -> Iterator[Figure]:
    """Yield the memory of exports of a healthy population to Parquet, by their size."""
    sizes = SIZES if LONG in os.environ else SIZES[:-1]
    peaks: dict[int, int] = {}
    taken: dict[int, float] = {}
    for n in (*sizes, MILLION) if FULL in os.environ else sizes:
        peaks[n], taken[n] = _exported(n)
    smaller, largest = sorted(peaks)[-2:]
    told = ", ".join(f"{peak / _MIB:,.0f} MiB for {n:,}" for n, peak in peaks.items())
    yield Figure(
        name="memory of an export to OMOP",
        value=told,
        goal=f"at most {GOAL_GIB:g} GiB for a million",
        is_met=peaks[largest] <= GOAL_GIB * 2**30 and peaks[largest] <= 1.25 * peaks[smaller],
        how="mix population; peak of all processes together; met if flat and below",
    )
    each_s = (taken[largest] - taken[smaller]) / (largest - smaller)
    yield Figure(
        name="time of such an export",
        value=", ".join(f"{taken[n]:,.0f} s for {n:,}" for n in sorted(taken)),
        how=(
            "by the wall clock, all cores"
            if MILLION in taken
            else f"a million would take {MILLION * each_s / 60:,.0f} minutes: extrapolated"
        ),
    )


def _exported(n: int) -> tuple[int, float]:
    """Export children in a process of its own; return its peak memory in bytes and its seconds.

    The memory is that of all its processes added up, looked at four times a second. What they
    share counts more than once, so the true peak is lower.
    """
    with tempfile.TemporaryDirectory() as folder:
        words = ["simulate", "--mix", "population", "--patients", str(n), "--to", "omop"]
        command = [sys.executable, "-m", "crmo", *words, "--out", str(Path(folder) / "out")]
        start, peak = time.perf_counter(), 0
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as export:
            parent = psutil.Process(export.pid)
            while export.poll() is None:
                peak = max(peak, _resident(parent))
                time.sleep(0.25)
        if export.returncode:
            raise subprocess.CalledProcessError(export.returncode, command)
        return peak, time.perf_counter() - start


def _resident(parent: psutil.Process) -> int:
    """Return the resident bytes of a process and all below it; of one that ended, none."""
    total = 0
    try:
        for process in (parent, *parent.children(recursive=True)):
            total += process.memory_info().rss
    except psutil.NoSuchProcess:
        return total
    return total
