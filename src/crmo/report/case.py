"""What every part of the page works from: the record, its assessment, and names for things."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from attrs import define

from crmo.anatomy import resolve_site
from crmo.assess.assessment import Assessment
from crmo.assess.facts import Facts, entry_order
from crmo.record import Entry, PatientRecord
from crmo.report.names import Names
from crmo.report.words import name_words

if TYPE_CHECKING:
    from crmo.assess import PatientAssessment
    from crmo.exchange.reading import Remark
    from crmo.knowledge import Knowledge
    from crmo.knowledge.sources import SourceReference

EntryKind = TypeVar("EntryKind", bound=Entry)


@define(kw_only=True, slots=False)
class Case:
    """One child's record on one day, with its assessment and the knowledge that names things.

    Args:
        whole: the record as handed over.
        assessment: the answers on that day.
        knowledge: labels, sources and units.
        on: the day of the page.
        remarks: what the reader noticed.
        entry_link: gives the address of an entry's history by its id, where a page has one.
    """

    whole: PatientRecord
    assessment: PatientAssessment
    knowledge: Knowledge
    on: date
    remarks: tuple[Remark, ...] = ()
    entry_link: Callable[[str], str] | None = None

    @cached_property
    def facts(self) -> Facts:
        """The record indexed for the day, as the assessments index it."""
        return Facts(self.whole, self.knowledge, self.on)

    @property
    def record(self) -> PatientRecord:
        """The record as it was known on the day of the page."""
        return self.facts.record

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry known on the day, corrected and retracted ones too, oldest first."""
        return tuple(sorted(self.record.entries, key=entry_order))

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """Entries by id."""
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def number_of(self) -> Mapping[str, int]:
        """The number under which each entry stands in the table, by entry id."""
        return {entry.id: n for n, entry in enumerate(self.entries, start=1)}

    @property
    def current(self) -> tuple[Entry, ...]:
        """Entries in force on the day and dated no later, oldest first."""
        return self.facts.entries

    @cached_property
    def in_force(self) -> frozenset[str]:
        """Ids of the entries in force: not corrected, not retracted, not of later days."""
        return frozenset(entry.id for entry in self.current)

    def is_future(self, entry: Entry) -> bool:
        """Whether an entry speaks of a time wholly after the day of the page."""
        return entry.on is not None and entry.on.earliest > self.on

    def of_kind(self, kind: type[EntryKind]) -> tuple[EntryKind, ...]:
        """Return the entries in force of one kind, oldest first."""
        return tuple(entry for entry in self.current if isinstance(entry, kind))

    @cached_property
    def answers(self) -> tuple[Assessment, ...]:
        """All assessments, in the order of the page."""
        every = self.assessment
        groups = (
            every.criteria, every.red_flags, every.lesions, every.activity, every.response,
            every.course, every.flares, every.treatments, every.due, every.safety,
        )  # fmt: skip
        return tuple(answer for group in groups for answer in group)

    @cached_property
    def first_of_rule(self) -> Mapping[str, Assessment]:
        """For each rule its first answer, by rule id."""
        found: dict[str, Assessment] = {}
        for answer in self.answers:
            found.setdefault(answer.rule, answer)
        return found

    @cached_property
    def cited(self) -> tuple[str, ...]:
        """Ids of all sources that some answer on the page names, in the order of the page."""
        ids = (
            source
            for answer in self.answers
            for source in (*answer.sources, *(r.source for r in answer.reasons if r.source))
        )
        return tuple(dict.fromkeys(ids))

    def source(self, source_id: str) -> SourceReference | None:
        """Return a source, or None if the knowledge does not hold it."""
        return self.knowledge.sources.get(source_id)

    @cached_property
    def names(self) -> Names:
        """What things are called."""
        return Names(self.knowledge)

    def site(self, site_id: str) -> str:
        """Return the plain name of a place in the skeleton."""
        return name_words(resolve_site(site_id).label)
