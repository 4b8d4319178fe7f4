"""How long the worklist and a child's page take, by the number of children.

A simulated clinic is made in a folder of its own, in another process. Beyond its first children
the worklist's rows are copies under other names: a list reads rows, not records.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, cpu_seconds

SIZES = (100, 1000, 5000)
N_MADE = 100
N_ENTRIES = 500
_RUNS = 15
_LIST_GOAL, _WARM_GOAL, _COLD_GOAL = 0.050, 0.025, 0.120
_HOW = f"median of {_RUNS} requests through all middleware, processor time of the server, SQLite"


def measure() -> Iterator[Figure]:
    """Yield the time of the slowest list for each size of clinic, and of a child's page."""
    with tempfile.TemporaryDirectory() as folder:
        told = _in_another_process(Path(folder))
    for n in SIZES:
        times: dict[str, float] = told["lists"][str(n)]
        slowest = max(times, key=lambda name: times[name])
        yield _figure(
            f"worklist of {n:,} children, slowest ({slowest})", times[slowest], _LIST_GOAL
        )
    entries = f"child's page, {N_ENTRIES} entries"
    yield _figure(f"{entries}, made before", told["warm"], _WARM_GOAL)
    yield _figure(f"{entries}, made anew", told["cold"], _COLD_GOAL)


def _figure(name: str, value: float, goal: float) -> Figure:
    return Figure(
        name=name,
        value=f"{value * 1000:.0f} ms",
        goal=f"{goal * 1000:.0f} ms or less",
        is_met=value <= goal,
        how=_HOW,
    )


def _in_another_process(folder: Path) -> dict[str, Any]:
    """Django's settings can be chosen once in a process only."""
    environment = {name: each for name, each in os.environ.items() if not name.startswith("CRMO_")}
    environment |= {
        "CRMO_DATA": str(folder),
        "CRMO_SECOND_FACTOR": "no",
        "CRMO_HOSTS": "testserver",
        "DJANGO_SETTINGS_MODULE": "crmo.workbench.settings",
    }
    command = [sys.executable, "-m", "benchmarks.workbench_lists"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Make the clinic that CRMO_DATA names, measure it, and print what was found as JSON."""
    from crmo.workbench.start import start

    start(migrate=True)
    from django.test import Client

    from crmo.workbench.models import Role, User

    user = User.objects.create(username="clinician", role=Role.CLINICIAN)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    cold, warm = _child_pages(client, user)
    _make_children()
    lists = {}
    for n in SIZES:
        _fill(n)
        lists[n] = {name: _median(ask) for name, ask in _questions(client).items()}
    print(json.dumps({"cold": cold, "warm": warm, "lists": lists}))


def _child_pages(client: Any, user: Any) -> tuple[float, float]:
    from benchmarks.page_writing import record_of
    from crmo.workbench import clock
    from crmo.workbench.children import shown
    from crmo.workbench.ledger import append, assessed, entry_statement, new_child, records

    record = record_of(N_ENTRIES)
    child = new_child(record.patient, by=user, at=clock.now())
    append(child, [entry_statement(e) for e in record.entries], by=user, at=clock.now())
    ask = partial(_get, client, f"/children/{child.key}/")

    def anew() -> None:
        for kept in (records._RECORDS, assessed._ASSESSED, shown._KEPT):  # noqa: SLF001
            kept.clear()
        ask()

    ask()
    return _median(anew), _median(ask)


def _make_children() -> None:
    from crmo.workbench import clock
    from crmo.workbench.demo.children import demo_children
    from crmo.workbench.ledger import append, appointment_statement, entry_statement, new_child
    from crmo.workbench.rulebook.in_force import current_knowledge
    from crmo.workbench.today.refresh import refresh_child

    now = clock.now()
    for n, made in enumerate(
        demo_children(N_MADE - 1, on=clock.today(), knowledge=current_knowledge())
    ):
        child = new_child(made.record.patient, by=None, at=now)
        told = [entry_statement(entry) for entry in made.record.entries]
        append(child, [*told, appointment_statement(now.replace(minute=n % 60))], by=None, at=now)
        refresh_child(child)


def _fill(n: int) -> None:
    """Fill the worklist up to a number with copies of its rows under other names."""
    from django.db import connection

    from crmo.workbench import clock
    from crmo.workbench.ledger.cards import folded
    from crmo.workbench.models import Card, Child

    chance = random.Random(1)
    rows = list(Card.objects.all()[:N_MADE])
    first = [card.name.split()[0] for card in rows]
    last = [card.name.split()[-1] for card in rows]
    lacking = n - Card.objects.count()
    children = [Child(created_at=clock.now()) for _ in range(lacking)]
    Child.objects.bulk_create(children)
    cards = []
    for place, child in enumerate(children):
        copied = {f.attname: getattr(chance.choice(rows), f.attname) for f in Card._meta.fields}
        name, number = f"{chance.choice(first)} {chance.choice(last)}", f"N-{n}-{place}"
        copied |= {"child_id": child.pk, "name": name, "name_search": folded(name)}
        cards.append(Card(**copied | {"number": number, "number_search": folded(number)}))
    Card.objects.bulk_create(cards)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _questions(client: Any) -> dict[str, Callable[[], None]]:
    from crmo.workbench.models import Card
    from crmo.workbench.today.worklist import FILTERS, ORDERS

    found = {"first page": partial(_get, client, "/today/")}
    for order in ORDERS:
        found[f"sorted by {order}"] = partial(_get, client, f"/today/?sort={order}")
    for chosen in FILTERS:
        found[f"only {chosen}"] = partial(_get, client, f"/today/?filter={chosen}")
    last = Card.objects.order_by("-name_search")[50]
    found["last page"] = partial(_get, client, f"/today/?sort=name&after={last.pk}")
    for words in ("an", "zzz"):
        found[f"search for {words}"] = partial(_search, client, words)
    return found


def _get(client: Any, address: str) -> None:
    assert client.get(address, headers={"accept-encoding": "gzip"}).status_code == 200


def _search(client: Any, words: str) -> None:
    assert client.post("/today/", {"q": words}, headers={"HX-Request": "true"}).status_code == 200


def _median(work: Callable[[], None]) -> float:
    work()
    return statistics.median(cpu_seconds(work) for _ in range(_RUNS))


if __name__ == "__main__":
    main()
