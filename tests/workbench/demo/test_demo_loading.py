"""The simulated clinic in the ledger: whole, verified, with sign-ins that everybody may know."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from django.contrib.auth.hashers import check_password

from crmo.knowledge import load_knowledge
from crmo.record import ImagingStudy
from crmo.workbench.demo import load as load_room
from crmo.workbench.demo.children import DemoChild, demo_children
from crmo.workbench.demo.load import load_demo
from crmo.workbench.demo.sign_ins import SIGN_INS
from crmo.workbench.ledger import record_of
from crmo.workbench.ledger.verify import verify_chains
from crmo.workbench.models import Card, Child, EntryContent, FamilyLink, LedgerEntry, Role, User
from crmo.workbench.today.refresh import refresh_stale

ON = date(2026, 11, 21)
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("CRMO_")}
ENVIRONMENT["DJANGO_SETTINGS_MODULE"] = "crmo.workbench.settings"


@pytest.fixture(scope="module")
def children() -> list[DemoChild]:
    return list(demo_children(12, on=ON, knowledge=load_knowledge()))


@pytest.fixture
def loaded(db: None, clock: datetime, children: list[DemoChild]) -> list[DemoChild]:
    told = load_demo(children, on=ON, at=clock)
    assert told.n_children == 12
    assert told.n_statements == LedgerEntry.objects.count()
    return children


def test_every_child_is_read_back_as_it_was_made(loaded: list[DemoChild]) -> None:
    made = {child.record.patient.id: child.record for child in loaded}
    for child in Child.objects.all():
        record = record_of(child)
        expected = made.pop(record.patient.id)
        assert record.patient == expected.patient
        assert {e.id: e for e in record.entries} == {e.id: e for e in expected.entries}
        assert {e.id for e in record.current} == {e.id for e in expected.current}
    assert made == {}
    assert {*EntryContent.objects.values_list("source", flat=True)} <= {"simulated", ""}


def test_the_chain_holds(loaded: list[DemoChild]) -> None:
    assert verify_chains().faults == ()


def test_the_worklist_has_appointments_today_and_few_unread_scans(loaded: list[DemoChild]) -> None:
    while refresh_stale():
        pass
    cards = Card.objects.all()
    assert cards.filter(next_appointment__date=ON).count() == 1
    assert 1 <= sum(cards.values_list("n_unread_scans", flat=True)) <= 2
    assert cards.filter(computed_on=ON).count() == 12


def test_every_role_can_sign_in_and_the_family_has_one_child(loaded: list[DemoChild]) -> None:
    for sign_in in SIGN_INS:
        user = User.objects.get(username=sign_in.username)
        assert check_password(sign_in.password, user.password)
        assert user.role == sign_in.role
        assert not user.is_superuser
    assert {sign_in.role for sign_in in SIGN_INS} == {*Role}
    (link,) = FamilyLink.objects.all()
    assert link.user.username == "family"
    assert record_of(link.child).of_kind(ImagingStudy)


def test_all_or_nothing_is_written(
    db: None, clock: datetime, children: list[DemoChild], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(place: int) -> None:
        if place == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_demo(children, on=ON, at=clock, progress=failing)
    assert (Child.objects.count(), User.objects.count(), LedgerEntry.objects.count()) == (0, 0, 0)


def test_of_two_scans_of_a_child_only_the_newest_can_be_unread(children: list[DemoChild]) -> None:
    unread = load_room._unread(children)
    newest = max(
        (child for child in children if load_room._days(child)),
        key=lambda child: max(load_room._days(child)),
    )
    assert id(newest) in unread
    assert len(unread) == 1


def run(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "crmo.workbench.demo", "--folder", str(folder)]
    return subprocess.run(
        [*command, "--children", "4", "--prepare-only", *more],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        check=False,
    )


def test_the_command_makes_a_clinic_once_and_never_touches_another_data_folder(
    tmp_path: Path,
) -> None:
    first = run(tmp_path / "demo")
    assert first.returncode == 0, first.stderr
    assert "4 simulated children" in first.stdout
    for sign_in in SIGN_INS:
        assert f"{sign_in.username} " in first.stdout
        assert sign_in.password in first.stdout
    again = run(tmp_path / "demo")
    assert "being made" not in again.stdout
    assert "A clinic of 4 simulated children" in again.stdout

    mine = (
        "from crmo.workbench.start import start; start(migrate=True)\n"
        "from crmo.workbench.models import User; User.objects.create(username='me')"
    )
    (tmp_path / "mine").mkdir()
    subprocess.run(
        [sys.executable, "-c", mine],
        env=ENVIRONMENT | {"CRMO_DATA": str(tmp_path / "mine")},
        check=True,
    )
    refused = run(tmp_path / "mine")
    assert refused.returncode == 1
    assert "no simulated clinic" in refused.stderr
