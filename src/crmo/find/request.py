"""What a run of case finding was asked to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path

from attrs import frozen

from crmo.find.candidates.from_notes import ReadText


class Engine(StrEnum):
    """What works out the answers; all of them give the same."""

    DUCKDB = "duckdb"
    SPARK = "spark"
    REFERENCE = "reference"


@frozen(kw_only=True)
class Request:
    """Where to look, where to write, and how much the machine may be used.

    Args:
        source: OMOP tables or FHIR Bulk Data, the address of a database, or None if `events` is
            finished already.
        out: folder of the output.
        events: folder of the event table; one in `out` if None.
        mapping: CSV of local codes, or None.
        engine: what works out the answers.
        master: of the Spark cluster.
        memory_limit: of DuckDB (`4GB`).
        threads: of DuckDB; as many as there are processors if 0.
        key_file: of the pseudonyms; one in `out` if None.
        sample_others: how many persons who are not proposed to draw for the review.
        cohort_id: number of the definition in the OHDSI cohort table.
        read_text: reads a note, or None to leave notes alone.
        on: day of the run.
        is_on_told: whether somebody asked for that day; else a run that goes on keeps its own.
    """

    source: Path | str | None
    out: Path
    events: Path | None = None
    mapping: Path | None = None
    engine: Engine = Engine.DUCKDB
    master: str = "local[*]"
    memory_limit: str = "4GB"
    threads: int = 0
    key_file: Path | None = None
    sample_others: int = 0
    cohort_id: int = 1
    read_text: ReadText | None = None
    on: date
    is_on_told: bool = False

    @property
    def events_folder(self) -> Path:
        """Where the event table is or will be."""
        return self.events or self.out / "events"

    @property
    def key_path(self) -> Path:
        """Where the key of the pseudonyms is or will be."""
        return self.key_file or self.out / "pseudonyms.key"

    @property
    def source_name(self) -> str:
        """The name of what is searched, without its path; of a database, nothing of its address."""
        if isinstance(self.source, str):
            return "database"
        return (self.source or self.events_folder).resolve().name


@frozen(kw_only=True)
class Hooks:
    """Who is told how a run goes on.

    Args:
        progress: what is being done, and what share of it.
        on_step: the name of a step, and whether an earlier run had finished it.
    """

    progress: Callable[[str, float], None] = lambda _words, _share: None
    on_step: Callable[[str, bool], None] = lambda _name, _is_done: None
