"""How children with one disease find their way to its name, as numbers from the knowledge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve, fields, frozen

from crmo.errors import KnowledgeError

Weights = Mapping[str, float]


@frozen(kw_only=True)
class PathwayProfile:
    """Numbers of the way to the diagnosis; group `way_to_diagnosis` for the disease itself.

    Shares lie from 0 to 1, weights are relative, days are counted between events. Each name is
    explained in `knowledge/natural_history/diagnosis.yaml`.
    """

    disease: str
    diagnosing_department: str
    first_visit_median_days: float
    first_visit_spread: float
    first_visit_latest: float
    visit_gap_median_days: float
    visit_gap_spread: float
    visit_gap_growth: float
    most_visits: int
    first_department: Weights
    next_department: Mapping[str, Weights]
    to_oncology_if_malignancy: float
    planned_share: Weights
    missed_share: float
    first_belief: Weights
    later_belief: Weights
    belief_changes: float
    belief_factors: Mapping[str, Weights]
    belief_at_lesion: Weights
    serious_beliefs: Weights
    radiograph: Weights
    regional_mri: float
    second_regional_mri: float
    mri_wait_median_days: float
    mri_wait_spread: float
    mri_before_diagnosis_median_days: float
    mri_before_diagnosis_spread: float
    biopsy: float
    biopsy_factors: Weights
    biopsy_after_mri_median_days: float
    biopsy_after_mri_spread: float
    biopsy_answer_least_days: int
    biopsy_answer_most_days: int
    biopsy_reach: Weights
    biopsy_looked_for: Weights
    biopsy_results: Weights
    blood_culture_if_fever: float
    blood_culture_results: Weights
    marrow_if_cytopenic: float
    marrow_if_malignancy: float
    marrow_results: Weights
    smear_if_malignancy: float
    smear_results: Weights
    antibiotic_if_bacterial: float
    antibiotics: Weights
    antibiotic_median_days: float
    antibiotic_spread: float
    antibiotic_longest_days: int
    intravenous_antibiotics: tuple[str, ...]
    intravenous_median_days: float
    intravenous_spread: float
    intravenous_longest_days: int
    oral_antibiotics: Weights
    antibiotic_responses: Weights
    antibiotic_stops: Weights
    painkiller: Weights
    painkiller_median_days: float
    painkiller_spread: float
    painkiller_responses: Weights

    def changed(self, changes: Mapping[str, Any]) -> PathwayProfile:
        """Return the profile of another disease: this one, with what is different there.

        Args:
            changes: name of a number -> its value for the other disease.

        Raises:
            KnowledgeError: there is no such name.
        """
        known = {attribute.name for attribute in fields(PathwayProfile)}
        if not changes.keys() <= known:
            raise KnowledgeError(
                "The way to the diagnosis has no such number.",
                where="way_to_diagnosis",
                came=", ".join(sorted(changes.keys() - known)),
                expected=f"one of {', '.join(sorted(known))}",
                todo="Correct the name.",
            )
        return evolve(self, **changes)
