"""Symptoms, signs and associated conditions in four states."""

from __future__ import annotations

from django.utils.translation import gettext as _

from crmo.record import FactStatus, Finding, PartialDate
from crmo.workbench.visit.entries.writing import Writing


def write_findings(writing: Writing) -> None:
    """Add a finding for each state that was chosen; what was not asked says nothing."""
    known = writing.setting.knowledge.concepts
    for concept, told in writing.fields.about("finding"):
        name = f"finding:{concept}"
        if concept not in known:
            writing.refuse(name, _("There is no such finding."))
        elif told not in set(FactStatus):
            writing.refuse(name, _("Choose one of the four states."))
        else:
            _write(writing, concept, FactStatus(told))


def _write(writing: Writing, concept: str, status: FactStatus) -> None:
    writing.add(
        f"finding:{concept}",
        lambda entry_id: Finding(
            id=entry_id,
            on=PartialDate.parse(writing.on),
            concept=concept,
            status=status,
            note=writing.fields.get(f"remark:{concept}"),
        ),
    )
