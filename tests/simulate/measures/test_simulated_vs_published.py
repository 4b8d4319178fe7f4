"""The page that sets virtual children beside published numbers tells what was found."""

from __future__ import annotations

from math import isnan, sqrt
from pathlib import Path
from typing import Any

import pytest

from crmo.knowledge import load_knowledge
from crmo.simulate.agreement import compare
from tools.compare_with_published import N_CURVE, N_DISEASE, N_EACH_OTHER, lesion_frequency, results
from tools.comparison.cohort import cohort
from tools.comparison.results import read, row_of, write
from tools.simulated_vs_published_page import misses, pages_of, remarks, shown

KNOWLEDGE = load_knowledge()
QUANTITIES = KNOWLEDGE.published_quantities
_SMALL_DISEASE, _SMALL_OTHER, _OTHER_SEED = 1_500, 400, 77
_TIMES = 5.0  # standard errors; a hundred rows are looked at, and none may fail by chance


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    """Return the results that the page is made from."""
    return read()


def test_results_are_kept_for_every_quantity(kept: dict[str, Any]) -> None:
    assert [row["id"] for row in kept["rows"]] == list(QUANTITIES)


def test_enough_children_stand_behind_them(kept: dict[str, Any]) -> None:
    assert kept["n_disease"] >= 20_000
    assert min(row["n"] for row in kept["rows"]) >= 100


def test_at_least_nine_in_ten_counted_quantities_lie_inside(kept: dict[str, Any]) -> None:
    counted = sum(quantity.is_counted for quantity in QUANTITIES.values())
    assert len(misses(kept, KNOWLEDGE)) <= counted / 10


def test_each_miss_is_discussed(kept: dict[str, Any]) -> None:
    assert set(misses(kept, KNOWLEDGE)) <= set(remarks()) <= set(QUANTITIES)


def test_the_page_shows_every_quantity_and_counts_what_it_shows(kept: dict[str, Any]) -> None:
    page = pages_of(kept, KNOWLEDGE)["explanation/simulated-vs-published.md"]
    for quantity in QUANTITIES.values():
        assert f"| {quantity.label} |" in page
    assert page.count("| **no** |") == len(misses(kept, KNOWLEDGE))


def test_pictures_are_whole_and_without_outside_references(kept: dict[str, Any]) -> None:
    made = pages_of(kept, KNOWLEDGE)
    pictures = [text for path, text in made.items() if path.endswith(".svg")]
    assert len(pictures) == 3
    for text in pictures:
        assert text.startswith("<svg ")
        assert text.endswith("</svg>")
        assert "href" not in text


def test_results_survive_writing_and_reading(kept: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    write(kept, path)
    assert read(path) == kept


def test_shares_are_shown_in_percent_and_small_ratios_with_two_digits() -> None:
    assert shown(QUANTITIES["rome_mri_tibia"], 0.64) == "64 %"
    assert shown(QUANTITIES["france_clinical_count"], 3.4) == "3.4"
    assert shown(QUANTITIES["nprd_mri_left_48"], 0.3) == "0.30"
    assert shown(QUANTITIES["france_delay_mean"], 18) == "18.0 months"


def _may_differ(row: dict[str, Any], n_small: int) -> float:
    """Return how far luck may move a value measured in fewer children."""
    luck = float(row["standard_error"]) * sqrt(1 + row["n"] / n_small)
    return _TIMES * luck + 1 / n_small


def test_fewer_children_of_another_seed_give_the_same_within_luck(kept: dict[str, Any]) -> None:
    children = cohort(
        KNOWLEDGE, seed=_OTHER_SEED, n_disease=_SMALL_DISEASE, n_each_other=_SMALL_OTHER
    )
    rows = {row["id"]: row for row in kept["rows"]}
    differing = []
    for found in compare(QUANTITIES.values(), children):
        row, value = rows[found.quantity.id], found.simulated.value
        if found.simulated.n < 20 or isnan(value):
            continue  # luck is not normal in so few
        if abs(value - row["simulated"]) > _may_differ(row, found.simulated.n):
            differing.append((found.quantity.id, value, row["simulated"]))
    assert differing == []
    assert lesion_frequency(children).keys() <= kept["lesion_frequency"].keys()


@pytest.mark.deep
def test_the_kept_results_come_out_again(kept: dict[str, Any]) -> None:
    again = results(KNOWLEDGE, n_disease=N_DISEASE, n_each_other=N_EACH_OTHER, n_curve=N_CURVE)
    assert again["rows"] == kept["rows"]
    assert again["lesion_frequency"] == kept["lesion_frequency"]


def test_a_row_is_kept_with_what_it_says() -> None:
    quantity = QUANTITIES["nprd_girls"]
    (row,) = compare([quantity], cohort(KNOWLEDGE, seed=1, n_disease=60, n_each_other=0))
    plain = row_of(row)
    assert plain["id"] == "nprd_girls"
    assert plain["n"] <= 60
    assert plain["lies_inside"] == row.lies_inside
