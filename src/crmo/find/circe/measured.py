"""What a cohort expression can ask of the value of a measurement."""

from __future__ import annotations

from typing import Any

from crmo.find.circe.gaps import Gaps
from crmo.knowledge.case_definition import Select, ValueTest
from crmo.terminology.omop_concepts import standard_ids

Json = dict[str, Any]
_TO_LIMITS: dict[ValueTest, Json] = {
    ValueTest.ABOVE_RANGE: {"RangeHighRatio": {"Value": 1, "Op": "gt"}},
    ValueTest.BELOW_RANGE: {"RangeLowRatio": {"Value": 1, "Op": "lt"}},
    ValueTest.IN_RANGE: {
        "RangeLowRatio": {"Value": 1, "Op": "gte"},
        "RangeHighRatio": {"Value": 1, "Op": "lte"},
    },
}


def value_filter(where: str, select: Select, gaps: Gaps) -> Json:
    """Return the keys of a measurement that ask for its value.

    Args:
        where: place in the definition, for gaps.
        select: a selection.
        gaps: receives what is not asked.
    """
    found: Json = {}
    if select.value is not None:
        found |= _TO_LIMITS[select.value]
        gaps.add(where, "The laboratory's own flag, and ranges with one limit, do not count.")
    if select.at_least is None and select.below is None:
        return found
    gaps.add(where, "Values in another unit are not converted and do not count.")
    if select.at_least is not None and select.below is not None:
        gaps.add(where, "The upper limit is included.")
        limits: Json = {"Value": select.at_least, "Extent": select.below, "Op": "bt"}
    elif select.at_least is not None:
        limits = {"Value": select.at_least, "Op": "gte"}
    else:
        limits = {"Value": select.below, "Op": "lt"}
    unit = standard_ids().get(("UCUM", select.unit))
    if unit is None:
        gaps.add(where, f"The unit {select.unit}: its concept id is not known here.")
        return {**found, "ValueAsNumber": limits}
    told = {
        "CONCEPT_ID": unit.concept_id,
        "CONCEPT_NAME": select.unit,
        "CONCEPT_CODE": unit.code,
        "DOMAIN_ID": unit.domain,
        "VOCABULARY_ID": unit.vocabulary,
        "CONCEPT_CLASS_ID": unit.concept_class,
        "STANDARD_CONCEPT": "S",
        "INVALID_REASON": "V",
    }
    return {**found, "ValueAsNumber": limits, "Unit": [told]}
