"""The nouns of the house: concepts, analytes, scales, drugs and units in one country's spelling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from crmo.knowledge import Knowledge
from crmo.simulate.documents.house_style import spelled_for, words_file
from crmo.simulate.documents.marked import Template


@frozen(slots=True)
class Words:
    """How one thing may be called.

    Args:
        kind: `symptom`, `sign`, `condition`; for findings.
        say, short: nouns to choose from, in full and abbreviated.
        present, absent: whole wordings where the noun does not fit; mostly empty.
        stir, stir_short: nouns of a feature on a STIR sequence.
        is_of_joint: whether a sign is one of a joint, not over a bone.
    """

    kind: str
    say: tuple[str, ...]
    short: tuple[str, ...]
    present: tuple[Template, ...] = ()
    absent: tuple[Template, ...] = ()
    stir: tuple[str, ...] = ()
    stir_short: tuple[str, ...] = ()
    is_of_joint: bool = False


@frozen(kw_only=True, eq=False)
class Vocabulary:
    """Nouns for everything that the knowledge names; ids it does not know are written out.

    Args:
        knowledge: labels of what has no words of its own.
        dialect: `en_GB` or `en_US`.
    """

    knowledge: Knowledge
    dialect: str
    _found: dict[tuple[str, str], Words] = field(factory=dict, init=False)

    def words(self, table: str, word_id: str) -> Words:
        """Return the words for an id.

        Args:
            table: `findings`, `features`, `diseases`, `results`, `procedures`, `events`,
                `analytes`, `instruments`, `drugs`, `modalities`, `contacts`.
            word_id: the id.
        """
        key = (table, word_id)
        if key not in self._found:
            rows = words_file("concepts")
            row = rows[table].get(word_id) or rows["diseases"].get(word_id, {})
            self._found[key] = self._made(row, word_id)
        return self._found[key]

    def unit(self, code: str) -> tuple[str, ...]:
        """Return the spellings of a UCUM unit; itself when none is written down."""
        spellings: Mapping[str, list[str]] = words_file("units")["spellings"]
        return tuple(spellings.get(code, (code,)))

    def spoken_unit(self, code: str) -> tuple[str, ...]:
        """Return how a unit is dictated; as printed when nobody says it in full."""
        spellings: Mapping[str, list[str]] = words_file("units")["spoken"]
        spoken = tuple(spelled_for(each, self.dialect) for each in spellings.get(code, ()))
        return spoken or self.unit(code)

    def wanted_unit(self, analyte: str) -> str | None:
        """Return the unit that the country's laboratories print an analyte in, or None."""
        unit: str | None = words_file("units")["printed"][self.dialect].get(analyte)
        return unit

    def _made(self, row: Mapping[str, Any], word_id: str) -> Words:
        say = self._spelled(row.get("say") or (self._label(word_id),))
        return Words(
            kind=row.get("kind", "condition"),
            say=say,
            short=self._spelled(row.get("short", ())) or say,
            present=self._templates(row.get("present", ())),
            absent=self._templates(row.get("absent", ())),
            stir=self._spelled(row.get("stir", ())),
            is_of_joint=row.get("joint", False),
            stir_short=self._spelled(row.get("stir_short", ())),
        )

    def _label(self, word_id: str) -> str:
        knowledge = self.knowledge
        tables: tuple[Mapping[str, Any], ...] = (
            knowledge.concepts,
            knowledge.analytes,
            knowledge.instruments,
            knowledge.drugs,
            knowledge.drug_classes,
        )
        for table in tables:
            if word_id in table:
                label: str = table[word_id].label
                return label
        words = " ".join(word_id.removeprefix("told:").replace("_", " ").split())
        return words or word_id

    def _spelled(self, words: Any) -> tuple[str, ...]:
        return tuple(spelled_for(word, self.dialect) for word in words)

    def _templates(self, texts: Any) -> tuple[Template, ...]:
        return tuple(Template.parse(text) for text in self._spelled(texts))


_VOCABULARIES: dict[tuple[int, str], Vocabulary] = {}


def vocabulary(knowledge: Knowledge, dialect: str) -> Vocabulary:
    """Return the vocabulary of a knowledge in a spelling, built once."""
    key = (id(knowledge), dialect)  # the vocabulary holds the knowledge, so its id stays taken
    if key not in _VOCABULARIES:
        _VOCABULARIES[key] = Vocabulary(knowledge=knowledge, dialect=dialect)
    return _VOCABULARIES[key]
