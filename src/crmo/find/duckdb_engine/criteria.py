"""One criterion as two steps: the events it rests on, and what it answers.

`evidence_<id>` has one row per event that takes part: person_id, event_id, role, is_certain, and
what the kind counts. `answer_<id>` has one row per person for whom the criterion is not what it is
without any event: `holds` is a level of HOLDS, so that all_of is the least and any_of the
greatest of levels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from crmo.find.answer import Holds
from crmo.find.duckdb_engine.days import certainly_within, possibly_within, window_in_words
from crmo.find.duckdb_engine.selections import SelectionSql
from crmo.find.duckdb_engine.sql_text import identifier, literal
from crmo.find.duckdb_engine.stage import Stage, stage
from crmo.knowledge.case_definition import (
    AgeAtIndex,
    Count,
    Criterion,
    Distinct,
    Episodes,
    FollowedBy,
    Paired,
    Repeat,
    Select,
    Without,
)

LEVELS: Mapping[Holds, int] = MappingProxyType(
    {Holds.NO: 0, Holds.UNKNOWN: 1, Holds.POSSIBLE: 2, Holds.YES: 3}
)
NO, UNKNOWN, POSSIBLE, YES = LEVELS.values()
DAYS_PER_YEAR = 365.25


def evidence_table(criterion: Criterion) -> str:
    """Return the name of the table with the events that a criterion rests on."""
    return f"evidence_{criterion.id}"


def answer_table(criterion: Criterion) -> str:
    """Return the name of the table with the answers of a criterion."""
    return f"answer_{criterion.id}"


def without_any_event(criterion: Criterion) -> int:
    """Return the level of a criterion for a person who has no row in its table of answers."""
    return YES if isinstance(criterion, Without) else NO


def criterion_stages(criterion: Criterion, selected: SelectionSql) -> Iterator[Stage]:
    """Yield the steps of a criterion; none for those made of other criteria.

    Args:
        criterion: of any kind.
        selected: where its selections are to be found.
    """
    build = _KINDS.get(type(criterion))
    if build is None:
        return
    evidence, answer = build(criterion, selected)
    when = "" if isinstance(criterion, AgeAtIndex) else f" ({window_in_words(criterion.window)})"
    yield stage(evidence_table(criterion), f"{criterion.label}{when}", evidence)
    yield stage(answer_table(criterion), f"{criterion.label}: the answer", answer)


def _in_window(criterion: Criterion, select: Select, selected: SelectionSql) -> str:
    """Return a query for the dated events of a selection that may lie in the window."""
    return (
        f"SELECT *, {certainly_within(criterion.window)} AS is_in\n"
        f"FROM {identifier(selected.table(select))}\n"
        f"WHERE {possibly_within(criterion.window)}"
    )


def _by_number(criterion: Criterion, n_certain: str, n_possible: str, at_least: int) -> str:
    """Return a query that compares two numbers of the evidence with what is asked."""
    return f"""\
SELECT person_id,
    CASE
        WHEN {n_certain} >= {at_least} THEN {YES}
        WHEN {n_possible} >= {at_least} THEN {POSSIBLE}
        ELSE {NO}
    END AS holds
FROM {identifier(evidence_table(criterion))}
GROUP BY person_id"""


# How many, by what is counted once: for certain, and possibly.
_NUMBERS: Mapping[Distinct, tuple[str, str]] = MappingProxyType(
    {
        Distinct.EVENT: ("count(*) FILTER (is_certain)", "count(*)"),
        Distinct.DAY: (
            "count(DISTINCT day) FILTER (is_certain)",
            "(count(DISTINCT day) + count(*) FILTER (day IS NULL))",
        ),
        Distinct.SITE: ("count(DISTINCT counted) FILTER (is_certain)", "count(DISTINCT counted)"),
        Distinct.CODE: ("count(DISTINCT counted) FILTER (is_certain)", "count(DISTINCT counted)"),
        Distinct.CONCEPT: (
            "count(DISTINCT counted) FILTER (is_certain)",
            "count(DISTINCT counted)",
        ),
    }
)
_COUNTED = {Distinct.SITE: "site", Distinct.CODE: "code_id", Distinct.CONCEPT: "concept"}


def _count(criterion: Count, selected: SelectionSql) -> tuple[str, str]:
    needs_days = criterion.distinct is Distinct.DAY
    columns, conditions = ["person_id", "event_id", "'of' AS role"], []
    conditions.append(possibly_within(criterion.window, undated_too=not needs_days))
    columns.append(f"{certainly_within(criterion.window)} AS is_certain")
    if needs_days:
        columns[-1] = f"d_lo = d_hi AND {certainly_within(criterion.window)} AS is_certain"
        columns.append("CASE WHEN d_lo = d_hi THEN d_lo END AS day")
    if counted := _COUNTED.get(criterion.distinct):
        columns.append(f"{counted} AS counted")
        conditions.append(f"{counted} IS NOT NULL")
    evidence = (
        f"SELECT {', '.join(columns)}\n"
        f"FROM {identifier(selected.table(criterion.of))}\n"
        f"WHERE {' AND '.join(conditions)}"
    )
    return evidence, _by_number(criterion, *_NUMBERS[criterion.distinct], criterion.at_least)


def _without(criterion: Without, selected: SelectionSql) -> tuple[str, str]:
    evidence = (
        f"SELECT person_id, event_id, 'of' AS role,\n"
        f"    {certainly_within(criterion.window)} AS is_certain\n"
        f"FROM {identifier(selected.table(criterion.of))}\n"
        f"WHERE {possibly_within(criterion.window, undated_too=True)}"
    )
    answer = (
        f"SELECT person_id, CASE WHEN bool_or(is_certain) THEN {NO} ELSE {POSSIBLE} END AS holds\n"
        f"FROM {identifier(evidence_table(criterion))}\nGROUP BY person_id"
    )
    return evidence, answer


_Limits = Callable[[str, str], tuple[str, str]]  # conditions that a pair is possible, certain


# Pairs -------------------------------------------------------------------------------------------


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


def _answer_of_pairs(criterion: Criterion) -> str:
    return (
        f"SELECT person_id, CASE WHEN bool_or(is_certain) THEN {YES} ELSE {POSSIBLE} END AS holds\n"
        f"FROM {identifier(evidence_table(criterion))}\nGROUP BY person_id"
    )


def _repeat(criterion: Repeat, selected: SelectionSql) -> tuple[str, str]:
    least, most = criterion.min_days, criterion.max_days
    pairs = _with_partner(
        "of",
        "within_window",
        "within_window",
        _either_way(_possibly_after, least, most),
        _either_way(_certainly_after, least, most),
    )
    within = _in_window(criterion, criterion.of, selected)
    return f"WITH within_window AS (\n{within}\n)\n{pairs}", _answer_of_pairs(criterion)


def _two_sides(
    criterion: Criterion, sides: Mapping[str, Select], selected: SelectionSql, limits: _Limits
) -> tuple[str, str]:
    (first, select_first), (second, select_second) = sides.items()
    evidence = (
        f"WITH first_event AS (\n{_in_window(criterion, select_first, selected)}\n),\n"
        f"second_event AS (\n{_in_window(criterion, select_second, selected)}\n)\n"
        + _with_partner(first, "first_event", "second_event", *limits("mine", "theirs"))
        + "\nUNION ALL\n"
        + _with_partner(second, "second_event", "first_event", *limits("theirs", "mine"))
    )
    return evidence, _answer_of_pairs(criterion)


def _followed_by(criterion: FollowedBy, selected: SelectionSql) -> tuple[str, str]:
    least, most = criterion.min_days, criterion.max_days

    def limits(earlier: str, later: str) -> tuple[str, str]:
        return (
            _possibly_after(earlier, later, least, most),
            _certainly_after(earlier, later, least, most),
        )

    sides = {"first": criterion.first, "then": criterion.then}
    return _two_sides(criterion, sides, selected, limits)


def _paired(criterion: Paired, selected: SelectionSql) -> tuple[str, str]:
    def limits(one: str, other: str) -> tuple[str, str]:
        return (
            _possibly_after(one, other, -criterion.days, criterion.days),
            _certainly_after(one, other, -criterion.days, criterion.days),
        )

    sides = {"first": criterion.first, "second": criterion.second}
    return _two_sides(criterion, sides, selected, limits)


# Episodes, age -----------------------------------------------------------------------------------


def _episodes(criterion: Episodes, selected: SelectionSql) -> tuple[str, str]:
    evidence = f"""\
WITH within_window AS (
{_in_window(criterion, criterion.of, selected)}
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
    return evidence, _by_number(criterion, certain, possible, criterion.at_least)


def _age_at_index(criterion: AgeAtIndex, _: SelectionSql) -> tuple[str, str]:
    least = literal(criterion.min_years * DAYS_PER_YEAR)
    most = literal(criterion.max_years * DAYS_PER_YEAR)
    evidence = f"""\
SELECT person_id, event_id, 'index' AS role,
    coalesce(age_days_lo >= {least} AND age_days_hi < {most}, FALSE) AS is_certain
FROM index_event
WHERE coalesce(age_days_hi >= {least}, TRUE) AND coalesce(age_days_lo < {most}, TRUE)"""
    return evidence, _answer_of_pairs(criterion)


_KINDS: Mapping[type[Criterion], Callable[..., tuple[str, str]]] = MappingProxyType(
    {
        Count: _count,
        Without: _without,
        Repeat: _repeat,
        FollowedBy: _followed_by,
        Paired: _paired,
        Episodes: _episodes,
        AgeAtIndex: _age_at_index,
    }
)
