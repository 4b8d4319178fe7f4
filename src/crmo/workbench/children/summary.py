"""The one-page summary on paper."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from crmo.report.pdf import patient_pdf
from crmo.workbench import clock
from crmo.workbench.access import Permission, page
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.ledger import assessment_of
from crmo.workbench.ledger.recent import Recent
from crmo.workbench.models import Child

_KEPT: Recent[tuple[UUID, int, date, str, str], bytes] = Recent(size=50)


@page(Permission.SUMMARY_PRINT, of_child=True)
def child_summary(request: HttpRequest, child: Child) -> HttpResponse:
    """Answer with the summary as PDF; the file's name says nothing about the child."""
    today = clock.today()
    content = summary_of(child, on=today)
    audit_event(request, Action.PRINT, child=child, about="children.child_summary")
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="summary-{today.isoformat()}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


def summary_of(child: Child, *, on: date) -> bytes:
    """Return the summary of a child as PDF, in the language of the request.

    Args:
        child: whose.
        on: the day whose answers it holds.

    Raises:
        crmo.errors.MissingExtraError: typst is not installed.
    """
    assessed = assessment_of(child, on)
    key = (child.key, assessed.head, on, assessed.version, get_language() or "")
    return _KEPT.get(
        key,
        lambda: patient_pdf(assessed.record, assessed.assessment, assessed.knowledge, on=on),
    )
