"""The workbench under load: 20 clinicians at one clinic, on one machine with the server."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator

from benchmarks.figures import Figure, NotMeasuredError
from benchmarks.workbench_load.clinics import Open, Size, opened
from benchmarks.workbench_load.journeys import (
    COLD,
    FORM,
    HEALTH,
    SAVE,
    STATIC,
    WARM,
    WORKLIST,
    WRITTEN,
    Clinician,
    Timed,
)

N_CLIENTS = 20
THINK_S = 1.0
# The last one has fewer years, so that making it takes minutes and not an hour.
SIZES = (
    Size(n_children=100, years=10),
    Size(n_children=1000, years=10),
    Size(n_children=5000, years=2),
)
_MAIN = SIZES[1]
_SECONDS, _SECONDS_OF_GROWTH = 60.0, 30.0
_GOALS_MS = {WORKLIST: 150, COLD: 250, WARM: 250, SAVE: 150}
_STEPS = (WORKLIST, COLD, WARM, FORM, SAVE, WRITTEN, HEALTH, STATIC)
_WHO = (("mensah", "simulated-mensah"), ("lindqvist", "simulated-lindqvist"))
_SHARED = "clients and server share the machine's cores"


def measure() -> Iterator[Figure]:
    """Yield how long each step takes alone, with 20 clients, and in clinics of three sizes."""
    try:
        import django  # noqa: F401
    except ImportError:
        raise NotMeasuredError("the extra `workbench` is not installed") from None
    with opened(_MAIN) as clinic:
        about = f"{_MAIN}, {clinic.n_statements:,} statements, SQLite"
        alone, _ = load(clinic, n_clients=1, seconds=_SECONDS_OF_GROWTH, think_s=0)
        yield from _figures("1 client", alone, about, goals=False)
        calm, rate = load(clinic, n_clients=N_CLIENTS, seconds=_SECONDS, think_s=THINK_S)
        yield from _figures(
            f"{N_CLIENTS} clients, 1 s to think", calm, f"{about}; {rate:.0f} requests/s; {_SHARED}"
        )
        hard, rate = load(clinic, n_clients=N_CLIENTS, seconds=_SECONDS_OF_GROWTH, think_s=0)
        yield from _figures(
            f"{N_CLIENTS} clients without a pause",
            hard,
            f"{about}; {rate:.0f} requests/s; {_SHARED}",
        )
    for size in SIZES:
        with opened(size) as clinic:
            timed, _ = load(
                clinic, n_clients=N_CLIENTS, seconds=_SECONDS_OF_GROWTH, think_s=THINK_S
            )
        about = f"{size}, {clinic.n_statements:,} statements, {N_CLIENTS} clients, 1 s to think"
        yield from _figures(f"growth, {size.n_children:,} children", timed, about, (WORKLIST, SAVE))


def load(clinic: Open, *, n_clients: int, seconds: float, think_s: float) -> tuple[Timed, float]:
    """Let people work at a clinic for a while.

    Args:
        clinic: open.
        n_clients: how many people, each at a browser of their own.
        seconds: for how long.
        think_s: mean pause between two steps of a person; 0 for none.

    Returns:
        What they measured together, and requests per second.
    """
    people = [
        Clinician(clinic.port, clinic.children, _WHO[n % 2], seed=n, think_s=think_s)
        for n in range(n_clients)
    ]
    begun = time.monotonic()
    threads = [threading.Thread(target=each.work, args=(begun + seconds,)) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken, together = time.monotonic() - begun, Timed()
    for each in people:
        each.close()
        together.add(each.timed)
    n = sum(map(len, together.seconds.values()))
    return together, n / taken


def _figures(
    who: str,
    timed: Timed,
    about: str,
    steps: tuple[str, ...] = _STEPS,
    *,
    goals: bool = True,
) -> Iterator[Figure]:
    for step in steps:
        found = sorted(timed.seconds[step])
        if not found:
            continue
        p50, p95 = statistics.median(found) * 1000, found[int(0.95 * (len(found) - 1))] * 1000
        goal = _GOALS_MS.get(step) if goals else None
        yield Figure(
            name=f"{who}: {step}",
            value=f"{p50:.0f} ms, p95 {p95:.0f} ms",
            goal=f"p95 at most {goal} ms" if goal else "",
            is_met=p95 <= goal if goal else None,
            how=f"{len(found)} times; {about}",
        )
    if timed.faults:
        kinds = sorted(set(timed.faults))
        yield Figure(name=f"{who}: wrong answers", value=str(len(timed.faults)), goal="none",
                     is_met=False, how=", ".join(kinds))  # fmt: skip
