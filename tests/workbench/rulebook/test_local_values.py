from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.workbench.conftest import NOW

from crmo.errors import KnowledgeError, UserError
from crmo.knowledge import load_knowledge
from crmo.workbench.models import AuditEvent, LocalValue, User
from crmo.workbench.rulebook.in_force import SHIPPED, current_knowledge, knowledge_version
from crmo.workbench.rulebook.local_values import history, lay, withdraw
from crmo.workbench.rulebook.places import in_lists, number_places

RULE = "due_mri_after_change"
EARLIER = {"body": {"interval": {"first": {"from": 2, "to": 4, "decision": "Our protocol."}}}}


def lay_earlier(by: User) -> LocalValue:
    return lay(table="rules", item=RULE, content=EARLIER, reason="we look earlier", by=by, at=NOW)


def test_without_local_values_the_knowledge_is_the_shipped_one(db: None) -> None:
    assert knowledge_version() == SHIPPED
    assert current_knowledge() is load_knowledge()


def test_a_local_value_counts_at_once_and_says_so(administrator: User) -> None:
    lay_earlier(administrator)
    rule = current_knowledge().rule(RULE)
    assert rule.body["interval"]["first"]["from"] == 2
    assert rule.is_overridden
    (overlay,) = current_knowledge().overlays
    assert (overlay.who, overlay.when, overlay.why) == (
        administrator.shown_name(), "2026-11-21", "we look earlier",
    )  # fmt: skip
    assert AuditEvent.objects.filter(action="local_value", actor=administrator).count() == 1


def test_withdrawing_brings_back_what_is_shipped_and_keeps_the_history(administrator: User) -> None:
    value = lay_earlier(administrator)
    withdraw(value, reason="a mistake", by=administrator, at=NOW)
    assert knowledge_version() == SHIPPED
    (laid,) = history("rules", RULE)
    assert not laid.is_active
    assert laid.value.withdrawn_by.reason == "a mistake"
    assert ("body.interval.first.from", 3, 2) in laid.changed
    with pytest.raises(UserError, match="not in force"):
        withdraw(value, reason="again", by=administrator, at=NOW)


def test_a_number_without_an_origin_is_refused_and_nothing_changes(administrator: User) -> None:
    content = {"body": {"interval": {"first": {"from": 2}}}}
    with pytest.raises(KnowledgeError):
        lay(table="rules", item=RULE, content=content, reason="x", by=administrator, at=NOW)
    assert not LocalValue.objects.exists()


def test_a_value_needs_a_reason_and_a_difference(administrator: User) -> None:
    with pytest.raises(UserError, match="reason"):
        lay(table="rules", item=RULE, content=EARLIER, reason=" ", by=administrator, at=NOW)
    lay_earlier(administrator)
    with pytest.raises(UserError, match="nothing would change"):
        lay_earlier(administrator)


def test_places_in_a_list_go_by_their_id() -> None:
    item = {"body": {"rows": [{"id": "a", "limit": {"value": 1, "source": "x"}}, {"id": "b"}]}}
    (place,) = number_places(item)
    assert place.path == ("body", "rows", "a", "limit")
    told = in_lists(place.override({"value": 2}, "why", ""), item)
    assert told == {"body": {"rows": [{"id": "a", "limit": {"value": 2, "decision": "why"}}]}}


@pytest.mark.parametrize("table", ["rules", "analytes", "likelihoods", "likelihood_model"])
def test_every_item_of_the_knowledge_has_a_page(
    table: str, reader: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(reader)
    for item in list(load_knowledge().layers.table(table))[:60]:
        address = reverse("knowledge_item", kwargs={"table": table, "item": item})
        assert client.get(address).status_code == 200, item


def test_an_administrator_lays_numbers_on_the_rule_s_page(
    administrator: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(administrator)
    address = reverse("knowledge_numbers", kwargs={"table": "rules", "item": RULE})
    sent = {"place": "body.interval.first", "number-from": "2", "number-to": "6"}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    done = client.post(address, {**sent, "decision": "Our protocol.", "reason": "earlier"})
    assert done.status_code == 302
    assert current_knowledge().rule(RULE).body["interval"]["first"]["from"] == 2
    page = client.get(reverse("knowledge_item", kwargs={"table": "rules", "item": RULE}))
    assert b"changed by this clinic" in page.content


def test_a_clinician_sees_the_knowledge_and_cannot_change_it(
    clinician: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(clinician)
    assert client.get(reverse("knowledge")).status_code == 200
    address = reverse("knowledge_content", kwargs={"table": "rules", "item": RULE})
    assert client.post(address, {"content": "note: x", "reason": "y"}).status_code == 403
