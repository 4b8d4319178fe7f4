from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session

from crmo.workbench.models import Card, Child, Draft, User
from crmo.workbench.serving.refresher import refresh_all, tidy


@pytest.mark.django_db
def test_every_card_is_of_today_afterwards(child: Child, clock: datetime) -> None:
    assert refresh_all() == 1
    assert Card.objects.get(child=child).computed_on == clock.date()
    assert refresh_all() == 0


def draft(author: User, kind: Draft.Kind, age: timedelta, now: datetime) -> Draft:
    then = now - age
    return Draft.objects.create(author=author, kind=kind, created_at=then, updated_at=then)


@pytest.mark.parametrize(
    ("kind", "age_days", "stays"),
    [
        (Draft.Kind.VISIT, 400, True),
        (Draft.Kind.LETTER, 400, True),
        (Draft.Kind.SECOND_THOUGHT, 2, False),
        (Draft.Kind.SECOND_THOUGHT, 0, True),
        (Draft.Kind.READING_IN, 31, False),
        (Draft.Kind.READING_IN, 29, True),
        (Draft.Kind.LETTER_IN, 31, False),
    ],
)
def test_only_leftovers_are_tidied_away(
    clinician: User, clock: datetime, kind: Draft.Kind, age_days: int, stays: bool
) -> None:
    made = draft(clinician, kind, timedelta(days=age_days), clock)
    tidy()
    assert Draft.objects.filter(key=made.key).exists() == stays


@pytest.mark.django_db
def test_sessions_that_ran_out_are_deleted(clock: datetime) -> None:
    long_ago = clock - timedelta(days=40)
    Session.objects.create(session_key="old", session_data="", expire_date=long_ago)
    tidy()
    assert not Session.objects.exists()
