"""Criteria of episodes, and of the age on the index day."""

from __future__ import annotations

from crmo.find.duckdb_engine.counting import by_number
from crmo.find.duckdb_engine.levels import DAYS_PER_YEAR
from crmo.find.duckdb_engine.pairs import answer_by_certainty
from crmo.find.duckdb_engine.selections import SelectionSql
from crmo.find.duckdb_engine.sql_text import literal
from crmo.find.duckdb_engine.windows import in_window
from crmo.knowledge.case_definition import AgeAtIndex, Episodes


def episodes(criterion: Episodes, selected: SelectionSql) -> tuple[str, str]:
    """Return the queries for evidence and answer of Episodes.

    Every event gets the number of its episode among all events, and whether it begins one among
    those that are certain; the reference tells why both are needed.
    """
    evidence = f"""\
WITH within_window AS (
{in_window(criterion, criterion.of, selected)}
),
spanned AS (
    SELECT person_id, event_id, d_lo, is_in AND d_lo = d_hi AS is_certain,
        greatest(d_hi, coalesce(e_hi, d_hi)) AS last_day
    FROM within_window
),
reached AS (
    SELECT *,
        max(last_day) OVER all_before AS last_before,
        max(last_day) FILTER (is_certain) OVER all_before AS last_certain_before
    FROM spanned
    WINDOW all_before AS (
        PARTITION BY person_id ORDER BY d_lo, event_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
)
SELECT person_id, event_id, 'of' AS role, is_certain,
    is_certain AND coalesce(d_lo - last_certain_before > {criterion.gap_days}, TRUE)
        AS begins_certain_episode,
    count(*) FILTER (coalesce(d_lo - last_before > {criterion.gap_days}, TRUE))
        OVER (PARTITION BY person_id ORDER BY d_lo, event_id ROWS UNBOUNDED PRECEDING) AS episode
FROM reached"""
    certain = "count(DISTINCT episode) FILTER (is_certain)"
    possible = "count(*) FILTER (begins_certain_episode OR NOT is_certain)"
    return evidence, by_number(criterion, certain, possible, criterion.at_least)


def age_at_index(criterion: AgeAtIndex, _: SelectionSql) -> tuple[str, str]:
    """Return the queries for evidence and answer of an AgeAtIndex."""
    least = literal(criterion.min_years * DAYS_PER_YEAR)
    most = literal(criterion.max_years * DAYS_PER_YEAR)
    evidence = f"""\
SELECT person_id, event_id, 'index' AS role,
    coalesce(age_days_lo >= {least} AND age_days_hi < {most}, FALSE) AS is_certain
FROM index_event
WHERE coalesce(age_days_hi >= {least}, TRUE) AND coalesce(age_days_lo < {most}, TRUE)"""
    return evidence, answer_by_certainty(criterion)
