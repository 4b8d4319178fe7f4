"""What a record says of every feature: its value, the values still possible, and the entries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from attrs import frozen

from crmo.anatomy import resolve_site
from crmo.assess.answer import ids
from crmo.assess.facts import Facts
from crmo.assess.rules.compile import compile_rule
from crmo.assess.rules.compiled_rule import CompiledRule, Criterion
from crmo.assess.rules.expression import Truth
from crmo.assess.rules.leaf import Seen, seen
from crmo.assess.rules.outcome import follow_implications
from crmo.knowledge import Knowledge, Rule, RuleKind, RuleStatus
from crmo.knowledge.likelihoods import ABSENT, PRESENT, LikelihoodFeature
from crmo.record import (
    FactStatus,
    Lesion,
    LesionStatus,
    Modality,
    Sex,
    ToldResponse,
    TreatmentCourse,
)

_UNLESS, _TEST = "unless", "test"
_NOTHING = Seen(truth=None)
_DAYS_A_WEEK = 7
_PAIN = "pain"


@frozen(kw_only=True)
class SeenFeature:
    """One feature as a record tells it.

    Args:
        id: id of the feature.
        possible: the values the record leaves possible; one when it is known, all when it is not.
        entries: ids of the entries that say so.
        observed: what was seen, in short words; empty if nothing was.
    """

    id: str
    possible: tuple[str, ...]
    entries: tuple[str, ...] = ()
    observed: str = ""


@frozen(kw_only=True)
class SeenTest:
    """A test that would exclude a disease, as a record tells it: done and clear, or not."""

    id: str
    label: str
    learned_by: str
    truth: Truth
    entries: tuple[str, ...] = ()
    observed: str = ""


@frozen(kw_only=True)
class SeenDanger:
    """What a record says of one disease that must not be missed.

    Args:
        is_out_of_question: True when the child is, say, too old for it.
        tests: tests that would exclude it.
    """

    is_out_of_question: bool
    tests: tuple[SeenTest, ...]


@frozen(kw_only=True)
class Look:
    """Everything the differential reads from a record.

    Args:
        features: every feature by id.
        dangers: every disease that must not be missed, by id.
    """

    features: Mapping[str, SeenFeature]
    dangers: Mapping[str, SeenDanger]


def look(facts: Facts) -> Look:
    """Return what the record says of every feature and every excluding test.

    Args:
        facts: one record on one day.
    """
    knowledge = facts.knowledge
    rule = _compiled(knowledge)
    looks = [seen(leaf, facts) for leaf in rule.leaves]
    truths: list[Truth] = [found.truth for found in looks]
    follow_implications(rule, truths)
    lines = {line.id: _line(line, looks, truths) for line in rule.criteria}
    features = {
        key: _seen_feature(feature, lines, facts)
        for key, feature in knowledge.likelihood_features.items()
    }
    dangers = {
        key: _seen_danger(key, disease.danger, lines)
        for key, disease in knowledge.likelihoods.items()
        if disease.danger
    }
    return Look(features=MappingProxyType(features), dangers=MappingProxyType(dangers))


# expressions of the knowledge, compiled once ---------------------------------------------------


@cache
def _compiled(knowledge: Knowledge) -> CompiledRule:
    """Return one rule whose criteria are all values of all features and all excluding tests."""
    forms = [*_feature_forms(knowledge), *_danger_forms(knowledge)]
    rule = Rule(
        id="likelihood_features",
        kind=RuleKind.CRITERIA,
        title="Features of the differential",
        version="1",
        status=RuleStatus.UNVERIFIED,
        sources=(),
        body={"criteria": tuple(forms)},
        file="likelihoods/features.yaml",
    )
    return compile_rule(knowledge, rule)


def _feature_forms(knowledge: Knowledge) -> list[dict[str, Any]]:
    found = []
    for key, feature in knowledge.likelihood_features.items():
        values = feature.body.get("values", {})
        found += [_form(f"{key}:{value}", when) for value, when in values.items()]
        if "when" in feature.body:
            found.append(_form(key, feature.body["when"]))
    return found


def _danger_forms(knowledge: Knowledge) -> list[dict[str, Any]]:
    found = []
    for key, disease in knowledge.likelihoods.items():
        if "unless" in disease.danger:
            found.append(_form(f"{_UNLESS}:{key}", disease.danger["unless"]))
        tests = disease.danger.get("excluded_by", {})
        found += [_form(f"{_TEST}:{key}:{name}", test["when"]) for name, test in tests.items()]
    return found


def _form(key: str, when: Any) -> dict[str, Any]:
    return {"id": key, "label": key, "when": when}


def _line(line: Criterion, looks: Sequence[Seen], truths: Sequence[Truth]) -> Seen:
    support = [looks[i] for i in dict.fromkeys(line.expression.support(truths))]
    told = dict.fromkeys(each.observed for each in support if each.truth is not None)
    return Seen(
        truth=line.expression.truth(truths),
        entries=tuple(dict.fromkeys(e for each in support for e in each.entries)),
        observed="; ".join(word for word in told if word),
    )


# one feature -----------------------------------------------------------------------------------


def _seen_feature(
    feature: LikelihoodFeature, lines: Mapping[str, Seen], facts: Facts
) -> SeenFeature:
    if "values" in feature.body:
        return _of_values(feature, lines, _too_long(feature.body, facts))
    if "sex" in feature.body:
        return _of_truth(feature, _sex(feature.body["sex"], facts))
    if "lesion_on" in feature.body:
        return _of_truth(feature, _lesion_on(feature.body["lesion_on"], facts))
    if "one_lesion_of" in feature.body:
        several = lines.get(feature.body["one_lesion_of"], _NOTHING)
        return _of_truth(feature, _one_lesion(facts) if several.truth is None else _NOTHING)
    found = lines.get(feature.id, _NOTHING)
    if "complaint_at" in feature.body and found.truth is not True:
        sited = _complaint_at(feature.body["complaint_at"], facts)
        found = sited if sited.truth else found
    if "told_response" in feature.body and found.truth is not True:
        told = _told_response(feature.body["told_response"], facts)
        found = told if told.truth is not None else found
    if found.truth is False and _lacks_what_it_is_of(feature, facts):
        return _of_truth(feature, _NOTHING)
    return _of_truth(feature, found)


def _of_truth(feature: LikelihoodFeature, found: Seen) -> SeenFeature:
    possible = feature.values if found.truth is None else (PRESENT if found.truth else ABSENT,)
    is_known = found.truth is not None
    return SeenFeature(
        id=feature.id,
        possible=possible,
        entries=found.entries if is_known else (),
        observed=found.observed if is_known else "",
    )


def _of_values(
    feature: LikelihoodFeature, lines: Mapping[str, Seen], beyond: Collection[str]
) -> SeenFeature:
    found = {value: lines[f"{feature.id}:{value}"] for value in feature.values}
    true = tuple(value for value, each in found.items() if each.truth is True)
    open_ = tuple(v for v, each in found.items() if each.truth is None and v not in beyond)
    possible = true[:1] or open_ or feature.values
    known = [found[value] for value in possible] if len(possible) < len(found) else []
    return SeenFeature(
        id=feature.id,
        possible=possible,
        entries=tuple(dict.fromkeys(entry for each in known for entry in each.entries)),
        observed="; ".join(dict.fromkeys(each.observed for each in known if each.observed)),
    )


def _too_long(body: Mapping[str, Any], facts: Facts) -> frozenset[str]:
    """Return the bands that begin beyond the longest complaint that is told.

    A rule cannot know that there was no other complaint; who tells how long a child has had
    pain means that it has not been longer.
    """
    if "at_most_as_told" not in body:
        return frozenset()
    last_told = max((e.on.latest for e in facts.entries if e.on), default=facts.on)
    told = [
        (min(last_told, facts.on) - finding.since.earliest).days / _DAYS_A_WEEK
        for concept in body["at_most_as_told"]["findings"]
        for finding in facts.findings(concept)
        if finding.status is FactStatus.PRESENT and finding.since
    ]
    begins = body["at_most_as_told"]["from_weeks"]
    return frozenset(band for band, weeks in begins.items() if told and weeks > max(told))


def _sex(wanted: str, facts: Facts) -> Seen:
    sex = facts.record.patient.sex
    if sex not in (Sex.FEMALE, Sex.MALE):
        return _NOTHING
    return Seen(truth=sex.value == wanted, observed=sex.value)


def _lesion_on(form: Mapping[str, Any], facts: Facts) -> Seen:
    """Return whether pictures of some kinds show a lesion; a clear one says no."""
    studies = facts.studies_by(*(Modality(name) for name in form["modalities"]))
    with_lesion = [s for s in studies if any(_is_there(lesion) for lesion in s.lesions)]
    clear = [s for s in studies if not s.lesions and s.unlisted is FactStatus.ABSENT]
    if not with_lesion and not clear:
        return _NOTHING
    words = "a lesion was seen" if with_lesion else "the pictures were clear"
    return Seen(truth=bool(with_lesion), entries=ids(with_lesion or clear), observed=words)


def _complaint_at(form: Mapping[str, Any], facts: Facts) -> Seen:
    """Return that a complaint is told of some part of the body, or nothing."""
    inside = {unit for site in form["sites"] for unit in resolve_site(site).units}
    told = [
        finding
        for concept in form["findings"]
        for finding in facts.findings(concept)
        if finding.status is FactStatus.PRESENT
        and finding.site
        and set(resolve_site(finding.site).units) <= inside
    ]
    if not told:
        return _NOTHING
    words = dict.fromkeys(f"{facts.knowledge.label(f.concept)} at {f.site}" for f in told)
    return Seen(truth=True, entries=ids(told), observed="; ".join(words))


def _one_lesion(facts: Facts) -> Seen:
    """Return that all lesions seen may be one and the same, or nothing."""
    seen_there = [lesion for lesion in facts.lesions if lesion.is_there]
    if not seen_there or not frozenset.intersection(*(each.lesion_sites for each in seen_there)):
        return _NOTHING
    studies = ids(tuple({each.study.id: each.study for each in seen_there}.values()))
    return Seen(truth=True, entries=studies, observed="one place so far")


def _lacks_what_it_is_of(feature: LikelihoodFeature, facts: Facts) -> bool:
    """Whether a quality is absent only because there is no lesion, or no pain, to have it."""
    if feature.body.get("of_a_lesion"):
        return not _has_lesion(facts)
    return bool(feature.body.get("of_pain")) and facts.finding_truth(_PAIN) is False


def _has_lesion(facts: Facts) -> bool:
    return any(seen.is_there for seen in facts.lesions)


def _is_there(lesion: Lesion) -> bool:
    return lesion.status in (LesionStatus.PRESENT, LesionStatus.HEALED)


def _told_response(form: Mapping[str, Any], facts: Facts) -> Seen:
    """Return what courses of a class of drugs are told to have done; the best answer counts."""
    courses = facts.treatments(form["drug_class"])
    for truth in (True, False):
        words = {ToldResponse(word) for word in form["yes" if truth else "no"]}
        said = [course for course in courses if course.response in words]
        if said:
            return Seen(truth=truth, entries=ids(said), observed=_words(said, facts))
    return _NOTHING


def _words(courses: Sequence[TreatmentCourse], facts: Facts) -> str:
    told = (f"{facts.knowledge.label(c.drug)}: response {c.response.value}" for c in courses)
    return "; ".join(dict.fromkeys(told))


# diseases not to be missed ---------------------------------------------------------------------


def _seen_danger(key: str, danger: Mapping[str, Any], lines: Mapping[str, Seen]) -> SeenDanger:
    tests = []
    for name, test in danger.get("excluded_by", {}).items():
        found = lines[f"{_TEST}:{key}:{name}"]
        tests.append(
            SeenTest(
                id=name,
                label=test["label"],
                learned_by=test["learned_by"],
                truth=found.truth,
                entries=found.entries,
                observed=found.observed,
            )
        )
    unless = lines.get(f"{_UNLESS}:{key}", _NOTHING)
    return SeenDanger(is_out_of_question=unless.truth is True, tests=tuple(tests))
