from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from crmo.workbench.ledger.triggers import add_triggers, drop_triggers
from crmo.workbench.serving.health import health


@pytest.mark.django_db
def test_a_sound_site_says_so_to_anybody_by_any_name() -> None:
    answer = Client().get("/healthz", headers={"host": "10.1.2.3"})
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "checks": {"database": True, "triggers": True, "migrations": True},
    }
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.django_db(transaction=True)
def test_a_database_that_would_let_itself_be_changed_is_told() -> None:
    drop_triggers(connection)
    try:
        answer = Client().get("/healthz")
    finally:
        add_triggers(connection)
    assert answer.status_code == 503
    assert answer.json()["checks"]["triggers"] is False


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_told_without_its_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from django.db import OperationalError

    def refuse(*args: object) -> None:
        raise OperationalError("password of the user crmo is wrong")

    monkeypatch.setattr(connection, "cursor", refuse)
    monkeypatch.setattr(connection, "close", lambda: None)
    answer = Client().get("/healthz")
    assert answer.status_code == 503
    assert b"password" not in answer.content


@pytest.mark.django_db
def test_tables_of_another_version_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    monkeypatch.setattr("crmo.workbench.serving.health._migrated_until", [0.0])
    MigrationRecorder(connection).record_unapplied("workbench", "0002_append_only")
    try:
        assert health()["migrations"] is False
    finally:
        MigrationRecorder(connection).record_applied("workbench", "0002_append_only")
