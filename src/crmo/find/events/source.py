"""What a form of records offers to the build of the event table."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import define, frozen

from crmo.find.events.outcome import Understood
from crmo.find.events.remarks import Remarks
from crmo.find.events.source_table import SourceTable
from crmo.find.events.work import WorkFolder
from crmo.find.vocabulary.code_meaning import Code
from crmo.find.vocabulary.known_codes import KnownCodes
from crmo.find.vocabulary.mapping import LocalMapping
from crmo.knowledge import Knowledge

if TYPE_CHECKING:
    import duckdb

Understand = Callable[[Mapping[str, Any]], Understood]


@define
class Desk:
    """What every step of a build has at hand.

    Args:
        connection: the database.
        work: folder of finished parts.
        key: hash of source, versions and knowledge.
        knowledge: what crmo knows.
        known: meanings of codes.
        mapping: meanings told by the hospital.
        remarks: where remarks are counted.
        progress: told of what is being done, and the share that is done.
    """

    connection: duckdb.DuckDBPyConnection
    work: WorkFolder
    key: str
    knowledge: Knowledge
    known: KnownCodes
    mapping: LocalMapping
    remarks: Remarks
    progress: Callable[[str, float], None]


@frozen(kw_only=True)
class Prepared:
    """A source that can be asked for rows.

    Args:
        tables: those that make events.
        persons: query with `person_key`, `source_person`, `sex`, `birth_lo`, `birth_hi`,
            `has_birth`.
        periods: query with `person_key`, `first_day`, `last_day` of times under observation, or
            None.
        texts: query with `person_key`, `text_id`, `d_lo`, `d_hi`, `title`, `text`, or None.
    """

    tables: Sequence[SourceTable]
    persons: str
    periods: str | None = None
    texts: str | None = None


class Source(ABC):
    """Records in one form.

    Attributes:
        form: name of the form for people (`OMOP CDM`).
    """

    form: str

    @abstractmethod
    def fingerprints(self) -> list[str]:
        """Return what tells one state of the source from another."""

    @abstractmethod
    def prepare(self, desk: Desk) -> Prepared:
        """Return the tables, after bringing into Parquet what is not."""

    @abstractmethod
    def readings(self, desk: Desk, counted: Mapping[str, Path]) -> Mapping[str, Understand]:
        """Return how the wordings of each table are understood.

        Args:
            desk: the desk.
            counted: table -> file of its counted wordings.
        """

    def wider_codes(self, codes: Sequence[Code]) -> list[tuple[int, str, str]]:
        """Return (code_id, system, code) of wider codes that the source names.

        Args:
            codes: by number, from 1.
        """
        del codes
        return []
