"""Simulate a cohort, hold it against published numbers, and keep what was found.

    python -m tools.compare_with_published

writes docs/explanation/simulated-vs-published.json; `make docs` then makes the page and its
pictures from that file. Run it again when the natural history has changed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from crmo.knowledge import Knowledge, load_knowledge
from crmo.simulate.agreement import compare
from crmo.simulate.child import VirtualChild
from crmo.simulate.measures.course import kaplan_meier, relapse_times
from crmo.simulate.measures.lesions import units_on_mri
from crmo.simulate.measures.who import diagnosed, months
from crmo.simulate.parameters import Parameters
from tools.comparison.cohort import OTHERS, UNTIL, YEARS, cohort
from tools.comparison.example_child import example_child
from tools.comparison.results import rounded, rows_of, write

SEED = 2026
N_DISEASE = 20_000
N_EACH_OTHER = 10_000
N_CURVE = 10_000
SHAPES = ("weibull", "cure_fraction")
_CURVE_MONTHS = 96
_CURVE_STEP_MONTHS = 1


def results(
    knowledge: Knowledge, *, n_disease: int, n_each_other: int, n_curve: int, seed: int = SEED
) -> dict[str, Any]:
    """Return everything that the page and its pictures are made from, as plain values.

    Args:
        knowledge: what the children are made from, and what they are held against.
        n_disease: children with CNO.
        n_each_other: children of each other kind.
        n_curve: children for each relapse curve.
        seed: decides all luck.
    """
    children = cohort(knowledge, seed=seed, n_disease=n_disease, n_each_other=n_each_other)
    rows = compare(knowledge.published_quantities.values(), children)
    return {
        "seed": seed,
        "until": UNTIL.isoformat(),
        "years": YEARS,
        "n_disease": n_disease,
        "n_each_other": n_each_other,
        "other_kinds": list(OTHERS),
        "n_curve": n_curve,
        "rows": rows_of(rows),
        "lesion_frequency": rounded(lesion_frequency(children)),
        "relapse_curves": [
            {"shape": shape, "points": _curve_of(shape, knowledge, seed, n_curve)}
            for shape in SHAPES
        ],
        "child": example_child(children),
    }


def lesion_frequency(children: Sequence[VirtualChild]) -> dict[str, float]:
    """Return the share of diagnosed children with an active lesion at diagnosis, by bone unit."""
    counts: dict[str, int] = {}
    n = 0
    for child, day in diagnosed(children):
        n += 1
        for unit in units_on_mri(child, day):
            counts[unit] = counts.get(unit, 0) + 1
    return {unit: counts[unit] / n for unit in sorted(counts)}


def relapse_curve(children: Sequence[VirtualChild]) -> list[tuple[int, float]]:
    """Return (month since diagnosis, share still free of relapse) month by month."""
    steps = kaplan_meier(relapse_times(children))
    curve, free, position = [], 1.0, 0
    for month in range(0, _CURVE_MONTHS + 1, _CURVE_STEP_MONTHS):
        while position < len(steps) and months(steps[position][0]) <= month:
            free = steps[position][1]
            position += 1
        curve.append((month, round(free, 4)))
    return curve


def _curve_of(shape: str, knowledge: Knowledge, seed: int, n: int) -> list[tuple[int, float]]:
    parameters = Parameters.of(knowledge).changed("lesions", "relapse_shape", shape)
    return relapse_curve(
        cohort(knowledge, seed=seed, n_disease=n, n_each_other=0, parameters=parameters)
    )


def main() -> int:
    """Write the results and say how many quantities agree."""
    knowledge = load_knowledge()
    found = results(knowledge, n_disease=N_DISEASE, n_each_other=N_EACH_OTHER, n_curve=N_CURVE)
    write(found)
    counted = [row for row in found["rows"] if knowledge.published_quantities[row["id"]].is_counted]
    inside = sum(row["lies_inside"] for row in counted)
    print(f"{inside} of {len(counted)} published quantities have the simulated value inside")
    return 0


if __name__ == "__main__":
    sys.exit(main())
