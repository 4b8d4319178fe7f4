"""The tables behind the differential: complete, sourced or owned as ours, and consistent."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmo import yaml12
from crmo.errors import KnowledgeError
from crmo.knowledge import Knowledge, load_knowledge
from crmo.knowledge.check_likelihoods import likelihood_problems
from crmo.knowledge.files import knowledge_files
from crmo.knowledge.layers import Layers
from crmo.knowledge.likelihoods import SETTINGS, DiseaseLikelihood, to_frequency

KNOWLEDGE = load_knowledge()
LABELS = Path(__file__).resolve().parent.parent / "cases" / "labels.yaml"
ALWAYS_DANGEROUS = {
    "leukaemia", "lymphoma", "neuroblastoma", "ewing_sarcoma", "osteosarcoma",
    "bacterial_osteomyelitis", "tuberculosis", "non_accidental_injury", "scurvy",
    "hypophosphatasia",
}  # fmt: skip


def test_cno_and_at_least_thirty_other_diseases_are_ranked() -> None:
    ranked = {d.candidate for d in KNOWLEDGE.likelihoods.values() if not d.is_anything_else}
    assert "cno" in ranked
    assert len(ranked) >= 31


def test_every_label_of_the_published_cases_is_in_the_ranking() -> None:
    ranked = {disease.candidate for disease in KNOWLEDGE.likelihoods.values()}
    assert set(yaml12.load(LABELS).values()) - {"other"} <= ranked


def test_every_dangerous_disease_says_why_and_what_would_exclude_it() -> None:
    dangerous = {key: d.danger for key, d in KNOWLEDGE.likelihoods.items() if d.danger}
    assert set(dangerous) >= ALWAYS_DANGEROUS
    for danger in dangerous.values():
        assert danger["reason"]
        assert danger["excluded_by"] or danger["also"]


def test_a_child_who_is_on_no_list_is_possible_in_every_setting() -> None:
    other = [d for d in KNOWLEDGE.likelihoods.values() if d.is_anything_else]
    assert len(other) == 1
    assert all(other[0].weight(setting) > 0 for setting in SETTINGS)


def test_every_frequency_is_sourced_and_graded_or_owned_as_a_decision() -> None:
    for disease in KNOWLEDGE.likelihoods.values():
        for frequency in disease.frequencies.values():
            assert frequency.is_assumption == bool(frequency.decision)
            assert bool(frequency.grade) != frequency.is_assumption


def test_the_same_numbers_are_used_as_for_virtual_children() -> None:
    """A share confirmed in its source is the same share in both tables."""
    compared = 0
    for kind in KNOWLEDGE.virtual_kinds.values():
        disease = _disease_of(kind.id)
        for key, stated in kind.profile.get("symptoms", {}).items():
            share = _sourced_share(stated)
            frequency = disease.features.get(key) if disease else None
            if share is None or frequency is None or frequency.source != share[1]:
                continue
            whole = frequency.counts or frequency.shares
            assert whole["present"] / sum(whole.values()) == pytest.approx(share[0], abs=0.01), key
            compared += 1
    assert compared >= 10


def _disease_of(kind: str) -> DiseaseLikelihood | None:
    names = {"langerhans_cell_histiocytosis": "lch", "enthesitis_related_arthritis": "jia_era"}
    return KNOWLEDGE.likelihoods.get(names.get(kind, kind))


def _sourced_share(stated: object) -> tuple[float, str] | None:
    if not hasattr(stated, "get"):
        return None
    inner = stated.get("share")
    if hasattr(inner, "get") and inner.get("grade") == "confirmed":
        return float(inner["value"]), str(inner["source"])
    if stated.get("grade") == "confirmed" and isinstance(inner, int | float):
        return float(inner), str(stated["source"])  # type: ignore[index]
    return None


@pytest.mark.parametrize(
    "entry",
    [
        {"with": 3, "of": 10},
        {"share": 0.3},
        {"share": 0.3, "source": "hpo", "decision": "Two origins are one too many."},
        {"with": 11, "of": 10, "source": "hpo", "grade": "confirmed"},
        {"shares": {"low": 0.5, "high": 0.1}, "decision": "They do not add up to one."},
        {"share": 0.3, "decision": "A key that nobody knows.", "shade": 1},
        {"source": "hpo"},
    ],
)
def test_a_frequency_without_a_clear_origin_or_with_odd_numbers_is_refused(
    entry: dict[str, object],
) -> None:
    with pytest.raises(ValueError, match=r"frequency|shares|counts"):
        to_frequency(entry)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{prior: {rheumatology: 0, decision: Nobody has this here.}}", "no weight for"),
        ("{assumed: {decision: A feature that there is not., tail: 0.5}}", "does not exist"),
        ("{features: {age: {share: 0.5, decision: Age has bands.}}}", "not those of the feature"),
        ("{concept: measles_of_bone}", "does not exist"),
    ],
)
def test_an_overlay_that_names_what_does_not_exist_is_refused(
    tmp_path: Path, text: str, problem: str
) -> None:
    (tmp_path / "mine.yaml").write_text(f"likelihoods:\n  scurvy: {text}\n", encoding="utf-8")
    found = [each.problem for each in likelihood_problems(_with(tmp_path))]
    assert any(problem in each for each in found)


def test_a_clinic_can_change_a_weight_and_the_answer_says_so(tmp_path: Path) -> None:
    from tests.spec.short_facts import ASKED_ON, record_of

    from crmo.assess.differential import differential

    (tmp_path / "mine.yaml").write_text(
        "likelihoods:\n  tuberculosis:\n    prior:\n"
        "      {rheumatology: 20, decision: Tuberculosis is common where we work.}\n",
        encoding="utf-8",
    )
    record = record_of(["bone_pain"])
    ours = differential(record, KNOWLEDGE, on=ASKED_ON, with_questions=False)
    theirs = differential(record, Knowledge(_with(tmp_path)), on=ASKED_ON, with_questions=False)
    assert theirs.is_overridden
    assert not ours.is_overridden
    there, here = theirs.candidate("tuberculosis"), ours.candidate("tuberculosis")
    assert there.probability > 5 * here.probability


def _with(overlay: Path) -> Layers:
    from importlib.resources import files

    return Layers(knowledge_files(files("crmo.knowledge")), knowledge_files(overlay))


def test_an_entry_with_an_unknown_key_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("likelihoods:\n  scurvy: {colour: red}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="scurvy"):
        _ = Knowledge(_with(tmp_path)).likelihoods
