"""The score of a person, and whether the person is proposed."""

from __future__ import annotations

from collections.abc import Sequence

from crmo.find.duckdb_engine.answers import holds
from crmo.find.duckdb_engine.levels import POSSIBLE, UNKNOWN, YES
from crmo.find.duckdb_engine.sql_text import literal
from crmo.find.duckdb_engine.stage import Stage, stage
from crmo.knowledge.case_definition import CaseDefinition, Criterion


def verdict_stage(definition: CaseDefinition) -> Stage:
    """Return the step with the scores, and whether the person is proposed."""
    criteria = list(definition.criteria.values())
    lowest = literal(float(definition.bands[-1].at_least))
    conditions = [f"{holds(name)} >= {POSSIBLE}" for name in definition.require]
    conditions += [f"{holds(name)} < {YES}" for name in definition.exclude]
    conditions.append(f"score_hi >= {lowest}")
    query = f"""\
SELECT *,
    {_sum(criteria, YES, POSSIBLE)} AS score_lo,
    {_sum(criteria, POSSIBLE, YES)} AS score_hi,
    {_sum(criteria, UNKNOWN, YES)} AS score_open,
    {" AND ".join(conditions)} AS is_hit
FROM answer"""
    about = (
        "Scores: score_lo counts what holds for certain, and what possibly speaks against;\n"
        "score_hi what possibly holds; score_open also what could not be seen"
    )
    return stage("verdict", about, query)


def points_from(criterion: Criterion, *, if_for: int, if_against: int) -> str:
    """Return the points that a criterion adds, from a level on that depends on their sign."""
    level = if_for if criterion.points > 0 else if_against
    points = literal(float(criterion.points))
    return f"CASE WHEN {holds(criterion.id)} >= {level} THEN {points} ELSE 0e0 END"


def _sum(criteria: Sequence[Criterion], if_for: int, if_against: int) -> str:
    added = [
        points_from(each, if_for=if_for, if_against=if_against) for each in criteria if each.points
    ]
    return "\n    + ".join(["0e0", *added])


def band_of(definition: CaseDefinition, score: str) -> str:
    """Return the name of the band that a score reaches; empty below the lowest."""
    cases = " ".join(
        f"WHEN {score} >= {literal(float(band.at_least))} THEN {literal(band.id)}"
        for band in definition.bands
    )
    return f"CASE {cases} ELSE '' END"
