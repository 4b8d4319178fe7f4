"""Answers of criteria that lie within each other tell no small count by their difference."""

from __future__ import annotations

from crmo.find.privacy.nested_answers import told_by_nesting
from crmo.knowledge.case_definition import (
    AllOf,
    AnyOf,
    Band,
    CaseDefinition,
    CodeSet,
    Count,
    Criterion,
    Index,
    Repeat,
    Select,
)

WORDS = ("yes", "possible", "no", "unknown")
N = 1000
TUMOUR = Select(set="tumour")


def told(name: str) -> dict[str, str]:
    return {"id": name, "label": name, "why": "For the test."}


CRITERIA: tuple[Criterion, ...] = (
    Count(**told("lesion"), of=Select(set="lesion")),
    Count(**told("code"), of=Select(set="code")),
    AnyOf(**told("site"), of=("lesion", "code")),
    Count(**told("biopsy"), of=Select(set="biopsy")),
    AllOf(**told("both"), of=("site", "biopsy")),
    AnyOf(**told("needed"), of=("site", "biopsy")),
    Count(**told("once"), of=TUMOUR),
    Repeat(**told("again"), of=TUMOUR, min_days=14, max_days=900),
)
DEFINITION = CaseDefinition(
    id="x",
    version=1,
    label="x",
    purpose="x",
    code_sets={"tumour": CodeSet(id="tumour", label="x")},
    index=Index(first_of=TUMOUR, max_years=18),
    criteria={each.id: each for each in CRITERIA},
    require=("needed",),
    bands=(Band(id="all", label="x", at_least=0),),
)


def hidden(yes: dict[str, int]) -> set[str]:
    """Return the criteria whose answers are left out; so many answer yes, all others no."""
    counts = {}
    for name in DEFINITION.criteria:
        n = yes.get(name, 0)
        row = dict(zip(WORDS, (n, 0, N - n, 0), strict=True))
        counts |= {f"answer:{name}:{word}": row[word] for word in WORDS}
    return {name.split(":")[1] for name in told_by_nesting(DEFINITION, counts, threshold=5)}


def test_a_part_is_hidden_where_the_others_of_the_whole_are_few() -> None:
    """103 with a typical site, 100 of them by a lesion: three by something else."""
    assert hidden({"site": 103, "lesion": 100, "needed": 300}) == {"lesion"}


def test_nothing_is_hidden_where_differences_are_large_or_nothing() -> None:
    assert hidden({"site": 100, "lesion": 100, "needed": 300, "once": 9, "again": 4}) == set()


def test_a_whole_that_few_of_a_part_lack_is_hidden() -> None:
    assert "both" in hidden({"site": 100, "lesion": 100, "biopsy": 200, "both": 98, "needed": 300})


def test_whoever_has_a_code_twice_has_it_once() -> None:
    assert hidden({"once": 40, "again": 38}) == {"again"}


def test_a_criterion_that_persons_are_kept_by_is_not_the_one_that_is_hidden() -> None:
    """Its count stands in the attrition as well, where hiding the answers would not help."""
    assert hidden({"biopsy": 297, "needed": 300}) == {"biopsy"}


def test_what_lies_in_a_part_of_a_part_is_seen() -> None:
    assert hidden({"lesion": 298, "site": 298, "needed": 300}) == {"lesion", "site"}
