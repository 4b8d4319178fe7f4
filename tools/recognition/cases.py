"""The published cases: what the differential makes of each, and the plain baselines."""

from __future__ import annotations

from collections.abc import Mapping
from math import log
from pathlib import Path
from statistics import fmean
from typing import Any

from crmo import yaml12
from crmo.assess.differential import Differential, differential_of
from crmo.assess.facts import Facts
from crmo.knowledge import Knowledge
from crmo.knowledge.likelihoods import SETTINGS
from crmo.notes.letter_facts import facts_of_letter
from crmo.record import (
    FactStatus,
    Finding,
    Flag,
    ImagingStudy,
    Interval,
    Measurement,
    PatientRecord,
    Procedure,
    Sex,
    Subject,
)
from tools.published_cases_page import CASES, ON, case_record
from tools.recognition.ranks import Rank, rank_of, summary

FOLDER = Path(__file__).resolve().parent
SETTING = "rheumatology"
_CNO, _SOMETHING_ELSE = "cno", "something_else"
_TAKING_OVER = (_CNO, _SOMETHING_ELSE)
_HALF = 0.5
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


def coded_facts(knowledge: Knowledge) -> dict[str, Facts]:
    """Return the facts of every case as it was coded by hand."""
    return {key: Facts(case_record(key), knowledge, ON) for key in truths()}


def told_facts(knowledge: Knowledge, *, with_person: bool) -> dict[str, Facts]:
    """Return the facts of every case as they are read from its narrative.

    Args:
        knowledge: whose words are known.
        with_person: whether age and sex are given beside the text, as a user would give them;
            if not, they are read from it as well.
    """
    narratives: Mapping[str, Any] = yaml12.load(CASES / "narratives.yaml")
    found: dict[str, Facts] = {}
    for key in truths():
        told = narratives[key]
        age = Interval(told["age_years"], told["age_years"]) if with_person else None
        sex = Sex(told["sex"]) if with_person else None
        found[key] = facts_of_letter(told["text"], knowledge, on=ON, age=age, sex=sex).facts
    return found


def case_results(cases: Mapping[str, Facts], knowledge: Knowledge) -> dict[str, Any]:
    """Return rows per case, and summaries of the differential and of two baselines."""
    true = truths()
    found = {key: weigh(cases[key], SETTING) for key in true}
    ranks = {key: model_rank(found[key], disease) for key, disease in true.items()}
    terms = {key: terms_rank(cases[key].record, true[key], knowledge) for key in true}
    prior = {key: prior_rank(found[key], disease) for key, disease in true.items()}
    return {
        "rows": [_row(key, true[key], found[key]) for key in true],
        "differential": summary(list(ranks.values())),
        "prior_only": summary(list(prior.values())),
        "counting_terms": summary(list(terms.values())),
        "dangerous": _dangerous(true, found, knowledge),
        "settings": {setting: _in_setting(setting, true, cases) for setting in SETTINGS},
        "said": _said(true, found),
        "left_out": _left_out(true, found),
    }


def weigh(facts: Facts, setting: str) -> Differential:
    """Return what one case could be, without the questions."""
    return differential_of(facts, setting, with_questions=False)


def _in_setting(
    setting: str, true: Mapping[str, str], cases: Mapping[str, Facts]
) -> dict[str, Any]:
    return summary([model_rank(weigh(cases[k], setting), d) for k, d in true.items()])


def _said(true: Mapping[str, str], found: Mapping[str, Differential]) -> dict[str, float]:
    """Return how likely the likeliest disease was called, and what the truth was given."""
    first = fmean(found[key].ranking[0].probability for key in true)
    score = -fmean(log(found[key].candidate(disease).probability) for key, disease in true.items())
    return {"first": round(first, 3), "log_score": round(score, 3)}


def _left_out(true: Mapping[str, str], found: Mapping[str, Differential]) -> dict[str, float]:
    """Return who takes the place of a mimic that is left out of the list, on average.

    What the others hold is shared out again without the true disease: the nearest that known
    cases come to a disease of which the list knows nothing.
    """
    shares = []
    for key, disease in true.items():
        if disease not in (_CNO, _SOMETHING_ELSE):
            rest = 1 - found[key].candidate(disease).probability
            shares.append([found[key].candidate(c).probability / rest for c in _TAKING_OVER])
    cno, other = zip(*shares, strict=True)
    return {
        "n": len(shares),
        "cno": round(fmean(cno), 3),
        "cno_prior": round(found[next(iter(true))].candidate(_CNO).prior, 3),
        "cno_over_half": sum(share > _HALF for share in cno),
        "something_else": round(fmean(other), 3),
    }


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
