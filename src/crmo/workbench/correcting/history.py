"""The versions of one entry, from the first statement to the one that counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import frozen

from crmo.record import Entry
from crmo.record.json_form import ENTRY_KINDS
from crmo.workbench.ledger import Kind, record_of, rows_of
from crmo.workbench.ledger.records import Row
from crmo.workbench.models import Child


@frozen(kw_only=True)
class TakenBack:
    """One retraction: who, when and why."""

    by_name: str
    at: datetime
    reason: str


@frozen(kw_only=True)
class Version:
    """One version of an entry.

    Args:
        row: the statement as the ledger keeps it.
        entry: what it says; None for an appointment, or once erased.
        replaces: the version that it corrects, or None.
        taken_back: its retraction, or None.
        counts: whether it is the one in force.
    """

    row: Row
    entry: Entry | None
    replaces: Row | None
    taken_back: TakenBack | None
    counts: bool

    @property
    def id(self) -> str:
        """The entry's id."""
        return self.row.entry_id


@frozen(kw_only=True)
class History:
    """All versions of one entry.

    Args:
        kind: the kind of entry.
        versions: in the order in which they were stated; at least one.
    """

    kind: str
    versions: tuple[Version, ...]

    @property
    def current(self) -> Version | None:
        """The version in force; None when all were taken back. Of several the newest."""
        return next((each for each in reversed(self.versions) if each.counts), None)

    @property
    def newest(self) -> Version:
        """The version stated last."""
        return self.versions[-1]

    @property
    def is_of_record(self) -> bool:
        """Whether it is an entry of the record, and not an appointment."""
        return self.kind in ENTRY_KINDS

    @property
    def n_retracted(self) -> int:
        """How many of the versions were taken back."""
        return sum(each.taken_back is not None for each in self.versions)

    @property
    def standing(self) -> tuple[Version, ...]:
        """The versions that were not taken back, newest first."""
        return tuple(each for each in reversed(self.versions) if each.taken_back is None)

    def before(self, version: Version) -> Version | None:
        """Return the version that another one replaced, or None."""
        if version.replaces is None:
            return None
        return next(each for each in self.versions if each.id == version.replaces.entry_id)


def history_of(child: Child, sequence: int) -> History | None:
    """Return the history of the entry that a statement of the ledger belongs to.

    Args:
        child: whose.
        sequence: of any version of the entry.

    Returns:
        None if the child has no such entry.
    """
    every = rows_of(child)
    rows = {row.entry_id: row for row in every if _has_history(row)}
    start = next((row for row in rows.values() if row.sequence == sequence), None)
    if start is None:
        return None
    ids = _of_one_entry(start.entry_id, rows)
    back = _retractions(every)
    known = {entry.id: entry for entry in record_of(child).entries}
    replaced = _replaced(rows, ids, back)
    versions = (
        Version(
            row=row,
            entry=known.get(row.entry_id),
            replaces=rows.get(row.supersedes),
            taken_back=back.get(row.entry_id),
            counts=row.entry_id not in back and row.entry_id not in replaced,
        )
        for row in rows.values()
        if row.entry_id in ids
    )
    return History(kind=start.kind, versions=tuple(versions))


def _has_history(row: Row) -> bool:
    return row.kind in ENTRY_KINDS or row.kind == Kind.APPOINTMENT


def _of_one_entry(entry_id: str, rows: Mapping[str, Row]) -> frozenset[str]:
    """Return the ids of all versions that corrections link with one of them."""
    linked: dict[str, set[str]] = {}
    for row in rows.values():
        if row.supersedes in rows:
            linked.setdefault(row.entry_id, set()).add(row.supersedes)
            linked.setdefault(row.supersedes, set()).add(row.entry_id)
    found, waiting = {entry_id}, [entry_id]
    while waiting:
        fresh = linked.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return frozenset(found)


def _retractions(rows: Iterable[Row]) -> dict[str, TakenBack]:
    found: dict[str, TakenBack] = {}
    for row in rows:
        if row.kind == Kind.RETRACTION and row.payload:
            told = TakenBack(by_name=row.by_name, at=row.recorded_at, reason=row.reason)
            found.setdefault(str(row.payload["entry"]), told)
    return found


def _replaced(
    rows: Mapping[str, Row], ids: Iterable[str], back: Mapping[str, TakenBack]
) -> frozenset[str]:
    """Return what a version that still stands has replaced, and all that that one had."""
    found: set[str] = set()
    for entry_id in ids:
        corrected = "" if entry_id in back else rows[entry_id].supersedes
        while corrected in rows and corrected not in found:
            found.add(corrected)
            corrected = rows[corrected].supersedes
    return frozenset(found)
