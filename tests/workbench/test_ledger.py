from __future__ import annotations

import attrs
import pytest
from django.db import DatabaseError, transaction
from tests.workbench.conftest import NOW

from crmo.errors import InvalidValueError
from crmo.record import FactStatus, Finding, Patient, PatientRecord
from crmo.record.json_form import to_dict
from crmo.workbench.ledger import append, entry_statement, new_child, new_entry_id, record_of
from crmo.workbench.models import Card, Child, EntryContent, LedgerEntry


def test_a_record_comes_back_from_the_ledger_as_it_went_in(
    child: Child, record: PatientRecord
) -> None:
    kept = to_dict(record_of(child))
    told = to_dict(record)
    for entry in kept["entries"]:
        entry.pop("recorded_on", None)
    for entry in told["entries"]:
        entry.pop("recorded_on", None)
    assert kept == told


@pytest.mark.parametrize("model", [LedgerEntry, EntryContent])
def test_the_database_refuses_to_change_what_was_appended(
    child: Child, model: type[LedgerEntry | EntryContent]
) -> None:
    field = "kind" if model is LedgerEntry else "payload"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.filter(child=child).update(**{field: "x"})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model._base_manager.filter(child=child)._raw_delete("default")


@pytest.mark.parametrize("half", ["\x00", "\ud800"])
def test_characters_that_no_database_keeps_are_kept_in_words_and_refused_in_ids(
    child: Child, half: str
) -> None:
    told = Finding(id=new_entry_id(), concept="fever", status=FactStatus.PRESENT, note=f"a{half}b")
    append(child, [entry_statement(told)], by=None, at=NOW)
    assert record_of(child).entries[-1].note == f"a{half}b"
    wrong = attrs.evolve(told, id=f"id{half}")
    with pytest.raises(InvalidValueError, match="cannot be kept"):
        append(child, [entry_statement(wrong)], by=None, at=NOW)


def test_a_name_is_searched_and_shown_without_them(db: None) -> None:
    made = new_child(Patient(id="n\x001", name="Zo\x00ë"), by=None, at=NOW)
    card = Card.objects.get(child=made)
    assert (card.name, card.number_search) == ("Zo\ufffdë", "n\ufffd1")
