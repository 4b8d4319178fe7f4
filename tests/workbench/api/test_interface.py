from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.workbench.conftest import example_record, load

from crmo.record.json_form import to_dict
from crmo.workbench.ledger import record_of
from crmo.workbench.ledger.records import head_of
from crmo.workbench.models import AuditEvent, Child, Role, User


def post(client: Client, address: str, content: Any) -> Any:
    return client.post(f"/api/v1{address}", json.dumps(content), content_type="application/json")


PAIN = {"kind": "score", "on": "2026-11-20", "instrument": "pain", "value": 3}


def test_the_list_goes_on_by_key(
    child: Child, reader: User, client_of: Callable[..., Client]
) -> None:
    other = load(example_record("undiagnosed"))
    client = client_of(reader)
    told = client.get("/api/v1/children").json()
    assert {row["key"] for row in told["children"]} == {str(child.key), str(other.key)}
    assert told["next"] is None
    first = min(child.key, other.key)
    rest = client.get("/api/v1/children", {"after": str(first)}).json()
    assert [row["key"] for row in rest["children"]] == [str(max(child.key, other.key))]


def test_a_record_is_given_as_the_core_writes_it(
    child: Child, reader: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(reader)
    assert client.get(f"/api/v1/children/{child.key}/record").json() == to_dict(record_of(child))
    bundle = client.get(f"/api/v1/children/{child.key}/fhir").json()
    assert bundle["resourceType"] == "Bundle"
    answers = client.get(f"/api/v1/children/{child.key}/answers", {"on": "2026-11-21"}).json()
    assert {each["kind"] for each in answers["answers"]} >= {"criteria", "due", "red_flag"}
    assert AuditEvent.objects.filter(child=child.key, action="read").count() == 3


def test_entries_are_appended_once_and_only_onto_what_was_read(
    child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    client, head = client_of(clinician), head_of(child)
    address = f"/children/{child.key}/entries"
    done = post(client, address, {"entries": [PAIN], "head": head})
    assert done.status_code == 201, done.content
    (entry_id,) = done.json()["entries"]
    assert record_of(child).entries[-1].id == entry_id
    again = post(client, address, {"entries": [PAIN], "head": head})
    assert again.status_code == 409


@pytest.mark.parametrize(
    "entry",
    [
        {"kind": "score", "instrument": "pain", "value": 30},
        {"kind": "nothing"},
        {"kind": "score", "instrument": "pain", "value": 3, "supersedes": "not there"},
        {},
    ],
)
def test_an_impossible_entry_is_refused_and_its_value_not_repeated(
    entry: dict[str, Any], child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    head = head_of(child)
    refused = post(
        client_of(clinician), f"/children/{child.key}/entries", {"entries": [PAIN, entry]}
    )
    assert refused.status_code == 422
    assert set(refused.json()) == {"error", "where", "expected", "todo"}
    assert head_of(child) == head


def test_a_number_is_used_once(clinician: User, client_of: Callable[..., Client]) -> None:
    client = client_of(clinician)
    assert post(client, "/children", {"id": "N-1", "name": "Zoë"}).status_code == 201
    assert post(client, "/children", {"id": "n-1"}).status_code == 409


def test_who_may_not_is_refused(
    child: Child, people: Callable[..., User], client_of: Callable[..., Client]
) -> None:
    assert Client().get("/api/v1/children").status_code == 401
    for role in ("family", "researcher", "administrator"):
        client = client_of(people(Role(role), f"api-{role}"))
        assert client.get(f"/api/v1/children/{child.key}/record").status_code == 403
    reader = client_of(people(Role.READER, "api-reader"))
    assert post(reader, f"/children/{child.key}/entries", {"entries": [PAIN]}).status_code == 403


def test_writing_needs_the_token_of_our_own_pages(
    child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    strict = client_of(clinician, enforce_csrf_checks=True)
    address = f"/children/{child.key}/entries"
    assert post(strict, address, {"entries": [PAIN]}).status_code == 403
