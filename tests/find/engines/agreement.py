"""What an engine says, in a form in which two engines can be compared row for row."""

from __future__ import annotations

from typing import Any

import duckdb
from tests.find.engines.small_tables import SmallTable, code_rows, event_rows, person_rows

from crmo.find.answer import EvidenceRow, Holds, PersonAnswer
from crmo.find.definition.match_codes import CodeTable
from crmo.find.duckdb_engine import compile_definition
from crmo.find.duckdb_engine.run_definition import give_sets, run_stages
from crmo.find.reference import answer_person
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import CaseDefinition


def reference_answers(
    definition: CaseDefinition, table: SmallTable, knowledge: Knowledge
) -> list[PersonAnswer]:
    codes = CodeTable.of(definition, table.known, knowledge)
    said = (answer_person(definition, codes, person) for person in table.people)
    return [each for each in said if each is not None]


def duckdb_answers(
    definition: CaseDefinition, table: SmallTable, knowledge: Knowledge
) -> list[PersonAnswer]:
    compiled = compile_definition(definition, knowledge, table, everyone=True)
    with duckdb.connect(":memory:", config={"threads": "1"}) as connection:
        for name, rows in (
            ("event_table", event_rows(table.people)),
            ("person", person_rows(table.people)),
            ("code", code_rows(table.known)),
        ):
            connection.register(name, rows)
        give_sets(connection, compiled.code_sets, compiled.site_sets)
        run_stages(connection, compiled.stages)
        return answers_of(connection)


def answers_of(connection: Any) -> list[PersonAnswer]:
    """Return what stands in the tables verdict, answers and evidence of a connection."""
    people = connection.execute(
        "SELECT person_id, is_hit, event_id, score_lo, score_hi, score_open "
        "FROM verdict ORDER BY person_id"
    ).fetchall()
    answers: dict[int, list[Holds]] = {row[0]: [] for row in people}
    for person_id, answer in connection.execute(
        "SELECT person_id, answer FROM answers ORDER BY person_id, criterion"
    ).fetchall():
        answers[person_id].append(Holds(answer))
    evidence: dict[int, list[EvidenceRow]] = {row[0]: [] for row in people}
    for person_id, criterion, event_id, role, is_certain in connection.execute(
        "SELECT person_id, criterion, event_id, role, is_certain "
        "FROM evidence ORDER BY person_id, criterion, role, event_id"
    ).fetchall():
        evidence[person_id].append(
            EvidenceRow(criterion=criterion, event_id=event_id, role=role, is_certain=is_certain)
        )
    return [
        PersonAnswer(
            person_id=person_id,
            is_hit=is_hit,
            index_event_id=index,
            answers=tuple(answers[person_id]),
            score_lo=low,
            score_hi=high,
            score_open=open_,
            evidence=tuple(evidence[person_id]),
        )
        for person_id, is_hit, index, low, high, open_ in people
    ]
