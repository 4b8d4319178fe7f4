from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.workbench.conftest import NOW, example_record, load

from crmo.errors import InvalidValueError, UserError
from crmo.workbench.care.erased import erase
from crmo.workbench.ledger import append, appointment_statement
from crmo.workbench.ledger.chain import content_digest, link_hash
from crmo.workbench.models import AuditEvent, Card, Child, EntryContent, LedgerEntry, User


def test_an_erasure_removes_the_words_and_leaves_the_chain(child: Child, clinician: User) -> None:
    before = list(LedgerEntry.objects.values_list("sequence", "hash"))
    erase(child, reason="asked by the family", by=clinician, at=NOW)
    kept = EntryContent.objects.filter(child=child)
    assert [json.loads(content.payload).keys() for content in kept] == [{"at"}]
    links = list(LedgerEntry.objects.all())
    assert [(link.sequence, link.hash) for link in links][:-1] == before
    assert all(link.hash == link_hash(link) for link in links)
    assert links[-1].content_digest == content_digest(kept[0])
    assert not Card.objects.filter(child=child).exists()


def test_other_children_keep_everything(child: Child) -> None:
    other = load(example_record("undiagnosed"))
    n = EntryContent.objects.filter(child=other).count()
    erase(child, reason="asked by the family", by=None, at=NOW)
    assert EntryContent.objects.filter(child=other).count() == n > 0


def test_an_erased_child_is_not_found_any_more(
    child: Child, clinician: User, client_of: Callable[..., Client]
) -> None:
    erase(child, reason="asked by the family", by=None, at=NOW)
    assert client_of(clinician).get(f"/children/{child.key}/").status_code == 404


def test_what_was_on_its_way_during_an_erasure_is_not_appended(child: Child) -> None:
    late = Child.objects.get(pk=child.pk)  # as a page found it just before
    erase(child, reason="asked by the family", by=None, at=NOW)
    n = EntryContent.objects.count()
    with pytest.raises(InvalidValueError, match="erased"):
        append(late, [appointment_statement(NOW, with_whom="Dr Late")], by=None, at=NOW)
    assert EntryContent.objects.count() == n
    assert not Card.objects.filter(child=child).exists()


def test_it_is_erased_once_and_with_a_reason(child: Child) -> None:
    with pytest.raises(UserError, match="reason"):
        erase(child, reason=" ", by=None, at=NOW)
    erase(child, reason="asked", by=None, at=NOW)
    with pytest.raises(UserError, match="before"):
        erase(child, reason="asked", by=None, at=NOW)


def test_the_key_is_noted_for_a_later_restore(child: Child) -> None:
    erase(child, reason="asked", by=None, at=NOW)
    noted = (settings.CRMO["CRMO_DATA"] / "erased.txt").read_text(encoding="ascii")
    assert str(child.key) in noted.split()


def test_the_number_must_be_typed_to_erase(
    child: Child, administrator: User, client_of: Callable[..., Client]
) -> None:
    client = client_of(administrator)
    address = reverse("care_erase", kwargs={"child": child.key})
    wrong = client.post(address, {"reason": "asked", "number": "another"})
    assert wrong.status_code == 422
    child.refresh_from_db()
    assert child.erased_at is None
    right = client.post(
        address, {"reason": "asked", "number": Card.objects.get(child=child).number}
    )
    assert right.status_code == 302
    child.refresh_from_db()
    assert child.erased_at is not None


def test_everything_about_a_child_is_handed_over_and_told_to_the_trail(
    child: Child, administrator: User, client_of: Callable[..., Client]
) -> None:
    address = reverse("care_export", kwargs={"child": child.key})
    response = client_of(administrator).post(address)
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        names = set(archive.namelist())
        record = json.loads(archive.read("record.json"))
        assert archive.read("summary.pdf").startswith(b"%PDF")
    assert names == {
        "README.txt", "record.json", "record.xlsx", "fhir.json", "page.html", "summary.pdf",
        "history.json", "looks.json", "drafts.json",
    }  # fmt: skip
    assert len(record["entries"]) == len(example_record().entries)
    assert record["patient"]["name"] not in response["Content-Disposition"]
    assert AuditEvent.objects.filter(action="export", child=child.key).exists()
