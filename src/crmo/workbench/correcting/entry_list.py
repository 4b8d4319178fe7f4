"""All entries of a child, corrected and retracted ones too, sought by words, kind and day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from attrs import field, frozen
from django.utils.translation import gettext as _

from crmo.record import Entry, PartialDate
from crmo.record.json_form import ENTRY_KINDS
from crmo.report.entry_words import entry_words, kind_words
from crmo.report.words import date_words
from crmo.workbench.ledger import Assessed, Kind
from crmo.workbench.ledger.cards import folded
from crmo.workbench.ledger.records import Row
from crmo.workbench.visit.said import case_of

PAGE_SIZE = 200


@frozen(kw_only=True)
class ListedEntry:
    """One line of the list.

    Args:
        sequence: of the statement in the ledger.
        kind: id of the kind of entry.
        kind_words: what it is called.
        on: its date, or None.
        words: what it says.
        note: its note.
        by_name: who stated it.
        stated_at: when.
        state: `counts`, `corrected` or `retracted`.
    """

    sequence: int
    kind: str
    kind_words: str
    on: PartialDate | None
    words: str
    note: str
    by_name: str
    stated_at: datetime
    state: str

    @property
    def day(self) -> str:
        """Its date in words."""
        return date_words(self.on)


@frozen(kw_only=True)
class Wanted:
    """What is sought; blank parts seek nothing.

    Args:
        words: all of them must be in the line.
        kind: id of a kind of entry.
        day: the day that the entry is about may be this one.
        with_past: whether corrected and retracted ones are shown, too.
        page: from 1.
    """

    words: str = ""
    kind: str = ""
    day: date | None = None
    with_past: bool = True
    page: int = 1


@frozen(kw_only=True)
class Found:
    """A page of the list.

    Args:
        entries: newest day first.
        n_found: how many there are in all.
        page: this page's number.
        n_pages: of how many.
        kinds: (id, words, how many) of the kinds that the child has.
    """

    entries: tuple[ListedEntry, ...]
    n_found: int
    page: int
    n_pages: int
    kinds: tuple[tuple[str, str, int], ...] = field(default=())


def entries_found(rows: Iterable[Row], assessed: Assessed, wanted: Wanted) -> Found:
    """Return the entries of a child that are sought, newest day first.

    Args:
        rows: all statements about the child.
        assessed: its record, for words.
        wanted: what is sought.
    """
    listed = sorted(_listed(tuple(rows), assessed), key=_newest_first)
    fitting = [each for each in listed if _fits(each, wanted)]
    n_pages = max(1, -(-len(fitting) // PAGE_SIZE))
    page = min(max(1, wanted.page), n_pages)
    return Found(
        entries=tuple(fitting[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]),
        n_found=len(fitting),
        page=page,
        n_pages=n_pages,
        kinds=_kinds(listed),
    )


def _listed(rows: tuple[Row, ...], assessed: Assessed) -> Iterable[ListedEntry]:
    entries = {entry.id: entry for entry in assessed.record.entries}
    counting = {entry.id for entry in assessed.record.current}
    back = {str(r.payload["entry"]) for r in rows if r.kind == Kind.RETRACTION and r.payload}
    replaced = {row.supersedes for row in rows if row.supersedes and row.entry_id not in back}
    case = case_of(assessed)
    for row in rows:
        entry = entries.get(row.entry_id)
        if entry is not None:
            state = "counts" if row.entry_id in counting else "corrected"
            words, told = entry_words(entry, case), kind_words(entry)
            yield _line(row, entry, told, words, "retracted" if row.entry_id in back else state)
        elif row.kind == Kind.APPOINTMENT and row.payload:
            gone = "retracted" if row.entry_id in back else "corrected"
            stands = row.entry_id not in back | replaced
            words = str(row.payload.get("with") or "")
            yield _line(row, None, _("Appointment"), words, "counts" if stands else gone)


def _line(row: Row, entry: Entry | None, kind: str, words: str, state: str) -> ListedEntry:
    on = entry.on if entry else PartialDate.parse(str((row.payload or {})["on"])[:10])
    return ListedEntry(
        sequence=row.sequence,
        kind=row.kind,
        kind_words=kind,
        on=on,
        words=words,
        note=entry.note if entry else "",
        by_name=row.by_name,
        stated_at=row.recorded_at,
        state=state,
    )


def _newest_first(each: ListedEntry) -> tuple[int, int]:
    day = each.on.latest if each.on else date.min
    return (-day.toordinal(), -each.sequence)


def _fits(each: ListedEntry, wanted: Wanted) -> bool:
    if wanted.kind and each.kind != wanted.kind:
        return False
    if not wanted.with_past and each.state != "counts":
        return False
    if wanted.day and not (each.on and each.on.earliest <= wanted.day <= each.on.latest):
        return False
    text = folded(f"{each.kind_words} {each.words} {each.note} {each.day} {each.by_name}")
    return all(word in text for word in folded(wanted.words).split())


def _kinds(listed: Iterable[ListedEntry]) -> tuple[tuple[str, str, int], ...]:
    counted: dict[str, list[ListedEntry]] = {}
    for each in listed:
        counted.setdefault(each.kind, []).append(each)
    order: Mapping[str, int] = {kind: n for n, kind in enumerate((*ENTRY_KINDS, Kind.APPOINTMENT))}
    return tuple(
        (kind, found[0].kind_words, len(found))
        for kind, found in sorted(counted.items(), key=lambda pair: order[pair[0]])
    )
