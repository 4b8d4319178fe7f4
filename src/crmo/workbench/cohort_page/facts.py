"""What the cohort's page counts of one child, kept on its card."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from crmo.assess.facts import Facts
from crmo.assess.lesions.index import active_places, timelines
from crmo.assess.treatments.courses import disease_courses
from crmo.record import FactStatus, ImagingStudy, Measurement, Modality, Procedure, Score
from crmo.workbench.ledger import Assessed

# Asked of every child within the last year, or ever; the page shows for how many they are known.
RECENT_SCORES = ("pain", "physician_global", "patient_global", "chaq")
RECENT_VALUES = ("crp", "esr", "height", "weight")
A_YEAR = timedelta(days=365)


def cohort_facts(assessed: Assessed) -> dict[str, Any]:
    """Return the places, drugs and completeness of one child as plain values.

    Returns:
        `ever` and `active`: ids of places (lesion sites, or the partial sites that were told);
        `drugs_ever` and `drugs_now`: ids of drugs given for the disease; `known`: names of
        what is known of the child.
    """
    facts = Facts(assessed.record, assessed.knowledge, assessed.on)
    courses = disease_courses(facts)
    return {
        "ever": sorted(line.place.id for line in timelines(facts) if line.first_seen),
        "active": sorted(line.place.id for line in active_places(facts)),
        "drugs_ever": sorted({course.drug for course in courses}),
        "drugs_now": sorted(
            {c.drug for c in courses if c.runs_on(assessed.on) and not c.stops_on(assessed.on)}
        ),
        "known": sorted(_known(facts, assessed.on)),
    }


def _known(facts: Facts, on: date) -> set[str]:
    since = on - A_YEAR
    known: set[str] = set()
    for entry in facts.entries:
        is_recent = entry.on is not None and entry.on.earliest >= since
        match entry:
            case Score() if is_recent and entry.site is None:
                known.add(entry.instrument)
            case Measurement() if is_recent and entry.quantity is not None:
                known.add(entry.analyte)
            case ImagingStudy() if entry.modality is Modality.MRI:
                known.add("mri")
                if entry.whole_body is FactStatus.PRESENT:
                    known.add("whole_body_mri")
            case Procedure() if entry.concept == "bone_biopsy":
                known.add("bone_biopsy")
    return known & {
        *RECENT_SCORES, *RECENT_VALUES, "mri", "whole_body_mri", "bone_biopsy",
    }  # fmt: skip
