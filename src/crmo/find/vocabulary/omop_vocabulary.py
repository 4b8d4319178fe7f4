"""What OMOP concept ids mean: by the tables of the source if it has them, by shipped lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from attrs import frozen

from crmo.find.vocabulary.code_meaning import LOCAL, OMOP, OWN, Code, Coding, Meaning
from crmo.find.vocabulary.known_codes import KnownCodes
from crmo.find.vocabulary.mapping import LocalMapping
from crmo.knowledge import Knowledge
from crmo.knowledge.codes import system_named
from crmo.terminology.fhir_codes import tables
from crmo.terminology.omop_concepts import LOCAL_VOCABULARY, UNKNOWN_CODE, omop_concepts

_LOOKS_LIKE_A_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]{1,14}\Z")
_KIND_OF_DOMAIN = {
    "Condition": "condition",
    "Drug": "drug",
    "Measurement": "measurement",
    "Procedure": "procedure",
}


@frozen
class ConceptRow:
    """A row of a CONCEPT table, or of the shipped list.

    Args:
        concept_id: its id.
        name: concept_name.
        domain: domain_id.
        vocabulary: vocabulary_id.
        code: concept_code.
        is_of_source: whether the table of the source told it.
    """

    concept_id: int
    name: str
    domain: str
    vocabulary: str
    code: str
    is_of_source: bool = True

    @property
    def coding(self) -> Coding:
        """The code in its system, or the id if the code is not known."""
        if self.code == UNKNOWN_CODE:
            return Coding(OMOP, str(self.concept_id), self.name)
        system = system_named(self.vocabulary) or self.vocabulary.lower()
        return Coding(system, self.code, self.name)


class OmopVocabulary:
    """Looks concept ids up.

    Args:
        knowledge: for the ids that crmo ships and its own local ids.
        known: meanings of codes.
        mapping: what the hospital told.
        rows: concept rows of the source, for ids that occur.
        maps_to: source concept id -> standard ids it maps to.
        wider: concept id -> ids that it is a kind of, nearest first, as far as they are known.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        known: KnownCodes,
        mapping: LocalMapping,
        *,
        rows: Mapping[int, ConceptRow],
        maps_to: Mapping[int, tuple[int, ...]],
        wider: Mapping[int, tuple[tuple[int, int], ...]],
    ) -> None:
        self._known = known
        self._mapping = mapping
        self._rows = dict(rows)
        self._maps_to = maps_to
        self._wider = wider
        ours = omop_concepts(knowledge)
        self._own = {concept_id: key for key, concept_id in ours.local.items()}
        for concept in ours.all.values():
            if concept.concept_id and concept.vocabulary != LOCAL_VOCABULARY:
                self._rows.setdefault(
                    concept.concept_id,
                    ConceptRow(
                        concept.concept_id,
                        concept.name,
                        concept.domain,
                        concept.vocabulary,
                        concept.code,
                        is_of_source=False,
                    ),
                )

    def own_word(self, concept_id: int | None) -> tuple[str, str] | None:
        """Return (kind, word) of one of our own local ids (`state`, `absent`), or None."""
        key = self._own.get(concept_id or 0)
        if key is None:
            row = self._rows.get(concept_id or 0)
            if row is None or row.vocabulary != LOCAL_VOCABULARY:
                return None
            key = row.code
        kind, _, word = key.partition(":")
        return kind, word

    def wider(self, ids: Iterable[int]) -> list[Coding]:
        """Return the codes of all that the concepts are a kind of, as far as the source tells."""
        found = []
        for each in ids:
            for _, ancestor in self._wider.get(each, ()):
                found.append(Coding(OMOP, str(ancestor)))
                if row := self._rows.get(ancestor):
                    found.append(row.coding)
        return found

    @property
    def has_wider(self) -> bool:
        """Whether the source tells of any concept that occurs what it is a kind of."""
        return bool(self._wider)

    def row(self, concept_id: int | None) -> ConceptRow | None:
        """Return what is known of a concept id, or None."""
        return self._rows.get(concept_id or 0)

    def code(
        self, kind: str, standard: int | None, source: int | None, source_value: str | None
    ) -> Code:
        """Return the code of an event, with everything that tells its meaning.

        The hospital's mapping comes first, then our own ids, the standard concept, the source
        concept, what that maps to, wider concepts, and last the words of the source alone.

        Args:
            kind: kind of event that the table holds.
            standard: concept id, or 0 or None.
            source: source concept id, or 0 or None.
            source_value: as the source wrote it, or None.
        """
        ids = [each for each in dict.fromkeys((standard or 0, source or 0)) if each]
        codings = self._codings(ids)
        text = (source_value or "").strip()
        if text and (not codings or _LOOKS_LIKE_A_CODE.match(text)):
            codings.append(Coding(LOCAL, text, text))
        meanings = self._meanings(kind, ids, codings, text)
        primary, further = self._primary(codings, meanings)
        meaning = meanings[0][1] if meanings else None
        also = {each.key for each in codings}
        also.update(f"{OMOP}:{each}" for each in ids if self.own_word(each) is None)
        also.update(f"{OWN}:{each}" for each in further)
        also.discard(primary.key)
        return Code(
            kind=meaning.kind if meaning else self._kind(kind, ids),
            system=primary.system,
            code=primary.code,
            also=tuple(sorted(also)),
            label=primary.label or (self._known.label(meaning) if meaning else ""),
            concept=meaning.id if meaning else None,
            concept_kind=meaning.concept_kind if meaning else None,
            how=meaning.how if meaning else "",
        )

    def _codings(self, ids: Iterable[int]) -> list[Coding]:
        found = []
        for each in ids:
            own = self.own_word(each)
            if own is not None:
                found.append(Coding(OWN, own[1]))
            elif row := self._rows.get(each):
                found.append(row.coding)
            else:
                found.append(Coding(OMOP, str(each)))
        return found

    def _kind(self, kind: str, ids: Iterable[int]) -> str:
        """Return the kind by the domain of the concept, which may not be that of the table."""
        for each in ids:
            row = self._rows.get(each)
            if row is not None and row.domain in _KIND_OF_DOMAIN:
                return _KIND_OF_DOMAIN[row.domain]
        return kind

    def _meanings(
        self, kind: str, ids: list[int], codings: list[Coding], text: str
    ) -> list[tuple[Coding, Meaning]]:
        told = [each for each in codings if self._mapping.has(each.system, each.code)]
        told += [Coding(OMOP, str(each)) for each in ids if self._mapping.has(OMOP, str(each))]
        if told:
            found = [(each, self._mapping.find(each.system, each.code)) for each in told]
            return [(coding, meaning) for coding, meaning in found if meaning]
        finders: tuple[Callable[[], list[tuple[Coding, Meaning]]], ...] = (
            lambda: self._by_own(ids),
            lambda: self._by_code(ids),
            lambda: self._by_maps_to(ids),
            lambda: self._by_ancestor(ids),
            lambda: self._by_words(kind, ids, text),
        )
        return next(filter(None, (find() for find in finders)), [])

    def _by_own(self, ids: Iterable[int]) -> list[tuple[Coding, Meaning]]:
        found = []
        for each in ids:
            own = self.own_word(each)
            meaning = self._known.own(*own) if own else None
            if own and meaning:
                found.append((Coding(OWN, own[1]), meaning))
        return found

    def _by_code(self, ids: Iterable[int]) -> list[tuple[Coding, Meaning]]:
        found = []
        for each in ids:
            row = self._rows.get(each)
            meaning = self._known.of(row.coding) if row else None
            if row and meaning:
                how = "concept_table" if row.is_of_source else "shipped"
                found.append((row.coding, _told_by(meaning, how)))
        return found

    def _by_maps_to(self, ids: Iterable[int]) -> list[tuple[Coding, Meaning]]:
        targets = [target for each in ids for target in self._maps_to.get(each, ())]
        return [
            (coding, _told_by(meaning, "concept_table"))
            for coding, meaning in self._by_code(targets)
        ]

    def _by_ancestor(self, ids: Iterable[int]) -> list[tuple[Coding, Meaning]]:
        """Return the nearest wider concepts that are known; several at one distance all count."""
        targets = [target for each in ids for target in self._maps_to.get(each, ())]
        found: list[tuple[int, Coding, Meaning]] = []
        for each in (*ids, *targets):
            for level, ancestor in self._wider.get(each, ()):
                for coding, meaning in self._by_code([ancestor]):
                    found.append((level, coding, _told_by(meaning, "ancestor")))
        found.sort(key=lambda row: (row[0], row[2].id))
        return [(coding, meaning) for _, coding, meaning in found]

    def _by_words(self, kind: str, ids: list[int], text: str) -> list[tuple[Coding, Meaning]]:
        """Return a drug by its product's name, a picture by the name of the procedure."""
        for each in ids:
            row = self._rows.get(each)
            if row is None or row.domain not in {"Drug", "Procedure"}:
                continue
            meaning = (
                self._known.of_words(row.name, "drug")
                if row.domain == "Drug"
                else modality_in_words(row.name)
            )
            if meaning:
                return [(row.coding, _told_by(meaning, "concept_table"))]
        meaning = None if ids else self._known.of_words(text, kind)
        return [(Coding(LOCAL, text), meaning)] if meaning else []

    def _primary(
        self, codings: list[Coding], meanings: list[tuple[Coding, Meaning]]
    ) -> tuple[Coding, list[str]]:
        """Return the code to show, and the ids of further meanings."""
        further: list[str] = []
        if meanings:
            first = meanings[0][1].id
            further = [m.id for _, m in meanings[1:] if m.concept_kind == "concept"]
            further = [each for each in dict.fromkeys(further) if each != first]
            for coding in codings:
                if coding.key == meanings[0][0].key:
                    return coding, further
        return (codings[0] if codings else Coding(LOCAL, "")), further


def _told_by(meaning: Meaning, how: str) -> Meaning:
    return Meaning(meaning.id, meaning.concept_kind, meaning.kind, how)


def modality_in_words(text: str) -> Meaning | None:
    """Return the modality that whole words of a procedure's name tell, or None.

    Words of two letters are not trusted: `US` is a country, too.
    """
    plain = f" {' '.join(re.findall(r'[a-z0-9-]+', text.lower()))} "
    for word, modality in tables().modality_words:
        if len(word) > 2 and f" {word} " in plain:
            return Meaning(str(modality), "modality", "imaging")
    return None
