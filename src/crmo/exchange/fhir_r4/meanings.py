"""What a code means to crmo: an id of our knowledge, or a name of its own when we know none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import define

from crmo.exchange.fhir_r4.elements import words
from crmo.exchange.fhir_r4.own_names import from_code
from crmo.exchange.fhir_r4.remarks import Remarks
from crmo.knowledge import Knowledge
from crmo.terminology.drug_names import drug_names
from crmo.terminology.fhir_codes import Systems

ANALYTE, DRUG, INSTRUMENT, UNKNOWN = "analyte", "drug", "instrument", "unknown"
# Short names of the code systems that hold ids of our knowledge; see own_names.py.
OWN_SYSTEMS = frozenset({"crmo-concept", "crmo-analyte", "crmo-instrument", "crmo-drug"})
_MOST_TEXT = 80

ByCode = Callable[[str, str], tuple[str, str] | None]
ByText = Callable[[str], tuple[str, str] | None]


@define
class Meaning:
    """What one code stands for.

    Args:
        kind: `analyte`, `drug`, the kind of a concept (`finding`, `disease`, …) or `unknown`.
        id: id in our knowledge, else `system:code` or `text:words`.
        text: the words beside the code where it was first met.
        where: the place where it was first met.
        n_unknown: how often it was met, counted for unknown codes.
    """

    kind: str
    id: str
    text: str = ""
    where: str = ""
    n_unknown: int = 0

    @property
    def is_known(self) -> bool:
        """Whether our knowledge has it."""
        return self.kind != UNKNOWN


class Dictionary:
    """Codes and words of one kind of statement, looked up in our knowledge once each.

    Args:
        by_code: finds (kind, id) for a system's short name and a code.
        by_text: finds (kind, id) for words.
        trusts_words: whether words may stand in for an unknown code of a public system. For
            laboratory codes they may not: they leave out the specimen and the method.
        systems: address of a code system -> its short name.
        remarks: where unknown codes are noted at the end.
    """

    def __init__(
        self,
        by_code: ByCode,
        by_text: ByText,
        systems: Systems,
        remarks: Remarks,
        *,
        trusts_words: bool = False,
    ) -> None:
        self._by_code = by_code
        self._by_text = by_text
        self._systems = systems
        self._remarks = remarks
        self._trusts_words = trusts_words
        self._by_coding: dict[tuple[Any, Any], Meaning] = {}
        self._by_words: dict[str, Meaning] = {}

    def meaning(self, concept: dict[str, Any]) -> Meaning:
        """Return what a CodeableConcept means; the first of its codings that we know counts."""
        codings = concept.get("coding")
        if not codings:
            return self._of_words(words(concept))
        first: Meaning | None = None
        for coding in codings:
            meaning = self._by_coding.get((coding.get("system"), coding.get("code")))
            if meaning is None:
                meaning = self._learn(coding, concept)
            if meaning.kind != UNKNOWN:
                return meaning
            if first is None:
                first = meaning
        first.n_unknown += 1  # type: ignore[union-attr] # codings is not empty
        return first  # type: ignore[return-value]

    def _learn(self, coding: dict[str, Any], concept: dict[str, Any]) -> Meaning:
        system, code = coding.get("system"), coding.get("code")
        if not code:
            return self._of_words(words(coding) or words(concept))
        short = self._systems[system]
        is_own = short in OWN_SYSTEMS
        if is_own:
            code = from_code(str(code))
        found = self._by_code(short, str(code)) if short else None
        text = str(coding.get("display") or concept.get("text") or "")
        if found is None and not is_own and (self._trusts_words or not short):
            found = self._found_by_text(words(concept) or text)
        kind, id_ = found or (UNKNOWN, _own_id(short, system, str(code)))
        meaning = Meaning(kind, id_, text, self._remarks.place)
        self._by_coding[system, code] = meaning
        return meaning

    def _of_words(self, text: str) -> Meaning:
        meaning = self._by_words.get(text)
        if meaning is None:
            found = self._found_by_text(text)
            kind, id_ = found or (UNKNOWN, f"text:{' '.join(text.lower().split())[:_MOST_TEXT]}")
            meaning = Meaning(kind, id_, text, self._remarks.place)
            self._by_words[text] = meaning
        if meaning.kind == UNKNOWN:
            meaning.n_unknown += 1
        return meaning

    def _found_by_text(self, text: str) -> tuple[str, str] | None:
        found = self._by_text(text) if text else None
        if found is not None:
            self._remarks.add("code-by-text", text)
        return found

    def unknown(self) -> list[Meaning]:
        """Return the codes met that our knowledge lacks."""
        return [
            meaning
            for meaning in (*self._by_coding.values(), *self._by_words.values())
            if meaning.n_unknown
        ]


def _own_id(short: str, system: Any, code: str) -> str:
    if short in OWN_SYSTEMS:  # crmo wrote it: the code is the id
        return code
    if short:
        return f"{short}:{code}"
    return f"{system}|{code}" if system else f"local:{code}"


def dictionaries(
    knowledge: Knowledge, systems: Systems, remarks: Remarks
) -> tuple[Dictionary, Dictionary, Dictionary]:
    """Return the dictionaries for observations, for other statements, and for drugs."""
    own = _own_ids(knowledge)

    def concept(system: str, code: str) -> tuple[str, str] | None:
        found = knowledge.concept_for_code(system, code)
        return None if found is None else (str(found.kind), found.id)

    def concept_text(text: str) -> tuple[str, str] | None:
        found = knowledge.concept_for_text(text)
        return None if found is None else (str(found.kind), found.id)

    def observed(system: str, code: str) -> tuple[str, str] | None:
        if system != "loinc":
            return concept(system, code)
        if (analyte := knowledge.analyte_for_loinc(code)) is not None:
            return ANALYTE, analyte.id
        scale = knowledge.instrument_for_loinc(code)
        return concept(system, code) if scale is None else (INSTRUMENT, scale.id)

    def observed_text(text: str) -> tuple[str, str] | None:
        if (analyte := knowledge.analyte_for_text(text)) is not None:
            return ANALYTE, analyte.id
        scale = knowledge.instrument_for_text(text)
        return concept_text(text) if scale is None else (INSTRUMENT, scale.id)

    def drug(system: str, code: str) -> tuple[str, str] | None:
        found = knowledge.drug_for_code(system, code)
        return None if found is None else (DRUG, found.id)

    def drug_text(text: str) -> tuple[str, str] | None:
        for name in drug_names(text):
            if (found := knowledge.drug_for_text(name)) is not None:
                return DRUG, found.id
        return None

    return (
        Dictionary(own(observed), observed_text, systems, remarks),
        Dictionary(own(concept), concept_text, systems, remarks),
        Dictionary(own(drug), drug_text, systems, remarks, trusts_words=True),
    )


def _own_ids(knowledge: Knowledge) -> Callable[[ByCode], ByCode]:
    """Return what makes a search by code find the ids that crmo itself wrote as codes."""
    kinds: dict[str, dict[str, str]] = {
        "crmo-concept": {key: str(each.kind) for key, each in knowledge.concepts.items()},
        "crmo-analyte": dict.fromkeys(knowledge.analytes, ANALYTE),
        "crmo-instrument": dict.fromkeys(knowledge.instruments, INSTRUMENT),
        "crmo-drug": dict.fromkeys((*knowledge.drugs, *knowledge.drug_classes), DRUG),
    }

    def with_own(others: ByCode) -> ByCode:
        def find(system: str, code: str) -> tuple[str, str] | None:
            if system not in kinds:
                return others(system, code)
            kind = kinds[system].get(code)
            return None if kind is None else (kind, code)

        return find

    return with_own
