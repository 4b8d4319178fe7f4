"""What `crmo find --share` writes: sums alone, none of them small, none that tells a small one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from crmo.cli import main
from crmo.knowledge import load_knowledge
from crmo.knowledge.case_definition import AllOf, AnyOf, CaseDefinition

LEAST = 5
DEFINITIONS = ("suspected_crmo", "suspected_crmo_sensitive", "recorded_cno")
# Windows of definitions, ages and scores are numbers of the definition, not of persons.
WORDS = ("yes", "possible", "unknown", "no")


@pytest.fixture(scope="module", params=DEFINITIONS)
def run(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    """Return the name of a definition, and the folder of its run over a small virtual hospital."""
    base = tmp_path_factory.getbasetemp() / "shared-hospital"
    if not (base / "manifest.json").exists():
        asked = "simulate -n 160 --seed 21 --mix referrals --to omop --workers 1 --out"
        assert main([*asked.split(), str(base)]) == 0
    out = tmp_path_factory.mktemp("shared") / "out"
    assert main([
        "find", str(base / "omop"), "--definition", request.param, "--out", str(out), "--on",
        "2026-01-01", "--threads", "1", "--share", "--no-notes", "--events",
        str(base.parent / "shared-events"),
    ]) == 0  # fmt: skip
    return request.param, out


def numbers(out: Path) -> dict[str, int | None]:
    found: dict[str, Any] = json.loads((out / "share" / "numbers.json").read_text("utf-8"))
    persons: dict[str, int | None] = found["persons"]
    return persons


def test_no_pseudonym_id_or_date_of_a_person_is_shared(run: tuple[str, Path]) -> None:
    _, out = run
    people = duckdb.execute(
        "SELECT source_person, birth_lo::VARCHAR, seen_lo::VARCHAR, seen_hi::VARCHAR "
        "FROM read_parquet($1)",
        [str(out.parents[1] / "shared-events" / "persons.parquet")],
    ).fetchall() if (out.parents[1] / "shared-events").exists() else []  # fmt: skip
    pseudonyms = {line.split(",")[0] for line in (out / "key.csv").read_text("utf-8").split()[1:]}
    dates = {day for _, *days in people for day in days if day} - {"2026-01-01"}
    assert dates
    assert pseudonyms
    for path in (out / "share").iterdir():
        text = path.read_text(encoding="utf-8")
        assert not set(re.findall(r"\bp[a-z2-7]{16}\b", text)) & pseudonyms
        assert not set(re.findall(r"\d{4}-\d\d-\d\d", text)) & dates
        assert "virtual-21-" not in text


def test_no_count_from_one_to_four_is_shared(run: tuple[str, Path]) -> None:
    _, out = run
    shown = numbers(out)
    assert None in shown.values()  # else nothing was small, and nothing is tested
    assert [name for name, n in shown.items() if n is not None and 0 < n < LEAST] == []


def test_no_small_count_is_the_difference_of_two_that_lie_in_each_other(
    run: tuple[str, Path],
) -> None:
    name, out = run
    shown = numbers(out)
    definition = load_knowledge().case_definitions[name]
    steps = ["persons", "with_events", "with_index"]
    steps += [f"require:{each}" for each in definition.require]
    steps += [f"exclude:{each}" for each in definition.exclude]
    told = [*zip(steps[1:], steps, strict=False), *_nested(definition)]
    for inner, outer in told:
        small, large = _sum(shown, inner), _sum(shown, outer)
        if small is not None and large is not None:
            assert large - small >= 0, (inner, outer)
            assert not 0 < large - small < LEAST, (inner, outer)


def _nested(definition: CaseDefinition) -> Iterator[tuple[str, str]]:
    """Yield answers of a criterion that lie in those of another, found in a way of our own."""
    for criterion in definition.criteria.values():
        if isinstance(criterion, AllOf | AnyOf):
            for part in criterion.of:
                for n_words in (1, 2, 3):
                    pair = tuple(
                        "+".join(f"answer:{each}:{word}" for word in WORDS[:n_words])
                        for each in (criterion.id, part)
                    )
                    yield pair if isinstance(criterion, AllOf) else pair[::-1]  # type: ignore[misc]
    if "malignancy_again" in definition.criteria and "malignancy_once" in definition.criteria:
        yield "answer:malignancy_again:yes", "answer:malignancy_once:yes"


def _sum(shown: dict[str, int | None], names: str) -> int | None:
    found = [shown[name] for name in names.split("+")]
    return None if None in found else sum(n for n in found if n is not None)
