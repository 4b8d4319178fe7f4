"""Find an entry by a code or by the words for it, and know what is a kind of what."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from functools import cached_property

from crmo.anatomy import is_site, resolve_site
from crmo.errors import KnowledgeError
from crmo.knowledge.analytes import Analyte
from crmo.knowledge.codes import CodeIndex
from crmo.knowledge.concepts import Concept
from crmo.knowledge.drugs import Drug, DrugClass
from crmo.knowledge.instruments import Instrument
from crmo.knowledge.wording import WordIndex

Named = Concept | Analyte | Drug | DrugClass | Instrument


class Lookup:
    """Ways to find entries; the tables themselves come from `Knowledge`."""

    @property
    @abstractmethod
    def concepts(self) -> Mapping[str, Concept]:
        """Concepts by id."""

    @property
    @abstractmethod
    def analytes(self) -> Mapping[str, Analyte]:
        """Analytes by id."""

    @property
    @abstractmethod
    def drugs(self) -> Mapping[str, Drug]:
        """Drugs by id."""

    @property
    @abstractmethod
    def drug_classes(self) -> Mapping[str, DrugClass]:
        """Classes of drugs by id."""

    @property
    @abstractmethod
    def instruments(self) -> Mapping[str, Instrument]:
        """Instruments by id."""

    # --- by code ---------------------------------------------------------------------------

    @cached_property
    def concept_codes(self) -> CodeIndex:
        """Codes of concepts."""
        return CodeIndex(
            (concept.id, system, code)
            for concept in self.concepts.values()
            for system, code in concept.all_codes()
        )

    @cached_property
    def loinc_codes(self) -> CodeIndex:
        """LOINC codes of analytes and instruments."""
        analytes = (
            (analyte.id, "loinc", code)
            for analyte in self.analytes.values()
            for code in (*analyte.loinc, *analyte.unverified_loinc)
        )
        instruments = (
            (instrument.id, "loinc", code)
            for instrument in self.instruments.values()
            for code in instrument.loinc
        )
        return CodeIndex((*analytes, *instruments))

    @cached_property
    def drug_codes(self) -> CodeIndex:
        """ATC and RxNorm codes of drugs and classes."""
        return CodeIndex((*self._codes_of_drugs(), *self._codes_of_classes()))

    def _codes_of_drugs(self) -> Iterator[tuple[str, str, str]]:
        for drug in self.drugs.values():
            for code in (*drug.atc, *drug.read_atc, *drug.unverified_read_atc):
                yield drug.id, "atc", code
            for code in (*drug.rxnorm, *drug.unverified_rxnorm):
                yield drug.id, "rxnorm", code

    def _codes_of_classes(self) -> Iterator[tuple[str, str, str]]:
        for drug_class in self.drug_classes.values():
            for code in drug_class.atc_prefixes:
                yield drug_class.id, "atc", code

    def concept_for_code(self, system: str, code: str) -> Concept | None:
        """Return the concept a code means, or None.

        Args:
            system: short name (`hpo`), prefix, address or object identifier of the system.
            code: the code as it came.
        """
        return self.concepts.get(self.concept_codes.find(system, code) or "")

    def analyte_for_loinc(self, code: str) -> Analyte | None:
        """Return the analyte a LOINC code means, or None."""
        return self.analytes.get(self.loinc_codes.find("loinc", code) or "")

    def instrument_for_loinc(self, code: str) -> Instrument | None:
        """Return the instrument a LOINC code means, or None."""
        return self.instruments.get(self.loinc_codes.find("loinc", code) or "")

    def drug_for_code(self, system: str, code: str) -> Drug | DrugClass | None:
        """Return the drug an ATC or RxNorm code means, or its class, or None.

        Args:
            system: `atc`, `rxnorm`, or their addresses.
            code: the code as it came. An ATC code that stands under no drug gives the class
                that it begins with.
        """
        return self._drug_or_class(self.drug_codes.find(system, code))

    # --- by words --------------------------------------------------------------------------

    @cached_property
    def concept_words(self) -> WordIndex:
        """Names of concepts."""
        return WordIndex(_names(self.concepts))

    @cached_property
    def analyte_words(self) -> WordIndex:
        """Names of analytes."""
        return WordIndex(_names(self.analytes))

    @cached_property
    def drug_words(self) -> WordIndex:
        """Names of drugs and classes."""
        return WordIndex((*_names(self.drugs), *_names(self.drug_classes)))

    @cached_property
    def instrument_words(self) -> WordIndex:
        """Names of instruments."""
        return WordIndex(_names(self.instruments))

    def concept_for_text(self, text: str) -> Concept | None:
        """Return the concept with this name or synonym, or None. Nothing is guessed."""
        return self.concepts.get(self.concept_words.find(text) or "")

    def analyte_for_text(self, text: str) -> Analyte | None:
        """Return the analyte with this name or synonym, or None. Nothing is guessed."""
        return self.analytes.get(self.analyte_words.find(text) or "")

    def drug_for_text(self, text: str) -> Drug | DrugClass | None:
        """Return the drug or class with this name or synonym, or None. Nothing is guessed."""
        return self._drug_or_class(self.drug_words.find(text))

    def instrument_for_text(self, text: str) -> Instrument | None:
        """Return the instrument with this name or synonym, or None. Nothing is guessed."""
        return self.instruments.get(self.instrument_words.find(text) or "")

    def _drug_or_class(self, key: str | None) -> Drug | DrugClass | None:
        return self.drugs.get(key or "") or self.drug_classes.get(key or "")

    # --- kinds of things -------------------------------------------------------------------

    @cached_property
    def _parents(self) -> dict[str, tuple[str, ...]]:
        tables = (self.concepts, self.drug_classes, self.drugs)
        return {key: entry.parents for table in tables for key, entry in table.items()}

    @cached_property
    def _ancestors(self) -> dict[str, frozenset[str]]:
        return {}

    def ancestors(self, key: str) -> frozenset[str]:
        """Return everything a concept, drug or class is a kind of, itself included."""
        if key not in self._ancestors:
            found: set[str] = set()
            waiting = [key]
            while waiting:
                current = waiting.pop()
                if current not in found:
                    found.add(current)
                    waiting.extend(self._parents.get(current, ()))
            self._ancestors[key] = frozenset(found)
        return self._ancestors[key]

    def is_a(self, key: str, wider: str) -> bool:
        """Whether a concept, drug or class is the wider one or a kind of it."""
        return wider in self.ancestors(key)

    def descendants(self, key: str) -> frozenset[str]:
        """Return everything that is a kind of a concept or class, itself included."""
        if key not in self._descendants:
            self._descendants[key] = frozenset(
                {key, *(narrow for narrow in self._parents if self.is_a(narrow, key))}
            )
        return self._descendants[key]

    @cached_property
    def _descendants(self) -> dict[str, frozenset[str]]:
        return {}

    # --- words for any id ------------------------------------------------------------------

    def entry(self, key: str) -> Named:
        """Return the concept, analyte, drug, class or instrument with this id.

        Raises:
            KnowledgeError: there is none.
        """
        tables: tuple[Mapping[str, Named], ...] = (
            self.concepts,
            self.analytes,
            self.drugs,
            self.drug_classes,
            self.instruments,
        )
        for table in tables:
            if key in table:
                return table[key]
        raise KnowledgeError(
            "There is no concept, analyte, drug or instrument with this id.",
            came=key,
            expected="an id of the knowledge",
            todo="Check the spelling.",
        )

    def label(self, key: str) -> str:
        """Return the name of any id for a doctor; of a bone site, too.

        Raises:
            KnowledgeError: nothing has that id.
        """
        return resolve_site(key).label if is_site(key) else self.entry(key).label

    def ask(self, key: str) -> str:
        """Return the question to put when this fact is missing; its name if none was written.

        Raises:
            KnowledgeError: nothing has that id.
        """
        entry = self.entry(key)
        return getattr(entry, "ask", "") or entry.label


def _names(table: Mapping[str, Named]) -> Iterator[tuple[str, str]]:
    for key, entry in table.items():
        yield key, entry.label
        yield key, key
        yield from ((key, name) for name in entry.synonyms)
    for key, entry in table.items():
        yield key, entry.plain_label
