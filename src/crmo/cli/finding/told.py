"""What was found, in the terminal: no pseudonym and no code of a single person."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from crmo.cli.terminal import output, plain, table
from crmo.find.overview import Overview
from crmo.report.finding_page.page import NOT_A_DIAGNOSIS

_MOST_UNSEEN = 8


def tell_findings(overview: Overview, out: Path, files: Sequence[str]) -> None:
    """Say how many are proposed, what could not be seen and not understood, and where it stands."""
    console = output()
    told, definition = overview.attrition, overview.definition
    bands = table("band", "for certain", "possibly only", title=plain(definition.label))
    for band in overview.bands:
        bands.add_row(plain(band.label), f"{band.n_certain:,}", f"{band.n_possible:,}")
    console.print(bands)
    console.print(
        f"\n[bold]{overview.n_hits:,}[/bold] of {told['persons']:,} persons are proposed for "
        f"review ({told['with_index']:,} have a first event)."
    )
    _tell_unseen(overview)
    _tell_unknown(overview)
    if overview.n_notes:
        console.print(
            f"Candidates' notes read: {overview.n_notes:,}; they add to the evidence of "
            f"{overview.n_with_notes:,} of those proposed, never to the score."
        )
    if overview.n_others:
        console.print(f"Drawn of those not proposed, for the review: {overview.n_others:,}.")
    console.print("")
    for name in files:
        console.print(f"  {plain(str(out / name))}")
    console.print(f"\n{plain(NOT_A_DIAGNOSIS)}", style="dim")


def _tell_unseen(overview: Overview) -> None:
    unseen = overview.unseen
    if not unseen:
        return
    labels = "; ".join(plain(each.label) for each in unseen[:_MOST_UNSEEN])
    more = f"; and {len(unseen) - _MOST_UNSEEN} more" if len(unseen) > _MOST_UNSEEN else ""
    output().print(f"[yellow]Not in these records at all[/yellow]: {labels}{more}.")


def _tell_unknown(overview: Overview) -> None:
    unknown = overview.unknown
    n_codes, n_events = sum(unknown.n_codes.values()), sum(unknown.n_events.values())
    if n_codes:
        whole = sum(unknown.n_all_events.values())
        output().print(
            f"[yellow]Codes not understood[/yellow]: {n_codes:,}, in {n_events:,} of {whole:,} "
            "events; the report lists the most frequent."
        )
    n_grave = sum(each.level != "note" for each in overview.remarks)
    if n_grave:
        kinds = "kind" if n_grave == 1 else "kinds"
        output().print(f"The reader noticed {n_grave} {kinds} of trouble; see the report.")
