from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from crmo.workbench.children.actions import (
    ChangedMeanwhileError,
    cancel_appointment,
    make_appointment,
    move_appointment,
)
from crmo.workbench.children.appointments import appointments_of
from crmo.workbench.models import AuditEvent, Card, Child, User

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.fixture
def made(child: Child, clinician: User) -> str:
    make_appointment(child=child, at=MONDAY, with_whom="Dr Ada", by=clinician)
    return appointments_of(child)[0].entry_id


def post(client: Client, child: Child, **told: str) -> int:
    return int(client.post(f"/children/{child.key}/appointments/", told).status_code)


def test_an_appointment_is_made_and_stands_on_the_list(
    child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    told = {"do": "make", "new-at": "2026-11-23T10:00", "new-with_whom": "Dr Ada"}
    assert post(client_of(clinician), child, **told) == 302
    (appointment,) = appointments_of(child)
    assert (appointment.at, appointment.with_whom, appointment.stands) == (MONDAY, "Dr Ada", True)
    assert appointment.by_name == clinician.shown_name()
    assert Card.objects.get(child=child).next_appointment == MONDAY
    assert AuditEvent.objects.get(action="write").detail == '{"was": "made"}'


def test_an_appointment_is_moved_and_its_first_time_stays_known(
    child: Child, made: str, clinician: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(clinician)
    told = {"do": "move", "n": "1", "appointment": made, "move-1-at": "2026-11-24T11:00"}
    assert post(client, child, **told) == 302
    first, second = appointments_of(child)
    assert (first.stands, first.moved_to) == (False, second.entry_id)
    assert (second.at, second.stands) == (TUESDAY, True)
    assert Card.objects.get(child=child).next_appointment == TUESDAY
    assert "moved" in client.get(f"/children/{child.key}/appointments/").content.decode()


def test_an_appointment_is_cancelled_with_a_reason(
    child: Child, made: str, clinician: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(clinician)
    told = {"do": "cancel", "n": "1", "appointment": made}
    assert post(client, child, **told, **{"cancel-1-reason": ""}) == 422
    assert appointments_of(child)[0].stands
    assert post(client, child, **told, **{"cancel-1-reason": "has a cold"}) == 302
    (appointment,) = appointments_of(child)
    assert appointment.cancelled_because == "has a cold"
    assert Card.objects.get(child=child).next_appointment is None


def test_a_moved_appointment_can_be_moved_again_and_cancelled(
    child: Child, made: str, clinician: User
) -> None:
    move_appointment(child=child, appointment=made, at=TUESDAY, with_whom="", by=clinician)
    second = appointments_of(child)[1].entry_id
    move_appointment(child=child, appointment=second, at=MONDAY, with_whom="", by=clinician)
    standing = [each for each in appointments_of(child) if each.stands]
    assert [each.at for each in standing] == [MONDAY]
    cancel_appointment(child=child, appointment=standing[0].entry_id, reason="ill", by=clinician)
    assert not any(each.stands for each in appointments_of(child))


def test_of_two_who_change_it_at_once_the_second_is_told(
    child: Child, made: str, clinician: User, client_of: Callable[..., Client]
) -> None:
    cancel_appointment(child=child, appointment=made, reason="ill", by=clinician)
    with pytest.raises(ChangedMeanwhileError):
        move_appointment(child=child, appointment=made, at=TUESDAY, with_whom="", by=clinician)
    client = client_of(clinician)
    told = {"do": "move", "n": "1", "appointment": made, "move-1-at": "2026-11-24T11:00"}
    answer = client.post(f"/children/{child.key}/appointments/", told, follow=True)
    assert "meanwhile" in answer.content.decode()
    assert len(appointments_of(child)) == 1


@pytest.mark.parametrize("at", ["2026-11-20T10:00", "", "soon", "2026-02-30T10:00"])
def test_a_day_that_is_over_or_none_is_refused(
    at: str, child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    assert post(client_of(clinician), child, **{"do": "make", "new-at": at}) == 422
    assert appointments_of(child) == ()


def test_the_appointment_of_another_child_cannot_be_touched(
    child: Child, made: str, clinician: User, client_of: Callable[..., Client]
) -> None:
    from tests.workbench.conftest import example_record, load

    other = load(example_record("undiagnosed"))
    told = {"do": "cancel", "n": "1", "appointment": made, "cancel-1-reason": "x"}
    post(client_of(clinician), other, **told)
    assert appointments_of(child)[0].stands
