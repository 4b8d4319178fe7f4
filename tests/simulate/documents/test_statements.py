"""Every statement rests on words that say it, and nothing is told that no statement knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.simulate.documents.telling import cues, date_in, known_records, number_in, words_of
from tests.strategies import records

from crmo.anatomy import read_place, resolve_site
from crmo.knowledge import load_knowledge
from crmo.record import (
    Entry,
    FactStatus,
    Finding,
    ImagingStudy,
    LesionStatus,
    Measurement,
    PatientRecord,
    Procedure,
    Score,
)
from crmo.record.units import convert, ucum_from_text
from crmo.simulate.documents import (
    DIALECTS,
    STYLES,
    Statement,
    WrittenDocument,
    said,
    write_documents,
)
from crmo.simulate.documents.house_style import house_style, words_file
from crmo.simulate.documents.marked import Template

SEEDS = range(8)
any_record = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def written() -> tuple[tuple[PatientRecord, WrittenDocument], ...]:
    """Some thousand documents about the examples and the published cases."""
    knowledge = load_knowledge()
    return tuple(
        (record, document)
        for seed in SEEDS
        for child, record in enumerate(known_records())
        for document in write_documents(record, knowledge, seed=seed, child=child)
    )


def told(part: str) -> Iterator[tuple[PatientRecord, WrittenDocument, Statement]]:
    """The statements about a part, as a pattern."""
    for record, document in written():
        for statement in document.statements:
            if re.fullmatch(part, statement.part):
                yield record, document, statement


def entry_of(record: PatientRecord, statement: Statement) -> Entry:
    return next(entry for entry in record.entries if entry.id == statement.entry)


def test_there_are_over_a_thousand_documents_of_every_kind_style_and_dialect() -> None:
    documents = [document for _, document in written()]
    assert len(documents) > 1000
    assert {d.kind for d in documents} == {
        "clinic_note",
        "imaging_report",
        "pathology_report",
        "addendum",
    }
    for kind in ("clinic_note", "imaging_report"):
        found = {(d.style, d.dialect) for d in documents if d.kind == kind}
        assert found == {(style, dialect) for style in STYLES for dialect in DIALECTS}


def test_every_span_is_words_inside_the_text() -> None:
    for _, document in written():
        for statement in document.statements:
            assert 0 <= statement.start < statement.end <= len(document.text)
            words = document.text[statement.start : statement.end]
            assert words == words.strip() != ""


def test_dates_are_read_as_told() -> None:
    n_read = 0
    for _, document, statement in told("on|since|until|end|birth_date"):
        words = words_of(document, statement)
        if words.lower() in cues():
            continue
        read = date_in(words, document.dialect)
        if read is None:
            assert statement.part == "since"  # `March`, `three months`
        else:
            n_read += 1
            assert str(read) == statement.told or statement.told == ""
    assert n_read > 1000


def test_numbers_are_read_as_told() -> None:
    for _, document, statement in told("value|severity|reference_low|reference_high|scale"):
        assert number_in(words_of(document, statement)) == float(statement.told)


_SPOKEN = {
    spelling: code
    for code, spellings in words_file("units")["spoken"].items()
    for spelling in spellings
}


def test_units_are_read_as_told() -> None:
    for _, document, statement in told("unit"):
        words = words_of(document, statement)
        if " per " in words:
            british = words.replace("liter", "litre").replace("meter", "metre")
            assert _SPOKEN[british] == statement.told
        elif words not in ("kilograms", "centimetres", "centimeters"):
            assert convert(1.0, ucum_from_text(words) or "", statement.told) == 1.0


def test_sizes_are_read_as_told() -> None:
    for _, document, statement in told(r"lesion:\d+:size"):
        words = words_of(document, statement).replace("millimeter", "millimetre")
        match = re.fullmatch(r"(.+?) ?(mm|cm|millimetres?)", words)
        assert match, words
        factor = 10 if match[2] == "cm" else 1
        assert number_in(match[1]) * factor == float(statement.told)


def test_a_site_is_told_in_words_for_that_site() -> None:
    n_read = 0
    for _, document, statement in told(r"site|lesion:\d+"):
        words = words_of(document, statement)
        site = resolve_site(statement.told)
        place = read_place(words)
        if place.is_certain and place.site is not None and place.site.is_unit:
            n_read += 1
            assert place.site.id == statement.told, words
        elif site.is_unit and site.units[0].id.startswith("vertebra_"):
            assert re.search(r"\b[CTL]\d|vertebra|sacrum", words), words
        elif site.side is not None and site.side != "midline":
            side = rf"\b({site.side}|{site.side[0]}t?|both|bilateral(ly)?)\b"
            assert re.search(side, words, re.IGNORECASE), (words, statement)
    assert n_read > 500


def test_what_is_denied_stands_beside_words_that_deny() -> None:
    n = 0
    for record, document in written():
        by_part = {(s.entry, s.part): s for s in document.statements}
        for entry in said(document, record).entries:
            for part in _denied(entry, record):
                n += 1
                statement = by_part[entry.id, part]
                assert words_of(document, statement).lower() in cues(), (part, document.text)
    assert n > 500


def _denied(entry: Entry, record: PatientRecord) -> Iterator[str]:
    """Parts whose words must deny, doubt or end something."""
    if isinstance(entry, Finding | Procedure) and entry.status is not FactStatus.PRESENT:
        yield "status"
    if isinstance(entry, Procedure):
        for fact in entry.results:
            if fact.status is FactStatus.ABSENT:
                yield f"result:{fact.concept}:status"
    if isinstance(entry, ImagingStudy):
        whole = next(each for each in record.entries if each.id == entry.id)
        assert isinstance(whole, ImagingStudy)
        sites = [lesion.bone_unit for lesion in whole.lesions]
        for lesion in entry.lesions:
            if lesion.bone_unit not in sites or sites.count(lesion.bone_unit) > 1:
                continue
            number = sites.index(lesion.bone_unit)
            if lesion.status is not LesionStatus.PRESENT:
                yield f"lesion:{number}:status"


def test_what_is_not_known_or_not_current_is_not_told() -> None:
    for record, document in written():
        current = {entry.id for entry in record.current}
        for entry in said(document, record).entries:
            assert entry.id in current
            if isinstance(entry, Finding):
                assert entry.status is not FactStatus.UNKNOWN


def test_what_is_said_fits_the_record() -> None:
    for record, document in written():
        whole = {entry.id: entry for entry in record.entries}
        for entry in said(document, record).entries:
            _fits(entry, whole[entry.id], document)


def _fits(said_entry: Entry, entry: Entry, document: WrittenDocument) -> None:
    if said_entry.on is not None:
        assert entry.on is not None
        assert said_entry.on == entry.on
    if isinstance(said_entry, Finding) and isinstance(entry, Finding):
        assert (said_entry.concept, said_entry.status) == (entry.concept, entry.status)
        assert said_entry.about is entry.about
        assert said_entry.site in (None, entry.site)
        if said_entry.since and entry.since:
            assert str(entry.since).startswith(str(said_entry.since))
    if isinstance(said_entry, Measurement) and isinstance(entry, Measurement):
        _same_amount(said_entry, entry)
    if isinstance(said_entry, Score) and isinstance(entry, Score):
        assert said_entry.value == pytest.approx(entry.value, rel=1e-3)
    if isinstance(said_entry, ImagingStudy) and isinstance(entry, ImagingStudy):
        assert said_entry.modality is entry.modality
        assert said_entry.whole_body in (entry.whole_body, FactStatus.UNKNOWN)
        sites = {lesion.bone_unit for lesion in entry.lesions}
        wrong = [lesion for lesion in said_entry.lesions if lesion.bone_unit not in sites]
        assert len(wrong) <= (document.kind == "imaging_report")


def _same_amount(said_entry: Measurement, entry: Measurement) -> None:
    if said_entry.quantity is None or entry.quantity is None:
        return
    value = said_entry.quantity.value
    if entry.quantity.unit != said_entry.quantity.unit:
        assert entry.quantity.unit
        assert said_entry.quantity.unit
        molar = load_knowledge().analytes[entry.analyte].molar_mass_g_per_mol
        value = convert(value, said_entry.quantity.unit, entry.quantity.unit, molar)
    assert value == pytest.approx(entry.quantity.value, rel=0.02)
    decimals = len(f"{entry.quantity.value:g}".partition(".")[2])
    assert round(value, decimals) == pytest.approx(entry.quantity.value, rel=1e-3)


@cache
def house_words() -> frozenset[str]:
    """Every word that stands in the wordings, headings and layouts of the houses themselves."""
    texts: list[str] = ["site lesion signs size change note to file clinic dr of the a an no was"]
    texts += ["new unchanged year-old girl boy child she he her his is lesions as with or and out"]
    texts += ["show shows demonstrate demonstrates has have look looks are were does risen fallen"]
    for name in STYLES:
        for dialect in DIALECTS:
            style = house_style(name, dialect)
            groups = (*style.phrases.values(), *style.titles.values(), style.extra["opening"])
            templates: list[Template] = [each for group in groups for each in group]
            templates += style.extra["opening_plain"]
            texts += [text for each in templates for kind, text in each.parts if kind != 1]
            texts += [word for words in style.headings.values() for word in words]
            texts += [*style.extra["closing"], *style.layout.between]
            texts += [slip for pair in style.extra["slips"] for slip in pair]
            texts += [tick for pair in style.extra["ticks"] for tick in pair]
    return frozenset(_words(" ".join(texts)))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def test_words_that_state_nothing_are_the_houses_own() -> None:
    """A fact that slipped into a text without a statement would bring a word of its own.

    Left out: the age and the date of an opening, the question of an indication, what a plan asks
    for, the wrong place in an addendum, the department in an opening.
    """
    knowledge = load_knowledge()
    may_be_asked = set(_words("mri radiograph xr ct bone scan scintigraphy isotope plain dxa pet "))
    may_be_asked |= set(_words("ultrasound uss imaging rheumatology general practice orthopaedics"))
    may_be_asked |= set(_words("paediatric pediatric orthopedics dentistry scan"))
    diseases = {
        word
        for concept in knowledge.concepts.values()
        if concept.kind == "disease"
        for word in _words(f"{concept.label} {' '.join(concept.synonyms)}")
    } | set(_words("infective om bact"))
    for _, document in written():
        if document.kind == "addendum":
            continue
        strange = set(_words(_unmarked(document))) - house_words() - may_be_asked - diseases
        months = {word for word in strange if word[:3] in "janfebmaraprmayjunjulaugsepoctnovdec"}
        strange -= months | set(_words("th st nd rd one two three four five six seven eight nine"))
        strange -= (
            set(_words(document.text.split("\n\n")[1])) if document.style == "dictated" else set()
        )
        assert strange == set(), document.text


def _unmarked(document: WrittenDocument) -> str:
    marked = sorted({(each.start, each.end) for each in document.statements})
    at, left = 0, []
    for start, end in marked:
        left.append(document.text[at:start])
        at = max(at, end)
    return " ".join([*left, document.text[at:]])


def test_no_number_stands_in_a_report_but_those_told() -> None:
    """Of sizes, values and levels none may be there that no statement knows."""
    for _, document in written():
        if document.kind != "imaging_report":
            continue
        left = re.sub(r"\d+-year-old|\b\d+ lesions?\b|(?m:^\d+\. )", "", _unmarked(document))
        assert not re.search(r"\d", left), document.text


@any_record
@given(records(), st.integers(0, 10_000), st.sampled_from((None, *STYLES)))
def test_any_record_can_be_written_about(
    record: PatientRecord, child: int, style: str | None
) -> None:
    knowledge = load_knowledge()
    whole = {entry.id: entry for entry in record.entries}
    documents = write_documents(record, knowledge, seed=1, child=child, style=style)
    assert len({document.id for document in documents}) == len(documents)
    for document in documents:
        for statement in document.statements:
            assert document.text[statement.start : statement.end].strip()
        for entry in said(document, record).entries:
            _fits_any(entry, whole[entry.id])


def _fits_any(said_entry: Entry, entry: Entry) -> None:
    assert type(said_entry) is type(entry)
    assert said_entry.on in (None, entry.on)
    if isinstance(said_entry, Finding) and isinstance(entry, Finding):
        assert said_entry.status is entry.status
        assert said_entry.site in (None, entry.site)
