"""How things are with a child, in everyday words: the paragraphs of the letter to its family."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from attrs import evolve, frozen
from django.utils.translation import get_language

from crmo.report.letter import Paragraph, Voice, letter
from crmo.report.words import date_words, say
from crmo.workbench.children.appointments import appointments_of, next_appointment
from crmo.workbench.children.case import case_of
from crmo.workbench.family.body_map import PlainMap, plain_map
from crmo.workbench.ledger.recent import Recent
from crmo.workbench.ledger.records import head_of
from crmo.workbench.letters.kept import KeptLetter, kept_letters
from crmo.workbench.models import Child
from crmo.workbench.rulebook.in_force import knowledge_version

_KEPT: Recent[tuple[UUID, int, date, str, str], FamilyView] = Recent(size=200)


@frozen(kw_only=True)
class Coming:
    """The next appointment.

    Args:
        at: when.
        with_whom: in the words of whoever made it; may be empty.
        in_days: days until then.
    """

    at: datetime
    with_whom: str
    in_days: int


@frozen(kw_only=True)
class FamilyView:
    """All that the family's page tells.

    Args:
        name: the child's name; empty if it is not known.
        day: the day in words.
        parts: paragraphs of the letter to the family, by name.
        map: where the disease is and was.
        coming: the next appointment, or None.
        letters: letters written to the family, the newest first.
    """

    name: str
    day: str
    parts: Mapping[str, Paragraph]
    map: PlainMap
    coming: Coming | None
    letters: tuple[KeptLetter, ...]


def family_view(child: Child, *, on: date) -> FamilyView:
    """Return what a family is told of its child, in the language of the request.

    Args:
        child: whose.
        on: the day it is.
    """
    key = (child.key, head_of(child), on, knowledge_version(), get_language() or "")
    return _KEPT.get(key, lambda: _made(child, on))


def _made(child: Child, on: date) -> FamilyView:
    case = case_of(child, on=on)
    told = letter(case, voice=Voice.FAMILY)
    return FamilyView(
        name=case.record.patient.name,
        day=date_words(on),
        parts={part.name: _for_page(part) for part in told.paragraphs},
        map=plain_map(case),
        coming=_coming(child, on),
        letters=kept_letters(child, Voice.FAMILY),
    )


def _for_page(part: Paragraph) -> Paragraph:
    """Return a paragraph without the line that speaks of the letter it stands in."""
    own = say("How much to take and when is on the prescription, not in this letter.")
    return evolve(part, text="\n".join(line for line in part.text.split("\n") if line != own))


def _coming(child: Child, on: date) -> Coming | None:
    found = next_appointment(appointments_of(child), on=on)
    if found is None:
        return None
    return Coming(at=found.at, with_whom=found.with_whom, in_days=(found.day - on).days)
