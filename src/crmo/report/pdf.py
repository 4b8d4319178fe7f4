"""The patient page on paper: one tagged A4 page, set by typst."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from crmo.errors import MissingExtraError
from crmo.record import PatientRecord
from crmo.report.case import Case
from crmo.report.paper import STEPS, paper_data, shortened_to
from crmo.report.styles import style_text

if TYPE_CHECKING:
    from crmo.assess import PatientAssessment
    from crmo.exchange.reading import Remark
    from crmo.knowledge import Knowledge

# Universal accessibility: tags, reading order, language, alternative texts.
STANDARD = "ua-1"


def patient_pdf(
    record: PatientRecord,
    assessment: PatientAssessment,
    knowledge: Knowledge,
    *,
    remarks: Iterable[Remark] = (),
    on: date,
) -> bytes:
    """Return the patient page as a PDF of exactly one A4 page.

    Lists are shortened until all fits, and say how many items are on the page only. The same
    record, knowledge and day give the same bytes. It is tagged, and conforms to PDF/UA-1 unless
    a name holds letters for which this machine has no font.

    Args:
        record: the whole record.
        assessment: its answers on that day.
        knowledge: the knowledge the answers were made with.
        remarks: what the reader noticed; kept for the same form as the page.
        on: the day of the page.

    Raises:
        MissingExtraError: typst is not installed.
    """
    typst = _typst()
    case = Case(
        whole=record, assessment=assessment, knowledge=knowledge, on=on, remarks=tuple(remarks)
    )
    source = style_text("page.typ").encode()
    inputs = _fitting(typst, source, paper_data(case))
    return tagged_pdf(source, inputs, on=on)


def tagged_pdf(source: bytes, inputs: Mapping[str, str], *, on: date) -> bytes:
    """Return what typst sets, tagged, with a day as its date.

    Args:
        source: the typst file.
        inputs: what it reads as `sys.inputs`.
        on: the day in the file, so that the same input gives the same bytes.

    Raises:
        MissingExtraError: typst is not installed.
    """
    typst = _typst()
    stamp = datetime(on.year, on.month, on.day, tzinfo=UTC)
    settings = {"format": "pdf", "sys_inputs": dict(inputs), "timestamp": stamp}
    try:
        made: bytes = typst.compile(source, pdf_standards=[STANDARD], **settings)
    except typst.TypstError:
        # The standard forbids a letter that no font of this machine has; the page still comes.
        made = typst.compile(source, **settings)
    return made


def _fitting(typst: Any, source: bytes, data: dict[str, Any]) -> dict[str, str]:
    """Return the first inputs that fill one page at most."""
    inputs: dict[str, str] = {}
    for step in STEPS:
        inputs = {"data": json.dumps(shortened_to(data, step))}
        pages = json.loads(typst.query(source, "<pages>", field="value", sys_inputs=inputs))
        if pages[0] <= 1:
            break
    return inputs


def _typst() -> Any:
    try:
        import typst
    except ImportError:
        raise MissingExtraError(
            "a PDF needs typst, which is not installed.",
            expected="the extra `pdf`",
            todo="Install it with: pip install 'crmo[pdf]'",
        ) from None
    return typst
