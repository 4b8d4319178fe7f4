"""What the workbench's tests share: people of every role, a child, a stopped clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client, TransactionTestCase

from crmo.examples import EXAMPLES
from crmo.exchange import read
from crmo.record import PatientRecord
from crmo.workbench import clock as workbench_clock
from crmo.workbench.ledger import append, entry_statement, new_child
from crmo.workbench.ledger.triggers import add_triggers, drop_triggers
from crmo.workbench.models import Child, FamilyLink, Role, User
from crmo.workbench.rulebook.in_force import current_knowledge

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
_teardown = TransactionTestCase._fixture_teardown


def _teardown_without_triggers(self: TransactionTestCase) -> None:
    """Emptying the tables between tests is the one thing that the triggers must not refuse."""
    drop_triggers(connection)
    _teardown(self)
    add_triggers(connection)


TransactionTestCase._fixture_teardown = _teardown_without_triggers  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def clock() -> Iterator[datetime]:
    """Every test happens at nine o'clock on one morning."""
    with workbench_clock.stopped_at(NOW):
        yield NOW


def person(role: Role, username: str = "") -> User:
    """A user who signs in by `client_of`; a password would take time to hash."""
    return User.objects.create(
        username=username or role.value, display_name=f"{role.value.title()} Example", role=role
    )


@pytest.fixture
def people(db: None) -> Callable[..., User]:
    return person


@pytest.fixture
def clinician(db: None) -> User:
    return person(Role.CLINICIAN)


@pytest.fixture
def administrator(db: None) -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def researcher(db: None) -> User:
    return person(Role.RESEARCHER)


@pytest.fixture
def reader(db: None) -> User:
    return person(Role.READER)


@pytest.fixture
def family_member(child: Child) -> User:
    """A parent of the child."""
    user = person(Role.FAMILY)
    FamilyLink.objects.create(user=user, child=child, linked_at=NOW)
    return user


@pytest.fixture
def client_of(db: None) -> Callable[..., Client]:
    """A signed-in client of somebody; forms are checked as in a browser if asked."""

    def make(user: User, **options: Any) -> Client:
        client = Client(**options)
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make


def example_record(name: str = "relapsing") -> PatientRecord:
    (path,) = (example.path for example in EXAMPLES if example.name == name)
    return read(path, knowledge=current_knowledge()).records[0]


def load(record: PatientRecord, *, by: User | None = None, at: datetime = NOW) -> Child:
    """Put a record into the ledger as a new child."""
    made = new_child(record.patient, by=by, at=at, source="example")
    append(made, [entry_statement(entry) for entry in record.entries], by=by, at=at)
    return made


@pytest.fixture
def record() -> PatientRecord:
    return example_record()


@pytest.fixture
def child(db: None, record: PatientRecord) -> Child:
    """The child of the relapsing example."""
    return load(record)
