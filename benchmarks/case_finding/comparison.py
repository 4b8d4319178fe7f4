"""What a definition costs over a large population, beside what reading the same columns costs.

Each job runs in a process of its own, several times, all jobs in turns, so that a busy moment
hits none of them alone. The population is made once and kept if CRMO_BENCH_FOLDER names a folder.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
from attrs import field, frozen

from benchmarks.case_finding.bulk_export import write_bulk_export
from benchmarks.case_finding.population import write_population
from benchmarks.figures import Figure, seconds

SMALL, MILLION, FIVE_MILLION = 100_000, 1_000_000, 5_000_000
EXPORTED = 50_000  # persons of the bulk export: about 0.7 GB
FULL = "CRMO_BENCH_MILLION"  # set it, and a million persons are made
LONG = "CRMO_BENCH_LONG"  # set it, and five million are made, too: that takes half an hour
FOLDER = "CRMO_BENCH_FOLDER"  # where populations are kept from one time to the next
ROUNDS = 3
RUNS = 3
GOAL_ON_OMOP, GOAL_ON_EVENTS, GOAL_CIRCE, GOAL_GIB = 1.2, 4.0, 6.0, 4.0
GOAL_GB_PER_S = 0.8
RUNS_OF_DEFINITION = ("on_events", "on_omop")
# Job: module that it needs, and how it is installed; for measuring only.
RIVALS = {"on_circe": ("circe", "ohdsi-circepy"), "on_polars": ("polars", "polars")}
FLOORS = ("read_codes", "read_omop_codes", "read_omop")
TOLD = {
    "read_codes": "floor: reading the code column of the event table",
    "read_omop_codes": "floor: reading the concept columns of OMOP",
    "read_omop": "floor: decoding every OMOP column that the definition needs",
    "on_events": "definition run on the event table, evidence written (DuckDB)",
    "on_omop": "definition run straight on OMOP, evidence written (DuckDB)",
    "on_spark": "definition run on the event table, evidence written (Spark, local)",
    "on_circe": "OHDSI Circepy's SQL on DuckDB, straight on OMOP; no score, no evidence",
    "on_polars": "by hand in polars, straight on OMOP, evidence counted and not written",
    "build": "event table built from OMOP",
    "build_from_ndjson": "event table built from FHIR NDJSON",
    "cat_ndjson": "floor: `cat` of the NDJSON",
}


@frozen(kw_only=True)
class Cost:
    """What a job cost.

    Args:
        wall_s: seconds by the clock, of each run.
        cpu_s: CPU seconds, of each run.
        peak_bytes: most resident memory of the process and its children together.
        result: what came out.
    """

    wall_s: list[float] = field(factory=list)
    cpu_s: list[float] = field(factory=list)
    peak_bytes: int = 0
    result: dict[str, int] = field(factory=dict)

    @property
    def wall(self) -> float:
        """The median by the clock."""
        return statistics.median(self.wall_s)

    @property
    def cpu(self) -> float:
        """The median of CPU seconds."""
        return statistics.median(self.cpu_s)


def measure() -> Iterator[Figure]:
    """Yield the costs for each size of population, and how they grow."""
    sizes = [SMALL]
    sizes += [MILLION] if FULL in os.environ or LONG in os.environ else []
    sizes += [FIVE_MILLION] if LONG in os.environ else []
    runs: dict[int, Cost] = {}
    for n in sizes:
        with _folder(n) as folder:
            yield from _made(folder, n)
            costs = _costs(folder, n)
            runs[n] = costs["on_events"]
            yield from _figures(costs, n)
    if len(runs) > 1:
        yield _growth(runs)
    with _folder(EXPORTED) as folder:
        yield from _ndjson(folder)


def _ndjson(folder: Path) -> Iterator[Figure]:
    if not (folder / "fhir").is_dir():
        write_population(folder / "omop", n=EXPORTED)
        write_bulk_export(folder / "omop", folder / "fhir")
    n_bytes = sum(path.stat().st_size for path in (folder / "fhir").iterdir())
    jobs = ("cat_ndjson", "build_from_ndjson")
    costs = [_together([run_job(job, folder, times=1) for _ in range(ROUNDS)]) for job in jobs]
    for job, cost in zip(jobs, costs, strict=True):
        speed = n_bytes / 1e9 / cost.wall
        is_build = job == "build_from_ndjson"
        yield Figure(
            name=f"{EXPORTED:,} persons: {TOLD[job]}",
            value=f"{speed:.2f} GB/s, {cost.cpu:,.1f} CPU s, {cost.peak_bytes / 2**30:.2f} GiB",
            goal=f"at least {GOAL_GB_PER_S:g} GB/s" if is_build else "",
            is_met=speed >= GOAL_GB_PER_S if is_build else None,
            how=f"{n_bytes / 1e9:.2f} GB; median of {ROUNDS}",
        )


@contextmanager
def _folder(n: int) -> Iterator[Path]:
    kept = os.environ.get(FOLDER)
    if kept:
        folder = Path(kept) / f"persons_{n}"
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory() as folder_name:
        yield Path(folder_name)


def _made(folder: Path, n: int) -> Iterator[Figure]:
    if not (folder / "omop").is_dir():
        took = seconds(lambda: write_population(folder / "omop", n=n))
        yield Figure(name=f"population of {n:,} made", value=f"{took:,.0f} s", how="one process")
    if not (folder / "events" / "manifest.json").is_file():
        cost = run_job("build", folder, times=1)
        yield _figure("build", cost, n, goal="", is_met=None)


def _costs(folder: Path, n: int) -> dict[str, Cost]:
    """Return the costs of the jobs, which take turns."""
    jobs = [*FLOORS, *RUNS_OF_DEFINITION]
    jobs += [job for job, (module, _) in RIVALS.items() if find_spec(module)]
    runs: dict[str, list[Cost]] = {job: [] for job in jobs}
    for _ in range(ROUNDS if n < FIVE_MILLION else 1):
        for job in jobs:
            runs[job].append(run_job(job, folder, times=RUNS))
    if find_spec("pyspark") and n <= MILLION:
        runs["on_spark"] = [run_job("on_spark", folder, times=1)]
    return {job: _together(costs) for job, costs in runs.items()}


def _together(costs: Sequence[Cost]) -> Cost:
    return Cost(
        wall_s=[wall for cost in costs for wall in cost.wall_s],
        cpu_s=[cpu for cost in costs for cpu in cost.cpu_s],
        peak_bytes=max(cost.peak_bytes for cost in costs),
        result=costs[0].result,
    )


def _figures(costs: dict[str, Cost], n: int) -> Iterator[Figure]:
    on_events, on_omop = costs["on_events"], costs["on_omop"]
    same = on_events.result == on_omop.result
    if not same:
        raise AssertionError("the event table and OMOP gave different hits or evidence")
    memory_goal = f"at most {GOAL_GIB:g} GiB" if n == FIVE_MILLION else ""
    for job, cost in costs.items():
        is_run = job == "on_events" and n == FIVE_MILLION
        is_met = cost.peak_bytes <= GOAL_GIB * 2**30 if is_run else None
        yield _figure(job, cost, n, goal=memory_goal if is_run else "", is_met=is_met)
    for job, (_, package) in RIVALS.items():
        if job not in costs:
            how = f"needs the package {package}"
            yield Figure(name=f"{n:,} persons: {TOLD[job]}", value="not measured", how=how)
    if n < MILLION:
        return
    yield _ratio("event table", on_events, costs["read_codes"], "reading its codes", GOAL_ON_EVENTS)
    yield _ratio("OMOP", on_omop, costs["read_omop"], "decoding its columns", GOAL_ON_OMOP)
    if "on_circe" in costs:
        times = costs["on_circe"].wall / on_events.wall
        on_omop_times = costs["on_circe"].wall / on_omop.wall
        yield Figure(
            name="Circepy's SQL, times the run on the event table",
            value=f"{times:.1f}",
            goal=f"at least {GOAL_CIRCE:g}",
            is_met=times >= GOAL_CIRCE,
            how=f"medians by the clock; times the run straight on OMOP: {on_omop_times:.1f}",
        )


def _ratio(where: str, run: Cost, floor: Cost, what: str, goal: float) -> Figure:
    ratio = run.wall / floor.wall
    return Figure(
        name=f"run on {where}, times {what}",
        value=f"{ratio:.2f}",
        goal=f"at most {goal:g}",
        is_met=ratio <= goal,
        how=f"medians by the clock; by CPU time {run.cpu / floor.cpu:.2f}",
    )


def _figure(job: str, cost: Cost, n: int, *, goal: str, is_met: bool | None) -> Figure:
    came = ", ".join(f"{value:,} {name}" for name, value in cost.result.items() if name != "sum")
    return Figure(
        name=f"{n:,} persons: {TOLD[job]}",
        value=f"{cost.wall:,.2f} s, {cost.cpu:,.2f} CPU s, {cost.peak_bytes / 2**30:.2f} GiB",
        goal=goal,
        is_met=is_met,
        how=f"median of {len(cost.wall_s)}, two threads{'; ' if came else ''}{came}",
    )


def _growth(runs: dict[int, Cost]) -> Figure:
    told = ", ".join(
        f"{cost.wall:,.2f} s and {cost.peak_bytes / 2**30:.2f} GiB for {n:,}"
        for n, cost in runs.items()
    )
    return Figure(name="growth of the run on the event table", value=told, how="medians")


def run_job(job: str, folder: Path, *, times: int) -> Cost:
    """Run a job in a process of its own and return what it cost, by its own account.

    Memory is looked at twenty times a second, of the process and all below it; what they share
    counts more than once.
    """
    command = [sys.executable, "-m", "benchmarks.case_finding.jobs", job, str(folder), str(times)]
    peak, cpu_s = 0, 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            peak = max(peak, _resident(watched))
            cpu_s = max(cpu_s, _cpu_seconds(watched))
            time.sleep(0.05)
        told = process.stdout.read() if process.stdout else b""
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    costs: dict[str, Any] = json.loads(told.splitlines()[-1])
    # Java outlives the job within its process, so that only watching from here sees its work.
    own_cpu = [cpu_s / times] if job == "on_spark" else costs["cpu"]
    return Cost(wall_s=costs["wall"], cpu_s=own_cpu, peak_bytes=peak, result=costs["result"])


def _cpu_seconds(parent: psutil.Process) -> float:
    total = 0.0
    try:
        for process in (parent, *parent.children(recursive=True)):
            used = process.cpu_times()
            total += used.user + used.system + used.children_user + used.children_system
    except psutil.NoSuchProcess:
        return total
    return total


def _resident(parent: psutil.Process) -> int:
    total = 0
    try:
        for process in (parent, *parent.children(recursive=True)):
            total += process.memory_info().rss
    except psutil.NoSuchProcess:
        return total
    return total
