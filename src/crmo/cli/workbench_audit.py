"""What the commands of the administrator print."""

from __future__ import annotations

import sys

from crmo.errors import BrokenChainError

_MOST_SHOWN = 200


def verify_audit(kept_heads: tuple[str, ...]) -> int:
    """Verify both chains, print what is wrong, and return the exit code."""
    from crmo.workbench.start import start

    start()
    from crmo.workbench.ledger.verify import verify_chains

    verified = verify_chains(kept_heads, progress=_progress if sys.stderr.isatty() else None)
    print(f"entries: {verified.n_entries}, of which erased: {verified.n_erased}")
    print(f"audit events: {verified.n_events}")
    if verified.is_whole:
        print("Both chains are whole.")
        return 0
    for fault in verified.faults[:_MOST_SHOWN]:
        print(f"  {fault.sentence}")
    n_more = len(verified.faults) - _MOST_SHOWN
    if n_more > 0:
        print(f"  and {n_more} more")
    print("THE CHAINS ARE NOT WHOLE. Keep a copy of the database as it is before anything else.")
    return BrokenChainError.exit_code


def print_heads() -> int:
    """Print the heads of both chains."""
    from crmo.workbench.start import start

    start()
    from crmo.workbench.ledger.verify import chain_heads

    for head in chain_heads():
        print(f"{head.chain:<8} {head.sequence:>10}  {head.hash or '-'}")
    return 0


def add_person(name: str, *, role: str, shown_as: str) -> int:
    """Make an account and print its password."""
    from crmo.workbench.start import start

    start(migrate=True)
    from crmo.workbench.sign_in.first import add_first

    told = add_first(name, role=role, display_name=shown_as)
    print(f"name      {told.user.username}")
    print(f"password  {told.password}")
    print("It must be changed at the first sign-in, and is shown only here.")
    return 0


def _progress(n_read: int) -> None:
    print(f"\r{n_read} rows", end="", file=sys.stderr, flush=True)
