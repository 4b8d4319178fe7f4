"""The patient page: one child on one page that explains itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from crmo.record import PatientRecord
from crmo.report.document import document
from crmo.report.page_parts import patient_page_parts

if TYPE_CHECKING:
    from crmo.assess import PatientAssessment
    from crmo.exchange.reading import Remark
    from crmo.knowledge import Knowledge


def patient_page_html(
    record: PatientRecord,
    assessment: PatientAssessment,
    knowledge: Knowledge,
    *,
    remarks: Iterable[Remark] = (),
    on: date,
    nonce: str = "",
) -> str:
    """Return the patient page as one HTML file that asks for nothing from outside.

    Args:
        record: the whole record; only what was known on the day is shown.
        assessment: its answers on that day.
        knowledge: the knowledge the answers were made with.
        remarks: what the reader of the file noticed.
        on: the day of the page.
        nonce: put on style and script for a server with a content security policy; without
            one the page carries its own policy, which allows its own style and script only.
    """
    parts = patient_page_parts(record, assessment, knowledge, remarks=remarks, on=on)
    return document(title=parts.title, top=parts.top, sections=parts.sections, nonce=nonce)
