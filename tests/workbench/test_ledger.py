from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from crmo.record import PatientRecord
from crmo.record.json_form import to_dict
from crmo.workbench.ledger import record_of
from crmo.workbench.models import Child, EntryContent, LedgerEntry


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
