"""The published cases: what the differential makes of each, and the plain baselines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crmo import yaml12
from crmo.assess.differential import Differential, differential
from crmo.knowledge import Knowledge
from crmo.knowledge.likelihoods import SETTINGS
from crmo.record import (
    FactStatus,
    Finding,
    Flag,
    ImagingStudy,
    Measurement,
    PatientRecord,
    Procedure,
    Subject,
)
from tools.published_cases_page import CASES, ON, case_record
from tools.recognition.ranks import Rank, rank_of, summary

FOLDER = Path(__file__).resolve().parent
SETTING = "rheumatology"
# What a marked value means in the words of findings, for the baseline that counts terms.
_MARKS = {
    ("haemoglobin", Flag.LOW): "anaemia",
    ("platelets", Flag.LOW): "thrombocytopenia",
    ("neutrophils", Flag.LOW): "neutropenia",
    ("ldh", Flag.HIGH): "raised_ldh",
    ("alp", Flag.LOW): "low_alp",
    ("alp", Flag.HIGH): "raised_alp",
    ("crp", Flag.HIGH): "raised_inflammatory_markers",
    ("esr", Flag.HIGH): "raised_inflammatory_markers",
}


def truths() -> dict[str, str]:
    """Return what each case turned out to be, as the differential names it."""
    labels: Mapping[str, str] = yaml12.load(CASES / "labels.yaml")
    named: Mapping[str, str] = yaml12.load(FOLDER / "other_labels.yaml")
    return {key: named.get(key, label) for key, label in labels.items()}


def case_results(knowledge: Knowledge) -> dict[str, Any]:
    """Return rows per case, and summaries of the differential and of two baselines."""
    true = truths()
    found = {key: _weigh(key, SETTING, knowledge) for key in true}
    ranks = {key: model_rank(found[key], disease) for key, disease in true.items()}
    terms = {key: terms_rank(case_record(key), true[key], knowledge) for key in true}
    prior = {key: prior_rank(found[key], disease) for key, disease in true.items()}
    return {
        "rows": [_row(key, true[key], found[key]) for key in true],
        "differential": summary(list(ranks.values())),
        "prior_only": summary(list(prior.values())),
        "counting_terms": summary(list(terms.values())),
        "dangerous": _dangerous(true, found, knowledge),
        "settings": {setting: _in_setting(setting, true, knowledge) for setting in SETTINGS},
    }


def _weigh(key: str, setting: str, knowledge: Knowledge) -> Differential:
    record = case_record(key)
    return differential(record, knowledge, on=ON, setting=setting, with_questions=False)


def _in_setting(setting: str, true: Mapping[str, str], knowledge: Knowledge) -> dict[str, Any]:
    return summary([model_rank(_weigh(k, setting, knowledge), d) for k, d in true.items()])


def _row(key: str, true: str, found: Differential) -> dict[str, Any]:
    own = found.candidate(true)
    return {
        "case": key,
        "true": true,
        "rank": found.rank(true),
        "probability": round(own.probability, 4),
        "low": round(own.low, 4),
        "high": round(own.high, 4),
        "first": [[c.disease, round(c.probability, 3)] for c in found.ranking[:3]],
        "n_facts": found.n_facts,
        "rule_out_first": [item.disease for item in found.rule_out_first],
    }


def _dangerous(
    true: Mapping[str, str], found: Mapping[str, Differential], knowledge: Knowledge
) -> dict[str, Any]:
    forms = {key: d.candidate for key, d in knowledge.likelihoods.items() if d.danger}
    cases = [key for key, disease in true.items() if disease in forms.values()]
    missed = []
    for key in cases:
        listed = {forms[item.disease] for item in found[key].rule_out_first}
        if true[key] not in listed:
            missed.append(key)
    return {"n": len(cases), "listed": len(cases) - len(missed), "missed": missed}


def model_rank(found: Differential, disease: str) -> Rank:
    """Return the rank of a disease in the differential."""
    return rank_of(disease, {c.disease: c.probability for c in found.ranking})


def prior_rank(found: Differential, disease: str) -> Rank:
    """Return the rank of a disease when nothing but the setting is known."""
    return rank_of(disease, {c.disease: c.prior for c in found.ranking})


def terms_rank(record: PatientRecord, disease: str, knowledge: Knowledge) -> Rank:
    """Return the rank of a disease when the terms annotated to it are counted in the record."""
    terms: Mapping[str, Any] = yaml12.load(FOLDER / "orphanet_terms.yaml")
    told = {wide for concept in told_concepts(record) for wide in knowledge.ancestors(concept)}
    ids = {d.candidate for d in knowledge.likelihoods.values()}
    counts = {key: len(told & set(terms.get(key, {}).get("concepts", ()))) for key in ids}
    return rank_of(disease, counts)


def told_concepts(record: PatientRecord) -> set[str]:
    """Return the concepts that a record says are there, marked laboratory values included."""
    here = FactStatus.PRESENT
    told = {
        f.concept
        for f in record.of_kind(Finding)
        if f.status is here and f.about is Subject.PATIENT
    }
    for study in record.of_kind(ImagingStudy):
        told |= {f.concept for les in study.lesions for f in les.features if f.status is here}
    for done in record.of_kind(Procedure):
        told |= {f.concept for f in done.results if f.status is here}
    for value in record.of_kind(Measurement):
        if value.flag is not None and (value.analyte, value.flag) in _MARKS:
            told.add(_MARKS[value.analyte, value.flag])
    return {concept for concept in told if not concept.startswith("told:")}
