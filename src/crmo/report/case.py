"""What every part of the page works from: the record, its assessment, and names for things."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from attrs import define

from crmo.anatomy import resolve_site
from crmo.assess.assessment import Assessment
from crmo.assess.facts import Facts, entry_order
from crmo.record import Entry, PatientRecord
from crmo.report.words import capitalised, plain_id, say

if TYPE_CHECKING:
    from crmo.assess import PatientAssessment
    from crmo.exchange.reading import Remark
    from crmo.knowledge import Knowledge
    from crmo.knowledge.sources import SourceReference

EntryKind = TypeVar("EntryKind", bound=Entry)
_LONGEST_SHORT_NAME = 20


@define(kw_only=True, slots=False)
class Case:
    """One child's record on one day, with its assessment and the knowledge that names things.

    Args:
        whole: the record as handed over.
        assessment: the answers on that day.
        knowledge: labels, sources and units.
        on: the day of the page.
        remarks: what the reader noticed.
    """

    whole: PatientRecord
    assessment: PatientAssessment
    knowledge: Knowledge
    on: date
    remarks: tuple[Remark, ...] = ()

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

    def concept(self, concept_id: str) -> str:
        """Return the name of a finding, feature, disease, procedure or result."""
        return _label(self.knowledge.concepts, concept_id)

    def concept_within(self, concept_id: str) -> str:
        """Return the name of a concept as it stands within a sentence."""
        found = self.knowledge.concepts.get(concept_id)
        return found.label if found else plain_id(concept_id)

    def short_concept(self, concept_id: str) -> str:
        """Return a concept's name, or a shorter name of it when that is long."""
        return _short(self.knowledge.concepts, concept_id, self.concept(concept_id))

    def short_drug_class(self, drug_id: str) -> str:
        """Return the name of a drug's class, or a shorter one when that is long."""
        drug = self.knowledge.drugs.get(drug_id)
        class_id = drug.drug_class if drug else drug_id
        return _short(self.knowledge.drug_classes, class_id, self.drug_class(drug_id))

    def instrument(self, instrument_id: str) -> str:
        """Return the name of a scale."""
        return _label(self.knowledge.instruments, instrument_id)

    def analyte(self, analyte_id: str) -> str:
        """Return the name of something measured."""
        return _label(self.knowledge.analytes, analyte_id)

    def drug(self, drug_id: str) -> str:
        """Return the name of a drug, or of a class of drugs."""
        if drug_id in self.knowledge.drugs:
            return _label(self.knowledge.drugs, drug_id)
        return _label(self.knowledge.drug_classes, drug_id)

    def drug_class(self, drug_id: str) -> str:
        """Return the name of a drug's class; a class is its own."""
        drug = self.knowledge.drugs.get(drug_id)
        if drug is not None:
            return _label(self.knowledge.drug_classes, drug.drug_class)
        if drug_id in self.knowledge.drug_classes:
            return _label(self.knowledge.drug_classes, drug_id)
        return say("other")

    def site(self, site_id: str) -> str:
        """Return the plain name of a place in the skeleton."""
        return resolve_site(site_id).label


def _label(table: Mapping[str, object], key: str) -> str:
    found = table.get(key)
    return capitalised(str(getattr(found, "label", "") or plain_id(key)))


def _short(table: Mapping[str, object], key: str, label: str) -> str:
    if len(label) <= _LONGEST_SHORT_NAME:
        return label
    others = [str(name) for name in getattr(table.get(key), "synonyms", ())]
    fitting = [name for name in others if len(name) <= _LONGEST_SHORT_NAME]
    return capitalised(fitting[0]) if fitting else label
