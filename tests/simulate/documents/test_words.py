"""The words of the houses mean what they are filed under."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.simulate.documents.telling import date_in, number_in

from crmo.anatomy import all_sites, groups, read_place
from crmo.knowledge import load_knowledge
from crmo.record import PartialDate
from crmo.record.units import convert, ucum_from_text
from crmo.simulate.documents import DIALECTS, STYLES
from crmo.simulate.documents.amounts import converted, printed, spoken
from crmo.simulate.documents.dates import written
from crmo.simulate.documents.house_style import (
    house_style,
    spelled_for,
    styles_file,
    words_file,
)
from crmo.simulate.documents.site_words import site_words

# What people write and our search for places does not read yet.
_NOT_READ = re.compile(r"\b(met|(\w+th|first|second|third) (cervical|thoracic|lumbar) vertebra)\b")
_LISTS_OF_STUDIES = {group.id for group in groups().values() if group.source} | {"vertebral"}
_NO_PLACE = {"metaphyseal", "epiphyseal", "diaphyseal", "metaphysis_or_epiphysis"}
_NEGATIONS = (
    *("symptom_absent", "sign_absent", "condition_absent", "family_absent", "not_examined"),
    *("lesion_uncertain", "lesion_healed", "lesion_absent", "lesion_absent_feature", "without"),
    *("without_healed", "unlisted_absent", "unlisted_absent_plain", "clear_all", "result_absent"),
    *("treatment_started", "treatment_ongoing", "treatment_stopped", "treatment_past", "neither"),
    *("diagnosis_suspected", "diagnosis_excluded", "diagnosis_given_up", "procedure_not_done"),
)


def base_of(site: str) -> str:
    return site.removesuffix("_left").removesuffix("_right")


@pytest.mark.parametrize("manner", ["full", "after", "short"])
def test_words_for_a_site_are_read_back_as_that_site(manner: str) -> None:
    wrong = {
        wording.text: site
        for site in all_sites()
        if base_of(site) not in _LISTS_OF_STUDIES | _NO_PLACE
        for wording in getattr(site_words(site), manner)
        if not _NOT_READ.search(wording.text)
        and ((place := read_place(wording.text)).site is None or place.site.id != site)
    }
    assert wrong == {}


def test_every_site_has_words() -> None:
    assert all(site_words(site).full for site in all_sites())


def test_a_pair_is_only_said_of_a_site_with_sides() -> None:
    assert site_words("vertebra_t8").pair == ()
    assert "both distal femoral metaphyses" in {
        wording.text for wording in site_words("femur_distal_metaphysis_left").pair
    }


@pytest.mark.parametrize("code", words_file("units")["spellings"])
def test_a_unit_is_spelled_so_that_it_is_read_back(code: str) -> None:
    spellings = words_file("units")["spellings"][code]
    read = {ucum_from_text(spelling) for spelling in spellings}
    assert {convert(1.0, each or "", code) for each in read} == {1.0}  # K/uL is read as 10*9/L


def test_every_concept_that_has_words_is_known() -> None:
    knowledge = load_knowledge()
    tables = {
        "findings": knowledge.concepts,
        "features": knowledge.concepts,
        "diseases": knowledge.concepts,
        "results": knowledge.concepts,
        "procedures": knowledge.concepts,
        "events": knowledge.concepts,
        "analytes": knowledge.analytes,
        "instruments": knowledge.instruments,
        "drugs": {**knowledge.drugs, **knowledge.drug_classes},
    }
    words = words_file("concepts")
    unknown = [row for name, known in tables.items() for row in words[name] if row not in known]
    assert unknown == []


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", _NEGATIONS)
def test_every_wording_that_denies_or_doubts_marks_how(style: str, name: str) -> None:
    """A grid denies with its tick, `{no}`."""
    for template in house_style(style, "en_GB").phrases[name]:
        assert template.has_cue or "no" in template.slots, template


@pytest.mark.parametrize("style", STYLES)
def test_a_house_fills_the_slots_that_the_base_has(style: str) -> None:
    """A misspelt slot would silently stay empty."""
    base, own = styles_file("base")["phrases"], styles_file(style).get("phrases", {})
    assert set(own) <= set(base)
    known = set(re.findall(r"\{(\w+)\}", str(base))) | _FILLED_EVERYWHERE
    assert set(re.findall(r"\{(\w+)\}", str(own))) <= known


_FILLED_EVERYWHERE = {"he_is", "him", "who", "has", "look", "yes", "no"}


def test_american_spelling() -> None:
    assert spelled_for("marrow oedema, haemoglobin, leukaemia, tumour", "en_US") == (
        "marrow edema, hemoglobin, leukemia, tumor"
    )
    assert spelled_for("marrow oedema", "en_GB") == "marrow oedema"


@given(st.floats(0, 10_000) | st.integers(0, 9_999_999).map(float))
def test_a_printed_number_is_the_number_to_four_figures(value: float) -> None:
    text = printed(value)
    if text is None:
        assert 0 < value < 1e-4
    else:
        assert float(text) == pytest.approx(value, rel=1e-3)


@given(st.decimals(0, 999, places=2).map(float))
def test_a_spoken_number_is_understood(value: float) -> None:
    text = printed(value)
    assert text is not None
    assert number_in(spoken(text)) == float(text)


@pytest.mark.parametrize(
    ("analyte", "unit", "value"),
    [("crp", "mg/L", 17.3), ("haemoglobin", "g/L", 101), ("creatinine", "umol/L", 44),
     ("vitamin_d", "nmol/L", 64), ("calcium", "mmol/L", 2.41), ("white_cells", "10*9/L", 7.4)],
)  # fmt: skip
def test_a_converted_value_leads_back_to_the_entry(analyte: str, unit: str, value: float) -> None:
    known = load_knowledge().analytes[analyte]
    american = words_file("units")["printed"]["en_US"][analyte]
    number = converted(value, unit, american, known.molar_mass_g_per_mol)
    assert number is not None
    back = convert(float(number), american, unit, known.molar_mass_g_per_mol)
    decimals = len(str(value).partition(".")[2])
    assert round(back, decimals) == value


@given(
    st.dates(),
    st.integers(1, 3),
    st.sampled_from(("number", "short", "words", "spoken")),
    st.sampled_from(DIALECTS),
)
def test_a_date_is_told_as_exactly_as_it_is_known(
    day: object, parts: int, form: str, dialect: str
) -> None:
    from datetime import date

    assert isinstance(day, date)
    partial = PartialDate(*(day.year, day.month, day.day)[:parts])
    if partial.year >= 1000:
        assert date_in(written(partial, form, dialect), dialect) == partial
