"""The commands and their options; each command's work is imported only when it runs."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import App, CycloptsError, Parameter

from crmo import __version__

EXIT_WRONG_USE = 1
FIRST_YEAR, LAST_YEAR = 1900, 2200

app = App(
    name="crmo",
    version=f"crmo {__version__}",
    help=(
        "Open software for chronic recurrent multifocal osteomyelitis (CRMO, CNO). "
        "An aid to thinking: it does not diagnose, and no red flag is not reassurance."
    ),
    help_format="plaintext",
    suppress_keyboard_interrupt=False,  # `crmo.cli.main` says what became of the pages
)

# "-" alone is standard input, not an option.
LetterFile = Annotated[str, Parameter(allow_leading_hyphen=True)]
OutFolder = Annotated[Path, Parameter(name="--out")]
OnDay = Annotated[str | None, Parameter(name="--on")]
Overlay = Annotated[Path | None, Parameter(name="--knowledge", env_var="CRMO_KNOWLEDGE")]


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    try:
        result = app(arguments, exit_on_error=False, result_action="return_value")
    except CycloptsError:
        return EXIT_WRONG_USE
    return result if isinstance(result, int) else 0


@app.command(name="open")
def open_files(
    *files: Path,
    out: OutFolder = Path("crmo-pages"),
    on: OnDay = None,
    pdf: bool = False,
    json: bool = False,
    browser: bool = False,
    knowledge: Overlay = None,
) -> int:
    """Read files about children and write a page for each child.

    Args:
        files: crmo records (JSON, YAML), FHIR R4 (bundle, resource, NDJSON, folder), the clinic
            spreadsheet (xlsx, or a folder of CSV).
        out: folder for the pages.
        on: day of the assessment, such as 2024-05-17; today if not given.
        pdf: also write one A4 page per child (needs the extra crmo[pdf]).
        json: also write the record and its assessments as JSON.
        browser: show the first page in the browser.
        knowledge: folder of local rules and values laid over those of crmo.
    """
    from crmo.cli.open_files import open_all

    return open_all(
        files, out=out, on=_day(on), pdf=pdf, json=json, browser=browser, overlay=knowledge
    )


@app.command
def assess(
    *files: Path,
    on: OnDay = None,
    rule: str | None = None,
    json: bool = False,
    knowledge: Overlay = None,
) -> int:
    """Say in the terminal what the rules make of each child.

    Args:
        files: as for `crmo open`.
        on: day of the assessment; today if not given.
        rule: only this rule, with every reason and every missing fact.
        json: write JSON to standard output instead of tables.
        knowledge: folder of local rules and values laid over those of crmo.
    """
    from crmo.cli.assess_files import assess_all

    return assess_all(files, on=_day(on), rule=rule, json=json, overlay=knowledge)


@app.command
def template(path: Path = Path("crmo-template.xlsx"), *, csv: bool = False) -> int:
    """Write the empty clinic spreadsheet.

    Args:
        path: file to write, or the folder with --csv.
        csv: write a folder of CSV files instead of one xlsx.
    """
    from crmo.cli.template import write

    return write(path, csv=csv)


@app.command
def rules(rule: str | None = None, *, knowledge: Overlay = None) -> int:
    """List the rules, or explain one.

    Args:
        rule: id of a rule, such as bristol_2016.
        knowledge: folder of local rules and values laid over those of crmo.
    """
    from crmo.cli.browse import show_rules

    return show_rules(rule, overlay=knowledge)


@app.command
def bones(*text: str) -> int:
    """List the bone units, or find those that words mean.

    Args:
        text: words such as left shin bone, T8, or distal tibial metaphysis.
    """
    from crmo.cli.browse import show_bones

    return show_bones(" ".join(text))


@app.command
def sources(source: str | None = None, *, knowledge: Overlay = None) -> int:
    """List the sources behind every number, or show one with the rules that rest on it.

    Args:
        source: id of a source, such as roderick2016.
        knowledge: folder of local rules and values laid over those of crmo.
    """
    from crmo.cli.browse import show_sources

    return show_sources(source, overlay=knowledge)


@app.command
def schema(of: str = "record") -> int:
    """Print the JSON Schema of a patient record, or of what another command writes.

    Args:
        of: record, reading (of `crmo read --json`) or recognition (of `crmo recognise --json`).
    """
    from crmo.cli.browse import show_schema

    return show_schema(of)


@app.command
def read(
    file: LetterFile,
    *,
    on: OnDay = None,
    html: Annotated[Path | None, Parameter(name="--html")] = None,
    json: bool = False,
    knowledge: Overlay = None,
) -> int:
    """Read one letter or report and show what it says, marked in its text.

    Args:
        file: a letter as text, RTF, HTML, PDF with text, or FHIR; - reads standard input.
        on: day of the letter, if it does not say so itself.
        html: write a page instead of showing it in the terminal.
        json: write JSON to standard output instead.
        knowledge: folder of local rules and values laid over those of crmo.
    """
    from crmo.cli.read_note import read_file

    day = None if on is None else _day(on)
    return read_file(file, on=day, html=html, json=json, overlay=knowledge)


@app.command
def recognise(
    file: LetterFile,
    *,
    age: float | None = None,
    sex: str | None = None,
    setting: str = "rheumatology",
    on: OnDay = None,
    html: Annotated[Path | None, Parameter(name="--html")] = None,
    json: bool = False,
    knowledge: Overlay = None,
) -> int:
    """Say what it could be, what speaks for and against, and what must be ruled out first.

    An aid to thinking, not a diagnosis; no flag is not reassurance. Nothing is stored.

    Args:
        file: a letter (as for `crmo read`), a record, FHIR or spreadsheet; - reads a letter.
        age: age in years; what the letter says if not given.
        sex: female or male; what the letter says if not given.
        setting: who asks: primary_care, orthopaedics or rheumatology.
        on: day of the question; today if not given.
        html: write a page of a letter, too.
        json: write JSON to standard output instead.
        knowledge: folder of local rules and values laid over those of crmo.
    """
    from crmo.cli.recognise import recognise_file

    weighed = partial(recognise_file, file, age=age, sex=sex, setting=setting)
    return weighed(on=_day(on), json=json, html=html, overlay=knowledge)


@app.command
def demo(name: str = "relapsing", *, out: OutFolder = Path("crmo-pages"), pdf: bool = False) -> int:
    """Open an invented child and say where the page is.

    Args:
        name: relapsing, or undiagnosed.
        out: folder for the page.
        pdf: also write the one-page PDF.
    """
    from crmo.cli.open_files import open_example

    return open_example(name, out=out, pdf=pdf)


@app.command
def simulate(
    *,
    patients: Annotated[int, Parameter(name=("--patients", "-n"))] = 100,
    seed: int = 1,
    mix: str = "clinic",
    to: Annotated[list[str] | None, Parameter(name="--to")] = None,
    out: OutFolder = Path("crmo-virtual"),
    until: Annotated[str, Parameter(name="--until")] = "2025-12-31",
    years: float = 10.0,
    workers: int = 0,
    knowledge: Overlay = None,
) -> int:
    """Make virtual children: the truth about them, and what a hospital would hold.

    The same seed gives the same children, on any machine and with any number of workers; and the
    same bytes with the same versions of crmo, pyarrow and openpyxl. No child in it is real.

    Args:
        patients: how many children.
        seed: a whole number that decides all luck.
        mix: which kinds of children: clinic, referrals, hospital, population, differential; or
            kinds with shares, such as cno:80,leukaemia:5.
        to: what to write: records, fhir, omop, notes, spreadsheet, all, or several with commas
            between; records if not given. The truth is always written beside them.
        out: folder for the files; it must be empty or not there.
        until: day on which the data are cut.
        years: length of the calendar in which the stories begin, up to that day.
        workers: processes to work with; as many as there are processors if 0.
        knowledge: folder of local rules and values laid over those of crmo.
    """
    from crmo.cli.simulated.command import simulate_all

    return simulate_all(
        n=patients,
        seed=seed,
        mix=mix,
        to=to or ["records"],
        out=out,
        until=_day(until, "--until"),
        years=years,
        workers=workers,
        overlay=knowledge,
    )


@app.command
def find(
    records: str | None = None,
    *,
    definition: str | None = None,
    engine: str = "duckdb",
    out: OutFolder = Path("crmo-found"),
    mapping: Path | None = None,
    memory: str = "4GB",
    threads: int = 0,
    events: Path | None = None,
    master: str = "local[*]",
    key_file: Path | None = None,
    sample_others: int = 0,
    cohort_id: int = 1,
    notes: bool = True,
    share: bool = False,
    explain: bool = False,
    circe: Annotated[Path | None, Parameter(name="--circe")] = None,
    list_: Annotated[bool, Parameter(name="--list", negative=())] = False,
    on: OnDay = None,
    knowledge: Overlay = None,
) -> int:
    """Find the children of a hospital's records whom a case definition proposes for review.

    A proposal, not a diagnosis. Nothing leaves the machine. A run that was ended goes on where it
    was when the same command is given again.

    Args:
        records: OMOP CDM 5.3 or 5.4 (folder of Parquet or CSV, DuckDB file, or
            postgresql://host/database?schema=cdm), or FHIR R4 Bulk Data (folder of NDJSON).
        definition: name of a definition (see --list), or a YAML file of your own.
        engine: duckdb, spark (data for more than one machine), or reference (slow and plain).
        out: folder for worklist, evidence, candidates and report.
        mapping: CSV that tells what local codes mean.
        memory: how much memory DuckDB may use; the rest goes to the disk.
        threads: how many threads to use; as many as there are processors if 0.
        events: folder of the event table, to be used for several definitions; in --out if not
            given. Without RECORDS a finished one is used.
        master: of the Spark cluster.
        key_file: key of the pseudonyms; made if it is not there; in --out if not given.
        sample_others: how many persons who are not proposed to draw for the review, without whom
            nobody can tell how many are missed.
        cohort_id: number of the definition in the OHDSI cohort table.
        notes: whether to read the notes of those proposed; they add to the evidence.
        share: also write a report of sums alone, small ones left out, that may be passed on.
        explain: show the definition in words and as SQL, and run nothing.
        circe: write the definition as OHDSI Circe JSON to this file, and what that cannot express
            beside it; run nothing.
        list_: list the definitions, and run nothing.
        on: day of the report; today if not given.
        knowledge: folder of local rules and values laid over those of crmo.
    """
    from crmo.cli.finding import command

    if list_:
        return command.list_definitions(overlay=knowledge)
    if explain:
        return command.explain_definition(definition, overlay=knowledge)
    if circe is not None:
        return command.write_circe(definition, circe, overlay=knowledge)
    return command.find_all(
        records,
        definition=definition,
        engine=engine,
        out=out,
        mapping=mapping,
        memory=memory,
        threads=threads,
        events=events,
        share=share,
        master=master,
        key_file=key_file,
        sample_others=sample_others,
        cohort_id=cohort_id,
        notes=notes,
        on=None if on is None else _day(on),
        today=_day(None),
        overlay=knowledge,
    )


@app.command
def review(
    run: Path,
    *,
    reviewer: str | None = None,
    summary: bool = False,
    settle: bool = False,
) -> int:
    """Give verdicts on candidates, one at a time, without seeing what the machine thought of them.

    Verdicts are kept in the folder and go nowhere; they are added to, never changed.

    Args:
        run: folder that `crmo find` named with --out.
        reviewer: who gives the verdicts; two people review apart, each under their own name.
        summary: how far reviewers agree, how often the definition was right, and what it missed.
        settle: go through those on whom reviewers disagree, together.
    """
    from crmo.cli.finding.review_command import review_run

    return review_run(run, reviewer=reviewer, summary=summary, settle=settle, now=_moment)


def _day(text: str | None, option: str = "--on") -> date:
    """Return the day asked for; the command line is the only place that reads the clock."""
    if text is None:
        return date.today()
    from crmo.errors import UserError

    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UserError(
            f"{option} is not a day.",
            came=text,
            expected="a day written year-month-day, such as 2024-05-17",
        ) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UserError(
            f"{option} lies outside the years crmo can assess.",
            came=text,
            expected=f"a day from {FIRST_YEAR} to {LAST_YEAR}",
        )
    return day


def _moment() -> datetime:
    """Return the moment of a verdict, with its time zone."""
    return datetime.now().astimezone()
