"""The page that sets virtual children beside published numbers, with its pictures.

Nothing is simulated here: the results are read from the file that
`python -m tools.compare_with_published` writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from crmo import yaml12
from crmo.knowledge import Knowledge, load_knowledge
from crmo.knowledge.published_quantities import PublishedQuantity, QuantityKind, Use
from tools.comparison.child_picture import child_picture
from tools.comparison.map_picture import REGIONS, map_picture
from tools.comparison.relapse_picture import relapse_picture
from tools.comparison.results import FILE, read

TOPICS = {
    "child": "The child",
    "way": "The way to the diagnosis",
    "sites_mri": "Where, on MRI at diagnosis",
    "extent": "How much, and in what pattern",
    "sites_clinical": "Where, by examination",
    "laboratory": "Fever and blood",
    "comorbidity": "Diseases that come along",
    "damage": "The spine",
    "treatment": "Treatment and outcome",
    "course": "Relapse and what is left",
    "bisphosphonate": "Bisphosphonates",
    "others": "Children with something else, or nothing",
}
_WORDS = Path(__file__).resolve().parent / "comparison"
_HEAD = (
    "| quantity | published | n | 95 % interval | simulated | inside | use | source |\n"
    "|---|---:|---:|---|---:|---|---|---|"
)
_HEAD_OF_CONTRADICTIONS = (
    "| contradicts | quantity | published | n | simulated | whom | source |\n"
    "|---|---|---:|---:|---:|---|---|"
)
_UNITS = {"a": " years", "mo": " months", "1": "", "": ""}
_RELAPSE = {"dresden_relapse_free_29": 29, "dresden_relapse_free_60": 60}
Results = Mapping[str, Any]


def pages() -> dict[str, str]:
    """Return the page docs/explanation/simulated-vs-published.md and its three pictures."""
    if not FILE.exists():
        return {}
    return pages_of(read(), load_knowledge())


def pages_of(results: Results, knowledge: Knowledge) -> dict[str, str]:
    """Return the page and its pictures for given results.

    Args:
        results: as `tools.compare_with_published.results` gives them.
        knowledge: holds the published quantities.
    """
    rows = {row["id"]: row for row in results["rows"]}
    return {
        "explanation/simulated-vs-published.md": _page(results, rows, knowledge),
        "pictures/simulated-lesion-map.svg": _map(results, rows, knowledge),
        "pictures/simulated-relapse.svg": _relapse(results, rows, knowledge),
        "pictures/simulated-child.svg": child_picture(results["child"]),
    }


def misses(results: Results, knowledge: Knowledge) -> list[str]:
    """Return the ids of counted quantities whose simulated value lies outside."""
    quantities = knowledge.published_quantities
    return [
        row["id"]
        for row in results["rows"]
        if quantities[row["id"]].is_counted and not row["lies_inside"]
    ]


def remarks() -> dict[str, str]:
    """Return what is said of each miss, by id of the quantity."""
    found: dict[str, str] = yaml12.load(_WORDS / "misses.yaml")["misses"]
    return found


def _page(results: Results, rows: Mapping[str, Any], knowledge: Knowledge) -> str:
    quantities = knowledge.published_quantities
    counted = [q for q in quantities.values() if q.is_counted]
    parts = [
        (_WORDS / "words.md").read_text(encoding="utf-8").strip(),
        _summary(results, counted, rows),
        _pictures(results),
        *(_table(topic, counted, rows) for topic in TOPICS),
        _misses(results, knowledge, rows),
        _contradictions(quantities, rows),
        (_WORDS / "words_after.md").read_text(encoding="utf-8").strip(),
    ]
    return "\n\n".join(parts)


def _summary(
    results: Results, counted: Iterable[PublishedQuantity], rows: Mapping[str, Any]
) -> str:
    lines = []
    all_of_them = list(counted)
    for use, what in ((Use.FITTED, "fitted"), (Use.CHECKED, "only checked"), (None, "together")):
        group = [q for q in all_of_them if use in (None, q.use)]
        inside = sum(rows[q.id]["lies_inside"] for q in group)
        lines.append(f"| {what} | {len(group)} | {inside} | {100 * inside / len(group):.0f} % |")
    others = ", ".join(kind.replace("_", " ") for kind in results["other_kinds"])
    return (
        "## Result\n\n"
        f"Measured in {results['n_disease']:,} virtual children with CNO and "
        f"{results['n_each_other']:,} of each of these: {others} (seed {results['seed']}, "
        f"{results['years']:.0f} years up to {results['until']}).\n\n"
        "| quantities | number | simulated value inside the 95 % interval | share |\n"
        "|---|---:|---:|---:|\n" + "\n".join(lines) + "\n\n" + _luck(all_of_them, rows)
    )


def _luck(counted: Iterable[PublishedQuantity], rows: Mapping[str, Any]) -> str:
    """Say how much of a row's interval the luck of the simulation takes up."""
    shares = []
    for quantity in counted:
        row = rows[quantity.id]
        if row["high"] > row["low"]:
            shares.append((row["standard_error"] / (row["high"] - row["low"]), quantity.label))
    largest, label = max(shares)
    middle = sorted(shares)[len(shares) // 2][0]
    return (
        "The luck of the simulation is small beside the intervals: its standard error is "
        f"{100 * middle:.1f} % of the width of an interval in the middle row, and at most "
        f"{100 * largest:.0f} % ({label})."
    )


def _pictures(results: Results) -> str:
    number = results["child"].get("number")
    return (
        "![Lesion frequency on the body map, published and simulated]"
        "(../pictures/simulated-lesion-map.svg)\n\n"
        "![Relapse-free curves of virtual children with both shapes of hazard, and the two "
        "published points](../pictures/simulated-relapse.svg)\n\n"
        f"Each curve is measured in {results['n_curve']:,} children. Both shapes were given "
        "their parameters so as to pass near both points; what they say of later years differs.\n\n"
        "![The course of one virtual child](../pictures/simulated-child.svg)\n\n"
        f"Child {number} of this simulation, the first one with five to nine places, several "
        "episodes, a second-line drug and long follow-up. Chosen to show much at once, not "
        "because it is typical."
    )


def _table(topic: str, counted: Iterable[PublishedQuantity], rows: Mapping[str, Any]) -> str:
    lines = [_line(quantity, rows[quantity.id]) for quantity in counted if quantity.topic == topic]
    return f"### {TOPICS[topic]}\n\n{_HEAD}\n" + "\n".join(lines)


def _line(quantity: PublishedQuantity, row: Mapping[str, Any]) -> str:
    cells = (
        quantity.label,
        shown(quantity, quantity.value),
        _n(quantity),
        f"{shown(quantity, row['low'], bare=True)} to {shown(quantity, row['high'])}",
        shown(quantity, row["simulated"]),
        "yes" if row["lies_inside"] else "**no**",
        quantity.use.value,
        f"`{quantity.source}`",
    )
    return f"| {' | '.join(cells)} |"


def _n(quantity: PublishedQuantity) -> str:
    if quantity.n_children is None:
        return str(quantity.n)
    return f"{quantity.n} {quantity.of} of {quantity.n_children}"


def shown(quantity: PublishedQuantity, value: float, *, bare: bool = False) -> str:
    """Return a value of a quantity in words; `bare` without the unit.

    Args:
        quantity: whose value it is.
        value: a share from 0 to 1, or a number in its unit.
        bare: leave the unit away.
    """
    if quantity.kind in {QuantityKind.SHARE, QuantityKind.SURVIVAL}:
        return f"{100 * value:.0f}" + ("" if bare else " %")
    digits = 2 if quantity.unit == "1" and quantity.value < 1 else 1
    return f"{value:.{digits}f}" + ("" if bare else _UNITS[quantity.unit])


def _misses(results: Results, knowledge: Knowledge, rows: Mapping[str, Any]) -> str:
    said, lines = remarks(), []
    for key in misses(results, knowledge):
        quantity = knowledge.published_quantities[key]
        published = shown(quantity, quantity.value)
        simulated = shown(quantity, rows[key]["simulated"])
        text = said.get(key, "Not explained yet.").strip()
        lines.append(
            f"- **{quantity.label}**: published {published}, simulated {simulated}. {text}"
        )
    return "## What does not fit\n\n" + ("\n".join(lines) or "Everything counted lies inside.")


def _contradictions(quantities: Mapping[str, PublishedQuantity], rows: Mapping[str, Any]) -> str:
    lines = []
    for quantity in quantities.values():
        if quantity.use is Use.CONTRADICTS:
            other = quantities[quantity.contradicts]
            cells = (
                f"{other.label}, {shown(other, other.value)} (`{other.source}`)",
                quantity.label,
                shown(quantity, quantity.value),
                _n(quantity),
                shown(quantity, rows[quantity.id]["simulated"]),
                quantity.setting,
                f"`{quantity.source}`",
            )
            lines.append(f"| {' | '.join(cells)} |")
    return (
        "## Cohorts that contradict\n\n"
        "These studies measured the same as a study above, or something that follows from it, and "
        "neither lies within the other's limits. They are shown and not counted.\n\n"
        f"{_HEAD_OF_CONTRADICTIONS}\n" + "\n".join(lines)
    )


def _by_measure(knowledge: Knowledge) -> dict[str, PublishedQuantity]:
    counted = (q for q in knowledge.published_quantities.values() if q.is_counted)
    return {quantity.measured: quantity for quantity in counted}


def _map(results: Results, rows: Mapping[str, Any], knowledge: Knowledge) -> str:
    found = _by_measure(knowledge)
    shown_on_map = {measure: found[measure] for measure in REGIONS}
    return map_picture(
        {measure: quantity.value for measure, quantity in shown_on_map.items()},
        {measure: rows[quantity.id]["simulated"] for measure, quantity in shown_on_map.items()},
        results["lesion_frequency"],
    )


def _relapse(results: Results, rows: Mapping[str, Any], knowledge: Knowledge) -> str:
    quantities = knowledge.published_quantities
    points = [
        (month, quantities[key].value, rows[key]["low"], rows[key]["high"])
        for key, month in _RELAPSE.items()
    ]
    return relapse_picture(results["relapse_curves"], points)
