"""Wordings of FHIR resources, understood: statements, drugs, contacts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from attrs import evolve

from crmo.find.events.fhir.concepts import (
    OWN_CONTACT,
    Concepts,
    codes_of,
    codings_of,
    has_system,
    listed,
    parsed,
    words_of,
)
from crmo.find.events.fhir.observations import ObservationReading
from crmo.find.events.fhir.pictures import PictureReading
from crmo.find.events.outcome import Outcome, Understood
from crmo.find.events.source import Desk
from crmo.find.vocabulary.answers import ABSENT, PRESENT, UNCERTAIN, UNKNOWN
from crmo.find.vocabulary.code_meaning import LOCAL, Code
from crmo.find.vocabulary.specialties import specialty_named
from crmo.terminology.fhir_codes import tables

Wording = Mapping[str, Any]
Reading = Callable[[Wording], Understood]
IN_ERROR = "entered-in-error"
_CERTAINTY = MappingProxyType(
    {
        "confirmed": PRESENT,
        "provisional": UNCERTAIN,
        "differential": UNCERTAIN,
        "unconfirmed": UNCERTAIN,
        "refuted": ABSENT,
    }
)
_NOT_ORDERED = frozenset({"proposal", "plan", "option"})
_NOT_GIVEN = frozenset(
    {"cancelled", "draft", "intended", "not-taken", "not-done", "preparation", "declined"}
)
_NO_CONTACT = frozenset({"cancelled", "planned", "discontinued"})


class FhirReading:
    """Understands wordings of the resource types.

    Args:
        desk: for the meanings.
        has_studies: whether the source holds ImagingStudy resources, so that a report that
            points at one makes no picture of its own.
    """

    def __init__(self, desk: Desk, *, has_studies: bool) -> None:
        self._concepts = Concepts(desk)
        observations = ObservationReading(desk, self._concepts)
        pictures = PictureReading(self._concepts, has_studies=has_studies)
        drug = self.drug
        self.by_table: Mapping[str, Reading] = MappingProxyType(
            {
                "Condition": self.condition,
                "Observation": observations.observation,
                "Observation.component": observations.component,
                "MedicationRequest": drug,
                "MedicationStatement": drug,
                "MedicationAdministration": drug,
                "MedicationDispense": drug,
                "Immunization": drug,
                "Procedure": self.procedure,
                "DiagnosticReport": pictures.report,
                "ImagingStudy": pictures.study,
                "Encounter": self.encounter,
            }
        )

    def condition(self, wording: Wording) -> Understood:
        """Understand a Condition; what was refuted is absent, what is not sure uncertain."""
        status = next(codes_of(parsed(wording["w_status"])), "")
        if status == IN_ERROR:
            return Understood(remarks=((IN_ERROR, "verificationStatus"),))
        code = self._concepts.code("condition", parsed(wording["w_code"]))
        outcome = Outcome(code=code, state=_CERTAINTY.get(status, PRESENT), has_value=False)
        return self._sited(outcome, wording)

    def procedure(self, wording: Wording) -> Understood:
        """Understand a Procedure: done, not done, or not known."""
        status = wording["w_status"] or ""
        if status == IN_ERROR:
            return Understood(remarks=((IN_ERROR, "status"),))
        state = {"completed": PRESENT, "not-done": ABSENT}.get(status, UNKNOWN)
        code = self._concepts.code("procedure", parsed(wording["w_code"]))
        return self._sited(Outcome(code=code, state=state, has_value=False), wording)

    def drug(self, wording: Wording) -> Understood:
        """Understand an order, a course or a dose; what was not ordered or given is no event."""
        status, intent = wording["w_status"] or "", wording["w_intent"] or ""
        if status == IN_ERROR:
            return Understood(remarks=((IN_ERROR, "status"),))
        if status in _NOT_GIVEN or intent in _NOT_ORDERED or wording["w_not"] == "true":
            return Understood(remarks=(("not-a-fact", "status"),))
        concept = parsed(wording["w_code"])
        code = self._concepts.code("drug", concept)
        remarks = unknown_code(code)
        if concept is None and wording["w_is_reference"]:
            remarks = (("not-found", "medicationReference"),)
        return Understood((Outcome(code=code, has_value=False),), remarks)

    def encounter(self, wording: Wording) -> Understood:
        """Understand an Encounter: its kind, and the specialty of its service."""
        status = wording["w_status"] or ""
        if status == IN_ERROR:
            return Understood(remarks=((IN_ERROR, "status"),))
        if status in _NO_CONTACT:
            return Understood(remarks=(("not-a-fact", "status"),))
        code = self._visit(wording)
        visit = Outcome(code=code, has_value=False, is_visit=True)
        specialties = tuple(
            self._specialty(service) for service in listed(parsed(wording["w_service"]))
        )
        return Understood((visit, *filter(None, specialties)), unknown_code(code, "class"))

    def _visit(self, wording: Wording) -> Code:
        concept = next(iter(listed(parsed(wording["w_class"]))), None)
        coding = next(iter(codings_of(concept)), {})
        class_code = str(coding.get("code") or "")
        own = has_system(concept, OWN_CONTACT)
        kind = own or tables().encounter_kinds.get(class_code)
        types = listed(parsed(wording["w_code"]))
        also = sorted(
            {f"{LOCAL}:{class_code}"} - {f"{LOCAL}:"}
            | {each for concept in types for each in self._keys(concept)}
        )
        return Code(
            kind="visit",
            system=LOCAL,
            code=class_code,
            also=tuple(each for each in also if each != f"{LOCAL}:{class_code}"),
            label=words_of(concept) or kind or "",
            concept=kind,
            concept_kind="visit" if kind else None,
            how="shipped" if kind else "",
        )

    def _keys(self, concept: Any) -> list[str]:
        code = self._concepts.code("visit", concept)
        return [f"{code.system}:{code.code}", *code.also]

    def _specialty(self, service: Any) -> Outcome | None:
        words = words_of(service)
        if not words and not codings_of(service):
            return None
        specialty = specialty_named(words)
        code = self._concepts.code("specialty", service)
        code = evolve(
            code,
            kind="specialty",
            concept=specialty,
            concept_kind="specialty" if specialty else None,
            how="shipped" if specialty else "",
        )
        return Outcome(code=code, has_value=False)

    def _sited(self, outcome: Outcome, wording: Wording) -> Understood:
        site, is_no_bone = self._concepts.site(wording["w_site"])
        remarks = unknown_code(outcome.code)
        if is_no_bone:
            remarks = (*remarks, ("site-not-a-bone", "bodySite"))
        return Understood((evolve(outcome, site=site),), remarks)


def unknown_code(code: Code, element: str = "code") -> tuple[tuple[str, str], ...]:
    """Return the remark on a code without a meaning."""
    if code.concept is not None or code.how:
        return ()
    is_empty = code.system == LOCAL and not code.code
    return (("no-code" if is_empty else "code-not-understood", element),)
