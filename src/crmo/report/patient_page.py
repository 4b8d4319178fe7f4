"""The patient page: one child on one page that explains itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from crmo.record import PatientRecord
from crmo.report.case import Case
from crmo.report.document import document
from crmo.report.sections.criteria import criteria_section
from crmo.report.sections.doing import doing_section
from crmo.report.sections.due import due_section
from crmo.report.sections.entries import entries_section
from crmo.report.sections.growth import growth_section
from crmo.report.sections.lesions import lesions_section
from crmo.report.sections.missing import missing_section
from crmo.report.sections.red_flags import red_flags_section
from crmo.report.sections.remarks import remarks_section
from crmo.report.sections.safety import safety_section
from crmo.report.sections.sources import sources_section
from crmo.report.sections.time import time_section
from crmo.report.sections.top import top_section, who_words
from crmo.report.sections.treatments import treatments_section

if TYPE_CHECKING:
    from crmo.assess import PatientAssessment
    from crmo.exchange.reading import Remark
    from crmo.knowledge import Knowledge

_SECTIONS = (
    lesions_section,
    time_section,
    doing_section,
    criteria_section,
    red_flags_section,
    missing_section,
    due_section,
    safety_section,
    treatments_section,
    growth_section,
    remarks_section,
    entries_section,
    sources_section,
)


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
    case = Case(
        whole=record, assessment=assessment, knowledge=knowledge, on=on, remarks=tuple(remarks)
    )
    shown = [part(case) for part in _SECTIONS]
    body = [part for part in shown if part is not None]
    return document(title=who_words(case), top=top_section(case), sections=body, nonce=nonce)
