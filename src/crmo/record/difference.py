"""What a file about a child already known says anew, and where it says otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from attrs import frozen

from crmo.record.content import Content, content_of, is_told
from crmo.record.demographics import DemographicDifference, demographic_differences
from crmo.record.entry import Entry
from crmo.record.known_entries import KnownEntries
from crmo.record.patient_record import PatientRecord


class Change(StrEnum):
    """How an incoming entry stands to what is known."""

    SAME = "same"
    NEW = "new"
    CORRECTS = "corrects"
    CONFLICTS = "conflicts"
    ALREADY_CORRECTED = "already_corrected"


@frozen(kw_only=True)
class EntryDifference:
    """One incoming entry beside what is known.

    Args:
        entry: as it came.
        change: SAME (a known, current entry says just this), NEW, CORRECTS (a newer version of
            a known entry), CONFLICTS (it differs from what is known of the same thing on the
            same day), ALREADY_CORRECTED (a known entry said this and was corrected or taken
            back).
        known: ids of the known entries it stands beside: those that say the same, the one it
            would correct, those it conflicts with (the nearest first), or those that were
            corrected; none for a new one.
        now: for ALREADY_CORRECTED, ids of the current entries that took their place; none if
            they were taken back.
        adds: fields that only the incoming entry fills, compared with the first of `known`.
        lacks: fields that only the known entry fills.
        contradicts: fields that both fill differently.
    """

    entry: Entry
    change: Change
    known: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field that differs, sorted."""
        return tuple(sorted((*self.adds, *self.lacks, *self.contradicts)))


@frozen(kw_only=True)
class SetAside:
    """An entry that the file itself has corrected or taken back.

    Args:
        entry: as it came.
        reason: why it was taken back; empty for a corrected one.
        is_retracted: whether the file takes it back, and does not only correct it.
        known: ids of known, current entries that still say this.
    """

    entry: Entry
    reason: str
    is_retracted: bool
    known: tuple[str, ...]


@frozen(kw_only=True)
class RecordDifference:
    """A whole incoming record beside what is known of the child.

    Args:
        entries: one for each current entry of the incoming record, in its order.
        demographics: what the incoming record says otherwise, or more exactly, of the child.
        set_aside: entries that the incoming record has itself corrected or taken back.
    """

    entries: tuple[EntryDifference, ...]
    demographics: tuple[DemographicDifference, ...] = ()
    set_aside: tuple[SetAside, ...] = ()

    def of(self, *changes: Change) -> tuple[EntryDifference, ...]:
        """Return the entries of these changes, in order."""
        return tuple(each for each in self.entries if each.change in changes)

    @property
    def counts(self) -> Counter[Change]:
        """How many entries there are of each change."""
        return Counter(each.change for each in self.entries)

    @property
    def says_nothing_new(self) -> bool:
        """Whether nothing is left to decide: all is known, or was corrected here before."""
        settled = self.of(Change.SAME, Change.ALREADY_CORRECTED)
        withdrawn = any(each.is_retracted and each.known for each in self.set_aside)
        return len(settled) == len(self.entries) and not self.demographics and not withdrawn


def difference(known: PatientRecord, incoming: PatientRecord) -> RecordDifference:
    """Tell for every incoming entry whether it is known, new, a correction or a conflict.

    Who the child is has been decided before (`crmo.record.matching`): the numbers of the two
    records are not compared. An entry is known when a current entry says the same, whatever
    its id, source and day of recording; so a file read twice brings nothing the second time.
    What was corrected or taken back here is not offered again.

    It corrects a known entry when it has that entry's id or source, or replaces in its own file
    an entry that says what is known; then it speaks of the same thing or the same day. An entry
    that its reader named by row must agree in both, for rows move. A known entry that another
    incoming entry repeats is not corrected.

    It conflicts when something else is known of the same thing on the same day: the same
    analyte, scale, procedure, kind of picture of the same bones, contact or letter; the same
    finding or disease of the same date; the same drug from the same, or a vaguer, start. Two
    values on one day are no conflict where the file has both.

    Args:
        known: what is known of the child, with its history.
        incoming: what a reader made of a file.

    Returns:
        The same answer for the same two records; neither is changed. Time and memory grow with
        the number of entries.
    """
    current = incoming.current
    contents = {entry.id: content_of(entry) for entry in incoming.entries}
    index = KnownEntries(known)
    index.set_repeated((entry, contents[entry.id]) for entry in current)
    older = _corrected_in_its_file(incoming)
    return RecordDifference(
        entries=tuple(_entry(entry, older.get(entry.id, ()), contents, index) for entry in current),
        demographics=demographic_differences(known.patient, incoming.patient),
        set_aside=tuple(_set_aside(incoming, contents, index)),
    )


def _entry(
    entry: Entry, older: Iterable[Entry], contents: Mapping[str, Content], index: KnownEntries
) -> EntryDifference:
    content = contents[entry.id]
    if same := index.saying(entry, content):
        return EntryDifference(entry=entry, change=Change.SAME, known=same)
    if past := index.once_saying(entry, content):
        now = index.replaced_by(past)
        return EntryDifference(entry=entry, change=Change.ALREADY_CORRECTED, known=past, now=now)
    said_before = (each for old in older for each in index.saying(old, contents[old.id]))
    if corrected := index.corrected_by(entry, said_before):
        return _compared(entry, Change.CORRECTS, content, [corrected], index)
    if rivals := index.rivals(entry):
        return _compared(entry, Change.CONFLICTS, content, rivals, index)
    return EntryDifference(entry=entry, change=Change.NEW)


def _compared(
    entry: Entry,
    change: Change,
    content: Content,
    known: Sequence[Entry],
    index: KnownEntries,
) -> EntryDifference:
    """Compare with the nearest of the known entries, and name that first."""
    compared = [(_fields(index.contents[each.id], content), each.id) for each in known]
    compared.sort(key=lambda each: (len(each[0]), each[1]))
    fields = compared[0][0]
    named = {
        kind: tuple(sorted(name for name, told in fields.items() if told == kind))
        for kind in ("adds", "lacks", "contradicts")
    }
    return EntryDifference(
        entry=entry, change=change, known=tuple(name for _, name in compared), **named
    )


def _fields(known: Content, incoming: Content) -> dict[str, str]:
    """Return for each field that differs who tells it: `adds`, `lacks` or `contradicts`."""
    return {
        name: _kind(known[name], value) for name, value in incoming.items() if value != known[name]
    }


def _kind(known: Hashable, incoming: Hashable) -> str:
    if isinstance(known, frozenset) and isinstance(incoming, frozenset):
        is_more, is_less = known < incoming, incoming < known
    else:
        is_more, is_less = not is_told(known), not is_told(incoming)
    return "adds" if is_more else "lacks" if is_less else "contradicts"


def _corrected_in_its_file(incoming: PatientRecord) -> Mapping[str, Sequence[Entry]]:
    """Return for each current entry those that it has replaced, each of them once."""
    entries = {entry.id: entry for entry in incoming.entries}
    replaced: dict[str, list[Entry]] = {}
    seen: set[str] = set()
    for entry in incoming.current:
        corrected = entry.supersedes
        while corrected is not None and corrected not in seen:
            seen.add(corrected)
            replaced.setdefault(entry.id, []).append(entries[corrected])
            corrected = entries[corrected].supersedes
    return replaced


def _set_aside(
    incoming: PatientRecord, contents: Mapping[str, Content], index: KnownEntries
) -> Iterator[SetAside]:
    reasons = {each.entry: each.reason for each in incoming.retractions}
    current = {entry.id for entry in incoming.current}
    for entry in incoming.entries:
        if entry.id not in current:
            yield SetAside(
                entry=entry,
                reason=reasons.get(entry.id, ""),
                is_retracted=entry.id in reasons,
                known=index.saying(entry, contents[entry.id]),
            )
