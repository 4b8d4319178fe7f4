"""Reports, imaging and documents: the words are kept, and nothing is read into them."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from crmo.exchange.fhir_r4.plain_text import without_tags
from crmo.exchange.reading import Reading
from crmo.record import Document, Entry, FactStatus, ImagingStudy, Modality

SECTION = "http://terminology.hl7.org/CodeSystem/v2-0074"
EntryOf = Callable[..., Any]
Entries = Callable[..., tuple[Entry, ...]]


def encoded(text: str | bytes) -> str:
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def report(category: str = "LAB", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "DiagnosticReport",
        "id": "r1",
        "status": "final",
        "category": [{"coding": [{"system": SECTION, "code": category}]}],
        "code": {"text": "MRI of the whole body"},
        "subject": {"reference": "Patient/child"},
        "effectiveDateTime": "2024-03-01",
    } | more


def letter(**attachment: Any) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference",
        "id": "d1",
        "status": "current",
        "type": {"text": "Clinic letter"},
        "subject": {"reference": "Patient/child"},
        "date": "2024-03-02T10:00:00Z",
        "content": [{"attachment": attachment}],
    }


def test_an_imaging_report_is_a_study_without_lesions_and_a_document(entries_of: Entries) -> None:
    study, document = entries_of(report("RAD", conclusion="Oedema of the left clavicle."))
    assert isinstance(study, ImagingStudy)
    assert (study.modality, study.whole_body) == (Modality.MRI, FactStatus.PRESENT)
    assert (study.lesions, study.unlisted) == ((), FactStatus.UNKNOWN)
    assert study.conclusion == "Oedema of the left clavicle."
    assert isinstance(document, Document)
    assert document.text == "Oedema of the left clavicle."


def test_a_report_and_its_study_are_one_entry(entries_of: Entries) -> None:
    scan = {
        "resourceType": "ImagingStudy",
        "id": "s1",
        "status": "available",
        "subject": {"reference": "Patient/child"},
        "started": "2024-03-01T08:00:00+01:00",
        "modality": [{"code": "MR"}],
        "series": [{"uid": "1", "modality": {"code": "MR"}, "bodySite": {"display": "Left femur"}}],
    }
    found = entries_of(
        report("RAD", conclusion="Quiet.", imagingStudy=[{"reference": "ImagingStudy/s1"}]), scan
    )
    (study,) = [entry for entry in found if isinstance(entry, ImagingStudy)]
    assert (study.id, study.conclusion, study.covers) == (
        "ImagingStudy/s1",
        "Quiet.",
        ("femur_left",),
    )


@pytest.mark.parametrize(
    ("code", "words", "modality"),
    [
        ("MR", "", Modality.MRI),
        ("CT", "", Modality.CT),
        ("DX", "", Modality.RADIOGRAPH),
        ("US", "", Modality.ULTRASOUND),
        ("NM", "Three-phase bone scan", Modality.BONE_SCAN),
        ("NM", "Thyroid", Modality.OTHER),
        ("??", "X-ray of the knee", Modality.RADIOGRAPH),
        ("??", "Contract signed", Modality.OTHER),
    ],
)
def test_modality(entry_of: EntryOf, code: str, words: str, modality: Modality) -> None:
    study = entry_of(
        {
            "resourceType": "ImagingStudy",
            "id": "s1",
            "status": "available",
            "subject": {"reference": "Patient/child"},
            "started": "2024-03-01",
            "modality": [{"code": code}],
            "description": words,
        }
    )
    assert study.modality is modality


def test_a_laboratory_report_of_references_only_is_left_aside(
    read_bundle: Callable[..., Reading],
) -> None:
    reading = read_bundle(report(result=[{"reference": "Observation/1"}]))
    assert reading.records[0].entries == ()
    assert reading.ignored["DiagnosticReport"] == 1


def test_results_contained_in_a_report_are_read(entry_of: EntryOf) -> None:
    crp = {
        "resourceType": "Observation",
        "id": "crp",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "1988-5"}]},
        "valueQuantity": {"value": 12, "unit": "mg/L"},
    }
    found = entry_of(report(contained=[crp], result=[{"reference": "#crp"}]))
    assert (found.analyte, found.id) == ("crp", "DiagnosticReport/r1#crp")


def test_a_plain_text_attachment_is_kept(entry_of: EntryOf) -> None:
    found = entry_of(
        letter(contentType="text/plain; charset=utf-8", data=encoded("Schmerz für Jürgen"))
    )
    assert isinstance(found, Document)
    assert (found.title, found.text, str(found.on)) == (
        "Clinic letter",
        "Schmerz für Jürgen",
        "2024-03-02",
    )


def test_an_old_character_set_is_read(entry_of: EntryOf) -> None:
    data = encoded("Jürgen".encode("latin-1"))
    assert entry_of(letter(contentType="text/plain", data=data)).text == "Jürgen"
    named = letter(contentType="text/plain; charset=iso-8859-1", data=data)
    assert entry_of(named).text == "Jürgen"


def test_html_loses_its_tags_and_scripts(entry_of: EntryOf) -> None:
    head = "<html><head><title>x</title></head>"
    html = f"{head}<body><p>One &amp; two</p><script>no()</script><p>three</p>"
    found = entry_of(letter(contentType="text/html", data=encoded(html)))
    assert found.text == "One & two\n\nthree"


@pytest.mark.parametrize("media_type", ["application/pdf", "application/rtf", "image/png"])
def test_what_is_no_text_keeps_title_and_date_with_a_remark(
    read_bundle: Callable[..., Reading], media_type: str
) -> None:
    reading = read_bundle(letter(contentType=media_type, data=encoded(b"%PDF-1.4")))
    (found,) = reading.records[0].entries
    assert isinstance(found, Document)
    assert (found.text, found.media_type, found.title) == ("", media_type, "Clinic letter")
    assert "not-text" in {remark.code for remark in reading.remarks}


def test_broken_base64_is_remarked(read_bundle: Callable[..., Reading]) -> None:
    reading = read_bundle(letter(contentType="text/plain", data="###"))
    assert len(reading.records[0].entries) == 1
    assert "text-unreadable" in {remark.code for remark in reading.remarks}


def test_the_text_of_a_binary_reaches_its_document(entry_of: EntryOf) -> None:
    binary = {
        "resourceType": "Binary",
        "id": "b1",
        "contentType": "text/plain",
        "data": encoded("the letter"),
    }
    assert entry_of(letter(contentType="text/plain", url="Binary/b1"), binary).text == "the letter"


def test_the_narrative_of_a_composition_is_kept(entry_of: EntryOf) -> None:
    found = entry_of(
        {
            "resourceType": "Composition",
            "id": "k1",
            "status": "final",
            "title": "Discharge summary",
            "date": "2024-03-02",
            "subject": {"reference": "Patient/child"},
            "section": [{"title": "Course", "text": {"div": "<div>Limped <b>less</b>.</div>"}}],
        }
    )
    assert (found.title, found.text) == ("Discharge summary", "Course\nLimped less.")


def test_tags_are_not_words() -> None:
    assert without_tags("<table><tr><td>CRP</td><td>12</td></tr></table>") == "CRP 12"
    assert without_tags("<p>one\n   line</p>\n<pre>two\nlines</pre>") == "one line\n\ntwo\nlines"
    assert without_tags("") == ""
    assert without_tags("a < b") == "a < b"
