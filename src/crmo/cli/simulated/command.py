"""`crmo simulate`: what was asked for, checked and carried out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from crmo.cli.terminal import messages, output, plain, table
from crmo.errors import MissingExtraError, UserError


def simulate_all(
    *,
    n: int,
    seed: int,
    mix: str,
    to: Sequence[str],
    out: Path,
    until: date,
    years: float,
    workers: int,
    overlay: Path | None,
) -> int:
    """Make the children, say how many of each kind, and return the exit code.

    Raises:
        MissingExtraError: numpy or pyarrow is not installed.
        UserError: an option cannot be.
    """
    _require_the_extra()
    from crmo.cli.simulated.run import MOST_WORKERS, Job, run, wanted_outputs
    from crmo.knowledge import load_knowledge
    from crmo.simulate import Plan, mix_of

    if not 0 <= workers <= MOST_WORKERS:
        raise UserError(
            "--workers is out of range.",
            came=workers,
            expected=f"0 (as many as there are processors) to {MOST_WORKERS}",
        )
    knowledge = load_knowledge(overlay)
    plan = Plan(n=n, seed=seed, mix=mix_of(mix, knowledge), until=until, years=years)
    job = Job(plan=plan, outputs=wanted_outputs(to), folder=out, overlay=overlay)
    try:
        n_of_kind = run(job, workers=workers)
    except KeyboardInterrupt:
        messages().print(f"  {plain(str(out))} is unfinished: it has no manifest.json.")
        raise
    kinds = table("kind", "children", title=f"{plan.n:,} virtual children, seed {seed}")
    for kind, number in sorted(n_of_kind.items(), key=lambda item: (-item[1], item[0])):
        named = knowledge.virtual_kinds.get(kind) or knowledge.concepts[kind]
        kinds.add_row(named.label, f"{number:,}")
    output().print(kinds)
    output().print(f"Folder: {plain(str(out))} ({', '.join(job.outputs)})")
    return 0


def _require_the_extra() -> None:
    for package in ("numpy", "pyarrow"):
        if find_spec(package) is None:
            raise MissingExtraError(
                f"virtual children need {package}, which is not installed.",
                todo='Install it: pip install "crmo[simulate]"',
            )
