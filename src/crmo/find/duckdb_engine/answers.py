"""Every answer of a person side by side, with what could not be seen as unknown."""

from __future__ import annotations

from collections.abc import Iterator

from crmo.find.duckdb_engine.days import possibly_within, window_in_words
from crmo.find.duckdb_engine.levels import LEVELS, UNKNOWN, answer_table, without_any_event
from crmo.find.duckdb_engine.selections import in_code_set
from crmo.find.duckdb_engine.sql_text import identifier
from crmo.find.duckdb_engine.stage import Stage, stage
from crmo.knowledge.case_definition import AllOf, AnyOf, CaseDefinition, Criterion, Window

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
