"""What a run found, as files: the same rows in the same order give the same bytes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crmo.errors import MissingExtraError
from crmo.find.duckdb_engine.levels import LEVELS
from crmo.find.found_cases import ATTRITION, PARTS, FoundCases
from crmo.knowledge.case_definition import CaseDefinition

# Columns by which each file is sorted; no two rows agree in all of them.
ORDER: Mapping[str, str] = MappingProxyType(
    {
        "hits": "person_id",
        "answers": "person_id, criterion",
        "evidence": "person_id, criterion, role, event_id",
    }
)
ROWS_PER_GROUP = 131_072
UNFINISHED = ".part"


def keep_found(
    connection: Any, out: Path, definition: CaseDefinition, counts: Mapping[str, int]
) -> FoundCases:
    """Write the tables hits, answers and evidence of a connection, and the counts.

    All is written under other names first; then the old attrition.json goes, the new files take
    their names, and the new attrition.json comes last, so that where it is, the four belong
    together.

    Args:
        connection: that holds the three tables.
        out: folder, which exists.
        definition: what was run.
        counts: as the step `attrition` names them, with `persons` and `with_events`.
    """
    try:
        for part in PARTS:
            rows = connection.sql(f"FROM {part} ORDER BY {ORDER[part]}")
            _write_parquet(
                rows.to_arrow_reader(ROWS_PER_GROUP), out / f"{part}.parquet{UNFINISHED}"
            )
        attrition = attrition_of(definition, counts)
        _write_text(out / f"{ATTRITION}{UNFINISHED}", json.dumps(attrition, indent=1) + "\n")
        (out / ATTRITION).unlink(missing_ok=True)
        for name in (*(f"{part}.parquet" for part in PARTS), ATTRITION):
            (out / f"{name}{UNFINISHED}").replace(out / name)
    finally:
        for left in out.glob(f"*{UNFINISHED}"):
            left.unlink()
    return FoundCases(folder=out, attrition=attrition)


def _write_parquet(reader: Any, path: Path) -> None:
    """Write rows in groups of one size.

    DuckDB's own writer forms groups by thread, so that its bytes depend on their number.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "case finding needs pyarrow", todo="Install it: pip install 'crmo[find]'."
        ) from error
    with path.open("wb") as file:
        with parquet.ParquetWriter(file, reader.schema, compression="zstd") as writer:
            for batches in _groups(reader):
                rows = pa.Table.from_batches(batches, schema=reader.schema)
                writer.write_table(rows.combine_chunks(), row_group_size=ROWS_PER_GROUP)
        file.flush()
        os.fsync(file.fileno())


def _groups(reader: Any) -> Iterator[list[Any]]:
    """Yield lists of record batches with ROWS_PER_GROUP rows in all, the last with fewer."""
    group: list[Any] = []
    room = ROWS_PER_GROUP
    for batch in reader:
        rest = batch
        while rest.num_rows >= room:
            yield [*group, rest.slice(0, room)]
            rest, group, room = rest.slice(room), [], ROWS_PER_GROUP
        if rest.num_rows:
            group.append(rest)
            room -= rest.num_rows
    if group:
        yield group


def _write_text(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def attrition_of(definition: CaseDefinition, counts: Mapping[str, int]) -> dict[str, Any]:
    """Return how many persons were left after each step, in the order of the definition.

    `require` and `exclude` count those left after this and all steps before; `bands` those of
    them whose score_lo (certain) or score_hi (possible) reaches the band; `criteria` the answers
    of everybody with an index event.
    """

    def left(word: str, names: tuple[str, ...]) -> list[dict[str, Any]]:
        return [{"criterion": name, "persons": counts[f"{word}_{name}"]} for name in names]

    return {
        "definition": definition.id,
        "version": definition.version,
        "persons": counts["persons"],
        "with_events": counts["with_events"],
        "with_index": counts["with_index"],
        "require": left("require", definition.require),
        "exclude": left("exclude", definition.exclude),
        "bands": [
            {
                "band": band.id,
                "certain": counts[f"band_certain_{band.id}"],
                "possible": counts[f"band_possible_{band.id}"],
            }
            for band in definition.bands
        ],
        "hits": counts["hits"],
        "criteria": [
            {"criterion": name, **{str(word): counts[f"{word}_{name}"] for word in LEVELS}}
            for name in definition.criteria
        ],
    }
