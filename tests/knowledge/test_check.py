"""The check finds what must not be in the knowledge, and says where."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmo.knowledge.check import main, problems
from crmo.knowledge.files import knowledge_files
from crmo.knowledge.layers import Layers

SOURCES = """
sources:
  a_2020: {citation: A paper, doi: 10.1000/x1}
"""
RULE = """
rules:
  - id: a_rule
    kind: criteria
    title: A rule
    version: "1"
    status: verified
    sources: [a_2020]
    body: %s
"""


def found(folder: Path, text: str) -> list[str]:
    (folder / "knowledge.yaml").write_text(text, encoding="utf-8")
    return [str(problem) for problem in problems(Layers(knowledge_files(folder)))]


def body(folder: Path, text: str) -> list[str]:
    return found(folder, SOURCES + RULE % text)


def only(messages: list[str], *said: str) -> None:
    assert len(messages) == 1, messages
    for words in said:
        assert words in messages[0]


# --- numbers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "{cut_off: {value: 30, source: a_2020}}",
        "{source: a_2020, deep: {deeper: [{value: 1.5}, 2]}}",
        "{cut_off: {value: 30, source: [a_2020]}}",
        "{window: {value: 14, decision: Scans of one visit lie within two weeks.}}",
        "{cut_off: {value: null, source: a_2020, grade: unknown}}",
        "{is_strict: true}",
        "{name: '12'}",
    ],
)
def test_a_number_with_an_origin_and_anything_else_is_welcome(tmp_path: Path, text: str) -> None:
    assert body(tmp_path, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "{cut_off: 30}",
        "{cut_off: {value: 30}}",
        "{a: {source: a_2020}, b: {value: 30}}",
        "{cut_off: {value: 30, source: null}}",
        "{months: [0, 3]}",
        "{weight: -0.5}",
    ],
)
def test_a_number_without_a_source_is_found(tmp_path: Path, text: str) -> None:
    messages = [message for message in body(tmp_path, text) if "number has no source" in message]
    assert messages
    assert "knowledge.yaml line 12" in messages[0]


def test_a_decision_needs_a_reason(tmp_path: Path) -> None:
    only(body(tmp_path, "{window: {value: 14, decision: ok}}"), "no reason", "'ok'")


def test_the_sources_of_a_rule_do_not_excuse_its_numbers(tmp_path: Path) -> None:
    """A rule may rest on ten papers; which one a number is from must be said beside it."""
    only(body(tmp_path, "{cut_off: {value: 30}}"), "a_rule, body.cut_off.value", "Came: 30")


def test_a_number_called_unknown_is_found(tmp_path: Path) -> None:
    only(body(tmp_path, "{x: {value: 3, source: a_2020, grade: unknown}}"), "called unknown")


def test_a_grade_must_be_one_of_ours(tmp_path: Path) -> None:
    only(body(tmp_path, "{x: {value: 3, source: a_2020, grade: sure}}"), "grade", "'sure'")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{x: {value: .nan, source: a_2020}}", "computed with"),
        ("{x: {value: .inf, source: a_2020}}", "computed with"),
        ("{x: {from: 9, to: 4, unit: mo, source: a_2020}}", "`from:` is greater than `to:`"),
        ("{x: {from: -4, to: 9, unit: mo, source: a_2020}}", "cannot be negative"),
        ("{x: {low: 5, high: -1, source: a_2020}}", "`low:` is greater than `high:`"),
        ("{x: {low: zero, high: 5, source: a_2020}}", "not a number"),
        ("{x: {low: 0, high: '5', source: a_2020}}", "not a number"),
    ],
)
def test_a_number_that_cannot_be_meant_is_found(tmp_path: Path, text: str, said: str) -> None:
    only(body(tmp_path, text), said)


@pytest.mark.parametrize(
    "text",
    [
        "{x: {low: -8, high: -2, source: a_2020}}",
        "{x: {from: 4, to: 4, unit: mo, source: a_2020}}",
        "{x: {low: null, high: 5, source: a_2020}}",
        "{x: {points: -10, source: a_2020}}",
    ],
)
def test_negative_and_equal_numbers_are_welcome_where_they_make_sense(
    tmp_path: Path, text: str
) -> None:
    assert body(tmp_path, text) == []


@pytest.mark.parametrize(
    "cautions",
    [
        "[Relapses are silent, so feeling well does not replace it.]",
        "[An aid to thinking]",
        "[3]",
        "['']",
    ],
)
def test_a_caution_that_is_no_whole_sentence_is_found(tmp_path: Path, cautions: str) -> None:
    rule = f"{RULE % '{is_strict: true}'}    cautions: {cautions}\n"
    messages = found(tmp_path, SOURCES + rule)
    assert messages
    assert all("whole sentence" in message for message in messages)


def test_a_caution_with_a_comma_in_quotation_marks_is_welcome(tmp_path: Path) -> None:
    rule = f"{RULE % '{is_strict: true}'}    cautions: ['Silent, so it does not replace MRI.']\n"
    assert found(tmp_path, SOURCES + rule) == []


def test_a_number_from_memory_makes_its_rule_unverified(tmp_path: Path) -> None:
    text = "{x: {value: 3, source: a_2020, grade: memory}}"
    only(body(tmp_path, text), "from memory", "unverified")
    unverified = SOURCES + (RULE % text).replace("verified", "unverified\n    note: compare it")
    assert found(tmp_path, unverified) == []


def test_tables_need_sources_for_their_numbers_too(tmp_path: Path) -> None:
    analyte = "analytes:\n  crp: {label: CRP, unit: mg/L, plausible: {low: 0, high: 9}}\n"
    assert sum("a number has no source" in message for message in found(tmp_path, analyte)) == 2
    instrument = "instruments:\n  pain: {label: Pain, range: {low: 0, high: 10}}\n"
    assert len(found(tmp_path, instrument)) == 2


# --- sources -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "{citation: A paper, doi: 10.1186/ar2992}",
        '{citation: A paper, pmid: "19333943"}',
        "{citation: A protocol, guideline: SPARN pamidronate protocol}",
    ],
)
def test_a_source_has_a_doi_a_pubmed_number_or_a_guideline(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, f"sources:\n  b_2021: {text}\n") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{citation: A paper}", "neither DOI nor PubMed"),
        ("{doi: 10.1186/ar2992}", "citation is missing"),
        ("{citation: A paper, doi: https://doi.org/10.1186/ar2992}", "not a DOI"),
        ("{citation: A paper, pmid: 19333943}", "not a PMID"),
        ("{citation: A paper, doi: 10.1186/ar2992, seen: maybe}", "word is not known"),
        ("{citation: A paper, doi: 10.1186/ar2992, author: me}", "`author:` is not known"),
    ],
)
def test_a_source_without_them_is_found(tmp_path: Path, text: str, said: str) -> None:
    messages = found(tmp_path, f"sources:\n  b_2021: {text}\n")
    assert any(said in message and "knowledge.yaml line 2" in message for message in messages)


# --- headers and references --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: criteria", "kind: gossip", "word is not known"),
        ("status: verified", "status: maybe", "word is not known"),
        ("status: verified", "status: unverified", "what must be checked"),
        ("sources: [a_2020]", "sources: []", "no source"),
        ("sources: [a_2020]", "sources: a_2020", "not a list"),
        ("sources: [a_2020]", "sources: [z_1900]", "source is not known"),
        ("title: A rule", "title: A rule\n    points: 3", "key is not known"),
        ("    title: A rule\n", "", "`title:` is missing"),
    ],
)
def test_a_header_that_is_not_right_is_found(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = SOURCES + RULE % "{note: words}"
    assert old in text
    messages = found(tmp_path, text.replace(old, new))
    assert any(said in message for message in messages), messages


def test_a_rule_of_our_own_decisions_needs_no_paper(tmp_path: Path) -> None:
    text = RULE % "{days: {value: 14, decision: Scans of one visit lie this close.}}"
    assert found(tmp_path, text.replace("[a_2020]", "[]")) == []


@pytest.mark.parametrize(
    "text",
    [
        "{finding: nothing_known}",
        "{any: [{disease: nothing_known}]}",
        "{features: [nothing_known]}",
        "{no_results: [nothing_known]}",
        "{analyte: nothing_known}",
        "{drug: nothing_known}",
        "{drug_classes: [nothing_known]}",
        "{instrument: nothing_known}",
        "{site: nothing_known}",
        "{group: nothing_known}",
        "{modalities: [nothing_known]}",
    ],
)
def test_an_id_that_does_not_exist_is_found(tmp_path: Path, text: str) -> None:
    only(body(tmp_path, text), "there is no", "'nothing_known'")


def test_bones_and_groups_that_exist_are_welcome(tmp_path: Path) -> None:
    assert body(tmp_path, "{groups: [spine, clavicle], site: femur_distal_left}") == []


def test_a_finding_is_no_procedure(tmp_path: Path) -> None:
    concepts = "concepts:\n  fever: {kind: finding, label: fever}\n"
    messages = found(tmp_path, SOURCES + concepts + RULE % "{procedure: fever}")
    only(messages, "no procedure")


# --- codes, names, units -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ("{hpo: {HP:123: Fever}}", "Human Phenotype Ontology"),
        ('{snomed: {"386661007": Fever}}', "SNOMED CT"),  # last digit changed
        ("{icd10: {R5: Fever}}", "ICD-10"),
        ("{runes: {X: Fever}}", "code system is not known"),
        ("{omim: {OMIM:609628: Fever}}", "OMIM"),
    ],
)
def test_a_code_that_cannot_be_right_is_found(tmp_path: Path, codes: str, said: str) -> None:
    text = f"concepts:\n  fever: {{kind: finding, label: fever, codes: {codes}}}\n"
    only(found(tmp_path, text), said)


def test_a_laboratory_code_with_a_wrong_check_digit_is_found(tmp_path: Path) -> None:
    text = "analytes:\n  crp: {label: CRP, unit: mg/L, loinc: [1988-6]}\n"
    only(found(tmp_path, text), "LOINC", "1988-6")


def test_one_name_or_code_with_two_meanings_is_found(tmp_path: Path) -> None:
    text = """
concepts:
  fever: {kind: finding, label: fever, synonyms: [Pyrexia], codes: {hpo: {HP:0001945: Fever}}}
  heat: {kind: finding, label: heat, synonyms: [pyrexias], codes: {hpo: {HP:0001945: Fever}}}
"""
    messages = found(tmp_path, text)
    assert len(messages) == 2
    assert all("both fever and heat" in message for message in messages)


def test_a_unit_that_cannot_be_converted_is_found(tmp_path: Path) -> None:
    text = "analytes:\n  crp: {label: CRP, unit: mg/L, accepted_units: [mmol/L]}\n"
    only(found(tmp_path, text), "cannot be converted", "'mmol/L'")


def test_two_files_with_the_same_entry_are_refused(tmp_path: Path) -> None:
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text("drug_classes:\n  nsaid: {label: NSAID}\n", encoding="utf-8")
    with pytest.raises(Exception, match="Two files have an entry 'nsaid'"):
        list(problems(Layers(knowledge_files(tmp_path))))


# --- the command -------------------------------------------------------------------------------


def test_the_command_fails_loudly_on_a_broken_overlay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ours.yaml").write_text(
        "rules:\n  - id: bristol_2016\n    body: {extra: {value: 12}}\n", encoding="utf-8"
    )
    assert main([str(tmp_path)]) != 0
    captured = capsys.readouterr()
    assert "ours.yaml line 3" in captured.err
    assert "1 problem in" in captured.out


def test_the_command_fails_loudly_on_a_folder_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "nowhere")]) != 0
    assert "no knowledge" in capsys.readouterr().err
