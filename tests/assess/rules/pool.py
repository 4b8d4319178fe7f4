"""Facts from which the law tests draw records, and the entry that answers a question."""

from __future__ import annotations

import re

from tests.spec.short_facts import ASKED_ON

from crmo.assess.facts import Facts
from crmo.assess.rules.compile import compiled_rule
from crmo.assess.rules.leaf import Leaf, seen
from crmo.assess.rules.predicates.findings import FindingLeaf
from crmo.assess.rules.predicates.laboratory_marks import FlagLeaf
from crmo.assess.rules.predicates.measurements import MeasurementLeaf
from crmo.record import Subject

FINDINGS = (
    "bone_pain", "fever", "swelling", "tenderness", "warmth", "redness", "local_inflammation",
    "good_general_health", "normal_blood_count", "palmoplantar_pustulosis", "psoriasis", "acne",
    "severe_acne", "hidradenitis", "arthritis", "crohn_disease", "autoimmune_disease",
    "family psoriasis", "family autoinflammatory_disease", "hepatosplenomegaly", "lymphadenopathy",
    "weight_loss", "night_pain", "mass", "neurological_signs", "antibiotic_response",
    "mildly_raised_inflammatory_markers",
)  # fmt: skip
DISEASES = (
    "malignancy", "leukaemia", "infection", "bacterial_osteomyelitis", "scurvy",
    "hypophosphatasia", "ewing_sarcoma", "cno",
)  # fmt: skip
LABS = (
    "crp 5 mg/L", "crp 1 mg/dL", "crp 30 mg/L", "crp 55 mg/L", "crp 80 mg/L", "crp <50 mg/L",
    "crp 12", "crp normal", "esr high", "haemoglobin low", "haemoglobin normal",
    "white_cells normal", "platelets normal", "platelets 90 10*9/L", "neutrophils 1500 /uL",
    "neutrophil_bands 220 /uL", "neutrophil_bands 300 /uL", "ldh 410 U/L range -300",
)  # fmt: skip
SITES = (
    "femur_left", "femur", "femur_distal_metaphysis_left", "femur_distal_metaphysis_right",
    "tibia_distal_metaphysis_left", "tibia_distal_epiphysis_left", "tibia_distal_right",
    "clavicle_medial_left", "vertebra_t8", "thoracic_spine", "rib_left", "manubrium", "hand_left",
    "parietal_right", "sacrum",
)  # fmt: skip
FEATURES = (
    "marrow_oedema", "lysis", "sclerosis", "marginal_sclerosis", "hyperostosis",
    "periosteal_reaction", "cortical_destruction",
)  # fmt: skip
OTHERS = (
    "bone_biopsy: +histology_inflammation -bacterial_growth -antibiotics_at_sampling",
    "bone_biopsy: +histology_fibrosis -bacterial_growth",
    "bone_biopsy: -histology_inflammation +bacterial_growth",
    "no bone_biopsy",
    "drug naproxen from 2024-03-01 to 2024-04-15 response none",
    "drug clindamycin from 2024-03-01 to 2024-04-15 response complete sustained present",
    "bone_pain at clavicle_left since 2023-06-01",
    "count mri_lesion_count 3",
)


def leaf_asking(fact: str, rule: str, facts: Facts) -> Leaf | None:
    """Return the leaf of a rule that asks for a fact."""
    for leaf in compiled_rule(facts.knowledge, rule).leaves:
        question = seen(leaf, facts).question
        if question is not None and question.fact == fact:
            return leaf
    return None


def line_answering(leaf: Leaf | None, answer: str) -> str | None:
    """Return the entry that gives a question one of its answers, or None.

    Only questions that one entry can settle without touching another fact of a rule: findings,
    diagnoses and measurements.
    """
    if isinstance(leaf, FindingLeaf):
        family = "family " if leaf.about is Subject.FAMILY else ""
        if leaf.is_disease:
            return f"disease {leaf.finding} {answer} on {ASKED_ON}"
        no = "" if answer == "yes" else "no "
        return f"{no}{family}{leaf.finding} on {ASKED_ON}"
    if isinstance(leaf, FlagLeaf):
        return f"lab {leaf.analyte} {answer}"
    if isinstance(leaf, MeasurementLeaf):
        return f"lab {leaf.analyte} {_value(answer)} {leaf.written_unit}"
    return None


def _value(answer: str) -> float:
    numbers = [float(found) for found in re.findall(r"(?<![\w*])\d+(?:\.\d+)?(?=\s)", answer)]
    if "exactly" in answer:
        return numbers[0]
    if len(numbers) == 2:
        return sum(numbers) / 2
    if "or less" in answer or "or more" in answer:
        return numbers[0]
    return numbers[0] * (0.5 if "below" in answer else 1.5)
