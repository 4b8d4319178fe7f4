"""Which rows the form offers before anybody adds one: the usual ones of such a clinic.

A choice of what to show and no medicine: every other concept, value and scale of the knowledge
can be added by its name.
"""

from __future__ import annotations

from collections.abc import Iterable

from crmo.knowledge import Knowledge
from crmo.knowledge.concepts import ConceptKind

USUAL_SCORES = ("pain", "physician_global", "patient_global", "chaq")
USUAL_LABS = (
    "crp",
    "esr",
    "haemoglobin",
    "white_cells",
    "neutrophils",
    "platelets",
    "alt",
    "creatinine",
    "alp",
    "ldh",
)
USUAL_BODY = ("height", "weight", "body_temperature")
USUAL_FINDINGS = (
    "fever",
    "night_pain",
    "morning_stiffness",
    "limp",
    "functional_limitation",
    "back_pain",
    "arthritis",
    "palmoplantar_pustulosis",
    "psoriasis",
    "acne",
    "abdominal_pain",
    "diarrhoea",
    "blood_in_stool",
    "eye_inflammation",
    "weight_loss",
    "fatigue",
    "sleep_disturbance",
    "school_absence",
    "low_mood",
    "kyphosis",
)
N_NEW_DRUGS = 2
N_EVENTS = 1


def scores_offered(knowledge: Knowledge) -> tuple[str, ...]:
    """Return the instruments, the usual ones first."""
    return _known((*USUAL_SCORES, *knowledge.instruments), knowledge.instruments)


def labs_offered(knowledge: Knowledge, *, also: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the laboratory values with a row: the usual ones and those asked for."""
    body = {*USUAL_BODY, "leg_length_difference"}
    wanted = (key for key in (*USUAL_LABS, *also) if key not in body)
    return _known(wanted, knowledge.analytes)


def body_offered(knowledge: Knowledge) -> tuple[str, ...]:
    """Return the body measures with a row."""
    return _known((*USUAL_BODY, "leg_length_difference"), knowledge.analytes)


def findings_offered(knowledge: Knowledge, *, also: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the findings with a row: the usual ones and those asked for."""
    return _known((*USUAL_FINDINGS, *also), knowledge.concepts)


def findings_to_add(knowledge: Knowledge) -> tuple[str, ...]:
    """Return the findings that can be added."""
    return tuple(c.id for c in knowledge.concepts.values() if c.kind is ConceptKind.FINDING)


def events_to_add(knowledge: Knowledge) -> tuple[str, ...]:
    """Return the adverse events that can be chosen."""
    return tuple(c.id for c in knowledge.concepts.values() if c.kind is ConceptKind.EVENT)


def _known(wanted: Iterable[str], table: Iterable[str]) -> tuple[str, ...]:
    known = frozenset(table)
    return tuple(key for key in dict.fromkeys(wanted) if key in known)
