"""Wordings of OMOP tables, understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from attrs import evolve

from crmo.anatomy import is_site
from crmo.find.events.outcome import Outcome, Understood
from crmo.find.vocabulary.answers import (
    OWN_STATES,
    PRESENT,
    UNCERTAIN,
    UNKNOWN,
    flag_of_words,
    state_of_code,
    state_of_diagnosis,
    state_of_words,
)
from crmo.find.vocabulary.code_meaning import LOCAL, OMOP, OWN, Code
from crmo.find.vocabulary.mapping import LocalMapping
from crmo.find.vocabulary.omop_vocabulary import OmopVocabulary
from crmo.find.vocabulary.specialties import specialty_named
from crmo.find.vocabulary.units import AS_TOLD, Conversion, conversion, ucum
from crmo.knowledge import Knowledge
from crmo.terminology.body_sites import named_site
from crmo.terminology.fhir_codes import tables
from crmo.terminology.omop_concepts import fixed_words

Wording = Mapping[str, Any]
Reading = Callable[[Wording], Understood]
_HISTORY = frozenset(fixed_words("history").values())
_FAMILY = fixed_words("history")["family"]
_SUSPECTED = fixed_words("condition_status")["suspected"]
_OPERATORS = frozenset(fixed_words("operator").values())
_VISITS = MappingProxyType({i: word for word, i in fixed_words("visit").items()})
# Details that crmo writes as observations and that are findings of their own.
_LESION = "lesion"


class OmopReading:
    """Understands wordings of the tables.

    Args:
        knowledge: for the units of analytes.
        vocabulary: concept ids.
        mapping: local units.
    """

    def __init__(
        self, knowledge: Knowledge, vocabulary: OmopVocabulary, mapping: LocalMapping
    ) -> None:
        self._knowledge = knowledge
        self._vocabulary = vocabulary
        self._mapping = mapping
        self.by_table: Mapping[str, Reading] = MappingProxyType(
            {
                "condition_occurrence": self.condition,
                "drug_exposure": self.drug,
                "procedure_occurrence": self.procedure,
                "measurement": self.measurement,
                "observation": self.observation,
                "visit_occurrence": self.visit,
            }
        )

    # --- tables --------------------------------------------------------------------------------

    def condition(self, wording: Wording) -> Understood:
        """Understand a condition; one that is only suspected is uncertain."""
        code = self._code("condition", wording)
        state = PRESENT
        status = self._vocabulary.row(wording["w_status"])
        words = wording["w_status_words"] or (status.name if status else "")
        if wording["w_status"] == _SUSPECTED:
            state = UNCERTAIN
        elif words:
            state = state_of_diagnosis(words) or PRESENT
        return self._one(wording, Outcome(code=code, state=state, has_value=False))

    def drug(self, wording: Wording) -> Understood:
        """Understand a drug."""
        return self._one(wording, Outcome(code=self._code("drug", wording), has_value=False))

    def procedure(self, wording: Wording) -> Understood:
        """Understand a procedure; a picture of several places is an event for each of them."""
        outcome = Outcome(code=self._code("procedure", wording), has_value=False)
        covers = [each for each in (wording["w_covers"] or "").split(",") if is_site(each)]
        if not covers:
            return self._one(wording, outcome)
        return Understood(tuple(evolve(outcome, site=each) for each in covers))

    def measurement(self, wording: Wording) -> Understood:
        """Understand a measurement: its unit, its mark, or a coded result."""
        own = self._vocabulary.own_word(wording["w_source_concept"])
        if own and own[0] == "detail":
            return Understood(remarks=(("detail", "measurement"),))
        code = self._code("measurement", wording)
        # The ends of a scale, which crmo writes as its range, are no limits of what is normal.
        outcome = Outcome(code=code, has_limits=code.concept_kind != "instrument")
        remarks: list[tuple[str, str]] = []
        if wording["w_has_number"]:
            found = self._conversion(code, wording)
            outcome = evolve(outcome, conversion=found)
            remarks += [(found.remark, "unit")] if found.remark else []
            remarks += (
                [("value-bound-only", "operator_concept_id")]
                if wording["w_operator"] in _OPERATORS
                else []
            )
        outcome = self._answered(outcome, wording)
        return self._one(wording, outcome, remarks)

    def observation(self, wording: Wording) -> Understood:
        """Understand an observation: finding with state, history, or a detail of another row."""
        standard, source = wording["w_concept"], wording["w_source_concept"]
        own = self._vocabulary.own_word(source)
        if standard == _FAMILY or wording["w_qualifier"] == "family":
            return Understood(remarks=(("family", "observation"),))
        if standard in _HISTORY:
            return self._history(wording)
        if own and own[0] == "detail":
            return self._detail(wording, own[1])
        code = self._code("finding", wording)
        outcome = Outcome(code=code)
        remarks: list[tuple[str, str]] = []
        if wording["w_has_number"]:
            found = self._conversion(code, wording)
            outcome = evolve(outcome, conversion=found)
            remarks += [(found.remark, "unit")] if found.remark else []
        return self._one(wording, self._answered(outcome, wording), remarks)

    def visit(self, wording: Wording) -> Understood:
        """Understand a visit, and the specialty of its department, provider or place."""
        visit = Outcome(code=self._visit_code(wording), has_value=False, is_visit=True)
        specialties = tuple(self._specialties(wording))
        return Understood((visit, *specialties), self._unknown(visit.code, "visit_concept_id"))

    # --- parts ---------------------------------------------------------------------------------

    def _one(
        self, wording: Wording, outcome: Outcome, remarks: list[tuple[str, str]] | None = None
    ) -> Understood:
        found = [*(remarks or ()), *self._unknown(outcome.code, "code")]
        if site := self._site(wording, found):
            outcome = evolve(outcome, site=site)
        return Understood((outcome,), tuple(found))

    def _unknown(self, code: Code, column: str) -> tuple[tuple[str, str], ...]:
        if code.concept is not None or code.how:
            return ()
        is_empty = code.system == LOCAL and not code.code
        return (("no-code" if is_empty else "code-not-understood", column),)

    def _code(self, kind: str, wording: Wording) -> Code:
        return self._vocabulary.code(
            kind, wording["w_concept"], wording["w_source_concept"], wording["w_source_value"]
        )

    def _site(self, wording: Wording, remarks: list[tuple[str, str]]) -> str | None:
        """Return the bone site of a row: ours, or the words of the source if they name one."""
        told = wording.get("w_site") or ""
        qualifier = wording.get("w_qualifier") or ""
        if is_site(qualifier):
            return str(qualifier)
        modifier = self._vocabulary.own_word(wording.get("w_modifier"))
        if modifier and modifier[0] == "site":
            return modifier[1]
        if told and is_site(told):
            return str(told)
        found = named_site(told, tables().site_words) if told else None
        if found is None and told:
            remarks.append(("site-not-a-bone", "site"))
        return found

    def _conversion(self, code: Code, wording: Wording) -> Conversion:
        unit, was_told = self._unit(wording)
        analyte = code.concept if code.concept_kind == "analyte" else None
        if code.concept_kind == "instrument":
            return AS_TOLD
        return conversion(self._knowledge, analyte, unit, was_told=was_told)

    def _unit(self, wording: Wording) -> tuple[str | None, bool]:
        """Return the UCUM code of the unit, and whether any unit was told."""
        words = (wording.get("w_unit_words") or "").strip()
        if words in self._mapping.units:
            return self._mapping.units[words], True
        for column in ("w_unit_concept", "w_unit_source_concept"):
            concept_id = wording.get(column) or 0
            own = self._vocabulary.own_word(concept_id)
            if own and own[0] == "unit":
                return own[1], True
            row = self._vocabulary.row(concept_id)
            if row and (found := ucum(row.code, is_code=row.vocabulary == "UCUM")):
                return found, True
        is_told = bool(words or wording.get("w_unit_concept"))
        return ucum(words), is_told

    def _answered(self, outcome: Outcome, wording: Wording) -> Outcome:
        """Return an outcome with what the coded or worded answer says."""
        concept_id = wording["w_value_concept"]
        own = self._vocabulary.own_word(concept_id)
        if own and own[0] == "flag":
            return evolve(outcome, flag=own[1])
        if own and own[0] == "state":
            return evolve(outcome, state=OWN_STATES.get(own[1], UNKNOWN))
        row = self._vocabulary.row(concept_id)
        words = row.name if row else (wording.get("w_value_words") or "")
        if row is None and concept_id:
            return evolve(outcome, value_code=Code("finding", OMOP, str(concept_id)))
        if flag := flag_of_words(words):
            return evolve(outcome, flag=flag)
        state = state_of_code(row.coding.system, row.code) if row else None
        state = state or state_of_words(words)
        if state:
            return evolve(outcome, state=state)
        if row:
            value = self._vocabulary.code("finding", concept_id, 0, None)
            return evolve(outcome, value_code=value)
        return outcome

    def _history(self, wording: Wording) -> Understood:
        """Return what was before, without a date: the day of filing is not its day."""
        source = wording["w_source_concept"]
        named = wording["w_value_concept"] or source
        code = self._vocabulary.code("finding", named, source, wording["w_source_value"])
        outcome = Outcome(code=code, has_value=False)
        if code.kind == "visit":
            outcome = evolve(outcome, is_visit=False)
        return self._one(wording, outcome)

    def _detail(self, wording: Wording, word: str) -> Understood:
        if word != _LESION:
            return Understood(remarks=(("detail", "observation"),))
        own = self._vocabulary.own_word(wording["w_value_concept"])
        state = OWN_STATES.get(own[1], UNKNOWN) if own else UNKNOWN
        code = Code("finding", OWN, f"detail:{_LESION}", label="lesion", how="shipped")
        site = wording["w_qualifier"]
        outcome = Outcome(code=code, state=state, has_value=False)
        return Understood((evolve(outcome, site=site if is_site(site or "") else None),))

    def _visit_code(self, wording: Wording) -> Code:
        standard, source = wording["w_concept"], wording["w_source_concept"]
        own = self._vocabulary.own_word(source)
        word = _VISITS.get(standard) or (own[1] if own and own[0] == "contact" else "")
        if not word:
            row = self._vocabulary.row(standard) or self._vocabulary.row(source)
            word = visit_in_words(row.name if row else (wording["w_source_value"] or ""))
        code = self._vocabulary.code("visit", standard, source, wording["w_source_value"])
        if not word:
            return evolve(code, kind="visit", concept=None, concept_kind=None)
        return evolve(
            code, kind="visit", concept=word, concept_kind="visit", how=code.how or "shipped"
        )

    def _specialties(self, wording: Wording) -> list[Outcome]:
        """Return the specialty: the department told, the provider's, else that of the place."""
        told = [each for each in (wording["w_department"] or "").split(";") if each]
        concept_id = wording["w_specialty_concept"]
        row = self._vocabulary.row(concept_id)
        provider = (row.name if row else "") or (wording["w_specialty_words"] or "")
        if not told and provider:
            told = [provider]
        is_place = not told and wording["w_care_site"]
        if is_place:
            told = [wording["w_care_site"]]
        found = []
        for words in told:
            specialty = specialty_named(words)
            if specialty is None and is_place:  # names of places are not specialties
                continue
            code = Code(
                "specialty",
                LOCAL,
                words,
                (f"{OMOP}:{concept_id}",) if concept_id and row else (),
                words,
                specialty,
                "specialty" if specialty else None,
                "shipped" if specialty else "",
            )
            found.append(Outcome(code=code, has_value=False))
        return found


def visit_in_words(text: str) -> str:
    """Return the kind of visit that words tell, or an empty text."""
    plain = text.lower()
    for word, kind in (
        ("emergency", "emergency"),
        ("inpatient", "admission"),
        ("telehealth", "telephone"),
        ("home visit", "home visit"),
        ("outpatient", "visit"),
        ("office visit", "visit"),
        ("ambulatory", "visit"),
    ):
        if word in plain:
            return kind
    return ""
