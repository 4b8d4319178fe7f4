"""Other systems may drop our extensions: what plain FHIR says must still be right by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from crmo.exchange.reading import Reading
from crmo.record import (
    Diagnosis,
    Document,
    Encounter,
    Entry,
    FactStatus,
    Finding,
    ImagingStudy,
    Measurement,
    Patient,
    PatientRecord,
    Procedure,
    Quantity,
    Score,
    Subject,
    TreatmentCourse,
)

Json = dict[str, Any]
PRESENT, ABSENT = FactStatus.PRESENT, FactStatus.ABSENT


def without_extensions(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_extensions(v) for key, v in value.items() if key != "extension"}
    return [without_extensions(each) for each in value] if isinstance(value, list) else value


def without_own_codes(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: without_own_codes(each) for key, each in value.items()}
        if "coding" in kept:
            kept["coding"] = [
                each for each in kept["coding"] if not each["system"].startswith("urn:crmo:")
            ]
        return kept
    return [without_own_codes(each) for each in value] if isinstance(value, list) else value


def facts_of(entries: tuple[Entry, ...]) -> Iterator[tuple[object, ...]]:
    """Yield what is compared of each entry: kind, concept, answer, date, place."""
    for e in entries:
        on = e.on
        match e:
            case Finding():
                yield "finding", e.concept, e.status, on, e.site, e.about
            case Measurement():
                yield "measurement", e.analyte, e.quantity, e.flag, on, e.reference_high
            case Score():
                yield "score", e.instrument, e.value, on
            case Procedure():
                yield "procedure", e.concept, e.status, on, e.site
            case TreatmentCourse():
                yield "course", e.drug, on, e.end, e.ongoing, e.indication, e.dose
            case Diagnosis():
                yield "diagnosis", e.concept, e.certainty, on, e.until
            case Encounter():
                yield "encounter", e.contact, e.department, on, e.until
            case ImagingStudy():
                yield "imaging", e.modality, on, e.whole_body is PRESENT, e.conclusion


def may_lack(written: Entry, knowledge: Any) -> bool:
    """What plain FHIR cannot carry.

    Concepts that the knowledge lacks are read as results, because nothing says they are
    findings. Of a Condition the onset is taken for its date. A score on a scale that the
    knowledge lacks stays a number. Words of a place may be understood as a bone site.
    """
    if isinstance(written, Finding):
        is_known = written.concept in knowledge.concepts
        has_onset = is_known and "mondo" in knowledge.concepts[written.concept].codes
        is_since = has_onset and written.since is not None
        is_family = written.about is Subject.FAMILY
        return not is_known or is_since or is_family or bool(written.site_text)
    if isinstance(written, Score):
        return knowledge.instruments[written.instrument].range is None
    return False


def test_without_extensions_nearly_everything_is_understood(
    known_records: list[PatientRecord],
    bundle_of: Callable[[PatientRecord], Json],
    read_values: Callable[[Any], Reading],
    knowledge: Any,
) -> None:
    n_compared = 0
    for record in known_records:
        (found,) = read_values(without_extensions(bundle_of(record))).records
        kept = tuple(entry for entry in record.current if not may_lack(entry, knowledge))
        expected = Counter(facts_of(kept))
        missing = expected - Counter(facts_of(found.entries))
        assert missing == Counter()
        n_compared += expected.total()
    assert n_compared > 300


def test_without_our_codes_too_the_public_ones_carry(
    bundle_of: Callable[[PatientRecord], Json], read_values: Callable[[Any], Reading]
) -> None:
    entries = [
        Finding(id="a", on="2024-02", concept="fever", status=ABSENT),
        Finding(id="b", on="2024", concept="psoriasis", status=PRESENT),
        Finding(id="c", on="2024", concept="psoriasis", status=ABSENT),
        Finding(id="d", on="2024", concept="fever", status=FactStatus.NOT_LOOKED_FOR),
        Measurement(
            id="e", on="2024-03-01", analyte="crp", quantity=Quantity(value=3, unit="mg/L")
        ),
        Diagnosis(id="f", on="2024-03-01", concept="cno"),
        TreatmentCourse(id="g", on="2024", drug="naproxen", ongoing=PRESENT),
    ]
    record = PatientRecord(patient=Patient(id="child"), entries=entries)
    (found,) = read_values(without_own_codes(without_extensions(bundle_of(record)))).records
    assert Counter(facts_of(found.entries)) == Counter(facts_of(record.entries))


def test_a_disease_not_in_the_family_is_not_denied_of_the_patient(resources_of: Any) -> None:
    """A boolean under the code of psoriasis would say that the child has none."""
    (resource,) = resources_of(
        Finding(id="a", concept="psoriasis", status=ABSENT, about=Subject.FAMILY)
    )
    assert resource["valueBoolean"] is False
    assert [each["system"] for each in resource["code"]["coding"]] == ["urn:crmo:family-history"]
    assert resource["code"]["text"] == "Family history: psoriasis"


def test_a_letter_is_read_by_anybody(
    bundle_of: Callable[[PatientRecord], Json], read_values: Callable[[Any], Reading]
) -> None:
    letter = Document(id="a", on="2024-03-05", title="Letter", text="Größe 138 cm\n")
    record = PatientRecord(patient=Patient(id="child"), entries=[letter])
    (found,) = read_values(without_extensions(bundle_of(record))).records
    (came,) = found.entries
    assert isinstance(came, Document)
    assert (came.title, came.text, came.on) == (letter.title, letter.text, letter.on)
