"""A change of the compiled SQL must be seen by whoever reviews it."""

from __future__ import annotations

import duckdb
from tests.find.engines.full_definition import full_definition
from tests.find.engines.golden_sql import GOLDEN, compiled

from crmo.find.duckdb_engine import compile_definition
from crmo.knowledge import load_knowledge

HOW = "If the change is meant: python -m tests.find.engines.golden_sql, and read the difference."


def test_compiled_sql_is_what_was_reviewed() -> None:
    kept = {path.stem: path.read_text(encoding="utf-8") for path in GOLDEN.glob("*.sql")}
    now = dict(compiled())
    assert sorted(kept) == sorted(now), HOW
    for name, text in now.items():
        assert kept[name] == text, f"{name}: {HOW}"


def test_the_text_is_a_script_that_runs_by_itself() -> None:
    """What `--explain` shows can be pasted into DuckDB beside the inputs that it names."""
    text = compile_definition(full_definition(), load_knowledge()).text
    with duckdb.connect() as connection:
        connection.execute(
            """
            CREATE TABLE event_table (
                person_id BIGINT, event_id BIGINT, code_id INTEGER, state TEXT, d_lo DATE,
                d_hi DATE, e_hi DATE, value DOUBLE, unit TEXT, ref_lo DOUBLE, ref_hi DOUBLE,
                flag TEXT, value_code_id INTEGER, site TEXT);
            CREATE TABLE person (person_id BIGINT, birth_lo DATE, birth_hi DATE);
            CREATE TABLE code (code_id INTEGER, concept TEXT, concept_kind TEXT);
            CREATE TABLE code_set (set_id TEXT, code_id INTEGER);
            INSERT INTO code_set VALUES ('anything', 1), ('pain', 1);
            INSERT INTO person VALUES (1, '2010-01-01', '2010-01-01');
            INSERT INTO event_table (person_id, event_id, code_id, state, d_lo, d_hi) VALUES
                (1, 1, 1, 'present', '2015-01-01', '2015-01-01'),
                (1, 2, 1, 'present', '2015-01-11', '2015-01-11');
            """
        )
        connection.execute(text)
        found = connection.sql("SELECT person_id, score_lo FROM hits").fetchall()
    # several, days, again, bouts, young, and with no germ seen for certain: not no_germ, not both.
    assert found == [(1, 1 + 0.5 + 2 + 1 + 0.25)]


def test_a_label_cannot_become_a_statement() -> None:
    """Labels stand in comments only, whatever line breaks they hold."""
    from attrs import evolve

    definition = full_definition()
    label = "one\nDROP TABLE event; --\r\ntwo; '\""
    changed = evolve(definition, label=label, criteria=dict(definition.criteria))
    text = compile_definition(changed, load_knowledge()).text
    lines = [line for line in text.splitlines() if "DROP TABLE" in line]
    assert lines
    assert all(line.startswith("--") for line in lines)
