"""A case definition as DuckDB SQL that can be read from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from attrs import frozen

from crmo.errors import InvalidValueError
from crmo.find.definition import CodeRow
from crmo.find.duckdb_engine.answers import answer_stage, seen_stages
from crmo.find.duckdb_engine.codes import CodesOfSet
from crmo.find.duckdb_engine.criteria import criterion_stages
from crmo.find.duckdb_engine.outputs import output_stages
from crmo.find.duckdb_engine.people import people_stages
from crmo.find.duckdb_engine.scores import verdict_stage
from crmo.find.duckdb_engine.selections import SelectionSql, SitesOfSet, site_sets_used
from crmo.find.duckdb_engine.sql_text import comment
from crmo.find.duckdb_engine.stage import Stage
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import CaseDefinition, CodeSet

INPUTS = """\
Inputs: event_table and person (events.parquet and persons.parquet), code (codes.parquet),
code_set(set_id, code_id): the codes of each code set, and site_set(set_id, site): the sites that
lie within the places a selection names.
Every step makes a table of its own. No step looks beyond one person."""


class HasCodes(Protocol):
    """What knows the codes that occur in one source: an event table."""

    def code_rows(self) -> Iterable[CodeRow]:
        """Return the codes that occur, with what is understood by them."""

    def code_ids(self, code_set: CodeSet, knowledge: Knowledge) -> tuple[int, ...]:
        """Return the ids of the codes that belong to a code set, sorted."""


@frozen(kw_only=True)
class Compiled:
    """A definition as SQL.

    Args:
        definition: what it was made from.
        stages: name and statement of each step, in order. `index_candidate` and
            `chart` read the event table; the last four, `hits`, `answers`, `evidence` and
            `attrition`, are what is kept.
        code_sets: id of each code set to the codes it stands for; empty without an event table.
        site_sets: places that a selection names to the sites within them.
    """

    definition: CaseDefinition
    stages: tuple[Stage, ...]
    code_sets: tuple[CodesOfSet, ...] = ()
    site_sets: tuple[SitesOfSet, ...] = ()

    @property
    def text(self) -> str:
        """The whole as one script, with comments."""
        about = [f"{self.definition.label} ({self.definition.id}, version "]
        about[0] += f"{self.definition.version})"
        about.append(INPUTS)
        about += [f"{name}: {len(codes)} codes in these data" for name, codes in self.code_sets]
        about += [f"{name}: {len(sites)} sites" for name, sites in self.site_sets]
        statements = (f"{each.sql};" for each in self.stages)
        return "\n\n".join([comment("\n".join(about)), *statements]) + "\n"


def compile_definition(
    definition: CaseDefinition,
    knowledge: Knowledge,
    table: HasCodes | None = None,
    *,
    everyone: bool = False,
) -> Compiled:
    """Return a definition as staged DuckDB SQL.

    Args:
        definition: a sound definition (as `load_definition` returns).
        knowledge: units of the analytes.
        table: an event table, so that the codes to be read are named; None: the text for people.
        everyone: write answers and evidence of everybody with an index event, not of hits alone.

    Raises:
        InvalidValueError: this engine would not read the definition as the reference does.
    """
    _refuse_same_names(definition)
    code_sets = () if table is None else tuple(_code_sets(definition, knowledge, table))
    analytes = {} if table is None else _analytes(code_sets, table.code_rows())
    selected = SelectionSql(definition=definition, knowledge=knowledge, analytes=analytes)
    stages = list(people_stages(definition, selected, code_sets))
    stages += selected.stages()
    for criterion in definition.criteria.values():
        stages += criterion_stages(criterion, selected)
    stages += seen_stages(definition)
    stages += [answer_stage(definition), verdict_stage(definition)]
    stages += output_stages(definition, everyone=everyone)
    return Compiled(
        definition=definition,
        stages=tuple(stages),
        code_sets=code_sets,
        site_sets=site_sets_used(definition),
    )


def _code_sets(
    definition: CaseDefinition, knowledge: Knowledge, table: HasCodes
) -> Iterator[CodesOfSet]:
    for name, code_set in definition.code_sets.items():
        yield name, tuple(table.code_ids(code_set, knowledge))


def _analytes(
    code_sets: Sequence[CodesOfSet], rows: Iterable[CodeRow]
) -> dict[str, tuple[str, ...]]:
    """Return what the codes of each code set measure, as far as they are known to measure it."""
    known = {row.code_id: row.concept for row in rows if row.concept_kind == "analyte"}
    return {
        name: tuple(sorted({analyte for code in codes if (analyte := known.get(code))}))
        for name, codes in code_sets
    }


def _refuse_same_names(definition: CaseDefinition) -> None:
    """Refuse ids that differ in capital and small letters only: SQL does not tell them apart."""
    for names, what in ((definition.criteria, "criteria"), (definition.code_sets, "code_sets")):
        if len({name.casefold() for name in names}) < len(names):
            raise InvalidValueError(
                "two ids differ only in capital and small letters",
                field=what,
                where=definition.id,
                expected="ids that differ otherwise",
            )
