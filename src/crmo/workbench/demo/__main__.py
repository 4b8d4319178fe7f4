"""`python -m crmo.workbench.demo`: make the simulated clinic if need be, and open it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from crmo.errors import CrmoError
from crmo.workbench.demo.prepare import Prepared, prepare_demo

_WIDTH = 15


def main(arguments: Sequence[str] | None = None) -> int:
    """Prepare the simulated clinic, print its sign-ins and serve it; return the exit status."""
    given = _parser().parse_args(arguments)
    try:
        prepared = prepare_demo(given.folder, given.children, years=given.years, told=_tell)
        if given.prepare_only:
            _tell(_report(prepared))
            return 0
        from crmo.workbench.serving.door import Door
        from crmo.workbench.serving.serve import serve

        def opened(line: str) -> None:
            _tell(f"{_report(prepared)}\n{line}")

        serve(Door(host="127.0.0.1", port=given.port), told=opened)
    except CrmoError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m crmo.workbench.demo",
        description="A clinic of simulated children, to try the workbench. Nobody in it is real.",
    )
    add = parser.add_argument
    add("--folder", type=Path, default=Path("crmo-demo"), help="data folder (crmo-demo)")
    add("--children", type=int, default=150, help="how many, when it is made (150)")
    add("--years", type=float, default=None, help="years of follow-up of each (as it comes)")
    add("--port", type=int, default=8000, help="where the site is opened (8000)")
    add("--prepare-only", action="store_true", help="make it, and do not open it")
    return parser


def _report(prepared: Prepared) -> str:
    lines = ["", f"A clinic of {prepared.n_children} simulated children. Nobody in it is real.", ""]
    if prepared.seconds:
        lines[1] += f" (made in {prepared.seconds:.0f} s in {prepared.folder})"
    if prepared.made_days_ago:
        lines += [
            f"It was made {prepared.made_days_ago} days ago, and so were its appointments:"
            f" remove {prepared.folder} for a fresh one.",
            "",
        ]
    lines += ["Sign in with one of these names and passwords:"]
    for each in prepared.sign_ins:
        lines.append(f"  {each.username:<{_WIDTH}} {each.password:<26} {each.role.value}")
    return "\n".join([*lines, ""])


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
