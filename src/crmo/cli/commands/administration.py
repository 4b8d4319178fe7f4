"""Commands of the workbench's administrator: the audit's chains, and the first accounts."""

from __future__ import annotations

from cyclopts import App

audit = App(name="audit", help="Verify that nothing in the ledger or the audit was changed.")
people = App(name="people", help="Make accounts of the workbench on the command line.")


@audit.command
def verify(*, head: tuple[str, ...] = ()) -> int:
    """Verify both chains and the triggers of the database; say which row is wrong and how.

    Reads every row once; others may go on working meanwhile.

    Args:
        head: a hash written down at some time by `crmo audit head`; may be given several times.
            It finds even a chain that was made anew by somebody who has its key.
    """
    from crmo.cli.workbench_audit import verify_audit

    return verify_audit(head)


@audit.command(name="head")
def show_head() -> int:
    """Print the last hash of each chain, to be kept where the site's administrator cannot go."""
    from crmo.cli.workbench_audit import print_heads

    return print_heads()


@people.command
def add(name: str, *, role: str, shown_as: str = "") -> int:
    """Make an account and print its temporary password, once.

    Args:
        name: to sign in with.
        role: administrator, clinician, researcher, reader or family.
        shown_as: name that others see.
    """
    from crmo.cli.workbench_audit import add_person

    return add_person(name, role=role, shown_as=shown_as)
