"""A child with little to say: these tests ask for many pages and read few."""

from __future__ import annotations

import pytest
from attrs import evolve
from tests.workbench.conftest import example_record, load

from crmo.record import PatientRecord
from crmo.workbench.models import Child

_N_ENTRIES = 8
_SHORT: list[PatientRecord] = []


@pytest.fixture
def child(db: None) -> Child:
    """A child of the first entries of the relapsing example, which is read once."""
    if not _SHORT:
        whole = example_record()
        _SHORT.append(evolve(whole, entries=whole.entries[:_N_ENTRIES], retractions=()))
    return load(_SHORT[0])
