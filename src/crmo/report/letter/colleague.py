"""The letter to a colleague: what is recorded, what rules make of it, what is not known."""

from __future__ import annotations

from crmo.report.case import Case
from crmo.report.letter.colleague_course import (
    course_paragraph,
    criteria_paragraph,
    diagnosis_paragraph,
)
from crmo.report.letter.colleague_now import (
    findings_paragraph,
    growth_paragraph,
    imaging_paragraph,
    labs_paragraph,
)
from crmo.report.letter.colleague_treatment import (
    due_paragraph,
    red_flags_paragraph,
    response_paragraph,
    safety_paragraph,
    treatments_paragraph,
)
from crmo.report.letter.values import Paragraph
from crmo.report.words import say

_PARTS = (
    diagnosis_paragraph,
    criteria_paragraph,
    course_paragraph,
    findings_paragraph,
    imaging_paragraph,
    labs_paragraph,
    growth_paragraph,
    treatments_paragraph,
    response_paragraph,
    safety_paragraph,
    red_flags_paragraph,
    due_paragraph,
)


def colleague_paragraphs(case: Case) -> tuple[Paragraph, ...]:
    """Return the paragraphs in order; opinion and plan are left to the doctor."""
    written = (part(case) for part in _PARTS)
    opinion = Paragraph(name="opinion", heading=say("Assessment and plan"))
    return (*(part for part in written if part is not None), opinion)
