"""The entries of a record, found by what they say, where they came from, and what they rival."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from itertools import islice

from crmo.record.clinical import Diagnosis, Finding
from crmo.record.content import Content, content_of, topic_of
from crmo.record.entry import Entry
from crmo.record.patient_record import PatientRecord
from crmo.record.rival_keys import filed_under, looked_up_under
from crmo.record.treatment import TreatmentCourse

# A person reads them; and a thousand rivals of each of a thousand entries would take for ever.
_MOST_RIVALS = 20
# These hold from their date on; the others happen on a day, and may happen twice.
_LASTING = (Finding, Diagnosis, TreatmentCourse)
_BY_ROW = re.compile(r"(?:row|line) (\d+)\Z", re.ASCII)

Key = tuple[Hashable, ...]


class KnownEntries:
    """What is known of one child, ready to be compared with entries that come in.

    Args:
        record: what is known, with its history.
    """

    def __init__(self, record: PatientRecord) -> None:
        self.entries = {entry.id: entry for entry in record.entries}
        self.contents = {entry.id: content_of(entry) for entry in record.entries}
        self._current = {entry.id: entry for entry in record.current}
        self._successor = _successors(record)
        self._repeated: frozenset[str] = frozenset()
        self._saying: dict[Key, list[str]] = {}
        self._once_saying: dict[Key, list[str]] = {}
        self._places: dict[Key | None, list[str]] = {}
        self._rivals: dict[Key, list[str]] = {}
        for entry in sorted(record.entries, key=lambda each: each.id):
            says = self._saying if entry.id in self._current else self._once_saying
            says.setdefault(_said(entry, self.contents[entry.id]), []).append(entry.id)
            if place := _place(entry):
                self._places.setdefault(place, []).append(entry.id)

    def saying(self, entry: Entry, content: Content) -> tuple[str, ...]:
        """Return current entries that say the same."""
        return tuple(self._saying.get(_said(entry, content), ())[:_MOST_RIVALS])

    def once_saying(self, entry: Entry, content: Content) -> tuple[str, ...]:
        """Return corrected or retracted entries that said the same."""
        return tuple(self._once_saying.get(_said(entry, content), ())[:_MOST_RIVALS])

    def replaced_by(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return the current entries that took the place of these; none for retracted ones."""
        return tuple(
            dict.fromkeys(self._successor[each] for each in ids if each in self._successor)
        )

    def set_repeated(self, said: Iterable[tuple[Entry, Content]]) -> None:
        """Take in what the incoming record says, before `corrected_by` and `rivals` are asked.

        A known entry that it repeats is not corrected by another of its entries; and if it is
        one of those that may happen twice on a day, it rivals none of them.
        """
        self._repeated = frozenset(
            each for entry, content in said for each in self._saying.get(_said(entry, content), ())
        )
        for entry in sorted(self._current.values(), key=lambda each: each.id):
            if isinstance(entry, _LASTING) or entry.id not in self._repeated:
                for key in filed_under(entry):
                    self._rivals.setdefault(key, []).append(entry.id)

    def corrected_by(self, entry: Entry, said_before: Iterable[str]) -> Entry | None:
        """Return the current entry of which the incoming one is a newer version.

        Args:
            entry: the incoming one, which says something else than every known entry.
            said_before: current entries that say what it has corrected in its own file.
        """
        for known_id in (*said_before, self._successor.get(entry.id, entry.id)):
            known = self._open(known_id)
            if known is not None and _is_version(known, entry):
                return known
        same_place = self._places.get(_place(entry), ())[:_MOST_RIVALS]
        for known_id in (self._successor.get(each, each) for each in same_place):
            known = self._open(known_id)
            # From one resource come several entries, such as the values of a panel.
            if known is not None and topic_of(known) == topic_of(entry):
                return known
        return None

    def _open(self, known_id: str) -> Entry | None:
        """Return a current entry that the incoming record does not repeat."""
        return None if known_id in self._repeated else self._current.get(known_id)

    def rivals(self, entry: Entry) -> tuple[Entry, ...]:
        """Return current entries that speak of the same thing on the same day."""
        found = dict.fromkeys(
            each
            for key in looked_up_under(entry)
            for each in self._rivals.get(key, ())[:_MOST_RIVALS]
        )
        return tuple(self.entries[each] for each in islice(found, _MOST_RIVALS))


def _said(entry: Entry, content: Content) -> Key:
    return (type(entry), *content.values())


def _place(entry: Entry) -> Key | None:
    """Return where an entry was read; None where that is not told, or a row, for rows move."""
    source = entry.source
    if source is None or not source.document or not source.locator:
        return None
    return None if _BY_ROW.search(source.locator) else (source.document, source.locator)


def _is_version(known: Entry, entry: Entry) -> bool:
    """Whether an entry of the same origin can be a newer version of a known one."""
    same_topic = topic_of(known) == topic_of(entry)
    same_date = known.on == entry.on
    if _is_named_by_row(entry):
        return same_topic and same_date
    told_date = same_date and entry.on is not None
    return same_topic or (type(known) is type(entry) and told_date)


def _is_named_by_row(entry: Entry) -> bool:
    row = _BY_ROW.search(entry.source.locator) if entry.source else None
    return row is not None and entry.id.endswith(f"-{row[1]}")


def _successors(record: PatientRecord) -> Mapping[str, str]:
    """Return for each corrected entry the current one that took its place."""
    older = {entry.id: entry.supersedes for entry in record.entries}
    found: dict[str, str] = {}
    for entry in record.current:
        corrected = entry.supersedes
        while corrected is not None and corrected not in found:
            found[corrected] = entry.id
            corrected = older[corrected]
    return found
