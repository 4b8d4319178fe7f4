"""A data folder with the simulated clinic in it, made once and opened again afterwards."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from crmo.errors import UserError
from crmo.workbench.start import start

if TYPE_CHECKING:
    from crmo.workbench.demo.sign_ins import SignIn


@frozen(kw_only=True)
class Prepared:
    """The simulated clinic, ready to be served.

    Args:
        folder: its data folder.
        sign_ins: who can sign in, each with its password.
        n_children: how many children it has.
        made_days_ago: how old it is; its appointments are those of the day it was made.
        seconds: how long making it took; 0 if it was there already.
    """

    folder: Path
    sign_ins: tuple[SignIn, ...]
    n_children: int
    made_days_ago: int
    seconds: float


def prepare_demo(
    folder: Path,
    n: int = 150,
    *,
    years: float | None = None,
    told: Callable[[str], None] = lambda _: None,
) -> Prepared:
    """Make the simulated clinic in a data folder, unless it is there already.

    Sets this process's settings to the demonstration's (`CRMO_DATA`, `CRMO_DEMO`), so it comes
    before anything else that starts the workbench. `CRMO_DATABASE` is left as it is.

    Args:
        folder: the data folder; made if need be.
        n: how many children.
        years: how long each has been followed; None for what a clinic has.
        told: gets a line now and then while children are made.

    Raises:
        UserError: the folder holds another workbench's data, or cannot be written.
    """
    _make_folder(folder)
    os.environ |= {"CRMO_DATA": str(folder.resolve()), "CRMO_DEMO": "yes"}
    start(migrate=True)
    from crmo.workbench import clock
    from crmo.workbench.demo.sign_ins import SIGN_INS
    from crmo.workbench.models import Child, User

    seconds = 0.0
    if not Child.objects.exists() and not User.objects.exists():
        begun = time.monotonic()
        _make(n, years, told)
        seconds = time.monotonic() - begun
    _require_demo(folder)
    first = Child.objects.order_by("created_at").values_list("created_at", flat=True)[0]
    return Prepared(
        folder=folder,
        sign_ins=SIGN_INS,
        n_children=Child.objects.count(),
        made_days_ago=(clock.now() - first).days,
        seconds=seconds,
    )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"this data folder cannot be made ({error.strerror}).",
            where=str(folder),
            todo="Name another folder with --folder.",
        ) from None


def _make(n: int, years: float | None, told: Callable[[str], None]) -> None:
    from crmo.workbench import clock
    from crmo.workbench.demo.children import demo_children
    from crmo.workbench.demo.load import load_demo
    from crmo.workbench.rulebook.in_force import current_knowledge
    from crmo.workbench.today.refresh import refresh_stale

    def progress(done: int) -> None:
        if done % 100 == 0:
            told(f"{done} of {n} children written")

    on = clock.today()
    told(f"{n} simulated children are being made")
    children = list(demo_children(n, on=on, knowledge=current_knowledge(), years=years))
    load_demo(children, on=on, at=clock.now(), progress=progress)
    told("their rows of the worklist are being computed")
    while refresh_stale(limit=_BATCH):
        pass


_BATCH = 100


def _require_demo(folder: Path) -> None:
    """Refuse a folder whose children may be real.

    Raises:
        UserError: what is in it was not made here.
    """
    from crmo.workbench.demo.sign_ins import SIGN_INS
    from crmo.workbench.models import Card, User

    names = {sign_in.username for sign_in in SIGN_INS}
    found = set(User.objects.filter(username__in=names).values_list("username", flat=True))
    if names - found or not Card.objects.filter(number__startswith="SIM-").exists():
        raise UserError(
            "this data folder holds no simulated clinic, but something else.",
            where=str(folder),
            expected="an empty folder, or one that the demonstration made",
            todo="Name another folder with --folder.",
        )
