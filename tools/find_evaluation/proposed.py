"""Which charts a definition proposes, and how high."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from crmo.find.definition import load_definition
from crmo.find.duckdb_engine import run_definition
from crmo.find.events import EventTable
from crmo.find.found_cases import FoundCases
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import CaseDefinition

OWN = Path(__file__).resolve().parent / "rivals"
SHIPPED = (
    "suspected_crmo", "suspected_crmo_sensitive", "suspected_crmo_specific", "bone_pain_and_mri",
)  # fmt: skip
RECORDED = "recorded_cno"
RIVALS = ("cno_code_alone", "osteomyelitis_without_germ")


def definition_of(name: str, knowledge: Knowledge) -> CaseDefinition:
    """Return a shipped definition, or one of the rivals beside this file."""
    own = OWN / f"{name}.yaml"
    return load_definition(str(own) if own.is_file() else name, knowledge)


def run_on(
    definition: CaseDefinition, table: EventTable, folder: Path, knowledge: Knowledge
) -> FoundCases:
    """Run a definition over charts, with the answers of those who are not proposed as well."""
    return run_definition(definition, table, folder, knowledge, threads=1, everyone=True)


def bands_of(cases: FoundCases) -> dict[int, str]:
    """Return chart -> band that it reaches, if some reading of partial dates gives it."""
    rows = duckdb.execute(
        "SELECT person_id, band_possible FROM read_parquet($1)", [str(cases.hits)]
    ).fetchall()
    return dict(rows)


def places(definition: CaseDefinition) -> Mapping[str, int]:
    """Return band -> its place, 0 for the highest."""
    return {band.id: place for place, band in enumerate(definition.bands)}
