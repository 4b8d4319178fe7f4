"""What a refusing disk or database is called, and what the person keeps of the form."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from django.db import DatabaseError, OperationalError
from django.test import Client
from django.urls import reverse

from crmo.workbench.models import Child, User
from crmo.workbench.serving.storage import Trouble, trouble_of

ClientOf = Callable[..., Client]


def sqlite_error(code: int) -> OperationalError:
    cause = sqlite3.OperationalError("a message of SQLite")
    cause.sqlite_errorcode = code
    raised = OperationalError("a message of SQLite")
    raised.__cause__ = cause
    return raised


def postgresql_error(state: str) -> DatabaseError:
    raised = OperationalError("a message of PostgreSQL")
    raised.__cause__ = psycopg.errors.lookup(state)("a message of PostgreSQL")
    return raised


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (sqlite_error(sqlite3.SQLITE_FULL), Trouble.FULL),
        (sqlite_error(sqlite3.SQLITE_READONLY_DBMOVED), Trouble.READ_ONLY),
        (sqlite_error(sqlite3.SQLITE_IOERR_WRITE), Trouble.FAILING),
        (sqlite_error(sqlite3.SQLITE_BUSY), Trouble.BUSY),
        (sqlite_error(sqlite3.SQLITE_CONSTRAINT), None),
        (postgresql_error("53100"), Trouble.FULL),
        (postgresql_error("25006"), Trouble.READ_ONLY),
        (postgresql_error("53300"), Trouble.BUSY),
        (postgresql_error("57P01"), Trouble.AWAY),
        (postgresql_error("08006"), Trouble.AWAY),
        (postgresql_error("23505"), None),
        (psycopg.OperationalError("connection refused"), Trouble.AWAY),
        (OSError(errno.ENOSPC, "No space left on device"), Trouble.FULL),
        (OSError(errno.EROFS, "Read-only file system"), Trouble.READ_ONLY),
        (FileNotFoundError(errno.ENOENT, "No such file"), None),
        (ValueError("something else"), None),
    ],
)
def test_each_refusal_has_its_name(error: Exception, trouble: Trouble | None) -> None:
    assert trouble_of(error) is trouble


@pytest.fixture
def doctor(clinician: User, client_of: ClientOf) -> Client:
    client = client_of(clinician)
    client.raise_request_exception = False
    return client


def refusing(error: Exception) -> Any:
    return patch("crmo.workbench.access.page.audit_event", side_effect=error)


def test_a_child_is_not_shown_when_the_look_cannot_be_written(doctor: Client, child: Child) -> None:
    with refusing(sqlite_error(sqlite3.SQLITE_FULL)):
        answer = doctor.get(reverse("child_page", args=[child.key]))
    assert answer.status_code == 507
    page = answer.content.decode()
    assert "The disk is full" in page
    assert "cannot be shown now" in page
    assert "Example child A" not in page
    assert answer["Cache-Control"] == "no-store"


def test_a_program_gets_the_words_alone(doctor: Client, child: Child) -> None:
    address = reverse("child_page", args=[child.key])
    with refusing(sqlite_error(sqlite3.SQLITE_READONLY)):
        told = doctor.get(address, headers={"Accept": "application/json"})
        part = doctor.get(address, headers={"HX-Request": "true"})
    assert (told.status_code, part.status_code) == (503, 503)
    assert told.json()["detail"].startswith("The data can only be read")
    assert part.content.decode().startswith("The data can only be read")


def test_what_was_typed_can_be_sent_again(doctor: Client, child: Child) -> None:
    address = reverse("visit_draft", args=[child.key, "6a0fd0a4-0000-4000-8000-000000000001"])
    error = sqlite_error(sqlite3.SQLITE_FULL)
    note = "line one\n</textarea><b>line two</b>"
    with patch("crmo.workbench.visit.pages.form.save_visit", side_effect=error):
        answer = doctor.post(address, {"act": "save", "note": note})
    page = answer.content.decode()
    assert answer.status_code == 507
    assert f'action="{address}"' in page
    assert "line one\n&lt;/textarea&gt;&lt;b&gt;line two" in page
    assert '<textarea hidden name="act">\nsave</textarea>' in page


def test_a_password_is_not_repeated(db: None) -> None:
    client = Client(raise_request_exception=False)
    error = sqlite_error(sqlite3.SQLITE_FULL)
    with patch("crmo.workbench.sign_in.signals.audit_event", side_effect=error):
        answer = client.post(
            reverse("account_login"), {"login": "nobody", "password": "secret words here"}
        )
    assert answer.status_code == 507
    assert "secret words here" not in answer.content.decode()


def test_a_fault_of_the_program_is_told_as_one(doctor: Client, child: Child) -> None:
    with refusing(ValueError("a fault")):
        answer = doctor.get(reverse("child_page", args=[child.key]))
    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode()
