"""Every resource that is written is FHIR, by the judgement of an independent library.

fhir.resources checks R4B (4.3.0) and no longer R4 (4.0.1). R4B changed resources on medicinal
products, evidence and subscriptions, and kept all others compatible: what holds there holds in R4.
The library checks structure, types and patterns. Invariants, which it does not check, are
checked below, those that what crmo writes could break.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from tests.strategies import records

from crmo.exchange.fhir_r4 import own_names, record_to_resources
from crmo.knowledge import Knowledge
from crmo.knowledge.codes import CODE_SYSTEMS
from crmo.record import Diagnosis, FactStatus, Finding, PatientRecord

Json = dict[str, Any]

KINDS = (
    *("Bundle", "Condition", "DiagnosticReport", "DocumentReference", "Encounter"),
    *("FamilyMemberHistory", "MedicationStatement", "Observation", "Patient", "Procedure"),
)
# Required bindings, which the library does not check; only what crmo may write.
STATUSES = {
    "DiagnosticReport": {"final"},
    "DocumentReference": {"current"},
    "Encounter": {"planned", "finished", "unknown"},
    "FamilyMemberHistory": {"partial"},
    "MedicationStatement": {"active", "completed", "stopped", "unknown"},
    "Observation": {"final"},
    "Procedure": {"completed", "not-done", "unknown"},
}
FHIR_SYSTEMS = ("http://terminology.hl7.org/CodeSystem/", "http://unitsofmeasure.org")


@pytest.fixture(scope="module")
def models() -> dict[str, Any]:
    return {
        kind: getattr(importlib.import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)
        for kind in KINDS
    }


def all_of(value: Any) -> Iterator[Json]:
    """Yield every JSON object within a value."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from all_of(each)
    elif isinstance(value, list):
        for each in value:
            yield from all_of(each)


def assert_invariants(resource: Json) -> None:
    kind = resource["resourceType"]
    assert ("status" in resource) == (kind in STATUSES)
    assert resource.get("status") in STATUSES.get(kind, {None})
    if kind == "Condition" and "abatementDateTime" in resource:  # con-4
        assert resource["clinicalStatus"]["coding"][0]["code"] == "inactive"
    if kind == "Observation":
        assert not ("dataAbsentReason" in resource and has_value(resource))  # obs-6
        own = {coding["code"] for coding in resource["code"]["coding"]}
        for component in resource.get("component", ()):  # obs-7
            assert own.isdisjoint({coding["code"] for coding in component["code"]["coding"]})
            assert has_value(component) or "dataAbsentReason" in component
    for each in all_of(resource):
        if "url" in each and "valueDecimal" not in each:  # ext-1: a value or extensions
            assert ("extension" in each) != has_value(each)
        if "code" in each and "value" in each:  # qty-3
            assert "system" in each
        for value in each.values():  # ele-1: no element without content
            assert value not in ("", [], {}, None)


def has_value(element: Json) -> bool:
    return any(name.startswith("value") for name in element)


def test_the_resources_of_known_records_are_fhir(
    known_records: list[PatientRecord], knowledge: Knowledge, models: dict[str, Any]
) -> None:
    seen = set()
    for record in known_records:
        for resource in record_to_resources(record, knowledge):
            models[resource["resourceType"]].model_validate(resource)
            assert_invariants(resource)
            seen.add(resource["resourceType"])
    assert seen == set(KINDS) - {"Bundle", "DocumentReference"}  # no example has a letter


@given(record=records())
def test_the_resources_of_any_record_are_fhir(
    record: PatientRecord, knowledge: Knowledge, models: dict[str, Any]
) -> None:
    for resource in record_to_resources(record, knowledge):
        models[resource["resourceType"]].model_validate(resource)
        assert_invariants(resource)


@given(record=records(max_entries=4))
def test_the_bundle_is_fhir_and_its_references_stay_within(
    record: PatientRecord, bundle_of: Callable[[PatientRecord], Json], models: dict[str, Any]
) -> None:
    bundle = bundle_of(record)
    models["Bundle"].model_validate(bundle)
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls)
    targets = {each["reference"] for each in all_of(bundle) if "reference" in each}
    assert targets <= set(urls)


def test_the_library_would_notice(models: dict[str, Any], resources_of: Any) -> None:
    """A check that lets everything pass would be none."""
    (good,) = resources_of(
        Finding(id="a", concept="fever", status=FactStatus.PRESENT, on="2024-02")
    )
    for name, value in (
        ("status", None),
        ("effectiveDateTime", "2024-2"),
        ("id", "under_score"),
        ("valueText", "x"),
        ("category", {"text": "not a list"}),
    ):
        changed = {key: each for key, each in (good | {name: value}).items() if each is not None}
        with pytest.raises(ValueError, match="validation error"):
            models["Observation"].model_validate(changed)


def test_only_codes_that_the_knowledge_has_seen_are_written(
    known_records: list[PatientRecord], knowledge: Knowledge
) -> None:
    seen = {
        (CODE_SYSTEMS[system].uri, code)
        for concept in knowledge.concepts.values()
        for system, codes in concept.codes.items()
        for code in codes
    }
    named = [*knowledge.analytes.values(), *knowledge.instruments.values()]
    seen |= {(CODE_SYSTEMS["loinc"].uri, code) for entry in named for code in entry.loinc}
    for drug in knowledge.drugs.values():
        seen |= {(CODE_SYSTEMS["atc"].uri, code) for code in drug.atc}
        seen |= {(CODE_SYSTEMS["rxnorm"].uri, code) for code in drug.rxnorm}
    for record in known_records:
        for resource in record_to_resources(record, knowledge):
            for each in all_of(resource):
                system = each.get("system", "")
                if "code" in each and not system.startswith(FHIR_SYSTEMS):
                    is_ours = system in own_names.CODE_SYSTEMS
                    assert not system or is_ours or (system, each["code"]) in seen


def test_no_range_of_codes_is_written(knowledge: Knowledge, resources_of: Any) -> None:

    for concept in knowledge.concepts:
        (resource,) = resources_of(Diagnosis(id="a", concept=concept))
        codes = resource["code"]["coding"]
        assert codes[0] == {"system": own_names.CONCEPT, "code": concept}
        assert not [c for c in codes if "icd-10" in c["system"] and "-" in c["code"]]
        assert len({c["system"] for c in codes}) == len(codes)


def test_every_extension_is_one_that_the_page_lists(
    known_records: list[PatientRecord], knowledge: Knowledge
) -> None:
    for record in known_records:
        for resource in record_to_resources(record, knowledge):
            for each in resource.get("extension", ()):
                if each["url"] in (own_names.ENTRY, own_names.PART):
                    names = {inner["url"] for inner in each["extension"]}
                    assert names <= own_names.FIELDS.keys()
