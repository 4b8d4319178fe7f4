"""From a source to the event table: in steps, each kept once it is done."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from crmo import __version__
from crmo.find.events.database import (
    connected,
    duckdb_module,
    literal,
    refused_files,
    sql,
    table_of,
)
from crmo.find.events.event_table import MANIFEST, EventTable
from crmo.find.events.open_source import open_source
from crmo.find.events.people import make_people
from crmo.find.events.remarks import Remarks
from crmo.find.events.sorting import code_ranges, enumerate_words, events_query, write_events
from crmo.find.events.source import Desk, Prepared, Source
from crmo.find.events.table import PERSON_COLUMNS, TEXT_COLUMNS
from crmo.find.events.visits import find_later_visits
from crmo.find.events.wordings import (
    Codes,
    Wordings,
    read_wordings,
    wording_query,
    write_outcomes,
)
from crmo.find.events.work import WorkFolder, fingerprint, whole, write_json
from crmo.find.privacy.cells import safe_cell
from crmo.find.vocabulary.known_codes import known_codes
from crmo.find.vocabulary.mapping import read_mapping
from crmo.knowledge import Knowledge

if TYPE_CHECKING:
    import duckdb

FORM_VERSION = 2  # raised when the same source would give another table
_FEWEST_PERSONS = 5
_PARQUET = "(FORMAT parquet, COMPRESSION zstd)"


def build_events(
    source: Path | str,
    out: Path,
    knowledge: Knowledge,
    *,
    mapping: Path | None = None,
    memory_limit: str = "4GB",
    threads: int = 0,
    progress: Callable[[str, float], None] | None = None,
) -> EventTable:
    """Return the event table of a source, building what is not there yet.

    A run that was stopped goes on from the last finished part; the files are the same bytes as
    if it had not been stopped. A finished table of the same source, knowledge and version is
    left as it is.

    Args:
        source: folder or file with OMOP tables, folder with FHIR NDJSON, or the address of a
            PostgreSQL database (`postgresql://…`).
        out: folder of the table; made if need be.
        knowledge: what crmo knows.
        mapping: CSV file with the hospital's own codes; see `crmo.find.vocabulary.mapping`.
        memory_limit: most memory for the database.
        threads: 0 for as many as there are processors.
        progress: told of what is being done, and the share (0 to 1) that is done.

    Raises:
        UnreadableError: the source, or the mapping file, cannot be read.
        MissingExtraError: DuckDB is not installed.
    """
    tell = progress or _say_nothing
    opened = open_source(source)
    key = _key(opened, knowledge, mapping)
    out = Path(out)
    table = EventTable(out)
    if _is_finished(table, key):
        tell("events are there already", 1.0)
        return EventTable.open(out)
    (out / MANIFEST).unlink(missing_ok=True)
    remarks = Remarks()
    work = WorkFolder(out / "work")
    with connected(work.scratch, memory_limit=memory_limit, threads=threads) as connection:
        known = known_codes(knowledge)
        desk = Desk(
            connection=connection,
            work=work,
            key=key,
            knowledge=knowledge,
            known=known,
            mapping=read_mapping(mapping, known, remarks),
            remarks=remarks,
            progress=tell,
        )
        with refused_files(opened.form):
            _Build(desk, opened, table).run()
    work.drop()
    tell("events are ready", 1.0)
    return EventTable.open(out)


def _key(source: Source, knowledge: Knowledge, mapping: Path | None) -> str:
    told = mapping.read_bytes().hex() if mapping and mapping.is_file() else ""
    return fingerprint(
        FORM_VERSION,
        __version__,
        duckdb_module().__version__,
        knowledge_fingerprint(knowledge),
        told,
        sorted(source.fingerprints()),
    )


@lru_cache(maxsize=4)
def knowledge_fingerprint(knowledge: Knowledge) -> str:
    """Return a hash of all that gives codes and units their meaning."""
    parts = (
        knowledge.concepts,
        knowledge.analytes,
        knowledge.drugs,
        knowledge.drug_classes,
        knowledge.instruments,
    )
    return fingerprint([[repr(entry) for entry in part.values()] for part in parts])


def _say_nothing(words: str, share: float) -> None:
    del words, share


def _is_finished(table: EventTable, key: str) -> bool:
    if not (table.folder / MANIFEST).is_file():
        return False
    return bool(table.manifest.get("key") == key)


class _Build:
    """One build."""

    def __init__(self, desk: Desk, source: Source, table: EventTable) -> None:
        self._desk = desk
        self._source = source
        self._table = table
        self._connection: duckdb.DuckDBPyConnection = desk.connection

    def run(self) -> None:
        """Do all steps."""
        desk = self._desk
        desk.progress("reading the source", 0.0)
        prepared = self._source.prepare(desk)
        counted = self._count(prepared)
        desk.progress("understanding codes and units", 0.35)
        readings = self._source.readings(desk, counted)
        tables = [
            read_wordings(
                self._connection, table, counted[table.name], readings[table.name], desk.remarks
            )
            for table in prepared.tables
        ]
        codes = Codes.of(tables)
        enumerate_words(self._connection, tables)
        for source_table in prepared.tables:
            if source_table.is_of_visits:
                find_later_visits(self._connection, source_table, desk.remarks)
        for wordings in tables:
            write_outcomes(self._connection, wordings, codes)
        n_persons = make_people(self._connection, prepared.persons, prepared.tables, desk.remarks)
        desk.progress("sorting events", 0.4)
        files = self._sort(tables, codes)
        desk.progress("finishing", 0.95)
        self._finish(prepared, codes, files, n_persons)

    def _count(self, prepared: Prepared) -> dict[str, Path]:
        """Return table -> file of its counted wordings."""
        found = {}
        for number, table in enumerate(prepared.tables):
            self._desk.progress(
                f"counting codes of {table.name}", 0.2 + 0.15 * number / len(prepared.tables)
            )
            query = wording_query(table)
            key = fingerprint(self._desk.key, query)
            path = self._desk.work.path(f"wordings-{table.name}", key)
            if not path.exists():
                self._copy(query, path)
            found[table.name] = path
        return found

    def _copy(self, query: str, path: Path) -> None:
        with whole(path) as half:
            self._connection.execute(f"COPY ({query}) TO {literal(str(half))} {_PARQUET}")

    def _sort(self, tables: Sequence[Wordings], codes: Codes) -> list[Path]:
        ranges = code_ranges(codes)
        done = 0
        total = sum(each.n_events for each in ranges) or 1
        files = []
        for number, wanted in enumerate(ranges):
            query = events_query(tables, codes, wanted)
            path = write_events(
                self._connection, query, self._desk.work.folder, number=number, key=self._desk.key
            )
            files.append(path)
            done += wanted.n_events
            self._desk.progress("sorting events", 0.4 + 0.55 * done / total)
        return files

    def _finish(
        self, prepared: Prepared, codes: Codes, files: Sequence[Path], n_persons: int
    ) -> None:
        table = self._table
        codes.write_table(self._connection)
        self._copy("SELECT * FROM codes ORDER BY code_id", table.codes)
        self._write_ancestors(codes)
        self._write_persons(prepared, files)
        if prepared.texts:
            self._write_texts(prepared.texts)
        self._write_not_understood(codes, files)
        self._write_remarks()
        table.events.mkdir(exist_ok=True)
        wanted = {f"events-{number:05d}.parquet": path for number, path in enumerate(files)}
        for left in table.events.iterdir():
            if left.name not in wanted:
                left.unlink()
        for final, path in wanted.items():
            path.replace(table.events / final)
        write_json(
            table.folder / MANIFEST,
            {
                "form": self._source.form,
                "form_version": FORM_VERSION,
                "crmo": __version__,
                "duckdb": duckdb_module().__version__,
                "key": self._desk.key,
                "n_persons": n_persons,
                "n_events": sum(codes.counts.values()),
                "n_codes": len(codes.codes),
                "remarks": self._desk.remarks.counts(),
            },
        )

    def _write_ancestors(self, codes: Codes) -> None:
        rows = self._source.wider_codes(codes.codes)
        columns = {"code_id": "int32", "system": "string", "code": "string"}
        table_of(self._connection, "wider", columns, rows)
        self._copy("SELECT * FROM wider ORDER BY ALL", self._table.ancestors)

    def _write_persons(self, prepared: Prepared, files: Sequence[Path]) -> None:
        columns = ", ".join(f"{c}::{kind} AS {c}" for c, (kind, _) in PERSON_COLUMNS.items())
        periods = prepared.periods or (
            "SELECT NULL AS person_key, NULL::DATE AS first_day, NULL::DATE AS last_day WHERE false"
        )
        paths = "[" + ", ".join(literal(str(path)) for path in files) + "]"
        query = sql(__package__, "persons.sql", events=paths, periods=periods)
        self._copy(f"SELECT {columns} FROM ({query}) ORDER BY person_id", self._table.persons)

    def _write_texts(self, texts: str) -> None:
        columns = ", ".join(f"{c}::{kind} AS {c}" for c, (kind, _) in TEXT_COLUMNS.items())
        self._copy(
            f"SELECT {columns} FROM ({texts}) t JOIN people p USING (person_key) "
            "ORDER BY person_id, d_lo, text_id, text",
            self._table.texts,
        )

    def _write_not_understood(self, codes: Codes, files: Sequence[Path]) -> None:
        """Write the codes without a meaning; those of few persons are only counted."""
        paths = "[" + ", ".join(literal(str(path)) for path in files) + "]"
        query = sql(__package__, "codes_not_understood.sql", events=paths)
        persons = dict(self._connection.execute(query).fetchall())
        rows, n_rare, n_rare_events = [], 0, 0
        for number, code in enumerate(codes.codes, start=1):
            if number not in persons:
                continue
            if persons[number] < _FEWEST_PERSONS:
                n_rare, n_rare_events = n_rare + 1, n_rare_events + codes.counts[number]
            else:
                rows.append((codes.counts[number], code.kind, code.system, code.code, code.label))
        rows.sort(key=lambda row: (-row[0], row[1:]))
        with (
            whole(self._table.codes_not_understood) as half,
            half.open("w", encoding="utf-8", newline="") as file,
        ):
            writer = csv.writer(file)
            writer.writerow(("n_events", "kind", "system", "code", "label"))
            # Local codes and names are anybody's text: none may run as a formula.
            writer.writerows([safe_cell(cell) for cell in row] for row in rows)
            if n_rare:
                label = f"codes of fewer than {_FEWEST_PERSONS} persons each: {n_rare}"
                writer.writerow((n_rare_events, "", "", "", label))

    def _write_remarks(self) -> None:
        columns = {
            "level": "string",
            "where_": "string",
            "what": "string",
            "message": "string",
            "n": "int64",
        }
        table_of(self._connection, "remarks", columns, self._desk.remarks.rows())
        self._copy(
            "SELECT * FROM remarks ORDER BY n DESC, what, where_, message", self._table.remarks
        )
