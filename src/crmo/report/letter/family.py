"""The letter to a family: short sentences, everyday words, nothing made up."""

from __future__ import annotations

from crmo.report.case import Case
from crmo.report.letter.family_next import (
    at_once_paragraph,
    call_paragraph,
    medicines_paragraph,
    next_paragraph,
)
from crmo.report.letter.family_now import (
    changed_paragraph,
    disease_paragraph,
    found_paragraph,
)
from crmo.report.letter.values import Paragraph
from crmo.report.words import say

_BEFORE = (disease_paragraph, found_paragraph, changed_paragraph, medicines_paragraph)
_AFTER = (next_paragraph, call_paragraph, at_once_paragraph)


def family_paragraphs(case: Case) -> tuple[Paragraph, ...]:
    """Return the paragraphs in order; what was agreed and the number to call stay empty."""
    agreed = Paragraph(name="agreed", heading=say("What we agreed"))
    reach = Paragraph(name="reach", heading=say("How to reach us"))
    return (
        *(part(case) for part in _BEFORE),
        agreed,
        *(part(case) for part in _AFTER),
        reach,
    )
