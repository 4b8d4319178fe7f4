"""Schemathesis throws what it likes at the interface, as somebody who may do everything there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings

from crmo.workbench.models import Child, User
from crmo.workbench.wsgi import application

CHECKS = (
    schemathesis.checks.not_a_server_error,
    schemathesis.checks.response_schema_conformance,
    schemathesis.checks.status_code_conformance,
    schemathesis.checks.content_type_conformance,
)


@contextmanager
def connection_left_open() -> Iterator[None]:
    """A server closes old connections around requests; this one holds the test's transaction.

    Django's own test client does the same for its requests, and undoes it after each.
    """
    around = (request_started, request_finished)
    for signal in around:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in around:
            signal.connect(close_old_connections)


def test_whatever_is_sent_the_answer_is_as_described(
    child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(clinician)
    described = schemathesis.openapi.from_dict(client.get("/api/v1/openapi.json").json())
    token = "t" * 32
    cookies = {"crmo_session": client.cookies["crmo_session"].value, "crmo_csrf": token}
    tried: Counter[str] = Counter()
    for found in described.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=15,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def throw(case: Any) -> None:
            tried[case.operation.label] += 1
            if "key" in case.path_parameters and tried[case.operation.label] % 2:
                case.path_parameters["key"] = str(child.key)  # every second one hits a child
            with connection_left_open():
                response = case.call(
                    app=application, cookies=cookies, headers={"X-CSRFToken": token}
                )
            case.validate_response(response, checks=list(CHECKS))

        throw()
    assert len(tried) == 6
    assert min(tried.values()) >= 5
