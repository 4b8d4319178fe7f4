"""Case definitions as a table of the knowledge: shipped, laid over by a clinic, and checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmo.errors import KnowledgeError
from crmo.knowledge import Knowledge, load_knowledge
from crmo.knowledge.case_definition import Repeat
from crmo.knowledge.check import problems
from crmo.knowledge.files import knowledge_files
from crmo.knowledge.layers import Layers

SHIPPED = load_knowledge()


def laid_over(folder: Path, text: str) -> Knowledge:
    (folder / "ours.yaml").write_text(text, encoding="utf-8")
    return load_knowledge(folder)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(KnowledgeError) as raised:
        laid_over(folder, text)
    return raised.value.explain()


def test_the_variants_ask_the_same_criteria_and_differ_in_what_they_do_with_them() -> None:
    graded, sensitive, specific = (
        SHIPPED.case_definitions[key]
        for key in ("suspected_crmo", "suspected_crmo_sensitive", "suspected_crmo_specific")
    )
    assert list(sensitive.criteria) == list(graded.criteria)
    assert set(specific.criteria) > set(graded.criteria)
    assert set(sensitive.exclude) < set(graded.exclude) < set(specific.exclude)
    assert sensitive.bands[-1].at_least < graded.bands[-1].at_least < specific.bands[-1].at_least


def test_a_clinic_changes_points_with_a_decision_of_its_own(tmp_path: Path) -> None:
    knowledge = laid_over(
        tmp_path,
        """
case_definitions:
  suspected_crmo:
    version: 2
    criteria:
      pain_again: {points: 3, min_days: 56, decision: our clinic sees children late}
""",
    )
    changed = knowledge.case_definitions["suspected_crmo"].criteria["pain_again"]
    before = SHIPPED.case_definitions["suspected_crmo"].criteria["pain_again"]
    assert isinstance(changed, Repeat)
    assert isinstance(before, Repeat)
    assert (changed.points, changed.min_days, changed.max_days) == (3, 56, before.max_days)
    assert (changed.source, changed.decision) == ("", "our clinic sees children late")
    variant = knowledge.case_definitions["suspected_crmo_specific"]
    assert variant.criteria["pain_again"].points == 3
    paths = [override.path for override in knowledge.overrides]
    assert "criteria.pain_again.points" in paths


def test_a_changed_number_does_not_stand_under_our_source(tmp_path: Path) -> None:
    text = "case_definitions:\n  suspected_crmo:\n    criteria:\n      several_bones: {points: 9}\n"
    told = refusal(tmp_path, text)
    assert "ours.yaml line 4" in told
    assert "gives no origin of its own" in told


def test_a_local_definition_may_extend_ours_and_says_what_it_rests_on(tmp_path: Path) -> None:
    text = """
id: ours
version: 1
extends: recorded_cno
label: recorded CNO here
purpose: for our register
criteria:
  whole_body_imaged: null
  corroborated: {of: [rheumatology, second_line]}
"""
    knowledge = laid_over(tmp_path, text + "decision: as discussed in our clinic in November\n")
    found = knowledge.case_definitions["ours"]
    assert "whole_body_imaged" not in found.criteria
    assert found.decision == "as discussed in our clinic in November"


def test_a_new_definition_without_a_decision_is_refused(tmp_path: Path) -> None:
    text = """
id: ours
version: 1
label: ours
purpose: to try
code_sets: {pain: {label: pain, concepts: [pain]}}
index: {first_of: pain, max_years: 18}
criteria: {once: {kind: count, label: l, why: w, of: pain, points: 1}}
bands: [{id: one, label: one, at_least: 1}]
"""
    assert "does not say what its points, days and bands rest on" in refusal(tmp_path, text)


def test_a_mistake_in_ours_that_variants_take_over_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(
        "case_definitions:\n  suspected_crmo:\n    code_sets:\n"
        "      germ: {label: germ, concepts: [no_such_germ]}\n",
        encoding="utf-8",
    )
    layers = Layers(SHIPPED.layers.shipped, knowledge_files(tmp_path))
    told = [str(problem) for problem in problems(layers)]
    assert len(told) == 1
    assert "no_such_germ" in told[0]
    assert "ours.yaml line 4" in told[0]
