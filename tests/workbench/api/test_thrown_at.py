"""Schemathesis throws what it likes at the interface, as somebody who may do everything there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from django.db import connection
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


@pytest.mark.skipif(
    connection.vendor == "postgresql",
    reason="the WSGI client closes the connection that holds the test's transaction",
)
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
            response = case.call(app=application, cookies=cookies, headers={"X-CSRFToken": token})
            case.validate_response(response, checks=list(CHECKS))

        throw()
    assert len(tried) == 6
    assert min(tried.values()) >= 5
