"""Criteria of two events: repeated, one after the other, or close to each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crmo.find.duckdb_engine.levels import POSSIBLE, YES, evidence_table
from crmo.find.duckdb_engine.selections import SelectionSql
from crmo.find.duckdb_engine.sql_text import identifier, literal
from crmo.find.duckdb_engine.windows import in_window
from crmo.knowledge.case_definition import Criterion, FollowedBy, Paired, Repeat, Select

_Limits = Callable[[str, str], tuple[str, str]]  # conditions that a pair is possible, certain


def _possibly_after(earlier: str, later: str, least: int, most: int) -> str:
    """Return the condition that one event may be so many days after another."""
    return f"{later}.d_hi - {earlier}.d_lo >= {least} AND {later}.d_lo - {earlier}.d_hi <= {most}"


def _certainly_after(earlier: str, later: str, least: int, most: int) -> str:
    """Return the condition that it is, however their dates are read."""
    return f"{later}.d_lo - {earlier}.d_hi >= {least} AND {later}.d_hi - {earlier}.d_lo <= {most}"


def _with_partner(role: str, own: str, other: str, possibly: str, certainly: str) -> str:
    """Return a query for the events of one side that have a partner on the other.

    Grouped at once, so that the pairs themselves are never kept.
    """
    return f"""\
SELECT mine.person_id, mine.event_id, {literal(role)} AS role,
    bool_or(mine.is_in AND theirs.is_in AND ({certainly})) AS is_certain
FROM {own} AS mine
JOIN {other} AS theirs
    ON mine.person_id = theirs.person_id AND mine.event_id <> theirs.event_id
    AND ({possibly})
GROUP BY ALL"""


def _either_way(condition: Callable[[str, str, int, int], str], least: int, most: int) -> str:
    forth, back = condition("mine", "theirs", least, most), condition("theirs", "mine", least, most)
    return f"{forth}\n    OR {back}"


def answer_by_certainty(criterion: Criterion) -> str:
    """Return the query for an answer that is yes with certain evidence, possible with other."""
    return (
        f"SELECT person_id, CASE WHEN bool_or(is_certain) THEN {YES} ELSE {POSSIBLE} END AS holds\n"
        f"FROM {identifier(evidence_table(criterion))}\nGROUP BY person_id"
    )


def repeat(criterion: Repeat, selected: SelectionSql) -> tuple[str, str]:
    """Return the queries for evidence and answer of a Repeat."""
    least, most = criterion.min_days, criterion.max_days
    pairs = _with_partner(
        "of",
        "within_window",
        "within_window",
        _either_way(_possibly_after, least, most),
        _either_way(_certainly_after, least, most),
    )
    within = in_window(criterion, criterion.of, selected)
    return f"WITH within_window AS (\n{within}\n)\n{pairs}", answer_by_certainty(criterion)


def _two_sides(
    criterion: Criterion, sides: Mapping[str, Select], selected: SelectionSql, limits: _Limits
) -> tuple[str, str]:
    (first, select_first), (second, select_second) = sides.items()
    evidence = (
        f"WITH first_event AS (\n{in_window(criterion, select_first, selected)}\n),\n"
        f"second_event AS (\n{in_window(criterion, select_second, selected)}\n)\n"
        + _with_partner(first, "first_event", "second_event", *limits("mine", "theirs"))
        + "\nUNION ALL\n"
        + _with_partner(second, "second_event", "first_event", *limits("theirs", "mine"))
    )
    return evidence, answer_by_certainty(criterion)


def followed_by(criterion: FollowedBy, selected: SelectionSql) -> tuple[str, str]:
    """Return the queries for evidence and answer of a FollowedBy."""
    least, most = criterion.min_days, criterion.max_days

    def limits(earlier: str, later: str) -> tuple[str, str]:
        return (
            _possibly_after(earlier, later, least, most),
            _certainly_after(earlier, later, least, most),
        )

    sides = {"first": criterion.first, "then": criterion.then}
    return _two_sides(criterion, sides, selected, limits)


def paired(criterion: Paired, selected: SelectionSql) -> tuple[str, str]:
    """Return the queries for evidence and answer of a Paired."""

    def limits(one: str, other: str) -> tuple[str, str]:
        return (
            _possibly_after(one, other, -criterion.days, criterion.days),
            _certainly_after(one, other, -criterion.days, criterion.days),
        )

    sides = {"first": criterion.first, "second": criterion.second}
    return _two_sides(criterion, sides, selected, limits)
