"""All that is known of one child."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from attrs import evolve, field, frozen

from crmo.errors import InvalidValueError
from crmo.record.age import years_between
from crmo.record.checked import a_name, a_word_of, all_of, to_day, to_partial_date
from crmo.record.entry import Entry
from crmo.record.interval import Interval
from crmo.record.partial_date import PartialDate

EntryKind = TypeVar("EntryKind", bound=Entry)


class Sex(StrEnum):
    """Administrative sex, as records keep it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


@frozen(kw_only=True)
class Patient:
    """Who the record is about.

    Args:
        id: identifier in the system the record comes from.
        birth_date: as exactly as known, or None.
        sex: female, male, other or unknown.
        name: shown at the top of the page; may be empty.
    """

    id: str = field(validator=a_name)
    birth_date: PartialDate | None = field(default=None, converter=to_partial_date)
    sex: Sex = field(default=Sex.UNKNOWN, validator=a_word_of(Sex))
    name: str = ""


@frozen(kw_only=True)
class Retraction:
    """An entry taken back, with the reason; the entry itself stays readable.

    Args:
        entry: id of the entry taken back.
        reason: why.
        recorded_on: the day it was taken back, or None.
    """

    entry: str = field(validator=a_name)
    reason: str
    recorded_on: date | None = field(default=None, converter=to_day)


def to_entries(values: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return entries as a tuple; anything else is refused (converter of an attrs field)."""
    return all_of(values, Entry, "entries")


def to_retractions(values: Iterable[Retraction]) -> tuple[Retraction, ...]:
    """Return retractions as a tuple; anything else is refused (converter of an attrs field)."""
    return all_of(values, Retraction, "retractions")


@frozen(kw_only=True)
class PatientRecord:
    """One child in time: entries are added, corrected by newer ones, retracted with a reason.

    Two records are equal when their entries also stand in the same order; nothing that is
    computed from a record depends on it.

    Args:
        patient: who.
        entries: statements in any order.
        retractions: entries taken back.

    Raises:
        InvalidValueError: two entries share an id, a correction or retraction names an entry
            that is not there, or corrections run in a circle.
    """

    patient: Patient
    entries: tuple[Entry, ...] = field(default=(), converter=to_entries)
    retractions: tuple[Retraction, ...] = field(default=(), converter=to_retractions)

    def __attrs_post_init__(self) -> None:
        ids = {entry.id for entry in self.entries}
        if len(ids) != len(self.entries):
            raise _duplicate(self.entries)
        corrections = [entry for entry in self.entries if entry.supersedes is not None]
        for entry in corrections:
            if entry.supersedes not in ids:
                raise _dangling(entry.id, "it corrects an entry that is not in the record.")
        for retraction in self.retractions:
            if retraction.entry not in ids:
                raise _dangling(retraction.entry, "it is retracted and not in the record.")
        _refuse_circles(corrections)

    @cached_property
    def current(self) -> tuple[Entry, ...]:
        """Entries that are neither corrected nor retracted, in the order given.

        A correction replaces what it corrects and all that that one had corrected; once it is
        retracted itself, what it replaced counts again.
        """
        gone = {retraction.entry for retraction in self.retractions}
        gone |= _superseded(self.entries, retracted=gone)
        return tuple(entry for entry in self.entries if entry.id not in gone)

    def of_kind(self, kind: type[EntryKind]) -> tuple[EntryKind, ...]:
        """Return the current entries of one kind, earliest first, undated ones last."""
        found = [entry for entry in self.current if isinstance(entry, kind)]
        return tuple(sorted(found, key=_by_date))

    def as_of(self, day: date) -> PatientRecord:
        """Return the record as it was known on a day, that day included.

        An entry without `recorded_on` counts as known from the first day its date allows;
        an entry with neither date counts always. A correction of an entry that was not known
        yet corrects what that one had corrected.
        """
        entries = tuple(entry for entry in self.entries if _known(entry.known_from(), day))
        ids = {entry.id for entry in entries}
        retractions = tuple(
            r for r in self.retractions if r.entry in ids and _known(r.recorded_on, day)
        )
        older = {entry.id: entry.supersedes for entry in self.entries}
        kept = tuple(_correcting_known(entry, older, ids) for entry in entries)
        return evolve(self, entries=kept, retractions=retractions)

    def with_entries(self, entries: Iterable[Entry]) -> PatientRecord:
        """Return the record with entries added; none is replaced."""
        return evolve(self, entries=(*self.entries, *entries))

    def age_years(self, on: PartialDate | date) -> Interval | None:
        """Return the possible ages in years on a date; None without a birth date."""
        born = self.patient.birth_date
        return None if born is None else years_between(born, PartialDate.parse(on))


def _by_date(entry: Entry) -> tuple[bool, date, str]:
    return (entry.on is None, entry.on.earliest if entry.on else date.min, entry.id)


def _known(since: date | None, day: date) -> bool:
    return since is None or since <= day


def _correcting_known(entry: Entry, older: Mapping[str, str | None], known: set[str]) -> Entry:
    """Return the entry, correcting the newest known one of those that it replaces."""
    corrected = entry.supersedes
    while corrected is not None and corrected not in known:
        corrected = older[corrected]
    return entry if corrected == entry.supersedes else evolve(entry, supersedes=corrected)


def _superseded(entries: Iterable[Entry], retracted: set[str]) -> set[str]:
    """Return the ids of all entries that a correction which still stands has replaced."""
    older = {entry.id: entry.supersedes for entry in entries}
    replaced: set[str] = set()
    for entry_id in older.keys() - retracted:
        corrected = older[entry_id]
        while corrected is not None and corrected not in replaced:
            replaced.add(corrected)
            corrected = older[corrected]
    return replaced


def _refuse_circles(entries: Iterable[Entry]) -> None:
    older = {entry.id: entry.supersedes for entry in entries if entry.supersedes}
    sound: set[str] = set()
    for start in older:
        path: set[str] = set()
        step: str | None = start
        while step is not None and step not in sound:
            if step in path:
                raise InvalidValueError(
                    "corrections run in a circle.",
                    where=f"entry {start}",
                    expected="each correction names an older entry in `supersedes`",
                    todo="Leave `supersedes` out of the entry that came first.",
                )
            path.add(step)
            step = older.get(step)
        sound |= path


def _duplicate(entries: tuple[Entry, ...]) -> InvalidValueError:
    (twice, _), *_ = Counter(entry.id for entry in entries).most_common(1)
    return InvalidValueError(
        "two entries have the same id.",
        where=f"entry {twice}",
        expected="an id used once in a record",
        todo="Give one of them another id; a correction names the other in `supersedes`.",
    )


def _dangling(entry_id: str, problem: str) -> InvalidValueError:
    return InvalidValueError(
        problem,
        where=f"entry {entry_id}",
        expected="the id of an entry of the same record",
        todo="Add the entry it speaks of, or leave the reference out.",
    )
