"""Write the generated parts of docs/reference/fhir.md, or with --check say if they are old.

The list of remarks comes from the reader. The counts come from reading the real data beside
the checkout (or in CRMO_SHARED_DATA); where these are not, the counts on the page stay as they
are and are not checked.
"""

from __future__ import annotations

import os
import re
import sys
import tarfile
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from crmo.exchange.fhir_r4 import read
from crmo.exchange.fhir_r4.read import KEEPERS, READERS
from crmo.exchange.fhir_r4.remarks import REMARK_KINDS
from crmo.exchange.reading import Reading
from crmo.knowledge import Knowledge, load_knowledge
from tools.docs import ROOT

PAGE = ROOT / "docs" / "reference" / "fhir.md"
DATA_SETS = (
    ("HL7 R4 examples 4.0.1", "fhir_r4_hl7_examples/hl7_fhir_r4_4.0.1_example_instances.zip"),
    ("US Core 9.0.0 examples", "fhir_us_core_9/us_core_9.0.0_examples.zip"),
    ("Synthea bundles", "fhir_r4_synthea/bundles.tar.xz"),
    ("Bulk export of ten patients", "fhir_r4_bulk_10/bulk_10_patients.tar.xz"),
)


def main(arguments: list[str]) -> int:
    """Write the page, or check it; return the exit code."""
    text = PAGE.read_text(encoding="utf-8")
    fresh = _with_part(text, "remarks", _remarks_table())
    shared = Path(os.environ.get("CRMO_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if shared.is_dir():
        fresh = _with_part(fresh, "counts", "\n\n".join(_counts(shared)))
    else:
        print("docs: the real data are not here; the counts of docs/reference/fhir.md stay")
    if "--check" in arguments:
        if fresh != text:
            print("docs: docs/reference/fhir.md is old; run python -m tools.generate_fhir_table")
        return int(fresh != text)
    PAGE.write_text(fresh, encoding="utf-8")
    return 0


def _with_part(text: str, name: str, part: str) -> str:
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not pattern.search(text):
        raise SystemExit(f"docs/reference/fhir.md lacks the marks of its part {name}")
    return pattern.sub(lambda _: f"{begin}\n\n{part}\n\n{end}", text)


def _remarks_table() -> str:
    rows = [
        f"| `{code}` | {level.value} | {message} |"
        for code, (level, message) in REMARK_KINDS.items()
    ]
    return "\n".join(["| code | level | what it says |", "|---|---|---|", *rows])


def _counts(shared: Path) -> Iterator[str]:
    knowledge = load_knowledge()
    for title, archive in DATA_SETS:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            _unpack(shared / archive, folder)
            yield _chapter(title, read(folder, knowledge=knowledge), knowledge)


def _unpack(archive: Path, folder: Path) -> None:
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder)  # noqa: S202 - data of our own
    else:
        with tarfile.open(archive) as packed_tar:
            packed_tar.extractall(folder, filter="data")


def _chapter(title: str, reading: Reading, knowledge: Knowledge) -> str:
    entries = [entry for record in reading.records for entry in record.entries]
    levels = Counter(remark.level.value for remark in reading.remarks)
    told = ", ".join(f"{n:,} {level}s" for level, n in levels.items())
    n_known = sum(_is_known(entry, knowledge) for entry in entries)
    rows = ["| kind | understood | left aside | not understood |", "|---|--:|--:|--:|"]
    counters = (reading.understood, reading.ignored, reading.not_understood)
    kinds = sorted(set().union(*counters))
    used = [kind for kind in kinds if kind in READERS or kind in KEEPERS]
    others = [kind for kind in kinds if kind not in used]
    rows += [_row(kind, [counter[kind] for counter in counters]) for kind in used]
    if others:
        label = f"kinds without use here ({len(others)})"
        rows.append(_row(label, [sum(counter[k] for k in others) for counter in counters]))
    rows.append(_row("**all**", [counter.total() for counter in counters]))
    return "\n".join(
        [
            f"### {title}\n",
            f"{len(reading.records):,} records with {len(entries):,} entries, "
            f"{n_known:,} of them with a code or name in crmo's knowledge; remarks: {told}.\n",
            *rows,
        ]
    )


def _is_known(entry: object, knowledge: Knowledge) -> bool:
    tables = {
        "analyte": knowledge.analytes,
        "concept": knowledge.concepts,
        "instrument": knowledge.instruments,
        "drug": {**knowledge.drugs, **knowledge.drug_classes},
    }
    return any(getattr(entry, name, None) in table for name, table in tables.items())


def _row(kind: str, counts: list[int]) -> str:
    return "| " + " | ".join([kind, *(f"{count:,}" for count in counts)]) + " |"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
