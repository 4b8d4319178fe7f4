"""Commands over a hospital's records: find, review."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from crmo.cli.options import OnDay, OutFolder, Overlay, day_asked, moment


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

    A proposal, not a diagnosis. Nothing leaves the machine. A run that was ended goes on.

    Args:
        records: OMOP CDM 5.3 or 5.4 (folder of Parquet or CSV, DuckDB file, or
            postgresql://host/database?schema=cdm), or FHIR R4 Bulk Data (folder of NDJSON).
        definition: name of a definition (see --list), or a YAML file of your own.
        engine: duckdb, spark (data for more than one machine), or reference (slow and plain).
        out: folder for worklist, evidence, candidates and report.
        mapping: CSV that tells what local codes mean.
        memory: how much memory DuckDB may use (with Spark: in each task); the rest goes to disk.
        threads: how many threads to use; as many as there are processors if 0.
        events: folder of the event table; in --out if not given. Finished, it needs no RECORDS.
        master: of the Spark cluster.
        key_file: key of the pseudonyms; made if it is not there; in --out if not given.
        sample_others: how many of those not proposed to draw, to tell how many are missed.
        cohort_id: number of the definition in the OHDSI cohort table.
        notes: whether to read the notes of those proposed; they add to the evidence.
        share: also write a report of sums alone that may be passed on, small ones left out.
        explain: show the definition in words and as SQL, and run nothing.
        circe: file for the definition as OHDSI Circe JSON, and its gaps beside; run nothing.
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
        on=None if on is None else day_asked(on),
        today=day_asked(None),
        overlay=knowledge,
    )


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

    return review_run(run, reviewer=reviewer, summary=summary, settle=settle, now=moment)
