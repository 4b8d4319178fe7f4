"""Fill a data folder with a small clinic: `python -m tests.workbench.stories.prepared_clinic`.

One person of every role, two children of the examples and some simulated ones, as CRMO_DATA and
CRMO_DATABASE say. What the stories need to know of it stands in the file `clinic.json` there.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

PASSWORD = "five quiet herons at dusk"
N_SIMULATED = 6
# Sign-in name -> role and shown name.
PEOPLE = {
    "clinician": ("clinician", "Dr Ada Mensah"),
    "colleague": ("clinician", "Dr Olof Lindqvist"),
    "administrator": ("administrator", "Imke Sander"),
    "researcher": ("researcher", "Yusuf Demir"),
    "reader": ("reader", "Nurse Pat Hollis"),
    "family": ("family", "Family of the relapsing example"),
}


def prepare() -> None:
    """Fill the data folder."""
    from crmo.workbench.start import start

    start(migrate=True)
    from django.conf import settings

    from crmo.workbench import clock
    from crmo.workbench.models import FamilyLink
    from crmo.workbench.serving import static_files
    from crmo.workbench.serving.refresher import refresh_all

    static_files.collect()
    people = _people()
    children = _children(people["clinician"])
    FamilyLink.objects.create(
        user=people["family"], child=children["relapsing"], linked_at=clock.now()
    )
    refresh_all()
    told = {name: str(child.key) for name, child in children.items()}
    path = settings.CRMO["CRMO_DATA"] / "clinic.json"
    path.write_text(json.dumps({"children": told}), encoding="utf-8")


def _people() -> dict[str, Any]:
    from django.contrib.auth.hashers import make_password

    from crmo.workbench.models import Role, User

    hashed = make_password(PASSWORD)
    return {
        username: User.objects.create(
            username=username, display_name=shown, role=Role(role), password=hashed
        )
        for username, (role, shown) in PEOPLE.items()
    }


def _children(by: Any) -> dict[str, Any]:
    from crmo.examples import EXAMPLES
    from crmo.exchange import read
    from crmo.workbench import clock
    from crmo.workbench.demo.children import demo_children
    from crmo.workbench.rulebook.in_force import current_knowledge

    knowledge = current_knowledge()
    children = {}
    for example in EXAMPLES:
        record = read(example.path, knowledge=knowledge).records[0]
        children[example.name] = _loaded(record, by, [_at(clock.today(), 9)])
    simulated = demo_children(N_SIMULATED, on=clock.today(), knowledge=knowledge)
    for number, child in enumerate(simulated, start=1):
        planned = [datetime.combine(each.on, each.at, UTC) for each in child.appointments]
        children[f"simulated{number}"] = _loaded(child.record, by, planned)
    return children


def _loaded(record: Any, by: Any, appointments: list[datetime]) -> Any:
    from crmo.workbench import clock
    from crmo.workbench.ledger import append, appointment_statement, entry_statement, new_child

    at = clock.now() - timedelta(days=1)
    child = new_child(record.patient, by=by, at=at, source="file")
    statements = [entry_statement(entry) for entry in record.entries]
    statements += [appointment_statement(each, with_whom="Dr Mensah") for each in appointments]
    append(child, statements, by=by, at=at)
    return child


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)


if __name__ == "__main__":
    prepare()
