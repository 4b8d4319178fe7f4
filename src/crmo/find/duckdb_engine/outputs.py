"""What is written: the rows of hits, answers and evidence, and the counts of the attrition."""

from __future__ import annotations

from collections.abc import Iterator

from crmo.find.duckdb_engine.answers import COMPOUND, holds
from crmo.find.duckdb_engine.levels import LEVELS, POSSIBLE, YES, evidence_table
from crmo.find.duckdb_engine.scores import band_of, points_from
from crmo.find.duckdb_engine.sql_text import identifier, literal
from crmo.find.duckdb_engine.stage import Stage, stage
from crmo.knowledge.case_definition import CaseDefinition, Criterion, Without


def output_stages(definition: CaseDefinition, *, everyone: bool) -> Iterator[Stage]:
    """Yield the steps with the rows of hits, answers and evidence, and the counts.

    Args:
        definition: the definition.
        everyone: whether answers and evidence are of everybody with an index event, or of hits.
    """
    whose = "" if everyone else "\nWHERE is_hit"
    of_whom = "everybody with an index event" if everyone else "those proposed"
    yield stage("hits", "Who is proposed", _hits(definition))
    yield stage("answers", f"Every answer of {of_whom}", _answers(definition, whose))
    yield stage("evidence", f"Every event that counted, of {of_whom}", _evidence(definition, whose))
    yield stage("attrition", "How many were left after each step", _attrition(definition))


def _hits(definition: CaseDefinition) -> str:
    return f"""\
SELECT person_id, event_id AS index_event_id, d_lo AS index_lo, d_hi AS index_hi,
    age_days_lo, age_days_hi, score_lo, score_hi, score_open,
    {band_of(definition, "score_lo")} AS band,
    {band_of(definition, "score_hi")} AS band_possible
FROM verdict
WHERE is_hit"""


_NO_ANSWERS = """\
SELECT person_id, 0::SMALLINT AS criterion, '' AS answer, 0e0 AS points
FROM verdict
WHERE FALSE"""


def _answers(definition: CaseDefinition, whose: str) -> str:
    rows = []
    names = " ".join(f"WHEN {level} THEN {literal(word)}" for word, level in LEVELS.items())
    for position, criterion in enumerate(definition.criteria.values()):
        points = points_from(criterion, if_for=YES, if_against=POSSIBLE)
        rows.append(
            f"SELECT person_id, {position}::SMALLINT AS criterion,\n"
            f"    CASE {holds(criterion.id)} {names} END AS answer,\n"
            f"    {points if criterion.points else '0e0'} AS points\n"
            f"FROM verdict{whose}"
        )
    return "\nUNION ALL\n".join(rows) or _NO_ANSWERS


def _evidence(definition: CaseDefinition, whose: str) -> str:
    rows = [
        "SELECT person_id, (-1)::SMALLINT AS criterion, event_id, 'index' AS role, is_certain\n"
        f"FROM verdict{whose}"
    ]
    for position, criterion in enumerate(definition.criteria.values()):
        if isinstance(criterion, COMPOUND):
            continue
        table = identifier(evidence_table(criterion))
        counts = f"{holds(criterion.id)} {_speaks(criterion)}"
        rows.append(
            f"SELECT person_id, {position}::SMALLINT AS criterion, {table}.event_id, role, "
            f"{table}.is_certain\n"
            f"FROM {table} JOIN verdict USING (person_id)\n"
            f"WHERE {counts}{' AND is_hit' if whose else ''}"
        )
    return "\nUNION ALL\n".join(rows)


def _speaks(criterion: Criterion) -> str:
    """Return when the events of a criterion are shown: if it may hold; Without, if it may not."""
    return f"<= {POSSIBLE}" if isinstance(criterion, Without) else f">= {POSSIBLE}"


def _attrition(definition: CaseDefinition) -> str:
    counts = ["count(*) AS with_index"]
    left: list[str] = []
    for word, names, condition in (
        ("require", definition.require, f">= {POSSIBLE}"),
        ("exclude", definition.exclude, f"< {YES}"),
    ):
        for name in names:
            left.append(f"{holds(name)} {condition}")
            counts.append(_counted(" AND ".join(left), f"{word}_{name}"))
    for band in definition.bands:
        for which, score in (("certain", "score_lo"), ("possible", "score_hi")):
            reached = f"{score} >= {literal(float(band.at_least))}"
            counts.append(_counted(" AND ".join([*left, reached]), f"band_{which}_{band.id}"))
    counts.append(_counted("is_hit", "hits"))
    for name in definition.criteria:
        for word, level in LEVELS.items():
            counts.append(_counted(f"{holds(name)} = {level}", f"{word}_{name}"))
    return "SELECT " + ",\n    ".join(counts) + "\nFROM verdict"


def _counted(condition: str, name: str) -> str:
    return f"count(*) FILTER ({condition}) AS {identifier(name)}"
