"""One child of a file beside what is known of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from attrs import frozen

from crmo.record import Entry, PatientRecord
from crmo.record.difference import Change, EntryDifference, RecordDifference, difference
from crmo.workbench.ledger import record_of
from crmo.workbench.ledger.records import head_of
from crmo.workbench.models import Child
from crmo.workbench.reading_in.decision import decision_on, has_lapsed
from crmo.workbench.reading_in.file_draft import FileChild, Who


@frozen(kw_only=True)
class Compared:
    """A child of a file beside what is known.

    Args:
        incoming: what the file says.
        known: what is known; nothing for a child that is not known.
        child: the known child, or None.
        head: newest statement about it; 0 for a child that is not known.
        difference: how they differ.
    """

    incoming: PatientRecord
    known: PatientRecord
    child: Child | None
    head: int
    difference: RecordDifference

    def known_entries(self) -> Mapping[str, Entry]:
        """Return what is known by id, corrected and retracted entries too."""
        return {entry.id: entry for entry in self.known.entries}


def compare(child: FileChild) -> Compared:
    """Return a child of a file beside the known child that was chosen, or beside nothing."""
    incoming = child.record
    known_child = None
    if child.who is Who.KNOWN and child.chosen is not None:
        known_child = Child.objects.filter(key=child.chosen).first()
    if known_child is None:
        known, head = PatientRecord(patient=incoming.patient), 0
    else:
        head = head_of(known_child)
        known = record_of(known_child, head=head)
    return Compared(
        incoming=incoming,
        known=known,
        child=known_child,
        head=head,
        difference=difference(known, incoming),
    )


def count(child: FileChild, compared: Compared) -> None:
    """Keep in the draft how many entries are new, wait, and so on.

    Args:
        child: changed.
        compared: the same child, compared just now.
    """
    counted = compared.difference.counts
    child.counts = {str(change): counted[change] for change in Change}
    child.standing = dict(
        Counter(
            str(decision_on(each, child.decisions).verb)
            for each in compared.difference.entries
            if each.change is not Change.SAME
        )
    )
    child.counts["fields"] = len(compared.difference.demographics)
    child.counts["set_aside"] = len(compared.difference.set_aside)
    child.head = compared.head


def lapsed(child: FileChild, compared: Compared) -> tuple[EntryDifference, ...]:
    """Return the entries on which somebody decided before what is known changed."""
    return tuple(each for each in compared.difference.entries if has_lapsed(each, child.decisions))
