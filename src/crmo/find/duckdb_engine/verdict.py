"""The last steps: every answer of a person side by side, the score, who is proposed, the files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crmo.find.duckdb_engine.criteria import (
    LEVELS,
    POSSIBLE,
    UNKNOWN,
    YES,
    answer_table,
    evidence_table,
    without_any_event,
)
from crmo.find.duckdb_engine.days import possibly_within, window_in_words
from crmo.find.duckdb_engine.selections import in_code_set
from crmo.find.duckdb_engine.sql_text import identifier, literal
from crmo.find.duckdb_engine.stage import Stage, stage
from crmo.knowledge.case_definition import (
    AllOf,
    AnyOf,
    CaseDefinition,
    Criterion,
    Window,
    Without,
)

COMPOUND = (AllOf, AnyOf)


def holds(criterion: str) -> str:
    """Return the column with the level of a criterion."""
    return identifier(f"holds_{criterion}")


# What can be seen --------------------------------------------------------------------------------


def seen_stages(definition: CaseDefinition) -> Iterator[Stage]:
    """Yield one step for each code set and window by which it is told what could be seen."""
    for number, (code_set, window) in enumerate(_seen(definition), 1):
        label = definition.code_sets[code_set].label
        query = (
            "SELECT DISTINCT person_id\nFROM chart\n"
            f"WHERE {in_code_set('code_id', code_set)}\n"
            f"    AND {possibly_within(window, undated_too=True)}"
        )
        about = f"Who has any record of {label}, {window_in_words(window)}"
        yield stage(_seen_table(number), about, query)


def _seen(definition: CaseDefinition) -> list[tuple[str, Window]]:
    asked = (each for each in definition.criteria.values() if each.seen_by)
    return list(dict.fromkeys((each.seen_by, each.window) for each in asked))


def _seen_table(number: int) -> str:
    return f"seen_{number}"


# Answers -----------------------------------------------------------------------------------------


def answer_stage(definition: CaseDefinition) -> Stage:
    """Return the step with the levels of all criteria, one row per person with an index event."""
    plain = [each for each in definition.criteria.values() if not isinstance(each, COMPOUND)]
    columns, joins = [], []
    for criterion in plain:
        table = identifier(answer_table(criterion))
        columns.append(f"{_level(criterion, definition)} AS {holds(criterion.id)}")
        joins.append(f"LEFT JOIN {table} ON {table}.person_id = index_event.person_id")
    for number in range(1, len(_seen(definition)) + 1):
        table = identifier(_seen_table(number))
        joins.append(f"LEFT JOIN {table} ON {table}.person_id = index_event.person_id")
    query = "SELECT index_event.*"
    query += "".join(f",\n    {column}" for column in columns)
    query += "".join(f"\n{line}" for line in ("FROM index_event", *joins))
    for level in compound_levels(definition):
        made = "".join(f",\n    {_compound(each)} AS {holds(each.id)}" for each in level)
        inner = query.replace("\n", "\n    ")
        query = f"SELECT *{made}\nFROM (\n    {inner}\n)"
    about = (
        "The answers side by side: "
        + ", ".join(f"{level} {word}" for word, level in LEVELS.items())
        + ";\na criterion that nothing speaks for or against where nothing could be seen is unknown"
    )
    return stage("answer", about, query)


def _level(criterion: Criterion, definition: CaseDefinition) -> str:
    table = identifier(answer_table(criterion))
    default = without_any_event(criterion)
    level = f"coalesce({table}.holds, {default})"
    if not criterion.seen_by:
        return level
    number = _seen(definition).index((criterion.seen_by, criterion.window)) + 1
    unseen = f"{identifier(_seen_table(number))}.person_id IS NULL"
    return f"CASE WHEN {level} = {default} AND {unseen} THEN {UNKNOWN} ELSE {level} END"


def _compound(criterion: Criterion) -> str:
    if not isinstance(criterion, COMPOUND):
        raise TypeError(type(criterion).__name__)
    which = "least" if isinstance(criterion, AllOf) else "greatest"
    return f"{which}({', '.join(holds(name) for name in criterion.of)})"


def compound_levels(definition: CaseDefinition) -> list[list[Criterion]]:
    """Return the criteria made of others, each after those that it is made of.

    Raises:
        ValueError: they go round in a circle (the loader refuses such a definition).
    """
    known = {name for name, each in definition.criteria.items() if not isinstance(each, COMPOUND)}
    left = [each for each in definition.criteria.values() if isinstance(each, COMPOUND)]
    levels: list[list[Criterion]] = []
    while left:
        ready: list[Criterion] = [each for each in left if set(each.of) <= known]
        if not ready:
            raise ValueError(f"{definition.id}: criteria are made of one another in a circle")
        levels.append(ready)
        known |= {each.id for each in ready}
        left = [each for each in left if each.id not in known]
    return levels


# Scores ------------------------------------------------------------------------------------------


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


def _band(definition: CaseDefinition, score: str) -> str:
    cases = " ".join(
        f"WHEN {score} >= {literal(float(band.at_least))} THEN {literal(band.id)}"
        for band in definition.bands
    )
    return f"CASE {cases} ELSE '' END"


# What is written ---------------------------------------------------------------------------------


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
    {_band(definition, "score_lo")} AS band,
    {_band(definition, "score_hi")} AS band_possible
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
