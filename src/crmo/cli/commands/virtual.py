"""The command that makes virtual children: simulate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from crmo.cli.options import OutFolder, Overlay, day_asked


def simulate(
    *,
    patients: Annotated[int, Parameter(name=("--patients", "-n"))] = 100,
    seed: int = 1,
    mix: str = "clinic",
    to: Annotated[list[str] | None, Parameter(name="--to")] = None,
    out: OutFolder = Path("crmo-virtual"),
    until: Annotated[str, Parameter(name="--until")] = "2025-12-31",
    years: float = 10.0,
    workers: int = 0,
    knowledge: Overlay = None,
) -> int:
    """Make virtual children: the truth about them, and what a hospital would hold.

    The same seed gives the same children, on any machine and with any number of workers; and the
    same bytes with the same versions of crmo, pyarrow and openpyxl. No child in it is real.

    Args:
        patients: how many children.
        seed: a whole number that decides all luck.
        mix: which kinds of children: clinic, referrals, hospital, population, differential; or
            kinds with shares, such as cno:80,leukaemia:5.
        to: what to write: records, fhir, omop, notes, spreadsheet, all, or several with commas
            between; records if not given. The truth is always written beside them.
        out: folder for the files; it must be empty or not there.
        until: day on which the data are cut.
        years: length of the calendar in which the stories begin, up to that day.
        workers: processes to work with; as many as there are processors if 0.
        knowledge: folder of local rules and values laid over those of crmo.
    """
    from crmo.cli.simulated.command import simulate_all

    return simulate_all(
        n=patients,
        seed=seed,
        mix=mix,
        to=to or ["records"],
        out=out,
        until=day_asked(until, "--until"),
        years=years,
        workers=workers,
        overlay=knowledge,
    )
