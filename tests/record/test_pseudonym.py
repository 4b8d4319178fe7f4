from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmo.examples import EXAMPLES
from crmo.exchange import read
from crmo.knowledge import load_knowledge
from crmo.record import Document, PartialDate, PatientRecord, Source
from crmo.record.json_form import to_json
from crmo.record.pseudonym import MOST_DAYS, moved, pseudonym_of, pseudonymised

KEY = b"secret"


def record() -> PatientRecord:
    found = read(EXAMPLES[0].path, knowledge=load_knowledge()).records[0]
    words = "Anna Kowalska was seen"
    letter = Document(id="letter-of-anna", on="2026-01-02", title=words, text=words)
    return found.with_entries([letter])


def hidden(child: PatientRecord) -> PatientRecord:
    pseudonym = pseudonym_of(child.patient.id, key=KEY)
    return pseudonymised(child, pseudonym, is_known=lambda name: ":" not in name)


def test_nothing_that_says_who_it_is_is_left() -> None:
    child = record()
    told = to_json(hidden(child))
    assert {entry.id for entry in hidden(child).entries} == {
        f"e{n}" for n in range(1, len(child.current))
    }
    assert child.patient.name not in told
    assert child.patient.id not in told
    assert "Kowalska" not in told
    for entry in child.entries:
        assert not entry.note or entry.note not in told
        if isinstance(entry.source, Source):
            assert entry.source.document not in told


def test_intervals_between_dates_stay_as_they_are() -> None:
    child = record()
    days = pseudonym_of(child.patient.id, key=KEY).days
    before = sorted(
        entry.on.earliest
        for entry in child.current
        if entry.on and entry.on.is_day and not isinstance(entry, Document)
    )
    after = sorted(
        entry.on.earliest for entry in hidden(child).current if entry.on and entry.on.is_day
    )
    assert [(one - other).days for one, other in zip(before, after, strict=True)] == [days] * len(
        before
    )


def test_the_birth_date_is_told_to_the_month() -> None:
    born = hidden(record()).patient.birth_date
    assert born is not None
    assert born.month is not None
    assert born.day is None


def test_a_pseudonym_is_steady_and_depends_on_the_key() -> None:
    assert pseudonym_of("a", key=KEY) == pseudonym_of("a", key=KEY)
    assert pseudonym_of("a", key=KEY).id != pseudonym_of("b", key=KEY).id
    assert pseudonym_of("a", key=KEY).id != pseudonym_of("a", key=b"other").id
    with pytest.raises(ValueError, match="secret key"):
        pseudonym_of("a", key=b"")


def test_a_name_that_the_knowledge_does_not_have_is_left_out() -> None:
    child = record()
    pseudonym = pseudonym_of("a", key=KEY)
    assert pseudonymised(child, pseudonym, is_known=lambda _: False).entries != child.entries
    kinds = {
        type(entry).__name__
        for entry in pseudonymised(child, pseudonym, is_known=lambda _: False).entries
    }
    assert kinds <= {"ImagingStudy", "Encounter"}


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.integers(1, MOST_DAYS))
def test_a_date_stays_as_exact_as_it_was(day: date, days: int) -> None:
    for on in (
        PartialDate(day.year),
        PartialDate(day.year, day.month),
        PartialDate(day.year, day.month, day.day),
    ):
        back = moved(on, days)
        assert len(str(back)) == len(str(on))
        assert not (back.latest > on.latest)
