"""Wordings of Observations and their components, understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from attrs import evolve

from crmo.find.events.fhir.concepts import (
    OWN_FAMILY,
    OWN_LESION_STATUS,
    OWN_STATEMENT,
    Concepts,
    codes_of,
    codings_of,
    has_system,
    listed,
    parsed,
    words_of,
)
from crmo.find.events.outcome import Outcome, Understood
from crmo.find.events.source import Desk
from crmo.find.vocabulary.answers import (
    ABSENT,
    OWN_STATES,
    PRESENT,
    UNKNOWN,
    state_of_code,
    state_of_words,
)
from crmo.find.vocabulary.code_meaning import LOCAL, OWN, Code
from crmo.find.vocabulary.units import AS_TOLD, Conversion, conversion, ucum
from crmo.terminology.fhir_codes import tables

Wording = Mapping[str, Any]
Remarks = list[tuple[str, str]]
_UCUM = ("http://unitsofmeasure.org", "urn:oid:2.16.840.1.113883.6.8", None, "")
_NUMBER = re.compile(
    r"\s*(?P<sign><=|>=|[<>≤≥])?\s*(?P<number>[-+]?\d+(?:[.,]\d+)?)\s*(?P<unit>[^\d\s+\-/:,;.].{0,30})?\Z"
)
# `250.000` is 250 in one country and a quarter of a million in another.
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}\Z", re.ASCII)
_DETAILS = frozenset({"lesion-size", "clinically-active"})


class ObservationReading:
    """Understands observations.

    Args:
        desk: for units.
        concepts: for codes and places.
    """

    def __init__(self, desk: Desk, concepts: Concepts) -> None:
        self._desk = desk
        self._concepts = concepts

    def observation(self, wording: Wording) -> Understood:
        """Understand an observation; one that only holds components makes no event itself."""
        if not _has_own_value(wording) and wording["w_has_parts"]:
            return Understood()
        return self.component(wording)

    def component(self, wording: Wording) -> Understood:
        """Understand a component, or an observation by its own value."""
        if wording["w_status"] == "entered-in-error":
            return Understood(remarks=(("entered-in-error", "status"),))
        if wording["w_status"] == "cancelled":
            return Understood(remarks=(("not-a-fact", "status"),))
        concept = parsed(wording["w_code"])
        if wording["w_is_of_another"] or has_system(concept, OWN_FAMILY) is not None:
            return Understood(remarks=(("family", "code"),))
        own = has_system(concept, OWN_STATEMENT)
        if own in _DETAILS:
            return Understood(remarks=(("detail", "component"),))
        kind = "measurement" if wording["w_has_number"] else "finding"
        code = _lesion() if own == "lesion" else self._concepts.code(kind, concept)
        code, is_named_by_value = self._named_by_value(code, concept, wording)
        remarks: Remarks = list(_unknown(code))
        outcome = Outcome(code=code)
        if not is_named_by_value:
            outcome = self._valued(outcome, wording, remarks)
        site, is_no_bone = self._concepts.site(wording["w_site"])
        if is_no_bone:
            remarks.append(("site-not-a-bone", "bodySite"))
        return Understood((evolve(outcome, site=site),), tuple(remarks))

    def _named_by_value(self, code: Code, concept: Any, wording: Wording) -> tuple[Code, bool]:
        """Return the finding of `Symptom: bone pain`, where the value names it."""
        value = parsed(wording["w_value_code"])
        if code.concept is not None or value is None:
            return code, False
        if tables().finding_carriers.isdisjoint(codes_of(concept)):
            return code, False
        named = self._concepts.code("finding", value)
        return (named, True) if named.concept is not None else (code, False)

    def _valued(self, outcome: Outcome, wording: Wording, remarks: Remarks) -> Outcome:
        if wording["w_absent"] is not None:
            return evolve(outcome, state=self._state_without_value(outcome.code, wording))
        if wording["w_status"] == "registered":
            return evolve(outcome, state=UNKNOWN)
        flag = _flag(wording["w_flag"])
        outcome = evolve(outcome, flag=flag)
        if wording["w_is_odd"]:
            remarks.append(("value-not-a-number", "valueQuantity"))
        if wording["w_has_number"]:
            return self._numbered(outcome, wording, remarks)
        outcome = self._answered(outcome, wording, remarks)
        if outcome.state == PRESENT and flag is None:
            told = _state_of_interpretation(wording["w_flag"])
            outcome = evolve(outcome, state=told) if told else outcome
        return outcome

    def _state_without_value(self, code: Code, wording: Wording) -> str:
        reason = next(codes_of(parsed(wording["w_absent"])), "")
        is_skipped = code.kind == "procedure" and reason in tables().not_looked_for
        return ABSENT if is_skipped else UNKNOWN

    def _numbered(self, outcome: Outcome, wording: Wording, remarks: Remarks) -> Outcome:
        told = wording["w_unit_code"] or wording["w_unit"] or ""
        unit = self._unit(wording["w_unit_system"], wording["w_unit_code"], wording["w_unit"])
        outcome = evolve(outcome, conversion=self._conversion(outcome, unit, told, remarks))
        if wording["w_comparator"]:
            remarks.append(("value-bound-only", "valueQuantity"))
        low, high = self._limits(wording["w_range"], unit, told)
        return evolve(outcome, ref_lo=low, ref_hi=high)

    def _conversion(
        self, outcome: Outcome, unit: str | None, told: str, remarks: Remarks
    ) -> Conversion:
        code = outcome.code
        if code.concept_kind == "instrument":
            return AS_TOLD
        analyte = code.concept if code.concept_kind == "analyte" else None
        found = conversion(self._desk.knowledge, analyte, unit, was_told=bool(told))
        if found.remark:
            remarks.append((found.remark, "valueQuantity"))
        return found

    def _unit(self, system: Any, code: Any, words: Any) -> str | None:
        mapped = self._desk.mapping.units
        for each in (code, words):
            if each and str(each) in mapped:
                return mapped[str(each)]
        if code and system in _UCUM and (found := ucum(str(code), is_code=True)):
            return found
        return ucum(str(words)) if words else None

    def _limits(
        self, text: str | None, unit: str | None, told: str
    ) -> tuple[float | None, float | None]:
        """Return the limits of the one range that holds for a normal person, in the unit told."""
        ranges = [each for each in listed(parsed(text)) if isinstance(each, dict)]
        if len(ranges) > 1:
            ranges = [each for each in ranges if "normal" in codes_of(each.get("type"))]
        if len(ranges) != 1:
            return None, None
        low, high = (self._limit(ranges[0].get(end), unit, told) for end in ("low", "high"))
        if low is not None and high is not None and low > high:
            return None, None
        return low, high

    def _limit(self, limit: Any, unit: str | None, told: str) -> float | None:
        if not isinstance(limit, dict) or type(limit.get("value")) not in {float, int}:
            return None
        words = limit.get("code") or limit.get("unit")
        own = self._unit(limit.get("system"), limit.get("code"), limit.get("unit"))
        if words and str(words) != told and (own is None or own != unit):
            return None
        return float(limit["value"])

    def _answered(self, outcome: Outcome, wording: Wording, remarks: Remarks) -> Outcome:
        if wording["w_value_truth"] in {"true", "false"}:
            state = PRESENT if wording["w_value_truth"] == "true" else ABSENT
            return evolve(outcome, state=state)
        value = parsed(wording["w_value_code"])
        if value is not None:
            return self._coded(outcome, value)
        words = wording["w_value_words"] or ""
        if told := state_of_words(words):
            return evolve(outcome, state=told)
        return self._number_in_words(outcome, words, remarks)

    def _coded(self, outcome: Outcome, value: Any) -> Outcome:
        status = has_system(value, OWN_LESION_STATUS)
        if status:
            return evolve(outcome, state=OWN_STATES.get(status, UNKNOWN))
        for coding in codings_of(value):
            address = str(coding.get("system") or "")
            short = tables().systems[address] if address else ""
            if state := state_of_code(short, str(coding.get("code") or "")):
                return evolve(outcome, state=state)
        if told := state_of_words(words_of(value)):
            return evolve(outcome, state=told)
        return evolve(outcome, value_code=self._concepts.code("finding", value))

    def _number_in_words(self, outcome: Outcome, words: str, remarks: Remarks) -> Outcome:
        """Return the value in `<0.6 mg/L`, where a known analyte is told in words."""
        match = _NUMBER.match(words)
        if match is None or outcome.code.concept_kind not in {"analyte", "instrument"}:
            return outcome
        if _AMBIGUOUS.match(match["number"]):
            remarks.append(("value-not-a-number", "valueString"))
            return outcome
        told = (match["unit"] or "").strip()
        found = self._conversion(outcome, self._unit(None, None, told), told, remarks)
        if match["sign"]:
            remarks.append(("value-bound-only", "valueString"))
        number = float(match["number"].replace(",", "."))
        return evolve(outcome, conversion=found, value=number)


def _lesion() -> Code:
    return Code("finding", OWN, "detail:lesion", label="lesion", how="shipped")


def _has_own_value(wording: Wording) -> bool:
    """Whether an observation with components says something itself."""
    told = ("w_value_code", "w_value_words", "w_value_truth", "w_absent", "w_flag")
    return bool(wording["w_has_number"]) or any(wording[name] is not None for name in told)


def _unknown(code: Code) -> tuple[tuple[str, str], ...]:
    if code.concept is not None or code.how:
        return ()
    is_empty = code.system == LOCAL and not code.code
    return (("no-code" if is_empty else "code-not-understood", "code"),)


def _flag(text: str | None) -> str | None:
    """Return low, normal or high from an interpretation; None for anything else."""
    for code in codes_of(parsed(text)):
        if flag := tables().flags.get(code):
            return str(flag)
    return None


def _state_of_interpretation(text: str | None) -> str | None:
    for concept in listed(parsed(text)):
        for code in codes_of(concept):
            if state := state_of_code("", code):
                return state
        if state := state_of_words(words_of(concept)):
            return state
    return None
