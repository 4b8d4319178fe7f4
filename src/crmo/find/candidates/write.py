"""Write each candidate's record, the charts for the review, and what the notes say."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from crmo.find.candidates.as_record import record_of
from crmo.find.candidates.chart import ChartEvent, Table, charts_of, persons_of
from crmo.find.candidates.dates import days_words
from crmo.find.candidates.event_words import code_words, what_words
from crmo.find.candidates.from_notes import NOTE_COLUMNS, NotesRead, ReadText, notes_of, read_notes
from crmo.find.database import opened_database
from crmo.find.worklist.tables import row_writer
from crmo.knowledge import Knowledge
from crmo.record.json_form import to_json

CANDIDATES = "candidates"
_FRESH = ".candidates-being-written"
_OWNER_ONLY = 0o700
CHART_COLUMNS = {
    "pseudonym": "string",
    "event_id": "int64",
    "day_lo": "date32",
    "day_hi": "date32",
    "day": "string",
    "kind": "string",
    "what": "string",
    "code": "string",
    "asked_for": "string",
}


@frozen(kw_only=True)
class Written:
    """What was written.

    Args:
        words_from_notes: pseudonym -> what the notes add, in words.
        n_records: how many records.
        n_notes: how many notes were read.
        n_unreadable: how many notes could not be.
    """

    words_from_notes: Mapping[str, str]
    n_records: int
    n_notes: int
    n_unreadable: int


def write_candidates(
    folder: Path,
    table: Table,
    pseudonyms: Mapping[int, str],
    asked_for: Mapping[int, str],
    knowledge: Knowledge,
    *,
    read_text: ReadText | None = None,
    memory_limit: str = "4GB",
    threads: int = 0,
    progress: Callable[[str, float], None] | None = None,
) -> Written:
    """Write `candidates/*.json`, `charts.parquet` and `notes_evidence` of some persons.

    Args:
        folder: where they go.
        table: their events.
        pseudonyms: person -> pseudonym; these persons are written.
        asked_for: code -> code sets of the definition it belongs to, in words.
        knowledge: what codes mean.
        read_text: reads a note, or None: then notes are left alone.
        memory_limit: of DuckDB.
        threads: of DuckDB.
        progress: told what is done, and the share of it.
    """
    fresh = folder / _FRESH
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True, mode=_OWNER_ONLY)
    words: dict[str, str] = {}
    n_notes = n_unreadable = 0
    with (
        opened_database(folder, memory_limit=memory_limit, threads=threads) as connection,
        row_writer(folder / "charts", CHART_COLUMNS, csv=False) as write_chart,
        row_writer(folder / "notes_evidence", NOTE_COLUMNS, csv=False) as write_notes,
    ):
        ids = _chosen(connection, pseudonyms)
        people = persons_of(connection, table, ids)
        notes = _Notes(connection, table, ids, read_text, knowledge)
        charts = _with_everybody(charts_of(connection, table, ids), sorted(people))
        for done, (person_id, events) in enumerate(charts, start=1):
            name = pseudonyms[person_id]
            told = notes.of(person_id, name)
            record = record_of(
                people[person_id], events, knowledge, pseudonym=name, from_notes=told.entries
            )
            (fresh / f"{name}.json").write_text(to_json(record) + "\n", encoding="utf-8")
            write_chart(_chart_row(name, event, asked_for, knowledge) for event in events)
            write_notes(told.rows)
            if told.words:
                words[name] = told.words
            n_notes += told.n_read
            n_unreadable += told.n_unreadable
            if progress:
                progress("candidates", done / len(people))
    _put_in_place(fresh, folder / CANDIDATES)
    return Written(
        words_from_notes=words,
        n_records=len(people),
        n_notes=n_notes,
        n_unreadable=n_unreadable,
    )


def _chosen(connection: Any, pseudonyms: Mapping[int, str]) -> str:
    """Put the chosen persons into a table of the connection; return the SQL that reads them."""
    import pyarrow as pa

    chosen = pa.table({"person_id": pa.array(sorted(pseudonyms), type=pa.int64())})
    connection.register("arrived", chosen)
    connection.execute("CREATE OR REPLACE TABLE chosen AS SELECT person_id FROM arrived")
    return "SELECT person_id FROM chosen"


def _with_everybody(
    charts: Iterator[tuple[int, tuple[ChartEvent, ...]]], people: Sequence[int]
) -> Iterator[tuple[int, tuple[ChartEvent, ...]]]:
    """Yield every person, those without any event included."""
    found = next(charts, None)
    for person_id in people:
        if found is not None and found[0] == person_id:
            yield found
            found = next(charts, None)
        else:
            yield person_id, ()


class _Notes:
    """The notes, read person by person as the charts come."""

    def __init__(
        self,
        connection: Any,
        table: Table,
        ids: str,
        read_text: ReadText | None,
        knowledge: Knowledge,
    ) -> None:
        self._read_text = read_text
        self._knowledge = knowledge
        self._notes = notes_of(connection, table, ids) if read_text else iter(())
        self._next = next(self._notes, None)

    def of(self, person_id: int, pseudonym: str) -> NotesRead:
        """Return what a person's notes say; persons are asked for in their order."""
        if self._read_text is None or self._next is None or self._next[0] != person_id:
            return NotesRead()
        notes = self._next[1]
        self._next = next(self._notes, None)
        return read_notes(notes, self._read_text, self._knowledge, pseudonym=pseudonym)


def _chart_row(
    name: str, event: ChartEvent, asked_for: Mapping[int, str], knowledge: Knowledge
) -> tuple[Any, ...]:
    return (
        name,
        event.event_id,
        event.d_lo,
        event.d_hi,
        days_words(event.d_lo, event.d_hi),
        event.kind,
        what_words(event, knowledge),
        code_words(event),
        asked_for.get(event.code_id, ""),
    )


def _put_in_place(fresh: Path, place: Path) -> None:
    """Let the new folder take the place of an older one; between the two, the step is not done."""
    if place.exists():
        shutil.rmtree(place)
    fresh.replace(place)
