"""A number of a clinic is never shown as that of our paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmo.errors import KnowledgeError
from crmo.knowledge import Knowledge, load_knowledge

WHY = "Protocol of the clinic, 2026, page 3."
OURS = load_knowledge().rule("due_mri_after_change")
OUR_LABORATORY = """
sources:
  our_protocol: {citation: Protocol of our clinic, guideline: "Our clinic, protocol 7"}
"""


def laid_over(folder: Path, first: str, *, more: str = "", beside: str = "") -> Knowledge:
    (folder / "ours.yaml").write_text(
        f"{more}\nrules:\n  - id: due_mri_after_change\n    body:\n      interval:\n"
        f"        {beside}\n        first: {first}\n",
        encoding="utf-8",
    )
    return load_knowledge(folder)


def test_the_paper_speaks_for_the_number_as_shipped() -> None:
    assert OURS.body["interval"]["first"]["source"] == "hofmann_2017"
    assert OURS.sources == ("hofmann_2017",)


@pytest.mark.parametrize(
    "first",
    [
        "{from: 2, to: 4}",
        "{to: 7}",
        "{from: 2, grade: confirmed}",
        "{unit: wk}",  # 3 to 6 weeks are not what the paper says
        "{from: 2, decision: ''}",
    ],
)
def test_a_changed_number_without_an_origin_of_its_own_is_refused(
    tmp_path: Path, first: str
) -> None:
    with pytest.raises(KnowledgeError) as raised:
        laid_over(tmp_path, first)
    told = raised.value.explain()
    assert "no origin of its own" in told or "no reason" in told
    assert "ours.yaml line 7" in told


def test_a_decision_replaces_source_and_grade(tmp_path: Path) -> None:
    knowledge = laid_over(tmp_path, f'{{from: 2, to: 4, decision: "{WHY}"}}')
    rule = knowledge.rule("due_mri_after_change")
    assert dict(rule.body["interval"]["first"]) == {
        "from": 2,
        "to": 4,
        "unit": "mo",
        "decision": WHY,
    }


def test_a_paper_that_no_number_rests_on_any_more_is_no_source_of_the_rule(
    tmp_path: Path,
) -> None:
    knowledge = laid_over(tmp_path, f'{{from: 2, to: 4, decision: "{WHY}"}}')
    assert knowledge.rule("due_mri_after_change").sources == ()


def test_a_source_of_the_clinic_replaces_ours(tmp_path: Path) -> None:
    rule = laid_over(tmp_path, "{from: 2, to: 4, source: our_protocol}", more=OUR_LABORATORY).rule(
        "due_mri_after_change"
    )
    first = rule.body["interval"]["first"]
    assert first["source"] == "our_protocol"
    assert "grade" not in first
    assert rule.sources == ("our_protocol",)


def test_the_same_source_with_a_corrected_number_needs_its_own_grade(tmp_path: Path) -> None:
    rule = laid_over(tmp_path, "{from: 4, source: hofmann_2017}").rule("due_mri_after_change")
    assert "grade" not in rule.body["interval"]["first"]
    assert rule.sources == OURS.sources


def test_a_grade_alone_may_be_raised_after_comparing(tmp_path: Path) -> None:
    rule = laid_over(tmp_path, "{grade: secondary}").rule("due_mri_after_change")
    assert dict(rule.body["interval"]["first"]) == {
        **OURS.body["interval"]["first"],
        "grade": "secondary",
    }


def test_what_goes_is_recorded(tmp_path: Path) -> None:
    knowledge = laid_over(tmp_path, f'{{from: 2, to: 4, decision: "{WHY}"}}')
    gone = {change.path: change.old for change in knowledge.overrides if change.new is None}
    assert gone == {
        "body.interval.first.source": "hofmann_2017",
        "body.interval.first.grade": "confirmed",
    }


def test_a_decision_further_out_does_not_excuse_a_number_under_our_source(
    tmp_path: Path,
) -> None:
    with pytest.raises(KnowledgeError, match="no origin of its own"):
        laid_over(tmp_path, "{from: 2}", beside=f'decision: "{WHY}"')


def test_a_second_file_may_not_borrow_from_the_first(tmp_path: Path) -> None:
    (tmp_path / "z_later.yaml").write_text(
        "rules:\n  - id: due_mri_after_change\n    body: {interval: {first: {from: 1}}}\n",
        encoding="utf-8",
    )
    with pytest.raises(KnowledgeError, match=r"z_later.yaml line 3.*no origin of its own"):
        laid_over(tmp_path, f'{{from: 2, to: 4, decision: "{WHY}"}}')


def test_a_number_added_under_our_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no origin of its own"):
        laid_over(tmp_path, "{extra: {deep: [{value: 9}]}}")


def test_a_table_is_held_to_the_same(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(
        "instruments:\n  chaq: {range: {high: 4}}\n", encoding="utf-8"
    )
    with pytest.raises(KnowledgeError, match="no origin of its own"):
        load_knowledge(tmp_path)


def test_every_file_in_use_is_named_with_what_it_changed(tmp_path: Path) -> None:
    (tmp_path / "a_empty.yaml").write_text("# nothing yet\n", encoding="utf-8")
    knowledge = laid_over(
        tmp_path,
        f'{{from: 2, to: 4, decision: "{WHY}"}}',
        more="overlay: {who: Anytown, when: 2026-11-01, why: earlier MRI}",
    )
    empty, ours = knowledge.overlays
    assert (empty.file, empty.paths, empty.summary) == ("a_empty.yaml", (), "nothing")
    assert empty.lacks == ("who", "when", "why")
    assert (ours.who, ours.when, ours.lacks) == ("Anytown", "2026-11-01", ())
    assert "due_mri_after_change body.interval.first.from" in ours.paths
    assert "due_mri_after_change sources" in ours.paths
    assert "due_mri_after_change body.interval.first (from, to, decision" in ours.summary
    assert load_knowledge().overlays == ()


def test_reference_ranges_are_called_unused(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(
        f"{OUR_LABORATORY}\nanalytes:\n  crp:\n    reference_ranges:\n"
        "      - {low: 0, high: 5, unit: mg/L, source: our_protocol}\n",
        encoding="utf-8",
    )
    (overlay,) = load_knowledge(tmp_path).overlays
    assert [change.id for change in overlay.unused] == ["crp"]
    assert "our_protocol (new in sources)" in overlay.summary
