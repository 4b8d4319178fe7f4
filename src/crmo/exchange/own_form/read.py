"""Read records in crmo's own form; what cannot be taken in is told of, and the rest is kept."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from crmo.errors import InvalidValueError, KnowledgeError, UnreadableError
from crmo.exchange.half_characters import may_hold_half_characters, without_half_characters
from crmo.exchange.own_form.broken_json import where_it_breaks
from crmo.exchange.own_form.rescue import Rescued, rescued
from crmo.exchange.reading import Level, Reading, Remark
from crmo.exchange.text_file import read_text
from crmo.record import PatientRecord
from crmo.record.json_form import ENTRY_KINDS, from_dict, parse_json
from crmo.yaml12 import load

Progress = Callable[[int, int], None]


def read(path: Path, *, progress: Progress | None = None) -> Reading:
    """Read a record, a list of records, or one record per line.

    An entry that is not sound becomes an error remark, and the others are kept. A record
    whose patient or schema version is not sound is not taken in at all.

    Args:
        path: JSON (`.json`, `.jsonl`, `.ndjson`) or YAML (`.yaml`, `.yml`).
        progress: called with (records read, records there are), or None.

    Raises:
        UnreadableError: it cannot be opened or is not text, JSON or YAML; or no record in it
            could be read.
    """
    file = read_text(path)
    is_yaml = not file.text.lstrip().startswith(("{", "["))
    documents = list(_yaml(file.text, path.name) if is_yaml else _json(file.text, path.name))
    has_halves = not is_yaml and may_hold_half_characters(file.text)
    remarks = list(file.remarks(path.name))
    records: list[PatientRecord] = []
    understood: Counter[str] = Counter()
    not_understood: Counter[str] = Counter()
    for number, (where, data) in enumerate(documents, start=1):
        whole = without_half_characters(data) if has_halves else data
        found = _record(whole, where, only=len(documents) == 1)
        remarks += found.remarks
        not_understood += Counter(found.not_taken)
        if found.record is not None:
            records.append(found.record)
            understood.update(_kind_of(entry) for entry in found.record.entries)
        if progress:
            progress(number, len(documents))
    return Reading(
        source=path.name,
        format=f"crmo record ({'YAML' if is_yaml else 'JSON'})",
        records=tuple(records),
        remarks=tuple(remarks),
        understood=understood,
        not_understood=not_understood,
    )


def _record(data: Any, where: str, *, only: bool) -> Rescued:
    try:
        return Rescued(from_dict(data))
    except InvalidValueError:
        pass
    try:
        return rescued(data, where)
    except InvalidValueError as error:
        if only:
            raise UnreadableError(
                error.problem,
                where=f"{where}, {error.where}" if error.where else where,
                came=error.came,
                expected=error.expected,
                todo=error.todo,
            ) from None
        remark = Remark(
            level=Level.ERROR,
            where=f"{where}, {error.where}",
            message=f"This record was not taken in: {error.problem} {error.todo}",
            came="" if error.came is None else str(error.came),
            code="record-not-read",
        )
        return Rescued(None, (remark,), ("record",))


def _yaml(text: str, name: str) -> Iterator[tuple[str, Any]]:
    try:
        data = load(text, name=name)
    except KnowledgeError as error:
        raise UnreadableError(
            error.problem, where=error.where, expected="a record as YAML", todo=error.todo
        ) from None
    yield from _each(data, name)


def _json(text: str, name: str) -> Iterator[tuple[str, Any]]:
    try:
        data = parse_json(text)
    except InvalidValueError as error:
        lines = [(n, line) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
        if len(lines) < 2 or not _is_whole(lines[0][1]):
            raise where_it_breaks(text, name, error) from None
        yield from _json_lines(lines, name)
    else:
        yield from _each(data, name)


def _json_lines(lines: list[tuple[int, str]], name: str) -> Iterator[tuple[str, Any]]:
    for number, line in lines:
        try:
            yield f"{name} line {number}", parse_json(line)
        except InvalidValueError as error:
            raise where_it_breaks(line, f"{name} line {number}", error) from None


def _each(data: Any, name: str) -> Iterator[tuple[str, Any]]:
    if not isinstance(data, list):
        yield name, data
        return
    for number, each in enumerate(data, start=1):
        yield f"{name} record {number}", each


def _is_whole(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _kind_of(entry: object) -> str:
    return next(name for name, kind in ENTRY_KINDS.items() if kind is type(entry))
