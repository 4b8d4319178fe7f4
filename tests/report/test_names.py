"""Things are called by their names; codes that crmo does not know keep their source's words."""

from __future__ import annotations

from collections.abc import Callable

from crmo.knowledge import Knowledge
from crmo.record import (
    Diagnosis,
    FactStatus,
    Finding,
    PartialDate,
    Patient,
    PatientRecord,
    Procedure,
    Source,
)
from crmo.report.case import Case
from crmo.report.names import Names
from crmo.report.time_axis import chart_of


def test_a_known_concept_has_the_name_of_the_knowledge(knowledge: Knowledge) -> None:
    pain = Finding(id="p", concept="bone_pain", status=FactStatus.PRESENT,
                   source=Source(document="x", text="aching legs"))  # fmt: skip
    assert Names(knowledge).of(pain) == "Bone pain"


def test_an_unknown_code_is_told_in_the_words_of_its_source(knowledge: Knowledge) -> None:
    test = Procedure(id="p", concept="snomed:1", source=Source(document="x", text="Hearing test"))
    assert Names(knowledge).of(test) == "Hearing test"
    assert not Names(knowledge).knows(test)


def test_a_code_without_words_stays_readable(knowledge: Knowledge) -> None:
    report = Source(document="x", text="A whole report. " * 20)
    assert Names(knowledge).of(Procedure(id="p", concept="strange_test")) == "Strange test"
    assert Names(knowledge).of(Procedure(id="p", concept="a:1", source=report)) == "A:1"


def test_a_long_name_has_a_short_one_where_space_is_scarce(knowledge: Knowledge) -> None:
    assert Names(knowledge).short_drug_class("naproxen") == "NSAID"
    assert Names(knowledge).short_drug_class("adalimumab") == "TNF inhibitor"


def test_a_shorter_synonym_is_no_short_name(knowledge: Knowledge) -> None:
    """Bacterial osteomyelitis is not "acute osteomyelitis"."""
    named = Diagnosis(id="d", concept="bacterial_osteomyelitis")
    assert Names(knowledge).short_of(named) == "Bacterial osteomyelitis"
    assert Names(knowledge).short_of(Diagnosis(id="d", concept="cno")) == "CNO"


def test_what_crmo_cannot_name_is_counted_and_not_drawn(
    make_case: Callable[[PatientRecord], Case], write_page: Callable[..., str]
) -> None:
    strange = Procedure(id="strange", on=PartialDate.parse("2026-01-05"), concept="snomed:1",
                        source=Source(document="x", text="Hearing test"))  # fmt: skip
    biopsy = Procedure(id="b", on=PartialDate.parse("2026-01-06"), concept="bone_biopsy")
    case = make_case(PatientRecord(patient=Patient(id="p"), entries=(strange, biopsy)))
    chart = chart_of(case)
    assert [mark.entry for mark in chart.events] == ["b"]
    assert chart.n_unnamed == 1
    page = write_page(case)
    assert "1 procedure, diagnosis or drug with a code that crmo does not know" in page
    assert "Hearing test" in page
