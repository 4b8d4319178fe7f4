"""Everything that is kept about one child, for the family's right of access."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

from crmo.exchange.fhir_r4.write_bundle import write_bundle
from crmo.record.json_form import to_json
from crmo.report.patient_page import patient_page_html
from crmo.workbench.ledger import Assessed, assessment_of, rows_of
from crmo.workbench.models import AuditEvent, Child, Draft

_READ_ME = """Everything that this clinic's crmo keeps about one child, on {day}.

record.json    the record, with every correction and retraction; crmo reads it
record.xlsx    the same as a spreadsheet, as far as one can hold it
fhir.json      the same as a FHIR R4 bundle
page.html      the page that the clinic sees
summary.pdf    the page on paper
history.json   every statement: who made it, when, from what source
looks.json     who has looked at the record, or changed it, and when
drafts.json    what somebody began to write and has not saved

This is information, no medical advice.
"""


def everything_about(child: Child, *, on: date) -> bytes:
    """Return a zip file of all that is kept about a child.

    Args:
        child: whose.
        on: the day of the page.

    Raises:
        MissingExtraError: the PDF cannot be made here.
    """
    assessed = assessment_of(child, on)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(child, assessed, on):
            stamp = zipfile.ZipInfo(name, date_time=(on.year, on.month, on.day, 0, 0, 0))
            stamp.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(stamp, content)
    return packed.getvalue()


def _files(child: Child, assessed: Assessed, on: date) -> Iterator[tuple[str, str | bytes]]:
    from crmo.exchange.spreadsheet import write_workbook
    from crmo.report.pdf import patient_pdf

    record, knowledge = assessed.record, assessed.knowledge
    sheet, bundle = io.BytesIO(), io.BytesIO()
    write_workbook([record], sheet, knowledge=knowledge)
    write_bundle(record, knowledge, bundle)
    yield "README.txt", _READ_ME.format(day=on.isoformat())
    yield "record.json", to_json(record)
    yield "record.xlsx", sheet.getvalue()
    yield "fhir.json", bundle.getvalue()
    yield "page.html", patient_page_html(record, assessed.assessment, knowledge, on=on)
    yield "summary.pdf", patient_pdf(record, assessed.assessment, knowledge, on=on)
    yield "history.json", _json(list(_history(child)))
    yield "looks.json", _json(list(_looks(child)))
    yield "drafts.json", _json(list(_drafts(child)))


def _history(child: Child) -> Iterator[dict[str, Any]]:
    for row in rows_of(child):
        yield {
            "sequence": row.sequence,
            "recorded_at": row.recorded_at.isoformat(),
            "recorded_by": row.by_name,
            "kind": row.kind,
            "id": row.entry_id,
            "corrects": row.supersedes,
            "source": row.source,
            "reason": row.reason,
            "content": row.payload,
        }


def _looks(child: Child) -> Iterator[dict[str, Any]]:
    events = AuditEvent.objects.filter(child=child.key).select_related("actor")
    for event in events.iterator():
        yield {
            "at": event.at.isoformat(),
            "who": event.actor.shown_name() if event.actor else "",
            "role": event.actor_role,
            "action": event.action,
            "outcome": event.outcome,
            "about": event.about,
        }


def _drafts(child: Child) -> Iterator[dict[str, Any]]:
    for draft in Draft.objects.filter(child=child).select_related("author"):
        yield {
            "kind": draft.kind,
            "by": draft.author.shown_name(),
            "updated_at": draft.updated_at.isoformat(),
            "content": json.loads(draft.content),
        }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
