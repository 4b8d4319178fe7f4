"""`crmo find`: what was asked for, checked and carried out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from crmo.cli.readings import tell_overlays, wrong_use
from crmo.cli.terminal import messages, output, plain, table
from crmo.errors import MissingExtraError, UserError
from crmo.knowledge import Knowledge, load_knowledge

if TYPE_CHECKING:
    from crmo.find.candidates.from_notes import ReadText
    from crmo.find.request import Engine
    from crmo.knowledge.case_definition import CaseDefinition
    from crmo.record import Entry


def list_definitions(*, overlay: Path | None) -> int:
    """Show the definitions that crmo ships or local knowledge adds."""
    knowledge = load_knowledge(overlay)
    tell_overlays(knowledge.overlays)
    shown = table("definition", "version", "what it proposes")
    for name, definition in knowledge.case_definitions.items():
        shown.add_row(plain(name), str(definition.version), plain(definition.label))
    output().print(shown)
    output().print("\nOne in words, and as SQL: crmo find --definition NAME --explain")
    return 0


def explain_definition(definition: str | None, *, overlay: Path | None) -> int:
    """Show a definition in words and as the SQL that it becomes; nothing is run."""
    from crmo.cli.finding.explained import definition_text
    from crmo.find.duckdb_engine import compile_definition

    knowledge = load_knowledge(overlay)
    tell_overlays(knowledge.overlays)
    found = _definition(definition, knowledge)
    output().print(plain_lines(definition_text(found, knowledge)))
    output().print("")
    output().print(plain_lines(compile_definition(found, knowledge).text))
    return 0


def write_circe(definition: str | None, path: Path, *, overlay: Path | None) -> int:
    """Write a definition as an OHDSI cohort expression, and its gaps as a text beside it.

    Raises:
        UserError: one of the files is there already.
    """
    from crmo.find.circe import cohort_expression
    from crmo.find.written import write_whole

    knowledge = load_knowledge(overlay)
    found = cohort_expression(_definition(definition, knowledge), knowledge)
    gaps = path.with_suffix(".gaps.txt")
    for file in (path, gaps):
        if file.exists():
            raise UserError(
                "this file is already there; nothing was written.",
                where=str(file),
                todo="Name another file for --circe.",
            )
    write_whole(path, found.to_json().encode())
    write_whole(gaps, found.gaps_in_words().encode())
    output().print(f"Cohort expression: {plain(str(path))}")
    output().print(f"What it cannot express ({len(found.gaps)}): {plain(str(gaps))}")
    return 0


def plain_lines(text: str) -> str:
    """Return a text of several lines to be put into rich markup."""
    return "\n".join(plain(line) for line in text.split("\n"))


def find_all(
    records: str | None,
    *,
    definition: str | None,
    engine: str,
    out: Path,
    mapping: Path | None,
    memory: str,
    threads: int,
    events: Path | None,
    share: bool,
    master: str,
    key_file: Path | None,
    sample_others: int,
    cohort_id: int,
    notes: bool,
    on: date | None,
    today: date,
    overlay: Path | None,
) -> int:
    """Search the records and write what was found; return the exit code.

    Raises:
        MissingExtraError: duckdb or pyarrow is not installed.
        UserError: an option cannot be, or the records cannot be read.
    """
    _require_the_extra()
    from crmo.cli.finding.carried_out import carry_out
    from crmo.find.request import Request

    if records is None and events is None:
        raise wrong_use("no records were named.", todo="Try: crmo find RECORDS --out DIR")
    knowledge = load_knowledge(overlay)
    tell_overlays(knowledge.overlays)
    asked = _definition(definition, knowledge)
    _check_numbers(threads=threads, sample_others=sample_others)
    request = Request(
        source=_source(records),
        out=out,
        events=events,
        mapping=mapping,
        engine=_engine(engine),
        master=master,
        memory_limit=_memory(memory),
        threads=threads,
        key_file=key_file,
        sample_others=sample_others,
        cohort_id=cohort_id,
        read_text=_reader(knowledge) if notes else None,
        on=on or today,
        is_on_told=on is not None,
    )
    return carry_out(request, asked, knowledge, share=share)


def _definition(name: str | None, knowledge: Knowledge) -> CaseDefinition:
    from crmo.find.definition import load_definition

    if name is None:
        raise wrong_use(
            "no case definition was named.",
            todo="Name one with --definition; crmo find --list shows those there are.",
        )
    return load_definition(name, knowledge)


def _source(records: str | None) -> Path | str | None:
    """Return a folder or file as a path; the address of a database stays as it is."""
    from crmo.find.events.omop.postgresql_source import SCHEMES

    if records is None or "://" not in records:
        return records if records is None else Path(records)
    if not records.startswith(SCHEMES):
        raise UserError(
            "this is no kind of database that crmo reads.",
            came=f"{records.partition('://')[0]}://",  # what follows may hold a password
            expected="postgresql://host/database?schema=name, or a folder or file",
        )
    return records


def _engine(name: str) -> Engine:
    from crmo.find.request import Engine

    try:
        return Engine(name)
    except ValueError:
        raise UserError(
            "--engine is none that crmo has.", came=name, expected=", ".join(Engine)
        ) from None


def _memory(text: str) -> str:
    """Return a limit of memory as DuckDB reads it, refused where it is none."""
    import re

    if not re.fullmatch(r"\d+(\.\d+)?\s*([KMGT]i?B)", text.strip(), re.IGNORECASE):
        raise UserError(
            "--memory is no amount of memory.", came=text, expected="a number and a unit: 4GB"
        )
    return text.strip()


def _check_numbers(**numbers: int) -> None:
    for name, number in numbers.items():
        if number < 0:
            option = "--" + name.replace("_", "-")
            raise UserError(f"{option} is below zero.", came=number, expected="0 or more")


def _reader(knowledge: Knowledge) -> ReadText:
    """Return the function that reads a candidate's note; the rooms do not know each other."""
    from crmo.notes.pipeline import read_note

    def read(text: str, on: date | None) -> Sequence[Entry]:
        return [each.entry for each in read_note(text, knowledge, on=on).entries]

    return read


def _require_the_extra() -> None:
    for package in ("duckdb", "pyarrow"):
        if find_spec(package) is None:
            raise MissingExtraError(
                f"case finding needs {package}, which is not installed.",
                todo='Install it: pip install "crmo[find]"',
            )


def tell_unfinished(out: Path) -> None:
    """Say what became of a run that was ended."""
    messages().print(
        f"  {plain(str(out))} is unfinished. The same command goes on with the first step that is "
        "not done."
    )
