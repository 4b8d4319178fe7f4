"""What was read from a letter, beside what is known of its child."""

from __future__ import annotations

from attrs import evolve, frozen

from crmo.record import Entry, Patient, PatientRecord
from crmo.record.difference import Change, EntryDifference, difference
from crmo.workbench.ledger import record_of
from crmo.workbench.ledger.records import head_of
from crmo.workbench.letter_in.letter_draft import LetterDraft, Reading
from crmo.workbench.models import Child
from crmo.workbench.reading_in.decision import Decision, Verb


@frozen(kw_only=True)
class BesideKnown:
    """The readings of a letter beside what is known.

    Args:
        known: what is known of the child; nothing without one.
        head: newest statement about it; 0 without one.
        entries: for each reading, in order, how it stands.
    """

    known: PatientRecord
    head: int
    entries: tuple[EntryDifference, ...]

    def known_entry(self, entry_id: str) -> Entry | None:
        """Return a known entry by its id."""
        return next((entry for entry in self.known.entries if entry.id == entry_id), None)


def beside_known(letter: LetterDraft, child: Child | None) -> BesideKnown:
    """Return the readings of a letter beside what is known of the child, or beside nothing."""
    nobody = Patient(id="letter")
    head = head_of(child) if child else 0
    known = record_of(child, head=head) if child else PatientRecord(patient=nobody)
    # Entries of a letter may share an id after a change; their number is theirs alone.
    entries = [
        evolve(each.kept_entry, id=f"reading-{n}", supersedes=None)
        for n, each in enumerate(letter.readings)
    ]
    incoming = PatientRecord(patient=known.patient, entries=entries)
    return BesideKnown(known=known, head=head, entries=difference(known, incoming).entries)


def decision_on(reading: Reading, stands: EntryDifference) -> Decision:
    """Return what holds for a reading: what was decided, or that nothing was.

    What rules have read is not taken before a person has said so; what is known is not taken.
    """
    found = reading.decision
    if stands.change is Change.SAME:
        return Decision(verb=Verb.LEAVE, under=stands.change)
    is_sound = (
        found is not None
        and found.under is stands.change
        and (not found.instead_of or found.instead_of in stands.known)
    )
    if found is not None and is_sound:
        return found
    return Decision(verb=Verb.UNDECIDED, under=stands.change)


def decide(reading: Reading, stands: EntryDifference, verb: Verb) -> None:
    """Keep what a person decided of a reading.

    Args:
        reading: changed.
        stands: how it stands to what is known.
        verb: TAKE in the place of the nearest known entry where there is one.
    """
    is_rival = stands.change in (Change.CORRECTS, Change.CONFLICTS)
    reading.decision = Decision(
        verb=verb,
        under=stands.change,
        instead_of=stands.known[0] if is_rival and verb is Verb.TAKE else "",
    )
