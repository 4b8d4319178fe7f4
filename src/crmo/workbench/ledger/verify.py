"""Whether both chains are whole, and if not, at which row and what is wrong there.

Nothing is repaired. Rows are read one after the other, so that the size does not matter, and
others may go on appending meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum

from attrs import define as mutable
from attrs import field, frozen
from django.db.models import Exists, OuterRef

from crmo.errors import BrokenChainError
from crmo.workbench.ledger.chain import (
    AUDIT,
    ENTRIES,
    content_digest,
    event_hash,
    link_hash,
)
from crmo.workbench.ledger.statement import Kind
from crmo.workbench.ledger.trigger_check import trigger_faults
from crmo.workbench.models import AuditEvent, ChainHead, EntryContent, LedgerEntry

_ROWS_AT_ONCE = 2000


class Problem(StrEnum):
    """What can be wrong."""

    CHANGED = "changed"
    NOT_LINKED = "not_linked"
    MISSING = "missing"
    CUT_OFF = "cut_off"
    AFTER_HEAD = "after_head"
    HEAD = "head"
    CONTENT_CHANGED = "content_changed"
    CONTENT_GONE = "content_gone"
    CONTENT_ALONE = "content_alone"
    KEPT_HEAD = "kept_head"
    TRIGGER = "trigger"


@frozen(kw_only=True)
class Fault:
    """One thing that is wrong.

    Args:
        chain: `entries` or `audit`; empty for the database itself.
        sequence: the row; None where there is none.
        problem: what it is.
        sentence: the same for people, with the row.
    """

    chain: str
    sequence: int | None
    problem: Problem
    sentence: str


@frozen(kw_only=True)
class Verified:
    """What was found.

    Args:
        n_entries: rows of the ledger.
        n_erased: of these, rows whose words were erased, as the ledger itself says.
        n_events: rows of the audit.
        faults: everything that is wrong, in the order of the rows; empty if all is well.
    """

    n_entries: int
    n_erased: int
    n_events: int
    faults: tuple[Fault, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


@frozen(kw_only=True)
class Head:
    """The last link of a chain, to be kept elsewhere.

    Args:
        chain: `entries` or `audit`.
        sequence: how many rows the chain has.
        hash: hash of the last of them.
    """

    chain: str
    sequence: int
    hash: str


def chain_heads() -> tuple[Head, ...]:
    """Return the last link of each chain; an empty chain has sequence 0 and no hash."""
    found = {head.name: head for head in ChainHead.objects.all()}
    return tuple(
        Head(
            chain=name,
            sequence=found[name].sequence if name in found else 0,
            hash=found[name].hash if name in found else "",
        )
        for name in (ENTRIES, AUDIT)
    )


def verify_chains(
    kept_heads: Sequence[str] = (), *, progress: Callable[[int], None] | None = None
) -> Verified:
    """Return whether both chains are whole.

    Args:
        kept_heads: hashes written down elsewhere at some time; each must still stand in one of
            the chains. This alone finds a chain that was made anew by somebody with its key.
        progress: called with the number of rows read, now and then.
    """
    counted = _Counted(progress=progress)
    awaited = {each.strip().lower() for each in kept_heads}
    entries, events = _Walk(chain=ENTRIES), _Walk(chain=AUDIT)
    found = [
        *_trigger_faults(),
        *_entry_faults(entries, counted, awaited),
        *_content_alone(),
        *_event_faults(events, counted, awaited),
        *(_kept_head_fault(each) for each in sorted(awaited)),
    ]
    return Verified(
        n_entries=entries.n_rows,
        n_erased=counted.n_erased,
        n_events=events.n_rows,
        faults=tuple(found),
    )


def require_whole_chains() -> None:
    """Go on only if both chains are whole.

    Raises:
        BrokenChainError: naming the first fault and how many there are.
    """
    verified = verify_chains()
    if verified.faults:
        more = len(verified.faults) - 1
        raise BrokenChainError(
            f"the chains are not whole: {verified.faults[0].sentence}"
            + (f" There are {more} further faults." if more else ""),
            todo="Run `crmo audit verify` for all of them.",
        )


@mutable(kw_only=True)
class _Counted:
    """What is counted on the way."""

    progress: Callable[[int], None] | None = None
    n_erased: int = 0
    n_read: int = 0

    def row(self) -> None:
        self.n_read += 1
        if self.progress is not None and self.n_read % 10_000 == 0:
            self.progress(self.n_read)


@mutable(kw_only=True)
class _Walk:
    """A walk along one chain, row by row, comparing each with the one before."""

    chain: str
    n_rows: int = 0
    last_sequence: int = 0
    last_hash: str = ""
    hash_at_head: str | None = None
    head: Head = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.head = next(each for each in chain_heads() if each.chain == self.chain)

    def step(self, sequence: int, previous: str, stated: str, computed: str) -> Iterator[Fault]:
        """Yield what is wrong with one row as a link."""
        expected = self.last_sequence + 1
        if sequence != expected:
            gap = (
                f"row {expected}"
                if sequence - 1 == expected
                else f"rows {expected} to {sequence - 1}"
            )
            is_one = sequence - 1 == expected
            yield self.fault(
                expected, Problem.MISSING, f"{gap} {'is' if is_one else 'are'} missing."
            )
        elif previous != self.last_hash:
            yield self.fault(
                sequence,
                Problem.NOT_LINKED,
                f"row {sequence} does not follow row {sequence - 1}: it was put in, moved, or one "
                "of the two was changed.",
            )
        if stated != computed:
            yield self.fault(
                sequence,
                Problem.CHANGED,
                f"row {sequence} is not as it was written: whom, what, who, when or its hash.",
            )
        self.n_rows += 1
        self.last_sequence, self.last_hash = sequence, stated
        if sequence == self.head.sequence:
            self.hash_at_head = stated

    def end(self) -> Iterator[Fault]:
        """Yield what is wrong with the end of the chain, against its head."""
        head = self.head
        if self.last_sequence < head.sequence:
            yield self.fault(
                self.last_sequence + 1,
                Problem.CUT_OFF,
                f"the chain ends at row {self.last_sequence} and must end at row {head.sequence}: "
                f"{head.sequence - self.last_sequence} rows at its end are missing.",
            )
        elif head.sequence and self.hash_at_head != head.hash:
            yield self.fault(
                head.sequence, Problem.HEAD, f"the head does not fit row {head.sequence}."
            )
        now = next(each for each in chain_heads() if each.chain == self.chain)
        if self.last_sequence > now.sequence:
            yield self.fault(
                now.sequence + 1,
                Problem.AFTER_HEAD,
                f"rows {now.sequence + 1} to {self.last_sequence} stand after the head: they were "
                "put in, or the head was changed.",
            )

    def fault(self, sequence: int, problem: Problem, text: str) -> Fault:
        """Return a fault of this chain."""
        return Fault(
            chain=self.chain, sequence=sequence, problem=problem, sentence=f"{self.chain}: {text}"
        )


def _entry_faults(walk: _Walk, counted: _Counted, awaited: set[str]) -> Iterator[Fault]:
    erased = set(LedgerEntry.objects.filter(kind=Kind.ERASURE).values_list("child", flat=True))
    rows = LedgerEntry.objects.select_related("content").order_by("sequence")
    for entry in rows.iterator(chunk_size=_ROWS_AT_ONCE):
        counted.row()
        awaited.discard(entry.hash)
        yield from walk.step(entry.sequence, entry.previous_hash, entry.hash, link_hash(entry))
        content = getattr(entry, "content", None)
        if content is None:
            if entry.child_id not in erased:
                yield walk.fault(
                    entry.sequence,
                    Problem.CONTENT_GONE,
                    f"what row {entry.sequence} said is gone, and no erasure is on the ledger.",
                )
            counted.n_erased += entry.child_id in erased
        elif content_digest(content) != entry.content_digest or content.child_id != entry.child_id:
            yield walk.fault(
                entry.sequence,
                Problem.CONTENT_CHANGED,
                f"what row {entry.sequence} says is not what it said when it was written.",
            )
    yield from walk.end()


def _event_faults(walk: _Walk, counted: _Counted, awaited: set[str]) -> Iterator[Fault]:
    rows = AuditEvent.objects.order_by("sequence")
    for event in rows.iterator(chunk_size=_ROWS_AT_ONCE):
        counted.row()
        awaited.discard(event.hash)
        yield from walk.step(event.sequence, event.previous_hash, event.hash, event_hash(event))
    yield from walk.end()


def _content_alone() -> Iterator[Fault]:
    """Yield contents that no ledger row speaks of."""
    spoken_of = LedgerEntry.objects.filter(sequence=OuterRef("ledger_id"))
    alone: Iterable[int] = (
        EntryContent.objects.filter(~Exists(spoken_of))
        .order_by("ledger_id")
        .values_list("ledger_id", flat=True)
    )
    for sequence in alone:
        yield Fault(
            chain=ENTRIES,
            sequence=sequence,
            problem=Problem.CONTENT_ALONE,
            sentence=f"{ENTRIES}: there is a content for row {sequence}, and no such row.",
        )


def _kept_head_fault(kept: str) -> Fault:
    return Fault(
        chain="",
        sequence=None,
        problem=Problem.KEPT_HEAD,
        sentence=f"the head that was kept, {kept[:12]}…, stands in neither chain: the end was cut "
        "off or the chain was made anew.",
    )


def _trigger_faults() -> Iterator[Fault]:
    """Yield the triggers that are not there or do not refuse."""
    for sentence in trigger_faults():
        yield Fault(chain="", sequence=None, problem=Problem.TRIGGER, sentence=sentence)
