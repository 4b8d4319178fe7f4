"""What things are called: from the knowledge, else in the words of the record's source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from crmo.record import Diagnosis, Entry, Finding, Measurement, Procedure, Score, TreatmentCourse
from crmo.report.words import capitalised, name_words, plain_id, say

if TYPE_CHECKING:
    from crmo.knowledge import Knowledge

# A name for the narrow places of a drawing.
_LONGEST_SHORT_NAME = 20
# Words of a source that are longer are a report, not a name.
_LONGEST_SOURCE_NAME = 90


@frozen
class Names:
    """Names of concepts, analytes, instruments and drugs.

    Args:
        knowledge: where they come from.
    """

    knowledge: Knowledge

    def of(self, entry: Entry) -> str:
        """Return the name of what an entry is about.

        A code that crmo does not know is told in the words that its source used for it.
        """
        table, key = self._subject(entry)
        if key not in table:
            told = self._told(entry)
            if told:
                return told
        return _label(table, key)

    def knows(self, entry: Entry) -> bool:
        """Whether the knowledge has a name for what an entry is about."""
        table, key = self._subject(entry)
        return key in table

    def short_of(self, entry: Entry) -> str:
        """Return a short name of what an entry is about, where there is one."""
        table, key = self._subject(entry)
        return _short(table, key, self.of(entry))

    def concept(self, concept_id: str) -> str:
        """Return the name of a finding, feature, disease, procedure or result."""
        return _label(self.knowledge.concepts, concept_id)

    def concept_within(self, concept_id: str) -> str:
        """Return the name of a concept as it stands within a sentence."""
        found = self.knowledge.concepts.get(concept_id)
        return name_words(found.label) if found else plain_id(concept_id)

    def instrument(self, instrument_id: str) -> str:
        """Return the name of a scale."""
        return _label(self.knowledge.instruments, instrument_id)

    def analyte(self, analyte_id: str) -> str:
        """Return the name of something measured."""
        return _label(self.knowledge.analytes, analyte_id)

    def drug_class(self, drug_id: str) -> str:
        """Return the name of a drug's class; a class is its own."""
        class_id = self._class_id(drug_id)
        if class_id in self.knowledge.drug_classes:
            return _label(self.knowledge.drug_classes, class_id)
        return say("Other")

    def short_drug_class(self, drug_id: str) -> str:
        """Return the name of a drug's class, or a shorter one when that is long."""
        class_id = self._class_id(drug_id)
        return _short(self.knowledge.drug_classes, class_id, self.drug_class(drug_id))

    def _class_id(self, drug_id: str) -> str:
        drug = self.knowledge.drugs.get(drug_id)
        return drug.drug_class if drug else drug_id

    def _subject(self, entry: Entry) -> tuple[Mapping[str, object], str]:
        if isinstance(entry, Finding | Procedure | Diagnosis):
            return self.knowledge.concepts, entry.concept
        if isinstance(entry, Measurement):
            return self.knowledge.analytes, entry.analyte
        if isinstance(entry, Score):
            return self.knowledge.instruments, entry.instrument
        if isinstance(entry, TreatmentCourse):
            is_drug = entry.drug in self.knowledge.drugs
            table = self.knowledge.drugs if is_drug else self.knowledge.drug_classes
            return table, entry.drug
        return {}, type(entry).__name__

    def _told(self, entry: Entry) -> str:
        words = entry.source.text.strip() if entry.source else ""
        return words if len(words) <= _LONGEST_SOURCE_NAME else ""


def _label(table: Mapping[str, object], key: str) -> str:
    found = table.get(key)
    return capitalised(name_words(str(getattr(found, "label", "")) or plain_id(key)))


def _short(table: Mapping[str, object], key: str, label: str) -> str:
    if len(label) <= _LONGEST_SHORT_NAME:
        return label
    # Only an abbreviation is the same thing for sure: a shorter synonym may be a narrower one.
    others = (str(name) for name in getattr(table.get(key), "synonyms", ()))
    found = next((name for name in others if len(name) <= 8 and name.isupper()), "")
    return name_words(found) if found else label
