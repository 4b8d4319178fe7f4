"""The letter that a draft comes to, and its fields on the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from crmo.report.languages import in_language
from crmo.report.letter import Letter, Voice, letter, letter_pdf
from crmo.workbench.children.appointments import (
    Appointment,
    appointments_of,
    next_appointment,
)
from crmo.workbench.children.case import case_of
from crmo.workbench.letters.edits import ADDRESSEE, Edits, digest_of
from crmo.workbench.models import Child, User
from crmo.workbench.templatetags.dates import moment

# The paragraphs that tell what is due, by voice: a family's, and a colleague's.
_NAMES_APPOINTMENT = frozenset({"next", "due"})


@frozen(kw_only=True)
class PartField:
    """One text of a letter as a field of the page.

    Args:
        name: of the paragraph, or `addressee`.
        heading: of the paragraph.
        text: as it stands.
        base: digest of what the record gives.
        n_lines: how many lines the field shows.
        is_edited: whether the doctor changed it.
        is_older: whether the record gives something else than when it was changed.
        is_left: whether it is left to the doctor and empty.
        is_in: whether it is in the letter.
    """

    name: str
    heading: str
    text: str
    base: str
    n_lines: int
    is_edited: bool
    is_older: bool
    is_left: bool
    is_in: bool


def made_letter(child: Child, edits: Edits, *, by: User, on: date) -> Letter:
    """Return the letter that the record gives, in the letter's language, with no edits.

    Args:
        child: about whom.
        edits: name its voice and language.
        by: who writes it; the name stands below the clinic's.
        on: the day.
    """
    sender = "\n".join(filter(None, (settings.CRMO["CRMO_CLINIC"], by.shown_name())))
    with in_language(edits.language), override(edits.language):
        made = letter(case_of(child, on=on), voice=edits.voice, clinic=sender)
        return _with_appointment(made, next_appointment(appointments_of(child), on=on), on=on)


def _with_appointment(made: Letter, coming: Appointment | None, *, on: date) -> Letter:
    """Return a letter that names the next appointment before what is due and when."""
    if coming is None or coming.day <= on:
        return made
    at = moment(coming.at)
    line = _("The next appointment: %(at)s.") % {"at": at}
    if coming.with_whom:
        told = {"at": at, "whom": " ".join(coming.with_whom.split())}
        line = _("The next appointment: %(at)s, %(whom)s.") % told
    texts = {p.name: p.text for p in made.paragraphs if p.name in _NAMES_APPOINTMENT}
    return made.edited({name: f"{line}\n\n{text}".rstrip() for name, text in texts.items()})


def printed(shown: Letter, *, on: date) -> bytes:
    """Return a letter as PDF, its few words of frame in its own language."""
    with in_language(shown.language):
        return letter_pdf(shown, on=on)


def fields_of(made: Letter, edits: Edits) -> tuple[PartField, ...]:
    """Return the fields of a letter, in its order."""
    return tuple(_fields(made, edits))


def _fields(made: Letter, edits: Edits) -> Iterator[PartField]:
    given = [(ADDRESSEE, _("Greeting"), made.addressee_line)]
    given += [(p.name, p.heading, p.text) for p in made.paragraphs]
    for name, heading, from_record in given:
        base = digest_of(from_record)
        text = edits.texts.get(name, from_record)
        yield PartField(
            name=name,
            heading=heading,
            text=text,
            base=base,
            n_lines=_height(text),
            is_edited=name in edits.texts,
            is_older=name in edits.texts and edits.bases.get(name, base) != base,
            is_left=not from_record and not text,
            is_in=name not in edits.left_out,
        )


def _height(text: str) -> int:
    """Return about how many lines a text takes in a field of some seventy letters."""
    return min(18, max(2, sum(1 + len(line) // 70 for line in text.splitlines())))


def voice_words(voice: Voice) -> str:
    """Return to whom a letter speaks."""
    return _("Letter to the family") if voice is Voice.FAMILY else _("Letter to a colleague")


def file_name(on: date) -> str:
    """Return the name of a letter's file, which says nothing about the child."""
    return f"letter-{on.isoformat()}.pdf"
