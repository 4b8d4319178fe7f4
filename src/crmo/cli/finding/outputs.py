"""What follows a run: the report, what may be shared, the words beside, and the manifest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from crmo import __version__
from crmo.cli.finding.explained import definition_text
from crmo.find.duckdb_engine import compile_definition
from crmo.find.overview import Overview
from crmo.find.privacy.shown_numbers import ShownNumbers, all_numbers, shared_numbers
from crmo.find.run import Finished
from crmo.find.written import fingerprint, write_whole
from crmo.knowledge import Knowledge
from crmo.knowledge.case_definition import CaseDefinition
from crmo.report.finding_page import finding_page_html

MANIFEST = "manifest.json"
SHARE = "share"
REPORT = "report.html"
_READ_ME = """What `crmo find` wrote ({label}).

Everything here is about persons and stays on this machine, but for the folder share, if there is
one: sums only, small ones left out.

report.html             what was found, and what could not be seen
worklist.csv            whom to look at, under pseudonyms, the highest score first
evidence.csv            every event that a criterion rests on
candidates/             each candidate's record; `crmo open candidates` shows them as pages
key.csv                 who the pseudonyms are
pseudonyms.key          the key that makes them; with it and a record number anybody could
cohort.csv              the OHDSI cohort table
notes_evidence.parquet  what candidates' notes say and where, without their text
others.csv              persons drawn who were not proposed, for the review
charts.parquet          what `crmo review` shows
definition.txt, .sql    what was asked, in words and as SQL
answers/, events/       what the engine said, and the event table
reviews/                verdicts, each reviewer's own file; never changed, only added to
manifest.json           comes last, with a fingerprint of each file

To review: crmo review {out} --reviewer NAME
A proposal for review, not a diagnosis.
"""


def write_outputs(
    out: Path, finished: Finished, definition: CaseDefinition, knowledge: Knowledge, *, share: bool
) -> tuple[str, ...]:
    """Write what follows a run; return the names of what a person opens first."""
    overview = finished.overview
    (out / MANIFEST).unlink(missing_ok=True)
    _write(out / "definition.txt", definition_text(definition, knowledge))
    _write(out / "definition.sql", compile_definition(definition, knowledge).text)
    _write(out / "README.txt", _READ_ME.format(label=definition.label, out=out.name))
    html = finding_page_html(overview, all_numbers(overview), knowledge, hits=finished.hits)
    _write(out / REPORT, html)
    names = [REPORT, "worklist.csv"]
    if share:
        _write_share(out / SHARE, overview, knowledge)
        names.append(f"{SHARE}/{REPORT}")
    else:
        shutil.rmtree(out / SHARE, ignore_errors=True)  # it would be of another run
    _write_manifest(out, overview)
    return tuple(names)


def _write_share(folder: Path, overview: Overview, knowledge: Knowledge) -> None:
    numbers = shared_numbers(overview)
    _write(folder / REPORT, finding_page_html(overview, numbers, knowledge))
    _write(folder / "numbers.json", json.dumps(_shared_form(overview, numbers), indent=1) + "\n")


def _shared_form(overview: Overview, numbers: ShownNumbers) -> dict[str, Any]:
    return {
        "definition": overview.definition.id,
        "version": overview.definition.version,
        "crmo": overview.version,
        "engine": overview.engine,
        "on": overview.on.isoformat(),
        "counts_below_are_null": numbers.threshold,
        "persons": dict(numbers.counts),
        "code_sets_without_any_event": [each.id for each in overview.unseen],
    }


def _write_manifest(out: Path, overview: Overview) -> None:
    content = {
        "crmo": __version__,
        "definition": overview.definition.id,
        "version": overview.definition.version,
        "source": overview.source,
        "engine": overview.engine,
        "on": overview.on.isoformat(),
        # The bytes of Parquet files depend on these; the content does not.
        "made_with": {name: version(name) for name in ("duckdb", "pyarrow")},
        "persons": overview.attrition["persons"],
        "proposed": overview.n_hits,
        "files": {name: fingerprint(out / name) for name in _files(out)},
    }
    _write(out / MANIFEST, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def _files(out: Path) -> Sequence[str]:
    """Return the files of the output: not the event table, which has a manifest of its own."""
    names = (path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    left_out = ("events/", "reviews/", ".", "pseudonyms.key", MANIFEST)
    return sorted(name for name in names if not name.startswith(left_out))


def _write(path: Path, text: str) -> None:
    write_whole(path, text.encode())
