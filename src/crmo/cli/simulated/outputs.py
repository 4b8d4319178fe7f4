"""What is written about a block of children, one function per output."""

from __future__ import annotations

import gc
import json
import pickle
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from attrs import asdict, define, field

from crmo.cli.simulated.joined import write_arrow
from crmo.cli.simulated.timeless import forget_the_clock
from crmo.knowledge import Knowledge
from crmo.record import Document, PatientRecord
from crmo.record.json_form import to_json
from crmo.simulate import Parameters, Plan, VirtualChild, observe, truth_batches, write_documents
from crmo.simulate.documents import WrittenDocument, said
from crmo.simulate.plan import BLOCK

CHILDREN_PER_WORKBOOK = 64  # a spreadsheet program still opens it at once
CHILDREN_PER_FOLDER = 1_000
OMOP_ROWS = "rows.pickle"


@define(kw_only=True)
class Block:
    """Children of one block, and what is made of them when an output first asks.

    Args:
        number: position of the block.
        plan: what is simulated.
        children: the truth.
        knowledge: what everything is made with.
        has_documents: whether the records hold the documents as well, as those of a hospital do.
    """

    number: int
    plan: Plan
    children: tuple[VirtualChild, ...]
    knowledge: Knowledge
    has_documents: bool = False
    _parameters: Parameters = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._parameters = Parameters.of(self.knowledge)

    @cached_property
    def complete(self) -> tuple[PatientRecord, ...]:
        """The records with everything asked, examined and written."""
        return self._observed(complete=True)

    @cached_property
    def plain(self) -> tuple[PatientRecord, ...]:
        """The records as a hospital would hold them, without documents."""
        return self._observed(complete=False)

    @cached_property
    def documents(self) -> tuple[tuple[WrittenDocument, ...], ...]:
        """The notes and reports of each child."""
        return tuple(
            write_documents(record, self.knowledge, seed=self.plan.seed, child=child.number)
            for child, record in zip(self.children, self.plain, strict=True)
        )

    @cached_property
    def records(self) -> tuple[PatientRecord, ...]:
        """The records, with the documents in them if they are wanted."""
        if not self.has_documents:
            return self.plain
        return tuple(
            record.with_entries(map(_as_entry, documents))
            for record, documents in zip(self.plain, self.documents, strict=True)
        )

    def _observed(self, *, complete: bool) -> tuple[PatientRecord, ...]:
        return tuple(
            observe(child, self._parameters, self.knowledge, complete=complete)
            for child in self.children
        )


def _as_entry(document: WrittenDocument) -> Document:
    return Document(id=document.id, on=document.on, title=document.title, text=document.text)


def _truth(block: Block, part: Path) -> None:
    for name, batch in truth_batches(block.children).items():
        write_arrow(part / "truth" / f"{name}.arrow", batch)


def _records(block: Block, part: Path) -> None:
    _write_records(block.plain, part / "records" / "records.ndjson")
    # Four times the size of the others, so only where records are wanted.
    _write_records(block.complete, part / "truth" / "complete_records.ndjson")


def _fhir(block: Block, part: Path) -> None:
    from crmo.exchange.fhir_r4 import json_lines, record_to_resources, write_bundle

    of_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for child, record in zip(block.children, block.records, strict=True):
        bundle = _folder_of(part / "fhir" / "bundles", child) / f"{record.patient.id}.json"
        bundle.parent.mkdir(parents=True, exist_ok=True)
        with bundle.open("wb") as file:
            write_bundle(record, block.knowledge, file)
        for resource in record_to_resources(record, block.knowledge):
            of_kind[resource["resourceType"]].append(resource)
    for kind, resources in of_kind.items():
        _write_lines(part / "fhir" / "bulk" / f"{kind}.ndjson", json_lines(resources))


def _omop(block: Block, part: Path) -> None:
    from crmo.exchange.omop_cdm_5_4 import OmopRows, omop_rows

    rows = OmopRows.joined(
        omop_rows(record, block.knowledge, child.number + 1)
        for child, record in zip(block.children, block.records, strict=True)
    )
    folder = part / "omop"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / OMOP_ROWS).write_bytes(pickle.dumps(rows.to_batches(), protocol=5))


def _notes(block: Block, part: Path) -> None:
    lines, told = [], []
    for child, record, documents in zip(block.children, block.plain, block.documents, strict=True):
        folder = _folder_of(part / "notes" / "text", child) / record.patient.id
        folder.mkdir(parents=True, exist_ok=True)
        for document in documents:
            (folder / f"{document.id}.txt").write_bytes(document.text.encode())
            lines.append(_one_line({"patient": record.patient.id, **_plain(document)}))
            told.append(_told(document, record))
    _write_lines(part / "notes" / "documents.ndjson", b"".join(lines))
    _write_lines(part / "truth" / "documents_say.ndjson", b"".join(told))


def _plain(document: WrittenDocument) -> dict[str, Any]:
    shown = asdict(document, recurse=False, filter=lambda a, _: a.name != "statements")
    return {**shown, "on": document.on.isoformat()}


def _told(document: WrittenDocument, record: PatientRecord) -> bytes:
    """Return what a document says, as a record, with the place of each statement."""
    places = [statement._asdict() for statement in document.statements]
    content = json.loads(to_json(said(document, record), indent=None))
    return _one_line({"document": document.id, "record": content, "statements": places})


def _spreadsheet(block: Block, part: Path) -> None:
    from crmo.exchange.spreadsheet import write

    first_file = block.number * (BLOCK // CHILDREN_PER_WORKBOOK)
    for place in range(0, len(block.plain), CHILDREN_PER_WORKBOOK):
        number = first_file + place // CHILDREN_PER_WORKBOOK + 1
        path = part / "spreadsheet" / f"clinic-{number:05d}.xlsx"
        some = block.plain[place : place + CHILDREN_PER_WORKBOOK]
        write(some, path, knowledge=block.knowledge)
        forget_the_clock(path, block.plan.until)
        gc.collect()  # a workbook's cells and sheets hold one another


OUTPUTS: Mapping[str, Callable[[Block, Path], None]] = MappingProxyType(
    {
        "truth": _truth,
        "records": _records,
        "fhir": _fhir,
        "omop": _omop,
        "notes": _notes,
        "spreadsheet": _spreadsheet,
    }
)


def _folder_of(folder: Path, child: VirtualChild) -> Path:
    """Return a sub-folder, so that no folder holds more files than a person can list."""
    return folder / f"{child.number // CHILDREN_PER_FOLDER:06d}"


def _write_records(records: tuple[PatientRecord, ...], path: Path) -> None:
    _write_lines(
        path, b"".join(to_json(record, indent=None).encode() + b"\n" for record in records)
    )


def _write_lines(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _one_line(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode() + b"\n"
