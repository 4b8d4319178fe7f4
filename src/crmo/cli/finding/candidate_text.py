"""One candidate in the terminal: what the definition asked for, and the whole timeline, blinded.

No score, band or criterion is shown, and a person who was not proposed looks the same: before the
verdict nobody can see what the machine thought.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.text import Text

from crmo.cli.terminal import messages, output, plain, table
from crmo.cli.visible import one_line
from crmo.errors import UserError
from crmo.record import Document, Entry, PatientRecord
from crmo.record.json_form import from_json

_MOST_ROWS = 400
_KINDS_AT_ONCE = 14


def show_candidate(run: Path, pseudonym: str) -> None:
    """Print what the records hold of a candidate."""
    record = _record(run, pseudonym)
    if record is not None:
        output().print(_who(record), style="dim")
    rows = _chart(run, pseudonym)
    asked = [row for row in rows if row["asked_for"]]
    _print_asked(asked)
    _print_timeline(rows)
    if record is not None:
        _print_notes(record.entries)


def _record(run: Path, pseudonym: str) -> PatientRecord | None:
    path = run / "candidates" / f"{pseudonym}.json"
    try:
        return from_json(path.read_bytes())
    except (OSError, UserError):
        messages().print(f"  The record of {pseudonym} cannot be read; run crmo find again.")
        return None


def _who(record: PatientRecord) -> str:
    born = f"born {record.patient.birth_date}" if record.patient.birth_date else "birth not known"
    return f"{record.patient.sex}, {born}"


def _chart(run: Path, pseudonym: str) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    found: list[dict[str, Any]] = pq.read_table(
        run / "charts.parquet", filters=[("pseudonym", "=", pseudonym)]
    ).to_pylist()
    return found


def _print_asked(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print what has to do with the question, by kind: how often, first and last."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["what"], []).append(row)
    shown = table("what has to do with the question", "times", "first", "last")
    ranked = sorted(groups.items(), key=lambda item: -len(item[1]))
    for what, found in ranked[:_KINDS_AT_ONCE]:
        days = [row["day"] for row in found if row["day"]]
        first, last = (days[0], days[-1]) if days else ("", "")
        shown.add_row(plain(what), str(len(found)), first, last)
    output().print(shown)
    if len(ranked) > _KINDS_AT_ONCE:
        output().print(f"  and {len(ranked) - _KINDS_AT_ONCE} more kinds, below", style="dim")
    if not ranked:
        output().print("  nothing", style="dim")


def _print_timeline(rows: Sequence[Mapping[str, Any]]) -> None:
    output().print("\n[bold]Timeline[/bold] (what has to do with the question is marked)")
    for day, found in _by_day(rows[:_MOST_ROWS]):
        line = Text(f"  {day or 'undated':24}")
        for number, (what, is_asked) in enumerate(found):
            line.append("; " if number else "")
            line.append(one_line(what), style="bold" if is_asked else "")
        output().print(line)
    more = len(rows) - _MOST_ROWS
    if more > 0:
        output().print(f"  {more} more events; crmo open shows the whole record", style="dim")


def _by_day(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[tuple[str, bool]]]]:
    days: dict[str, dict[str, bool]] = {}
    for row in rows:
        told = days.setdefault(row["day"], {})
        told[row["what"]] = told.get(row["what"], False) or bool(row["asked_for"])
    return [(day, list(told.items())) for day, told in days.items()]


def _print_notes(entries: Sequence[Entry]) -> None:
    notes = [entry for entry in entries if isinstance(entry, Document) and entry.text]
    if not notes:
        return
    output().print(f"\n[bold]Notes[/bold] ({len(notes)}; crmo open shows them whole)")
    for note in notes:
        words = " ".join(note.text.split())
        output().print(Text(f"  {note.on or 'undated'!s:12}{one_line(words)[:300]}"))
