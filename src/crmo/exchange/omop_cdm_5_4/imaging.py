"""Imaging studies: a procedure, and an observation for each place that was looked at."""

from __future__ import annotations

from crmo.exchange.omop_cdm_5_4.child import Child, Link, When
from crmo.exchange.omop_cdm_5_4.measured import add_size
from crmo.exchange.omop_cdm_5_4.procedures import add_procedure_row
from crmo.record import FactStatus, ImagingStudy, Lesion, Modality
from crmo.terminology.omop_concepts import modality_procedures

_UNKNOWN = FactStatus.UNKNOWN
_PROCEDURES, _MRI = modality_procedures()


def add_study(child: Child, study: ImagingStudy, when: When) -> Link:
    """Add a study with what it covered, how it was made, its lesions and its conclusion."""
    concept_id, local, word = _study_concept(child, study)
    site = study.covers[0] if len(study.covers) == 1 else None
    link = add_procedure_row(child, when, word, concept_id, local, site)
    for name, state in (
        ("whole_body", study.whole_body),
        ("unlisted", study.unlisted),
        ("contrast", study.contrast),
    ):
        if state is not _UNKNOWN:
            child.detail(link, name, state, value_concept=child.states[state])
    for covered in study.covers if site is None else ():
        concept = child.concepts.sites[covered]
        child.detail(link, "covers", covered, value_concept=concept)
    if study.sequences:
        child.detail(link, "sequences", ", ".join(study.sequences))
    for lesion in study.lesions:
        _add_lesion(child, lesion, link)
    if study.conclusion:
        child.note(link, when, "conclusion", study.conclusion, "conclusion")
    return link


def _study_concept(child: Child, study: ImagingStudy) -> tuple[int, int, str]:
    """Return standard id, local id and word of a study's kind."""
    modality = study.modality
    known = _PROCEDURES.get(modality)
    if modality is Modality.MRI:
        known = _MRI.get(study.whole_body, known)
    if known is None:
        return 0, child.concepts.local[f"modality:{modality}"], f"imaging:{modality}"
    found = child.concepts.concepts[known]
    concept_id = found.concept_id if found.domain == "Procedure" else 0
    return concept_id, found.source_concept_id, f"imaging:{modality}"


def _add_lesion(child: Child, lesion: Lesion, study: Link) -> None:
    """Add what a study says of one place: its state, then each feature, the size, the remark."""
    site = lesion.bone_unit
    active = lesion.clinically_active
    event_id = child.observation(
        study.when,
        "lesion",
        child.concepts.local["detail:lesion"],
        text=lesion.status,
        value_concept=child.states[lesion.status],
        qualifier=site,
        qualifier_concept=child.concepts.sites[site],
        source_text="" if active is _UNKNOWN else f"clinically_active={active}",
        about=study,
    )
    link = child.link("observation", event_id, study.when)
    for feature in lesion.features:
        child.fact(link, feature, site=site)
    if lesion.size_mm is not None:
        add_size(child, lesion.size_mm, link)
    if lesion.note:
        child.note(link, study.when, "remark on a lesion", lesion.note, "lesion_note")
