"""Which children with CNO a definition misses, and which criterion they lack."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb

from crmo.find.found_cases import FoundCases
from crmo.knowledge.case_definition import CaseDefinition
from tools.find_evaluation.charts import Chart

_HOLDS = ("yes", "possible")
_MOST = 12


def missed_figures(
    definition: CaseDefinition, cases: FoundCases, charts: Iterable[Chart], hits: Mapping[int, Any]
) -> dict[str, Any]:
    """Return why children with CNO are missed, and how often each criterion holds.

    Args:
        definition: what was asked.
        cases: its answers, of those not proposed as well.
        charts: those of children with CNO in question.
        hits: charts that are proposed.
    """
    answers = _answers(cases, definition)
    why: Counter[str] = Counter()
    holds: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    n: Counter[bool] = Counter()
    for chart in charts:
        is_hit = chart.chart_id in hits
        own = answers.get(chart.chart_id)
        if own is None:
            why["no first event"] += 1
            continue
        n[is_hit] += 1
        holds[is_hit].update(name for name, answer in own.items() if answer in _HOLDS)
        if not is_hit:
            why[_reason(definition, own)] += 1
    return {
        "n_found": n[True],
        "n_missed": sum(why.values()),
        "n_missed_with_index": n[False],
        "why": dict(why.most_common()),
        "criteria": _lacking(definition, holds, n),
    }


def _answers(cases: FoundCases, definition: CaseDefinition) -> dict[int, dict[str, str]]:
    names = tuple(definition.criteria)
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    rows = duckdb.execute(
        "SELECT person_id, criterion, answer FROM read_parquet($1)", [str(cases.answers)]
    ).fetchall()
    for person, criterion, answer in rows:
        found[person][names[criterion]] = answer
    return found


def _reason(definition: CaseDefinition, answers: Mapping[str, str]) -> str:
    for name in definition.require:
        if answers[name] not in _HOLDS:
            return f"required: {definition.criteria[name].label}"
    for name in definition.exclude:
        if answers[name] == "yes":
            return f"taken out: {definition.criteria[name].label}"
    return "too few points"


def _lacking(
    definition: CaseDefinition, holds: Mapping[bool, Counter[str]], n: Mapping[bool, int]
) -> list[dict[str, Any]]:
    """Return the criteria that found children have and missed ones lack, the costliest first."""
    rows: list[dict[str, Any]] = []
    for name, criterion in definition.criteria.items():
        if not criterion.points:
            continue
        found, missed = (holds[key][name] / n[key] if n[key] else 0.0 for key in (True, False))
        rows.append({
            "criterion": criterion.label,
            "points": criterion.points,
            "found": holds[True][name],
            "missed": holds[False][name],
            "cost": round(criterion.points * (found - missed), 4),
        })  # fmt: skip
    return sorted(rows, key=lambda row: -row["cost"])[:_MOST]
