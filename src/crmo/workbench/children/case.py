"""A child's record and answers in the form from which the report makes its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.urls import NoReverseMatch, reverse

from crmo.report.case import Case
from crmo.workbench.ledger import Assessed, assessment_of, sequences_of
from crmo.workbench.models import Child


def case_of(child: Child, *, on: date) -> Case:
    """Return what the report makes pages and letters of.

    Args:
        child: whose.
        on: the day, inclusive; only what was known on it counts.
    """
    return case_from(child, assessment_of(child, on), sequences_of(child))


def case_from(child: Child, assessed: Assessed, sequences: Mapping[str, int]) -> Case:
    """Return the same from what was looked up already.

    Args:
        child: whose.
        assessed: its record and answers.
        sequences: the place in the ledger of each entry, by entry id.
    """
    return Case(
        whole=assessed.record,
        assessment=assessed.assessment,
        knowledge=assessed.knowledge,
        on=assessed.on,
        entry_link=entry_link(child, sequences),
    )


def entry_link(child: Child, sequences: Mapping[str, int]) -> Callable[[str], str]:
    """Return what gives the address of an entry's history, or an empty text."""
    try:
        pattern = reverse("entry", args=[child.key, 0])
    except NoReverseMatch:
        return lambda entry_id: ""  # noqa: ARG005

    def link(entry_id: str) -> str:
        sequence = sequences.get(entry_id)
        return pattern.replace("/0/", f"/{sequence}/") if sequence else ""

    return link
